// "Change one byte of the database": whatever byte it is, verify() answers, and when it is one of
// an entry's, that entry is named.

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/audit/audit_log.h"

namespace holdfast::audit {
namespace {

constexpr int kEntries = 400;

class DamagedFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    path_ = name + "/holdfast.db";
    const auto database = open();
    ASSERT_TRUE(database->migrate(migrations()));
    AuditLog log(*database, clock_, ids_, keys_);
    ASSERT_TRUE(database->write([&](store::Transaction& transaction) -> Result<> {
      for (int i = 0; i < kEntries; ++i) {
        TRY(log.stage(transaction, {.tenant = "default",
                                    .actor = "system",
                                    .act = "inspection.decided",
                                    .subject = fmt::format("message:{:04}-of-the-test", i),
                                    .decision = "block",
                                    .policy_version = "cards@3",
                                    .body_hash = {}}));
      }
      return {};
    }));
    ASSERT_TRUE(log.sequence());
    // A copy without the remains of rows that were moved, as a backup is.
    ASSERT_TRUE(database->copy_to(path_ + ".copy"));
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::unique_ptr<store::Database> open() {
    return *store::open_sqlite({.path = path_, .readers = 1});
  }
  std::string content() {
    std::ifstream file(path_ + ".copy", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // What verify() says about a database file with this content: "" when it finds nothing.
  std::string verify(const std::string& file) {
    std::filesystem::remove(path_ + "-wal");
    std::filesystem::remove(path_ + "-shm");
    std::ofstream(path_, std::ios::binary) << file;
    auto database = store::open_sqlite({.path = path_, .readers = 1});
    if (!database) return "does not open";
    AuditLog log(**database, clock_, ids_, keys_);
    const Result<Verification> verification = log.verify("default");
    if (!verification) return verification.error().message;
    if (verification->first_problem) return verification->first_problem->what;
    return verification->entries == kEntries ? "" : "entries are missing";
  }

  ManualClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  crypto::MasterKeys keys_ = crypto::MasterKeys::for_tests();
  std::filesystem::path directory_;
  std::string path_;
};

TEST_F(DamagedFile, OneByteOfAnEntryNamesIt) {
  const std::string intact = content();
  ASSERT_EQ(verify(intact), "");
  for (const int number : {0, 41, 255, 256, 399}) {
    const std::string subject = fmt::format("message:{:04}-of-the-test", number);
    int named = 0;
    // Once in the row and once in an index; a change of the index alone may go unnoticed.
    for (auto at = intact.find(subject); at != std::string::npos;
         at = intact.find(subject, at + 1)) {
      std::string damaged = intact;
      damaged[at + 9] ^= 1;
      const std::string what = verify(damaged);
      if (what.empty()) continue;
      EXPECT_THAT(what, testing::HasSubstr(fmt::format("entry {} was changed", number)));
      ++named;
    }
    EXPECT_EQ(named, 1) << subject;
  }
}

TEST_F(DamagedFile, NoByteAnywhereStopsTheVerifier) {
  const std::string intact = content();
  std::mt19937 random(7);
  int noticed = 0;
  for (int round = 0; round < 60; ++round) {
    std::string damaged = intact;
    const std::size_t at = random() % damaged.size();
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
    if (!verify(damaged).empty()) ++noticed;
  }
  EXPECT_GT(noticed, 10);
}

}  // namespace
}  // namespace holdfast::audit
