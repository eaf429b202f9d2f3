#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "platform/crypto/sealer.h"

namespace holdfast::crypto {
namespace {

class MasterKeyFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    path_ = name + "/master.key";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void write(std::string_view content, mode_t mode = 0600) {
    std::ofstream(path_, std::ios::binary) << content;
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }
  std::string content() {
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }
  Result<MasterKeys> load(bool create = false) { return MasterKeys::load(path_, create, random_); }

  SystemRandom random_;
  std::filesystem::path directory_;
  std::string path_;
};

std::string fingerprint(const MasterKeys& keys) { return to_hex(keys.wrapping_key().reveal()); }

TEST_F(MasterKeyFile, IsMadeOnceAndReadAgain) {
  const std::string made = fingerprint(*load(true));
  EXPECT_EQ(fingerprint(*load(true)), made);
  EXPECT_EQ(fingerprint(*load(false)), made);
  struct stat status{};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(content().size(), 65U);
}

TEST_F(MasterKeyFile, LeavesNoOtherFileBehind) {
  ASSERT_TRUE(load(true));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory_))
    ++files;
  EXPECT_EQ(files, 1U);
}

TEST_F(MasterKeyFile, IsNotMadeUnasked) {
  EXPECT_EQ(load(false).error().code, ErrorCode::NotFound);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(MasterKeyFile, ReadableByOthersIsRefused) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0644U, 0777U}) {
    write(std::string(64, 'a'), mode);
    EXPECT_EQ(load().error().code, ErrorCode::InvalidInput) << mode;
  }
  write(std::string(64, 'a'), 0400);
  EXPECT_TRUE(load());
}

TEST_F(MasterKeyFile, AnythingButAKeyIsRefusedAndKept) {
  const std::string whole(64, 'a');
  for (const std::string& text :
       {std::string(), whole.substr(1), whole + "a", whole + "\n\n", whole.substr(2) + "zz",
        whole.substr(1) + " ", "\n" + whole, whole + "\r\n"}) {
    write(text);
    const Result<MasterKeys> keys = load(true);
    ASSERT_FALSE(keys) << text;
    EXPECT_EQ(keys.error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(keys.error().message.find("aaaa"), std::string::npos) << "shows key digits";
    EXPECT_EQ(content(), text);
  }
  write(whole);
  EXPECT_TRUE(load());
  write(whole + "\n");
  EXPECT_TRUE(load());
}

TEST_F(MasterKeyFile, ADirectoryThatIsNotThereIsAnError) {
  EXPECT_EQ(MasterKeys::load(path_ + "/no/such", true, random_).error().code,
            ErrorCode::Unavailable);
}

TEST_F(MasterKeyFile, StartsAtOnceAgreeOnOneKey) {
  std::vector<std::string> seen(8);
  std::vector<std::thread> starts;
  for (std::string& slot : seen) {
    starts.emplace_back([this, &slot] { slot = fingerprint(*load(true)); });
  }
  for (std::thread& start : starts) start.join();
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 1U);
}

TEST(MasterKeys, EachPurposeHasItsOwnKey) {
  const MasterKeys keys = MasterKeys::for_tests();
  const std::set<std::string> all = {
      to_hex(keys.wrapping_key().reveal()), to_hex(keys.digest_key().reveal()),
      to_hex(keys.pseudonym_key().reveal()), to_hex(keys.signing_seed().reveal())};
  EXPECT_EQ(all.size(), 4U);
  for (const std::string& key : all) EXPECT_EQ(key.size(), 2 * kKeyBytes);
}

// What was sealed yesterday must open tomorrow: the derivation is frozen.
TEST_F(MasterKeyFile, DerivesTheSameKeysForEver) {
  write("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
  const MasterKeys keys = *load();
  EXPECT_EQ(to_hex(keys.wrapping_key().reveal()),
            "e679812232daeb3be2da17fa4ef7eea44e68d8e2e86914f92eeb4775dfddf102");
  EXPECT_EQ(to_hex(keys.digest_key().reveal()),
            "9febb278072ccf854169de7f21ec2627036e33a5b4d4a7912715c2ae8ed86ce9");
  EXPECT_EQ(to_hex(keys.pseudonym_key().reveal()),
            "a90d853b04729cc63c5152373c3c0bf7453fbf2b4f4924d97b3bf3a89c3a9617");
  EXPECT_EQ(to_hex(keys.signing_seed().reveal()),
            "a75c659df44faa0e9d3b18e78d256f76a9fb543e341bf58be539f5b3eaf79e35");
}

}  // namespace
}  // namespace holdfast::crypto
