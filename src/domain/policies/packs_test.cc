#include <algorithm>
#include <set>

#include <gmock/gmock.h>

#include "domain/policies/shipped.h"
#include "domain/policies/testing_policies.h"

namespace holdfast::policies {
namespace {

using ::testing::Each;
using ::testing::IsEmpty;

std::vector<decide::Policy> packs() {
  std::vector<decide::Policy> parsed_packs;
  for (const EmbeddedFile& file : shipped_packs()) parsed_packs.push_back(parsed(file.content()));
  return parsed_packs;
}

TEST(ShippedPacks, AreTheSixOfTheProduct) {
  std::set<std::string> names;
  for (const decide::Policy& pack : packs()) names.insert(pack.name());
  EXPECT_EQ(names, (std::set<std::string>{"cards", "credentials", "health", "identifiers",
                                          "secrets", "unreadable"}));
}

TEST(ShippedPacks, PassTheirOwnTestsWhichMakeEveryRuleFire) {
  for (const decide::Policy& pack : packs()) {
    for (const decide::PolicyTestFailure& failure : pack.run_tests()) {
      ADD_FAILURE() << pack.name() << " line " << failure.line << ": " << failure.test << ": "
                    << failure.problem;
    }
    EXPECT_GE(pack.test_count(), 4U) << pack.name();
    EXPECT_THAT(pack.untested_rules(), IsEmpty()) << pack.name();
  }
}

TEST(ShippedPacks, SpeakToPeopleInFourLanguages) {
  for (const decide::Policy& pack : packs()) {
    for (const decide::RuleInfo& rule : pack.rules()) {
      if (rule.verdict == decide::Verdict::Allow) continue;
      for (const decide::LocalText* text : {&rule.notice, &rule.offer}) {
        const std::set<std::string> different(text->texts.begin(), text->texts.end());
        EXPECT_EQ(different.size(), decide::kLocales.size())
            << pack.name() << "/" << rule.name << ": a language is missing";
      }
    }
  }
}

// In mode coach everything goes out as it was: no sender is told otherwise.
TEST(ShippedPacks, TellTheTruthInModeCoach) {
  for (const decide::Policy& pack : packs()) {
    for (const decide::RuleInfo& rule : pack.rules()) {
      if (rule.verdict <= decide::Verdict::Coach) continue;
      const std::set<std::string> different(rule.coach_notice.texts.begin(),
                                            rule.coach_notice.texts.end());
      EXPECT_EQ(different.size(), decide::kLocales.size())
          << pack.name() << "/" << rule.name << ": a language is missing";
      for (const std::string_view claim : {"removed", "hidden", "was not sent", "being held"}) {
        EXPECT_EQ(rule.notice_for(decide::Verdict::Coach, "en").find(claim), std::string::npos)
            << pack.name() << "/" << rule.name << ": " << claim;
      }
    }
  }
}

// "PCI DSS 4.0.1, 4.2.2" and not "compliance".
TEST(ShippedPacks, NameTheLawOrStandardWithItsNumber) {
  for (const decide::Policy& pack : packs()) {
    for (const decide::RuleInfo& rule : pack.rules()) {
      const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
      EXPECT_TRUE(std::ranges::any_of(rule.reason, is_digit)) << pack.name() << "/" << rule.name;
    }
  }
}

// What the rules say holds together, over all packs.
class AllPacks {
 public:
  AllPacks() : packs_(packs()) {
    for (const decide::Policy& pack : packs_) {
      active_.push_back({&pack, 1, decide::Mode::Enforce});
    }
  }
  decide::Decision decide_on(const decide::MessageFacts& message) const {
    return decide::decide(active_, message);
  }

 private:
  std::vector<decide::Policy> packs_;
  std::vector<decide::ActivePolicy> active_;
};

decide::MessageFacts message_of(std::string_view channel, std::string_view direction,
                                std::string_view type, std::string_view category) {
  decide::MessageFacts message;
  message.channel = channel;
  message.direction = direction;
  message.sender_role = direction == "inbound" ? "customer" : "agent";
  message.findings.push_back({type, category, 0.9});
  if (channel == "mail")
    message.recipients.push_back({decide::RecipientKind::Customer, "a.example"});
  return message;
}

TEST(ShippedPacks, ACardOrItsCodeStandsInClearOnNoChannel) {
  const AllPacks all;
  for (const std::string_view channel :
       {"chat", "mail", "call", "upload", "endpoint", "helpdesk"}) {
    for (const std::string_view direction : {"inbound", "outbound", "internal"}) {
      for (const std::string_view type : {"payment_card", "card_cvv", "pin"}) {
        const std::string_view category = type == "pin" ? "credential" : "payment";
        const auto decision = all.decide_on(message_of(channel, direction, type, category));
        EXPECT_GE(decision.verdict, decide::Verdict::Redact)
            << type << " " << channel << " " << direction;
        EXPECT_TRUE(decision.transforms[0]) << type << " " << channel << " " << direction;
      }
    }
  }
}

TEST(ShippedPacks, WhatKeepsNothingDerivedIsNeverMasked) {
  const AllPacks all;
  for (const detect::EntityType& type : shared_detector().types()) {
    if (!type.keeps_nothing_derived) continue;
    for (const std::string_view channel : {"chat", "mail", "call"}) {
      for (const std::string_view direction : {"inbound", "outbound"}) {
        const auto decision =
            all.decide_on(message_of(channel, direction, type.name, to_string(type.category)));
        ASSERT_TRUE(decision.transforms[0]) << type.name << " " << channel << " " << direction;
        EXPECT_EQ(decision.transforms[0]->method, protect::Method::Replace) << type.name;
      }
    }
  }
}

TEST(ShippedPacks, AnUnreadablePartPassesUnheldOnNoChannelThatCarriesFiles) {
  const AllPacks all;
  for (const std::string_view channel : {"chat", "mail", "upload", "endpoint", "helpdesk"}) {
    decide::MessageFacts message = message_of(channel, "outbound", "email", "contact_detail");
    message.is_readable = false;
    EXPECT_EQ(all.decide_on(message).verdict, decide::Verdict::Hold) << channel;
  }
}

TEST(ShippedPacks, OrdinaryTalkPasses) {
  const AllPacks all;
  for (const std::string_view channel :
       {"chat", "mail", "call", "upload", "endpoint", "helpdesk"}) {
    for (const std::string_view direction : {"inbound", "outbound", "internal"}) {
      decide::MessageFacts message = message_of(channel, direction, "email", "contact_detail");
      message.findings.push_back({"person", "person", 0.9});
      message.findings.push_back({"phone", "contact_detail", 0.9});
      message.findings.push_back({"url", "network", 0.9});
      EXPECT_TRUE(all.decide_on(message).hits.empty()) << channel << " " << direction;
    }
  }
}

}  // namespace
}  // namespace holdfast::policies
