#include "domain/contacts/views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace holdfast::contacts {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class Views : public testing::Test {
 protected:
  std::string written(const ContactViews& views) {
    Contact contact;
    contact.id = ids_.next();
    contact.tenant = "default";
    contact.agent = "maria.lopez";
    contact.customer = ids_.next();
    JsonWriter json;
    views.write(json, contact, Sensitive(std::string("crm-4711")));
    return json.take();
  }

  ManualClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  crypto::MasterKeys keys_ = crypto::MasterKeys::for_tests();
  ContactViews by_pseudonym_{keys_, false};
  ContactViews by_name_{keys_, true};
};

TEST_F(Views, PeopleAreShownByPseudonymUnlessTheSettingSaysOtherwise) {
  const std::string hidden = written(by_pseudonym_);
  EXPECT_THAT(hidden, HasSubstr(R"("name":"Agent )"));
  EXPECT_THAT(hidden, HasSubstr(R"("customer":"Customer )"));
  EXPECT_THAT(hidden, Not(HasSubstr("maria")));
  EXPECT_THAT(hidden, Not(HasSubstr("4711")));

  const std::string shown = written(by_name_);
  EXPECT_THAT(shown, HasSubstr(R"("name":"maria.lopez")"));
  EXPECT_THAT(shown, HasSubstr(R"("customer":"crm-4711")"));
}

// Links and filters survive a change of the setting, and tell nobody who it is.
TEST_F(Views, AnAgentsIdIsTheSameEitherWay) {
  const std::string id = by_pseudonym_.agent_id("default", "maria.lopez");
  EXPECT_EQ(id, by_name_.agent_id("default", "maria.lopez"));
  EXPECT_NE(id, by_pseudonym_.agent_id("another", "maria.lopez"));
  EXPECT_NE(id, by_pseudonym_.agent_id("default", "maria.lopes"));
  EXPECT_THAT(id, Not(HasSubstr("maria")));
}

TEST_F(Views, ACustomerWhoseIdCannotBeReadStaysAPseudonym) {
  EXPECT_THAT(by_name_.customer_name("default", ids_.next(), Sensitive(std::string())),
              MatchesRegex("Customer [0-9A-Z]+"));
}

TEST_F(Views, ThousandsOfCustomersHaveThousandsOfNames) {
  std::set<std::string> names;
  for (int i = 0; i < 3000; ++i) {
    names.insert(by_pseudonym_.customer_name("default", ids_.next(), Sensitive(std::string())));
  }
  EXPECT_EQ(names.size(), 3000);
}

TEST_F(Views, ACustomersIndexBelongsToItsTenant) {
  EXPECT_EQ(customer_index(keys_, "default", "c-1"), customer_index(keys_, "default", "c-1"));
  EXPECT_NE(customer_index(keys_, "default", "c-1"), customer_index(keys_, "another", "c-1"));
}

}  // namespace
}  // namespace holdfast::contacts
