// A long text in pieces that can be scanned apart, each with some of what stands around it.

#pragma once

#include <string>
#include <string_view>

#include "app/cli/byte_source.h"

namespace holdfast::cli {

// Findings that begin in the core belong to this chunk. What stands before and after is context,
// and room for findings that run over the core's end.
struct Chunk {
  std::string bytes;
  std::size_t core_begin = 0;
  std::size_t core_end = 0;

  std::string_view before() const { return std::string_view(bytes).substr(0, core_begin); }
  std::string_view core() const {
    return std::string_view(bytes).substr(core_begin, core_end - core_begin);
  }
  std::string_view after() const { return std::string_view(bytes).substr(core_end); }
};

struct ChunkSizes {
  std::size_t core_bytes_max = 1U << 20;
  std::size_t context_bytes =
      4096;  // on each side; 0 for lines that have nothing to do with others
};

// Cores end behind a line break where one is near, else behind white space, else between
// characters.
class Chunker {
 public:
  Chunker(ByteSource& source, const ChunkSizes& sizes) : source_(source), sizes_(sizes) {}

  // False at the end. An empty text has no chunk.
  Result<bool> next(Chunk& chunk);

  // Lets the next core begin so many bytes later, within the context behind the last one.
  void skip(std::size_t bytes) { core_begin_ += bytes; }

 private:
  std::size_t core_end() const;

  ByteSource& source_;
  std::string window_;          // context before, then what is not yet in a core
  std::size_t core_begin_ = 0;  // within the window
  ChunkSizes sizes_;
};

}  // namespace holdfast::cli
