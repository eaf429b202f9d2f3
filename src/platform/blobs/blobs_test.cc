#include "platform/blobs/blobs.h"

#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "platform/crypto/sealer.h"

namespace holdfast::blobs {
namespace {

namespace fs = std::filesystem;

class BlobsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "holdfast-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    blobs_ = *Blobs::open(directory_ / "blobs", clock_, ids_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  static ByteVector content(std::size_t size) {
    ByteVector bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7 + i / 251);
    return bytes;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
      if (entry.is_regular_file()) found.push_back(entry.path());
    }
    return found;
  }
  fs::path file_of(const Uuid& blob) const {
    for (const fs::path& path : files()) {
      if (path.filename() == to_string(blob)) return path;
    }
    return {};
  }
  static std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write_file(const fs::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
  }

  ManualClock clock_;
  SystemRandom random_;
  IdSource ids_{clock_, random_};
  fs::path directory_;
  std::unique_ptr<Blobs> blobs_;
  SecretBytes key_ = crypto::derive_key(as_bytes("tests"), "one");
  SecretBytes other_key_ = crypto::derive_key(as_bytes("tests"), "two");
};

TEST_F(BlobsTest, WhatWasPutComesBackAtEverySize) {
  for (const std::size_t size : {0U, 1U, 65535U, 65536U, 65537U, 131072U, 200000U, 1048576U}) {
    const ByteVector original = content(size);
    const Uuid blob = *blobs_->put(original, key_);
    EXPECT_EQ(*blobs_->get(blob, key_, size), original) << size;
    EXPECT_EQ(*blobs_->size(blob), size);
  }
}

TEST_F(BlobsTest, PiecesMayBeOfAnySize) {
  const ByteVector original = content(300'000);
  for (const std::size_t step : {1U, 1000U, 65536U, 70000U}) {
    const auto writer = *blobs_->create(key_, original.size());
    for (std::size_t at = 0; at < original.size(); at += step) {
      ASSERT_TRUE(writer->write(Bytes(original).subspan(at, std::min(step, original.size() - at))));
    }
    EXPECT_EQ(*blobs_->get(*writer->finish(), key_, original.size()), original) << step;
  }
}

TEST_F(BlobsTest, ReadingHandsOnPiecesInOrder) {
  const ByteVector original = content(200'000);
  const Uuid blob = *blobs_->put(original, key_);
  ByteVector joined;
  ASSERT_TRUE(blobs_->read(blob, key_, [&](Bytes piece) -> Result<> {
    EXPECT_LE(piece.size(), 65536U);
    joined.insert(joined.end(), piece.begin(), piece.end());
    return {};
  }));
  EXPECT_EQ(joined, original);
}

TEST_F(BlobsTest, AnErrorOfTheReaderStopsTheReading) {
  const Uuid blob = *blobs_->put(content(200'000), key_);
  int pieces = 0;
  const Result<> outcome = blobs_->read(blob, key_, [&](Bytes) -> Result<> {
    ++pieces;
    return Error{ErrorCode::Unavailable, "enough"};
  });
  EXPECT_EQ(outcome.error().message, "enough");
  EXPECT_EQ(pieces, 1);
}

TEST_F(BlobsTest, TheFileShowsNothingOfTheContent) {
  const std::string secret = "4111 1111 1111 1111";
  ASSERT_TRUE(blobs_->put(as_bytes(secret), key_));
  ASSERT_EQ(files().size(), 1U);
  EXPECT_EQ(read_file(files()[0]).find("4111"), std::string::npos);
  EXPECT_EQ(fs::status(files()[0]).permissions() & fs::perms::mask,
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(BlobsTest, AnotherKeyDoesNotOpenIt) {
  const Uuid blob = *blobs_->put(content(100), key_);
  EXPECT_EQ(blobs_->get(blob, other_key_, 100).error().code, ErrorCode::Corrupted);
}

TEST_F(BlobsTest, AChangedByteIsNoticed) {
  const Uuid blob = *blobs_->put(content(70'000), key_);
  const std::string intact = read_file(file_of(blob));
  for (const std::size_t at : {0U, 3U, 4U, 27U, 28U, 40'000U, 65'580U, 65'581U, 70'060U}) {
    std::string damaged = intact;
    damaged.at(at) = static_cast<char>(damaged[at] ^ 1);
    write_file(file_of(blob), damaged);
    EXPECT_EQ(blobs_->get(blob, key_, 70'000).error().code, ErrorCode::Corrupted) << at;
  }
  write_file(file_of(blob), intact);
  EXPECT_TRUE(blobs_->get(blob, key_, 70'000));
}

// Cut exactly between two pieces, every piece that is left is genuine.
TEST_F(BlobsTest, ACutOrExtendedFileIsNoticed) {
  const Uuid blob = *blobs_->put(content(140'000), key_);
  const std::string intact = read_file(file_of(blob));
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{10}, std::size_t{28}, std::size_t{28 + 65553},
        std::size_t{28 + 2 * 65553}, intact.size() - 1}) {
    write_file(file_of(blob), intact.substr(0, size));
    EXPECT_FALSE(blobs_->get(blob, key_, 200'000)) << size;
    EXPECT_FALSE(blobs_->read(blob, key_, [](Bytes) -> Result<> { return {}; })) << size;
  }
  write_file(file_of(blob), intact + intact.substr(28));
  EXPECT_FALSE(blobs_->get(blob, key_, 1'000'000));
}

TEST_F(BlobsTest, OneBlobIsNotTakenForAnother) {
  const Uuid one = *blobs_->put(content(100), key_);
  const Uuid two = *blobs_->put(content(200), key_);
  write_file(file_of(one), read_file(file_of(two)));
  EXPECT_EQ(blobs_->get(one, key_, 1000).error().code, ErrorCode::Corrupted);
}

TEST_F(BlobsTest, TooMuchIsRefused) {
  const auto writer = *blobs_->create(key_, 10);
  ASSERT_TRUE(writer->write(content(10)));
  EXPECT_EQ(writer->write(content(1)).error().code, ErrorCode::LimitExceeded);
  EXPECT_FALSE(writer->finish());
  const Uuid blob = *blobs_->put(content(100), key_);
  EXPECT_EQ(blobs_->get(blob, key_, 99).error().code, ErrorCode::LimitExceeded);
}

TEST_F(BlobsTest, AnUnfinishedOneLeavesNothing) {
  {
    const auto writer = *blobs_->create(key_, 1'000'000);
    ASSERT_TRUE(writer->write(content(200'000)));
    EXPECT_EQ(files().size(), 1U);
  }
  EXPECT_TRUE(files().empty());
}

TEST_F(BlobsTest, ARemovedOneIsGone) {
  const Uuid blob = *blobs_->put(content(100), key_);
  ASSERT_TRUE(blobs_->remove(blob));
  EXPECT_EQ(blobs_->get(blob, key_, 100).error().code, ErrorCode::NotFound);
  EXPECT_EQ(blobs_->size(blob).error().code, ErrorCode::NotFound);
  EXPECT_TRUE(blobs_->remove(blob));
}

TEST_F(BlobsTest, TheSweepRemovesWhatNoRowNames) {
  const Uuid named = *blobs_->put(content(10), key_);
  const Uuid orphan = *blobs_->put(content(10), key_);
  // What a crash left of a writer.
  write_file(directory_ / "blobs" / "unfinished" / to_string(ids_.next()), "rest");
  write_file(directory_ / "blobs" / "notes.txt", "someone else's");
  const IsNamed is_named = [&](const Uuid& blob) -> Result<bool> { return blob == named; };

  EXPECT_EQ(blobs_->sweep(std::chrono::hours(1), is_named)->removed, 0U) << "still within grace";
  clock_.advance(std::chrono::hours(2));
  const Uuid fresh = *blobs_->put(content(10), key_);
  const SweepCounts counts = *blobs_->sweep(std::chrono::hours(1), is_named);
  EXPECT_EQ(counts.removed, 2U);
  EXPECT_EQ(counts.kept, 2U);
  EXPECT_TRUE(blobs_->get(named, key_, 10));
  EXPECT_TRUE(blobs_->get(fresh, key_, 10));
  EXPECT_EQ(blobs_->get(orphan, key_, 10).error().code, ErrorCode::NotFound);
  EXPECT_TRUE(fs::exists(directory_ / "blobs" / "notes.txt"));
}

TEST_F(BlobsTest, TheSweepKeepsWhatItCannotAskAbout) {
  const Uuid blob = *blobs_->put(content(10), key_);
  clock_.advance(std::chrono::hours(2));
  ASSERT_TRUE(blobs_->sweep(std::chrono::hours(1), [](const Uuid&) -> Result<bool> {
    return Error{ErrorCode::Unavailable, "the database is down"};
  }));
  EXPECT_TRUE(blobs_->get(blob, key_, 10));
}

TEST_F(BlobsTest, ADirectoryThatCannotBeMadeIsAnError) {
  write_file(directory_ / "file", "");
  EXPECT_EQ(Blobs::open(directory_ / "file" / "blobs", clock_, ids_).error().code,
            ErrorCode::Unavailable);
}

TEST_F(BlobsTest, ADirectoryThatVanishedIsAnError) {
  fs::remove_all(directory_ / "blobs");
  EXPECT_EQ(blobs_->put(content(10), key_).error().code, ErrorCode::Unavailable);
}

TEST_F(BlobsTest, TheyAreFoundAgainAfterARestart) {
  const Uuid blob = *blobs_->put(content(10), key_);
  blobs_ = *Blobs::open(directory_ / "blobs", clock_, ids_);
  EXPECT_TRUE(blobs_->get(blob, key_, 10));
}

}  // namespace
}  // namespace holdfast::blobs
