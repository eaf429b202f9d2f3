#include "app/cli/chunker.h"

#include <algorithm>
#include <array>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/cli/record_reader.h"
#include "base/utf8.h"

namespace holdfast::cli {
namespace {

// A source that gives the text, through a pipe.
class Piped {
 public:
  explicit Piped(std::string text) {
    std::array<int, 2> ends;
    EXPECT_EQ(pipe(ends.data()), 0);
    path_ = "/dev/fd/" + std::to_string(ends[0]);
    end_ = ends[0];
    writer_ = std::thread([fd = ends[1], text = std::move(text)] {
      std::string_view left = text;
      while (!left.empty()) {
        const ssize_t written = write(fd, left.data(), left.size());
        if (written <= 0) break;
        left.remove_prefix(static_cast<std::size_t>(written));
      }
      close(fd);
    });
  }
  ~Piped() {
    writer_.join();
    close(end_);
  }
  ByteSource open() { return *ByteSource::open(path_); }

 private:
  std::string path_;
  int end_ = -1;
  std::thread writer_;
};

std::vector<Chunk> chunks_of(const std::string& text, const ChunkSizes& sizes) {
  Piped pipe(text);
  ByteSource source = pipe.open();
  Chunker chunker(source, sizes);
  std::vector<Chunk> chunks;
  for (Chunk chunk; *chunker.next(chunk);) chunks.push_back(chunk);
  return chunks;
}

std::string joined(const std::vector<Chunk>& chunks) {
  std::string text;
  for (const Chunk& chunk : chunks) text += chunk.core();
  return text;
}

TEST(Chunker, CoresAreTheTextAndEndWithLines) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "line " + std::to_string(i) + " of the chat\n";
  const auto chunks = chunks_of(text, {.core_bytes_max = 1000, .context_bytes = 100});
  EXPECT_GT(chunks.size(), 40);
  EXPECT_EQ(joined(chunks), text);
  for (const Chunk& chunk : chunks) EXPECT_EQ(chunk.core().back(), '\n');
}

TEST(Chunker, ContextIsWhatStandsAround) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "word" + std::to_string(i) + " ";
  const auto chunks = chunks_of(text, {.core_bytes_max = 400, .context_bytes = 50});
  std::size_t begin = 0;
  for (const Chunk& chunk : chunks) {
    EXPECT_EQ(chunk.bytes, text.substr(begin - chunk.core_begin, chunk.bytes.size()));
    EXPECT_EQ(chunk.core_begin, std::min<std::size_t>(begin, 50));
    begin += chunk.core().size();
    EXPECT_EQ(chunk.after().size(), std::min<std::size_t>(text.size() - begin, 50));
  }
}

TEST(Chunker, NoCharacterIsDivided) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 3 == 0 ? "é" : "\xF0\x9F\x99\x82";
  const auto chunks = chunks_of(text, {.core_bytes_max = 101, .context_bytes = 11});
  EXPECT_EQ(joined(chunks), text);
  for (const Chunk& chunk : chunks) {
    EXPECT_TRUE(is_utf8(chunk.bytes));
    EXPECT_TRUE(is_utf8(chunk.core()));
  }
}

TEST(Chunker, AnEmptyTextHasNoChunk) { EXPECT_TRUE(chunks_of("", {}).empty()); }

TEST(LineReader, BatchesAreWholeLinesWithTheirNumbers) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i) + "\n";
  text += "last";
  Piped pipe(text);
  ByteSource source = pipe.open();
  LineReader reader(source);
  std::string seen;
  std::size_t lines = 0;
  for (LineBatch batch; *reader.next(batch);) {
    EXPECT_EQ(batch.first_line, lines + 1);
    lines += static_cast<std::size_t>(std::ranges::count(batch.lines, '\n'));
    seen += batch.lines;
  }
  EXPECT_EQ(seen, text);
}

}  // namespace
}  // namespace holdfast::cli
