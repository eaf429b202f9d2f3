#include "app/cli/chunker.h"

#include <algorithm>

namespace holdfast::cli {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::size_t Chunker::core_end() const {
  const std::size_t end = core_begin_ + sizes_.core_bytes_max;
  if (window_.size() <= end) return window_.size();
  const std::string_view core = std::string_view(window_).substr(core_begin_, end - core_begin_);
  for (const char* breaks : {"\n", " \t"}) {
    const std::size_t found = core.find_last_of(breaks);
    // A break in the first half would make the next chunk long again, and so on.
    if (found != core.npos && found >= core.size() / 2) return core_begin_ + found + 1;
  }
  std::size_t between = end;
  while (between > end - 4 && is_continuation(window_[between])) --between;
  return between;
}

Result<bool> Chunker::next(Chunk& chunk) {
  TRY(source_.fill(window_, core_begin_ + sizes_.core_bytes_max + sizes_.context_bytes));
  if (core_begin_ == window_.size()) return false;
  const std::size_t end = core_end();
  std::size_t after_end = std::min(window_.size(), end + sizes_.context_bytes);
  while (after_end > end && after_end < window_.size() && is_continuation(window_[after_end])) {
    --after_end;
  }
  chunk.bytes.assign(window_, 0, after_end);
  chunk.core_begin = core_begin_;
  chunk.core_end = end;

  const std::size_t keep_bytes = std::min(end, sizes_.context_bytes);
  std::size_t keep_begin = end - keep_bytes;
  while (keep_begin < end && is_continuation(window_[keep_begin])) ++keep_begin;
  window_.erase(0, keep_begin);
  core_begin_ = end - keep_begin;
  return true;
}

}  // namespace holdfast::cli
