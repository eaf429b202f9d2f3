#include "platform/crypto/erasure_ledger.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>

namespace holdfast::crypto {
namespace {

class Ledger : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    path_ = name + "/erased.jsonl";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  static Erasure erasure(std::string subject) {
    return {.tenant = "default", .subject = std::move(subject), .at = from_ms(1'790'000'000'000)};
  }
  Result<std::vector<std::string>> subjects() {
    std::vector<std::string> all;
    TRY(read_erasures(path_, [&all](const Erasure& each) -> Result<> {
      all.push_back(each.subject);
      return {};
    }));
    return all;
  }
  void append_raw(std::string_view text) { std::ofstream(path_, std::ios::app) << text; }

  std::filesystem::path directory_;
  std::string path_;
};

TEST_F(Ledger, KeepsItsOrderOverRestarts) {
  const Erasure first[] = {erasure("customer:1"), erasure("customer:2")};
  const Erasure second[] = {erasure("customer:\"3\"\n")};
  ASSERT_TRUE(ErasureLedger(path_).append(first));
  ASSERT_TRUE(ErasureLedger(path_).append(second));
  EXPECT_EQ(*subjects(),
            (std::vector<std::string>{"customer:1", "customer:2", "customer:\"3\"\n"}));
}

TEST_F(Ledger, NoFileMeansNoErasures) {
  EXPECT_TRUE(subjects()->empty());
  ASSERT_TRUE(ErasureLedger(path_).append({}));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(Ledger, ALineCutShortByACrashIsDroppedAndItsSuccessorKept) {
  const Erasure first[] = {erasure("customer:1")};
  ASSERT_TRUE(ErasureLedger(path_).append(first));
  append_raw(R"({"at":"2026-11-22T07:10:38.123Z","subj)");
  EXPECT_EQ(subjects()->size(), 1U);
  const Erasure second[] = {erasure("customer:2")};
  ASSERT_TRUE(ErasureLedger(path_).append(second));
  EXPECT_EQ(*subjects(), (std::vector<std::string>{"customer:1", "customer:2"}));
}

TEST_F(Ledger, ADamagedLineIsNamed) {
  const Erasure first[] = {erasure("customer:1")};
  ASSERT_TRUE(ErasureLedger(path_).append(first));
  append_raw("{}\n");
  const auto read = subjects();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::Corrupted);
  EXPECT_NE(read.error().message.find("line 2 "), std::string::npos) << read.error().message;
}

TEST_F(Ledger, AFullDiskIsAnError) {
  const Erasure first[] = {erasure("customer:1")};
  EXPECT_EQ(ErasureLedger("/dev/full").append(first).error().code, ErrorCode::Unavailable);
  EXPECT_EQ(ErasureLedger(path_ + "/no/such").append(first).error().code, ErrorCode::Unavailable);
}

TEST_F(Ledger, LearnsFromAnotherWhatItDoesNotKnow) {
  const std::string other = path_ + ".other";
  const Erasure here[] = {erasure("customer:1"), erasure("customer:2")};
  const Erasure there[] = {erasure("customer:2"), erasure("customer:3"), erasure("customer:3")};
  ASSERT_TRUE(ErasureLedger(path_).append(here));
  ASSERT_TRUE(merge_erasures(path_, other));  // no file
  EXPECT_EQ(subjects()->size(), 2U);
  ASSERT_TRUE(ErasureLedger(other).append(there));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(merge_erasures(path_, other));
    EXPECT_EQ(*subjects(), (std::vector<std::string>{"customer:1", "customer:2", "customer:3"}));
  }
}

TEST_F(Ledger, ManyLinesAreReadInPieces) {
  std::vector<Erasure> many;
  for (int i = 0; i < 5000; ++i) many.push_back(erasure("customer:" + std::to_string(i)));
  ASSERT_TRUE(ErasureLedger(path_).append(many));
  EXPECT_EQ(subjects()->size(), 5000U);
  EXPECT_EQ(subjects()->back(), "customer:4999");
}

}  // namespace
}  // namespace holdfast::crypto
