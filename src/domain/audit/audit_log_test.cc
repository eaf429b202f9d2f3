#include "domain/audit/audit_log.h"

#include <thread>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "platform/store/testing/test_databases.h"

namespace holdfast::audit {
namespace {

class AuditLogTest : public store::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ASSERT_TRUE(database().migrate(migrations()));
    restart();
  }
  void TearDown() override {
    log_.reset();
    DatabaseTest::TearDown();
  }
  void restart() {
    log_.reset();
    log_ = std::make_unique<AuditLog>(database(), clock_, ids_, keys_);
  }

  static Act act(int number, std::string tenant = "default") {
    return {.tenant = std::move(tenant),
            .actor = number % 2 == 0 ? "system" : "person:1",
            .act = number % 3 == 0 ? "policy.activated" : "inspection.decided",
            .subject = fmt::format("message:{}", number),
            .decision = "redact",
            .policy_version = "cards@3",
            .body_hash = {}};
  }
  Result<Receipt> stage(const Act& act) {
    Receipt receipt;
    TRY(database().write([&](store::Transaction& transaction) -> Result<> {
      receipt = TRY(log_->stage(transaction, act));
      return {};
    }));
    return receipt;
  }
  std::vector<Receipt> stage_many(int count, int first = 0) {
    std::vector<Receipt> receipts;
    EXPECT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
      receipts.clear();
      for (int i = first; i < first + count; ++i) {
        receipts.push_back(TRY(log_->stage(transaction, act(i))));
      }
      return {};
    }));
    return receipts;
  }
  std::vector<std::string> subjects() {
    std::vector<std::string> all;
    for (const Entry& entry : *log_->entries("default", 0, 10'000))
      all.push_back(entry.act.subject);
    return all;
  }
  void expect_verified(std::uint64_t entries, std::string_view tenant = "default") {
    const Result<Verification> verification = log_->verify(tenant);
    ASSERT_TRUE(verification) << verification.error().message;
    EXPECT_EQ(verification->entries, entries);
    if (verification->first_problem) ADD_FAILURE() << verification->first_problem->what;
  }

  ManualClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  crypto::MasterKeys keys_ = crypto::MasterKeys::for_tests();
  std::unique_ptr<AuditLog> log_;
};

INSTANTIATE_TEST_SUITE_P(Databases, AuditLogTest, store::test_databases(), store::database_name);

TEST_P(AuditLogTest, NumbersActsInTheOrderTheyWereStaged) {
  ASSERT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
    for (int i = 0; i < 50; ++i) TRY(log_->stage(transaction, act(i)));
    return {};
  }));
  for (int i = 50; i < 100; ++i) ASSERT_TRUE(stage(act(i)));
  ASSERT_TRUE(log_->sequence());
  const std::vector<Entry> entries = *log_->entries("default", 0, 1000);
  ASSERT_EQ(entries.size(), 100U);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].leaf_index, i);
    EXPECT_EQ(entries[i].act.subject, fmt::format("message:{}", i));
  }
  expect_verified(100);
}

TEST_P(AuditLogTest, AnEntryIsFoundAsItWasStaged) {
  const Receipt receipt = *stage(act(7));
  EXPECT_EQ(receipt.log, "default");
  const std::optional<Entry> entry = *log_->find("default", receipt.entry);  // still staged
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->leaf_hash, receipt.leaf_hash);
  EXPECT_EQ(entry->at, clock_.now());
  EXPECT_EQ(entry->act.actor, "person:1");
  EXPECT_EQ(entry->act.decision, "redact");
  EXPECT_EQ(entry->act.policy_version, "cards@3");
  EXPECT_FALSE(*log_->find("other", receipt.entry));
  EXPECT_FALSE(*log_->find("default", ids_.next()));
}

TEST_P(AuditLogTest, AnActThatWasRolledBackLeavesNoLeaf) {
  EXPECT_FALSE(database().write([&](store::Transaction& transaction) -> Result<> {
    TRY(log_->stage(transaction, act(1)));
    return Error{ErrorCode::Conflict, "rolled back by the test"};
  }));
  ASSERT_TRUE(stage(act(2)));
  ASSERT_TRUE(log_->sequence());
  EXPECT_EQ(subjects(), std::vector<std::string>{"message:2"});
  expect_verified(1);
}

TEST_P(AuditLogTest, APreparedActIsStagedLater) {
  const PreparedAct first = log_->prepare(act(1));
  ASSERT_TRUE(database().write(
      [&](store::Transaction& transaction) { return log_->stage_prepared(transaction, first); }));
  EXPECT_EQ((*log_->find("default", first.receipt.entry))->leaf_hash, first.receipt.leaf_hash);
  expect_verified(1);
}

TEST_P(AuditLogTest, AnEmptyLogVerifies) {
  ASSERT_TRUE(log_->sequence());
  expect_verified(0);
  EXPECT_EQ(log_->checkpoint("default")->tree_size, 0U);
  EXPECT_EQ(log_->checkpoint("default")->root, sha256({}));
  EXPECT_TRUE(log_->signed_checkpoint("default"));
}

TEST_P(AuditLogTest, TenantsHaveLogsOfTheirOwn) {
  ASSERT_TRUE(stage(act(1, "one")));
  ASSERT_TRUE(stage(act(2, "two")));
  ASSERT_TRUE(stage(act(3, "one")));
  ASSERT_TRUE(log_->sequence());
  EXPECT_EQ(log_->entries("one", 0, 10)->size(), 2U);
  EXPECT_EQ(log_->entries("two", 0, 10)->size(), 1U);
  expect_verified(2, "one");
  expect_verified(1, "two");
  EXPECT_NE(log_->signed_checkpoint("one")->note, log_->signed_checkpoint("two")->note);
}

TEST_P(AuditLogTest, GoesOnAfterARestart) {
  int staged = 0;
  for (const int count : {1, 254, 1, 1, 300, 3}) {
    stage_many(count, staged);
    staged += count;
    ASSERT_TRUE(log_->sequence());
    restart();
  }
  expect_verified(560);
  EXPECT_EQ(log_->checkpoint("default")->tree_size, 560U);
}

// A crash loses nothing: what was staged is numbered by the next start.
TEST_P(AuditLogTest, WhatACrashLeftStagedIsNumberedLater) {
  stage_many(10);
  restart();
  stage_many(10, 10);
  log_->start();
  log_->stop();
  expect_verified(20);
  EXPECT_EQ(log_->checkpoint("default")->tree_size, 20U);
}

TEST_P(AuditLogTest, TheThreadNumbersByItself) {
  log_->start();
  const Receipt receipt = *stage(act(1));
  for (int i = 0; i < 500 && log_->entries("default", 0, 1)->empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(log_->entries("default", 0, 1)->size(), 1U);
  log_->stop();
  EXPECT_TRUE(*log_->find("default", receipt.entry));
}

TEST_P(AuditLogTest, TwoNodesShareALog) {
  AuditLog other(database(), clock_, ids_, keys_);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(stage(act(i)));
    ASSERT_TRUE((i % 2 == 0 ? *log_ : other).sequence());
  }
  expect_verified(20);
}

TEST_P(AuditLogTest, WritersAndSequencerRunTogether) {
  log_->start();
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([this, w] {
      for (int i = 0; i < 100; ++i) EXPECT_TRUE(stage(act(w * 1000 + i)));
    });
  }
  for (std::thread& writer : writers) writer.join();
  log_->stop();
  expect_verified(400);
  std::vector<int> next(4, 0);  // Each writer's acts kept their order.
  for (const std::string& subject : subjects()) {
    const int number = std::stoi(subject.substr(subject.find(':') + 1));
    EXPECT_EQ(number % 1000, next[static_cast<std::size_t>(number / 1000)]++);
  }
}

TEST_P(AuditLogTest, EveryEntryCanBeProved) {
  const std::vector<Receipt> receipts = stage_many(300);
  for (const std::size_t i : {0U, 1U, 255U, 256U, 299U}) {
    const Result<EntryProof> proof = log_->prove("default", receipts[i].entry);
    ASSERT_TRUE(proof) << proof.error().message;
    EXPECT_EQ(proof->entry.leaf_index, i);
    EXPECT_EQ(leaf_hash(as_bytes(proof->leaf)), receipts[i].leaf_hash);
    EXPECT_EQ(proof->verifier_key, log_->verifier_key("default"));
    EXPECT_TRUE(verifies(proof->inclusion, as_bytes(proof->leaf), *log_->checkpoint("default")));
  }
}

TEST_P(AuditLogTest, AnEntryIsProvableTheMomentItIsStaged) {
  stage_many(3);
  ASSERT_TRUE(log_->sequence());
  const Receipt receipt = *stage(act(3));
  EXPECT_TRUE(log_->prove("default", receipt.entry));
  EXPECT_EQ(log_->prove("default", ids_.next()).error().code, ErrorCode::NotFound);
  EXPECT_EQ(log_->prove("other", receipt.entry).error().code, ErrorCode::NotFound);
}

// A crash between numbering and signing leaves entries without a checkpoint.
TEST_P(AuditLogTest, AnUnsignedTailIsSignedWhenAProofNeedsIt) {
  stage_many(5);
  ASSERT_TRUE(log_->sequence());
  const std::vector<Receipt> tail = stage_many(5, 5);
  ASSERT_TRUE(log_->sequence());
  ASSERT_TRUE(database().write([](store::Transaction& transaction) -> Result<> {
    TRY(transaction.execute("DELETE FROM audit_checkpoint WHERE tree_size > 5", {}));
    return {};
  }));
  restart();
  EXPECT_EQ(log_->checkpoint("default")->tree_size, 5U);
  EXPECT_EQ(log_->verify("default")->checkpointed, 5U);
  EXPECT_TRUE(log_->prove("default", tail.back().entry));
  EXPECT_EQ(log_->checkpoint("default")->tree_size, 10U);
}

TEST_P(AuditLogTest, EntriesAreFoundByTime) {
  const Timestamp start = clock_.now();
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(stage(act(i)));
    clock_.advance(std::chrono::minutes(5));
  }
  ASSERT_TRUE(log_->sequence());
  const auto at = [&](int i) { return start + std::chrono::minutes(5 * i); };
  const auto found = *log_->latest("default", {.from = at(40), .to = at(43)}, std::nullopt, 100);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found.front().leaf_index, 42U);
  EXPECT_EQ(found.back().leaf_index, 40U);
  EXPECT_EQ(log_->latest("default", {.from = at(98)}, std::nullopt, 100)->size(), 2U);
  EXPECT_EQ(log_->latest("default", {.to = at(2)}, std::nullopt, 100)->size(), 2U);
  EXPECT_TRUE(log_->latest("default", {.from = at(200)}, std::nullopt, 100)->empty());
}

TEST_P(AuditLogTest, TheLatestComeFirstAndCanBeFiltered) {
  stage_many(30);
  ASSERT_TRUE(log_->sequence());
  const auto indexes = [&](const EntryFilter& filter, std::optional<std::uint64_t> before,
                           std::size_t limit) {
    std::vector<std::uint64_t> found;
    for (const Entry& entry : *log_->latest("default", filter, before, limit)) {
      found.push_back(entry.leaf_index);
    }
    return found;
  };
  using Indexes = std::vector<std::uint64_t>;
  EXPECT_EQ(indexes({}, std::nullopt, 3), (Indexes{29, 28, 27}));
  EXPECT_EQ(indexes({}, 3, 10), (Indexes{2, 1, 0}));
  EXPECT_EQ(indexes({.act = "policy.activated"}, 10, 10), (Indexes{9, 6, 3, 0}));
  EXPECT_EQ(indexes({.act = "inspection.decided"}, 6, 10), (Indexes{5, 4, 2, 1}));
  EXPECT_EQ(indexes({.actor = "person:1"}, 6, 10), (Indexes{5, 3, 1}));
  EXPECT_EQ(indexes({.subject = "message:12"}, std::nullopt, 10), (Indexes{12}));
  EXPECT_EQ(indexes({.act = "policy.activated", .actor = "person:1"}, 10, 10), (Indexes{9, 3}));
  EXPECT_EQ(indexes({.act = "no.such"}, std::nullopt, 10), Indexes{});
}

}  // namespace
}  // namespace holdfast::audit
