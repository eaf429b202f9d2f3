#include "domain/audit/leaf.h"

#include <gtest/gtest.h>

#include "base/json_reader.h"

namespace holdfast::audit {
namespace {

Entry sample() {
  Entry entry;
  entry.id = *parse_uuid("0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e");
  entry.at = from_ms(1'790'000'000'123);
  entry.act = {.tenant = "default",
               .actor = "key:0190f5c4-7a3b-7c11-9a52-000000000001",
               .act = "inspection.decided",
               .subject = "message:0190f5c4-7a3b-7c11-9a52-000000000002",
               .decision = "redact",
               .policy_version = "cards@3",
               .body_hash = sha256({as_bytes("body")})};
  return entry;
}

// Version 1 is frozen: proofs given out years ago must still fit.
TEST(Leaf, VersionOneIsThese) {
  EXPECT_EQ(
      leaf_of(sample()),
      R"({"act":"inspection.decided","actor":"key:0190f5c4-7a3b-7c11-9a52-000000000001",)"
      R"("at":"2026-09-21T14:13:20.123Z",)"
      R"("body_hash":"230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5",)"
      R"("decision":"redact","entry":"0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e",)"
      R"("policy_version":"cards@3","subject":"message:0190f5c4-7a3b-7c11-9a52-000000000002",)"
      R"("tenant":"default","v":1})");
}

TEST(Leaf, IsJsonWhateverTheFieldsHold) {
  Entry entry = sample();
  entry.act.subject = "quote \" backslash \\ line\nend \x01 \xff";
  const std::string leaf = leaf_of(entry);
  EXPECT_TRUE(JsonDocument::parse(leaf)) << leaf;
}

// A field's content must not be able to look like another field.
TEST(Leaf, EveryFieldCounts) {
  const std::string original = leaf_of(sample());
  const auto expect_other = [&](auto&& change) {
    Entry entry = sample();
    change(entry);
    EXPECT_NE(leaf_of(entry), original);
  };
  expect_other([](Entry& e) { e.act.tenant += "x"; });
  expect_other([](Entry& e) { e.act.actor += "x"; });
  expect_other([](Entry& e) { e.act.act += "x"; });
  expect_other([](Entry& e) { e.act.subject += "x"; });
  expect_other([](Entry& e) { e.act.decision += "x"; });
  expect_other([](Entry& e) { e.act.policy_version += "x"; });
  expect_other([](Entry& e) { e.act.body_hash[31] ^= std::byte{1}; });
  expect_other([](Entry& e) { e.at += std::chrono::milliseconds(1); });
  expect_other([](Entry& e) { e.id.bytes[15] ^= std::byte{1}; });
  expect_other([](Entry& e) { e.act.decision = "redact\",\"policy_version\":\"cards@3"; });
}

}  // namespace
}  // namespace holdfast::audit
