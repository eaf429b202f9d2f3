#include "platform/crypto/pseudonym.h"

#include <set>

#include <gtest/gtest.h>

namespace holdfast::crypto {
namespace {

TEST(Pseudonym, IsStableAndGrowsAtItsEnd) {
  const MasterKeys keys = MasterKeys::for_tests();
  const Uuid person = *parse_uuid("0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e");
  const std::string code = pseudonym(keys, "default", person);
  EXPECT_EQ(code.size(), 4U);
  EXPECT_EQ(pseudonym(keys, "default", person), code);
  EXPECT_TRUE(pseudonym(keys, "default", person, 8).starts_with(code));
}

TEST(Pseudonym, TenantsCannotCompareTheirPeople) {
  const MasterKeys keys = MasterKeys::for_tests();
  const Uuid person = *parse_uuid("0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e");
  EXPECT_NE(pseudonym(keys, "one", person, 12), pseudonym(keys, "two", person, 12));
}

TEST(Pseudonym, FortyPeopleAreToldApart) {
  const MasterKeys keys = MasterKeys::for_tests();
  const ManualClock clock;
  SeededRandom random(7);
  IdSource ids(clock, random);
  std::set<std::string> codes;
  for (int i = 0; i < 40; ++i) codes.insert(pseudonym(keys, "default", ids.next()));
  EXPECT_EQ(codes.size(), 40U);
}

}  // namespace
}  // namespace holdfast::crypto
