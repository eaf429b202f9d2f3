// The text as detectors read it: other scripts' digits are ASCII digits, invisible characters are
// gone, every kind of space, dash and full-width character is its plain relative, HTML entities are
// the characters they stand for.
//
// Most texts need none of this and are read where they are. Otherwise a copy is made together with
// a short list of places where copy and text drift apart.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::detect {

class TextView {
 public:
  // The text must outlive what is read from the view. Reuses the buffers of an earlier text.
  void reset(std::string_view text);

  std::string_view text() const { return view_; }
  bool is_copy() const { return is_copy_; }

  // Where a span of the view stands in the original. Whole characters: the begin of the first, the
  // end of the last. Spans may be asked for in any order; begin < end.
  std::uint32_t original_begin(std::uint32_t at) const;
  std::uint32_t original_end(std::uint32_t at) const;

 private:
  // From view byte `view` until the next drift: bytes that stand at `original` on, or one character
  // that replaces the one there.
  struct Drift {
    std::uint32_t view;
    std::uint32_t original;
    bool is_replaced;
  };

  struct Special {
    std::size_t length;    // bytes in the original; 0 when it stays as it is
    char32_t replacement;  // 0 drops it
  };

  Special special_at(std::size_t at) const;
  void replace(std::size_t at, const Special& special, std::size_t& copied);
  const Drift& drift_of(std::uint32_t at) const;

  std::string_view original_;
  std::string_view view_;
  bool is_copy_ = false;
  std::string copy_;
  std::vector<Drift> drifts_;
};

// What a character becomes: itself when `plain` is the same; '\0' when it is dropped.
char32_t plain_form(char32_t c);

// The character of an HTML entity that begins at text[0] ('&'), and its length in bytes; length 0
// when there is none that matters here.
struct Entity {
  char32_t code_point = 0;
  std::uint8_t length = 0;
};
Entity entity_at(std::string_view text);

}  // namespace holdfast::detect
