#include "domain/inspection/stored_hits.h"

#include <gtest/gtest.h>

namespace holdfast::inspection {
namespace {

decide::RuleHit hit(std::string rule, std::vector<std::uint32_t> findings) {
  decide::RuleHit hit;
  hit.policy = "cards";
  hit.version = 3;
  hit.rule = std::move(rule);
  hit.finding_indexes = std::move(findings);
  return hit;
}

TEST(StoredHits, SayWhichFindingsTheyRestOn) {
  const auto hits = stored_hits(hits_json({hit("one", {0, 2}), hit("none", {})}));
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(hits[0].policy, "cards");
  EXPECT_EQ(hits[0].version, 3U);
  EXPECT_EQ(hits[0].rule, "one");
  EXPECT_TRUE(hits[0].may_rest_on(2));
  EXPECT_FALSE(hits[0].may_rest_on(1));
  EXPECT_FALSE(hits[1].may_rest_on(0));
}

// Before they were kept, nobody knew: feedback then counts for every rule that fired.
TEST(StoredHits, OfOlderRowsMayRestOnAnyFinding) {
  const auto hits = stored_hits(R"([{"rule":"cards/one","policy_version":"cards@1"}])");
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_TRUE(hits[0].may_rest_on(7));
}

TEST(StoredHits, TakeOneMore) {
  const std::string one = with_hit("[]", hit("one", {0}));
  EXPECT_EQ(one, hits_json({hit("one", {0})}));
  EXPECT_EQ(with_hit(one, hit("two", {1})), hits_json({hit("one", {0}), hit("two", {1})}));
}

TEST(StoredHits, ThatCannotBeReadAreLeftOut) {
  for (const char* text :
       {"", "{", "[7]", R"([{"rule":"x"}])", R"([{"rule":"x","policy_version":"y"}])"}) {
    EXPECT_TRUE(stored_hits(text).empty()) << text;
  }
}

}  // namespace
}  // namespace holdfast::inspection
