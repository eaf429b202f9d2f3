#include "platform/crypto/keyring.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "platform/store/testing/test_databases.h"

namespace holdfast::crypto {
namespace {

constexpr std::string_view kTenant = "default";
constexpr std::string_view kSubject = "customer:1";

class KeyringTest : public store::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    std::string name = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    ASSERT_TRUE(database().migrate(migrations()));
    restart();
  }
  void TearDown() override {
    keyring_.reset();
    DatabaseTest::TearDown();
    std::filesystem::remove_all(directory_);
  }

  // A keyring that remembers nothing.
  void restart(KeyringOptions options = {}) {
    keyring_ = std::make_unique<Keyring>(database(), keys_, ledger(), random_, clock_, options);
  }
  std::string ledger() const { return directory_ + "/erased.jsonl"; }

  Result<std::string> create(std::string_view subject = kSubject) {
    std::string key;
    TRY(database().write([&](store::Transaction& transaction) -> Result<> {
      key = hex(*TRY(keyring_->get_or_create(transaction, kTenant, subject)));
      return {};
    }));
    return key;
  }
  Result<std::string> get(std::string_view subject = kSubject, std::string_view tenant = kTenant) {
    std::string key;
    TRY(database().read([&](store::Reader& reader) -> Result<> {
      key = hex(*TRY(keyring_->get(reader, tenant, subject)));
      return {};
    }));
    return key;
  }
  // "" when there is none.
  Result<std::string> find(std::string_view subject = kSubject) {
    const auto key = TRY(keyring_->find(kTenant, subject));
    return key ? hex(**key) : std::string();
  }
  Result<> destroy(std::string_view subject = kSubject) {
    return database().write([&](store::Transaction& transaction) {
      return keyring_->destroy(transaction, kTenant, subject);
    });
  }
  // Runs `work` in a transaction that is rolled back.
  void roll_back(const store::Work& work) {
    const Result<> outcome = database().write([&](store::Transaction& transaction) -> Result<> {
      const Result<> done = work(transaction);
      EXPECT_TRUE(done) << done.error().message;
      return Error{ErrorCode::Conflict, "rolled back by the test"};
    });
    EXPECT_FALSE(outcome);
  }
  static std::string hex(const SecretBytes& key) { return to_hex(key.reveal()); }

  MasterKeys keys_ = MasterKeys::for_tests();
  SystemRandom random_;
  ManualClock clock_;
  std::string directory_;
  std::unique_ptr<Keyring> keyring_;
};

INSTANTIATE_TEST_SUITE_P(Databases, KeyringTest, store::test_databases(), store::database_name);

TEST_P(KeyringTest, ASubjectKeepsItsKey) {
  const std::string key = *create();
  EXPECT_EQ(key.size(), 2 * kKeyBytes);
  EXPECT_EQ(*create(), key);
  EXPECT_EQ(*get(), key);
  EXPECT_EQ(*find(), key);
  restart();
  EXPECT_EQ(*get(), key);
  EXPECT_EQ(*find(), key);
}

TEST_P(KeyringTest, SubjectsAndTenantsHaveKeysOfTheirOwn) {
  EXPECT_NE(*create("customer:1"), *create("customer:2"));
  EXPECT_EQ(get("customer:1", "other").error().code, ErrorCode::NotFound);
}

TEST_P(KeyringTest, WhoIsUnknownHasNoKey) {
  EXPECT_EQ(get().error().code, ErrorCode::NotFound);
  EXPECT_EQ(*find(), "");
}

// Content sealed with a key whose row was never committed could not be opened again.
TEST_P(KeyringTest, AKeyOfARolledBackTransactionIsForgotten) {
  std::string lost;
  roll_back([&](store::Transaction& transaction) -> Result<> {
    lost = hex(*TRY(keyring_->get_or_create(transaction, kTenant, kSubject)));
    EXPECT_EQ(hex(*TRY(keyring_->get_or_create(transaction, kTenant, kSubject))), lost);
    return {};
  });
  EXPECT_EQ(*find(), "");
  EXPECT_NE(*create(), lost);
}

TEST_P(KeyringTest, ADestroyedKeyIsGoneAndItsNameSpent) {
  ASSERT_TRUE(create());
  ASSERT_TRUE(find());
  ASSERT_TRUE(destroy());
  EXPECT_EQ(get().error().code, ErrorCode::NotFound);
  EXPECT_EQ(find().error().code, ErrorCode::NotFound);
  EXPECT_EQ(create().error().code, ErrorCode::Conflict);
  restart();
  EXPECT_EQ(find().error().code, ErrorCode::NotFound);
  EXPECT_EQ(create().error().code, ErrorCode::Conflict);
}

TEST_P(KeyringTest, ADestructionThatIsRolledBackChangesNothing) {
  const std::string key = *create();
  ASSERT_TRUE(find());
  roll_back([&](store::Transaction& transaction) {
    return keyring_->destroy(transaction, kTenant, kSubject);
  });
  EXPECT_EQ(*get(), key);
  EXPECT_EQ(*find(), key);
  EXPECT_EQ(*create(), key);
}

TEST_P(KeyringTest, TheDestroyingTransactionSeesItsOwnWork) {
  ASSERT_TRUE(create());
  ASSERT_TRUE(find());
  roll_back([&](store::Transaction& transaction) -> Result<> {
    TRY(keyring_->destroy(transaction, kTenant, kSubject));
    EXPECT_EQ(keyring_->get(transaction, kTenant, kSubject).error().code, ErrorCode::NotFound);
    EXPECT_EQ(keyring_->get_or_create(transaction, kTenant, kSubject).error().code,
              ErrorCode::Conflict);
    return {};
  });
}

// A worker that reads between destruction and commit sees the old row. It must not keep the key.
TEST_P(KeyringTest, AReaderDuringTheErasureDoesNotBringTheKeyBack) {
  ASSERT_TRUE(create());
  ASSERT_TRUE(find());
  ASSERT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
    TRY(keyring_->destroy(transaction, kTenant, kSubject));
    std::thread worker([this] { EXPECT_TRUE(find()); });
    worker.join();
    return {};
  }));
  EXPECT_EQ(get().error().code, ErrorCode::NotFound);
  EXPECT_EQ(find().error().code, ErrorCode::NotFound);
}

TEST_P(KeyringTest, TheStoredRowHoldsNoKeyAnyMore) {
  ASSERT_TRUE(create());
  ASSERT_TRUE(destroy());
  ASSERT_TRUE(database().read([](store::Reader& reader) -> Result<> {
    EXPECT_EQ(*TRY(reader.query_integer(
                  "SELECT COUNT(*) FROM crypto_subject_key WHERE wrapped IS NOT NULL", {})),
              0);
    EXPECT_EQ(*TRY(reader.query_integer("SELECT destroyed_at_ms FROM crypto_subject_key", {})),
              1'790'000'000'000);
    return {};
  }));
}

// Whoever can write to the database must not give one subject another's key.
TEST_P(KeyringTest, AWrappedKeyMovedToAnotherRowDoesNotOpen) {
  ASSERT_TRUE(create("customer:1"));
  ASSERT_TRUE(create("customer:2"));
  ASSERT_TRUE(database().write([](store::Transaction& transaction) -> Result<> {
    TRY(
        transaction.execute("UPDATE crypto_subject_key SET wrapped = "
                            "(SELECT wrapped FROM crypto_subject_key WHERE subject = 'customer:1') "
                            "WHERE subject = 'customer:2'",
                            {}));
    return {};
  }));
  EXPECT_EQ(get("customer:2").error().code, ErrorCode::Corrupted);
}

TEST_P(KeyringTest, TheCacheStaysWithinItsBounds) {
  restart({.cached_keys_max = 2, .cached_for = std::chrono::seconds(30)});
  std::vector<std::string> made;
  for (int i = 0; i < 10; ++i) made.push_back(*create("customer:" + std::to_string(i)));
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < made.size(); ++i) {
      EXPECT_EQ(*find("customer:" + std::to_string(i)), made[i]);
    }
  }
}

// Another node's erasure does not reach this one's memory, so memory is trusted for a while only.
TEST_P(KeyringTest, AnErasureElsewhereIsNoticedInTime) {
  ASSERT_TRUE(create());
  ASSERT_TRUE(find());
  Keyring elsewhere(database(), keys_, ledger(), random_, clock_);
  ASSERT_TRUE(database().write([&](store::Transaction& transaction) {
    return elsewhere.destroy(transaction, kTenant, kSubject);
  }));
  clock_.advance(std::chrono::seconds(30));
  EXPECT_EQ(find().error().code, ErrorCode::NotFound);
}

// The ledger is what a backup from yesterday does not know.
TEST_P(KeyringTest, ARestoredBackupForgetsWhoWasErasedSince) {
  ASSERT_TRUE(create("customer:1"));
  ASSERT_TRUE(create("customer:2"));
  std::vector<ByteVector> backup;
  ASSERT_TRUE(database().read([&](store::Reader& reader) {
    return reader.query("SELECT wrapped FROM crypto_subject_key ORDER BY subject", {},
                        [&](const store::Row& row) {
                          backup.push_back(to_vector(row.blob(0)));
                          return true;
                        });
  }));
  ASSERT_TRUE(destroy("customer:1"));

  ASSERT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
    TRY(
        transaction.execute("UPDATE crypto_subject_key SET wrapped = $1, destroyed_at_ms = NULL "
                            "WHERE subject = 'customer:1'",
                            {Bytes(backup[0])}));
    return {};
  }));
  restart();
  EXPECT_TRUE(get("customer:1"));

  std::vector<Erasure> destroyed;
  ASSERT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
    destroyed = TRY(reapply_erasures(ledger(), transaction));
    return {};
  }));
  restart();
  ASSERT_EQ(destroyed.size(), 1U);
  EXPECT_EQ(destroyed[0].subject, "customer:1");
  EXPECT_EQ(get("customer:1").error().code, ErrorCode::NotFound);
  EXPECT_TRUE(get("customer:2"));
}

// A key that is destroyed without a ledger line would come back with the next restore.
TEST_P(KeyringTest, NothingIsDestroyedWhenTheLedgerCannotBeWritten) {
  const std::string key = *create();
  Keyring keyring(database(), keys_, "/dev/full", random_, clock_);
  const Result<> outcome = database().write([&](store::Transaction& transaction) {
    return keyring.destroy(transaction, kTenant, kSubject);
  });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Unavailable);
  EXPECT_EQ(*get(), key);
}

TEST_P(KeyringTest, ManyThreadsSeeOneKey) {
  std::atomic<int> differing = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const std::string subject = "customer:" + std::to_string(i);
        const Result<std::string> made = create(subject);
        const Result<std::string> found = find(subject);
        if (!made || !found || *made != *found) ++differing;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(differing, 0);
}

}  // namespace
}  // namespace holdfast::crypto
