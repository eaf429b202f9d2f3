#include "base/unicode_digits.h"

#include <algorithm>
#include <iterator>

namespace holdfast {
namespace {

// First code points of the runs of ten decimal digits outside ASCII (Unicode category Nd), in
// order.
constexpr char32_t kZeroes[] = {
    0x0660,  0x06F0,  0x07C0,  0x0966,  0x09E6,  0x0A66,  0x0AE6,  0x0B66,  0x0BE6,
    0x0C66,  0x0CE6,  0x0D66,  0x0DE6,  0x0E50,  0x0ED0,  0x0F20,  0x1040,  0x1090,
    0x17E0,  0x1810,  0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,
    0x1C50,  0xA620,  0xA8D0,  0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,
    0x104A0, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650,
    0x116C0, 0x11730, 0x118E0, 0x11C50, 0x11D50, 0x16A60, 0x16B50, 0x1D7CE, 0x1D7D8,
    0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
};

// From `first` on stand `digit` and those after it, up to `last`.
struct DigitRange {
  char32_t first;
  char32_t last;
  int digit;
};

// Digits that no decimal run covers.
constexpr DigitRange kRanges[] = {
    {0xB2, 0xB3, 2},     {0xB9, 0xB9, 1},      // superscript
    {0x2070, 0x2070, 0}, {0x2074, 0x2079, 4},  // superscript
    {0x2080, 0x2089, 0},                       // subscript
    {0x2460, 0x2468, 1},                       // circled
    {0x2474, 0x247C, 1},                       // in brackets
    {0x2488, 0x2490, 1},                       // with a full stop
    {0x24EA, 0x24EA, 0},                       // circled
    {0x24F5, 0x24FD, 1},                       // double circled
    {0x24FF, 0x24FF, 0},                       // negative circled
    {0x2776, 0x277E, 1},                       // negative circled
    {0x2780, 0x2788, 1},                       // circled sans-serif
    {0x278A, 0x2792, 1},                       // negative circled sans-serif
};

}  // namespace

int digit_value(char32_t c) {
  if (c < 0x80) return c >= '0' && c <= '9' ? static_cast<int>(c - '0') : -1;
  for (const DigitRange& range : kRanges) {
    if (c >= range.first && c <= range.last) return range.digit + static_cast<int>(c - range.first);
  }
  const auto* after = std::upper_bound(std::begin(kZeroes), std::end(kZeroes), c);
  const bool is_decimal = after != std::begin(kZeroes) && c - after[-1] < 10;
  return is_decimal ? static_cast<int>(c - after[-1]) : -1;
}

}  // namespace holdfast
