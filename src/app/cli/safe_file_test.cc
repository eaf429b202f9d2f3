#include "app/cli/safe_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <unistd.h>

namespace holdfast::cli {
namespace {

namespace fs = std::filesystem;

class SafeFileTest : public testing::Test {
 protected:
  SafeFileTest() { fs::create_directory(folder_); }
  ~SafeFileTest() override { fs::remove_all(folder_); }

  std::string path() const { return (folder_ / "out.txt").string(); }
  std::string content() const {
    std::ifstream file(path());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::ptrdiff_t file_count() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("holdfast_safe_file_" + std::to_string(getpid()));
};

TEST_F(SafeFileTest, NothingIsSeenBeforeTheEnd) {
  std::ofstream(path()) << "old";
  fs::permissions(path(), fs::perms::owner_read | fs::perms::owner_write);
  auto file = SafeFile::create(path());
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write("new"));
  EXPECT_EQ(content(), "old");
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(content(), "new");
  EXPECT_EQ(fs::status(path()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(file_count(), 1);
}

TEST_F(SafeFileTest, GivingUpLeavesTheOldFileAlone) {
  std::ofstream(path()) << "old";
  {
    auto file = SafeFile::create(path());
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write("half of the ne"));
  }
  EXPECT_EQ(content(), "old");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(SafeFileTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_EQ(SafeFile::create((folder_ / "none/out.txt").string()).error().code,
            ErrorCode::Unavailable);
}

}  // namespace
}  // namespace holdfast::cli
