// Places in a text: Presidio counts Unicode code points, as Python's str does; the engine counts
// bytes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast::presidio {

// An index of one valid UTF-8 text, which must outlive it. Built in one pass; each look-up reads at
// most 64 bytes. Thread-safe.
class Positions {
 public:
  explicit Positions(std::string_view text);

  std::size_t code_points() const { return code_points_; }  // of the whole text
  // Of the byte at which a code point begins, or the text's end.
  std::size_t code_point_at(std::size_t byte) const;
  // `code_point` may be code_points(): the text's end.
  std::size_t byte_at(std::size_t code_point) const;

 private:
  static constexpr std::size_t kBlockBytes = 64;

  std::string_view text_;
  std::size_t code_points_ = 0;
  std::vector<std::uint32_t> before_;  // code points that begin before each block of 64 bytes
};

}  // namespace holdfast::presidio
