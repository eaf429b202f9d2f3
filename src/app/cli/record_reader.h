// Lines in batches, as they arrive.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "app/cli/byte_source.h"

namespace holdfast::cli {

// Whole lines, and the number of the first, from 1.
struct LineBatch {
  std::string lines;
  std::size_t first_line = 1;
};

class LineReader {
 public:
  explicit LineReader(ByteSource& source) : source_(source) {}

  // What one read of the source completes: a pipe's lines are there as soon as they are written.
  // False at the end. LimitExceeded for a line of more than 100 MB.
  Result<bool> next(LineBatch& batch);

  // Every line with its end, and its number from 0. The first error ends it.
  Result<> for_each(const std::function<Result<>(std::string_view, std::uint64_t)>& visit);

 private:
  ByteSource& source_;
  std::string begun_;  // a line whose end has not come
  std::size_t next_line_ = 1;
  bool is_end_ = false;
};

}  // namespace holdfast::cli
