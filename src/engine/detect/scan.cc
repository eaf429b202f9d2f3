#include "engine/detect/scan.h"

#include <algorithm>
#include <array>
#include <bit>

#include "engine/detect/fold.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/detect/scan.cc"
#include <hwy/foreach_target.h>  // compiles this file once for each vector target
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace holdfast::detect {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

// Without vectors: byte by byte.

void ScanMasks(const std::uint8_t* bytes, std::size_t size, Masks& masks) {
  for (std::vector<std::uint64_t>* mask :
       {&masks.digit, &masks.letter, &masks.capital, &masks.token, &masks.event, &masks.stop}) {
    std::fill(mask->begin(), mask->end(), 0);
  }
  for (std::size_t i = 0; i < size; ++i) {
    const auto c = static_cast<char>(bytes[i]);
    const auto set = [i](std::vector<std::uint64_t>& mask, bool is_set) {
      mask[i / 64] |= std::uint64_t{is_set} << (i % 64);
    };
    set(masks.digit, class_of(c) == CharClass::Digit);
    set(masks.letter, class_of(c) == CharClass::Letter);
    set(masks.capital, c >= 'A' && c <= 'Z');
    set(masks.token, is_alnum(c) || c == '_' || c == '-');
    set(masks.event, c == '@' || c == '.' || c == ':');
    set(masks.stop, c == '.' || c == '!' || c == '?' || c == '\n');
  }
}

std::size_t FindSpecial(const std::uint8_t* bytes, std::size_t size, std::size_t from) {
  while (from < size && !is_special(bytes[from])) ++from;
  return from;
}

#else

namespace hn = hwy::HWY_NAMESPACE;

// At most 64 lanes, so that one vector never spans two words of a mask.
using Tag = hn::CappedTag<std::uint8_t, 64>;
using Vec = hn::Vec<Tag>;
using Mask = hn::Mask<Tag>;

struct Output {
  std::uint8_t* digit;
  std::uint8_t* letter;
  std::uint8_t* capital;
  std::uint8_t* token;
  std::uint8_t* event;
  std::uint8_t* stop;
};

HWY_INLINE void scan_vector(Tag d, const std::uint8_t* bytes, std::size_t offset,
                            const Output& out) {
  const Vec v = hn::LoadU(d, bytes);
  const Mask digit = hn::Lt(hn::Sub(v, hn::Set(d, '0')), hn::Set(d, 10));
  const Vec lower = hn::Or(v, hn::Set(d, 0x20));
  const Mask ascii_letter = hn::Lt(hn::Sub(lower, hn::Set(d, 'a')), hn::Set(d, 26));
  const Mask capital = hn::Lt(hn::Sub(v, hn::Set(d, 'A')), hn::Set(d, 26));
  const Mask high = hn::TestBit(v, hn::Set(d, 0x80));
  const Mask joins = hn::Or(hn::Eq(v, hn::Set(d, '_')), hn::Eq(v, hn::Set(d, '-')));
  const Mask token = hn::Or(hn::Or(digit, ascii_letter), joins);
  const Mask dot = hn::Eq(v, hn::Set(d, '.'));
  const Mask event = hn::Or(hn::Or(hn::Eq(v, hn::Set(d, '@')), dot), hn::Eq(v, hn::Set(d, ':')));
  const Mask mark = hn::Or(hn::Eq(v, hn::Set(d, '!')), hn::Eq(v, hn::Set(d, '?')));
  const Mask stop = hn::Or(hn::Or(dot, mark), hn::Eq(v, hn::Set(d, '\n')));

  const std::size_t at = offset / 8;
  hn::StoreMaskBits(d, digit, out.digit + at);
  hn::StoreMaskBits(d, hn::Or(ascii_letter, high), out.letter + at);
  hn::StoreMaskBits(d, capital, out.capital + at);
  hn::StoreMaskBits(d, token, out.token + at);
  hn::StoreMaskBits(d, event, out.event + at);
  hn::StoreMaskBits(d, stop, out.stop + at);
}

void ScanMasks(const std::uint8_t* bytes, std::size_t size, Masks& masks) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  const auto raw = [](std::vector<std::uint64_t>& words) {
    return reinterpret_cast<std::uint8_t*>(words.data());
  };
  const Output out{raw(masks.digit), raw(masks.letter), raw(masks.capital),
                   raw(masks.token), raw(masks.event),  raw(masks.stop)};
  std::size_t at = 0;
  for (; at + lanes <= size; at += lanes) scan_vector(d, bytes + at, at, out);
  // The rest goes through a buffer of zeros.
  alignas(64) std::uint8_t rest[64] = {};
  const std::size_t rest_size = size - at;
  std::copy_n(bytes + at, rest_size, rest);
  for (std::size_t i = 0; i < rest_size; i += lanes) scan_vector(d, rest + i, at + i, out);
}

// A byte is special when the table of its upper half and the table of its lower half share a bit.
alignas(16) constexpr std::uint8_t kUpperHalves[16] = {0, 0, 0x10, 0, 0, 0, 0, 0,
                                                       0, 0, 0,    0, 1, 2, 4, 8};
constexpr std::array<std::uint8_t, 16> make_lower_halves() {
  std::array<std::uint8_t, 16> halves{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    if (is_special(static_cast<unsigned char>(byte))) {
      halves[byte & 15] = static_cast<std::uint8_t>(halves[byte & 15] | kUpperHalves[byte >> 4]);
    }
  }
  return halves;
}
alignas(16) constexpr std::array<std::uint8_t, 16> kLowerHalves = make_lower_halves();

std::size_t FindSpecial(const std::uint8_t* bytes, std::size_t size, std::size_t from) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  const Vec upper = hn::LoadDup128(d, kUpperHalves);
  const Vec lower = hn::LoadDup128(d, kLowerHalves.data());
  std::size_t at = from;
  for (; at + lanes <= size; at += lanes) {
    const Vec v = hn::LoadU(d, bytes + at);
    const Vec shared = hn::And(hn::TableLookupBytes(upper, hn::ShiftRight<4>(v)),
                               hn::TableLookupBytes(lower, hn::And(v, hn::Set(d, 15))));
    const auto found = hn::FindFirstTrue(d, hn::Ne(shared, hn::Zero(d)));
    if (found >= 0) return at + static_cast<std::size_t>(found);
  }
  while (at < size && !is_special(bytes[at])) ++at;
  return at;
}

#endif  // HWY_SCALAR

}  // namespace HWY_NAMESPACE
}  // namespace holdfast::detect
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace holdfast::detect {

static_assert(std::endian::native == std::endian::little, "masks are stored byte by byte");

HWY_EXPORT(ScanMasks);
HWY_EXPORT(FindSpecial);

void Masks::resize(std::size_t bytes) {
  // One word more than needed: StoreMaskBits may write eight bytes for a shorter vector, and
  // readers look one word ahead.
  const std::size_t words = (bytes + 63) / 64 + 2;
  for (std::vector<std::uint64_t>* mask : {&digit, &letter, &capital, &token, &event, &stop}) {
    if (mask->size() < words) mask->resize(words);
    std::fill_n(mask->begin() + static_cast<std::ptrdiff_t>(bytes / 64),
                static_cast<std::ptrdiff_t>(words - bytes / 64), 0);
  }
}

void scan_masks(std::string_view text, Masks& masks) {
  masks.resize(text.size());
  HWY_DYNAMIC_DISPATCH(ScanMasks)
  (reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), masks);
}

std::size_t find_special(std::string_view text, std::size_t from) {
  if (from >= text.size()) return text.size();
  return HWY_DYNAMIC_DISPATCH(FindSpecial)(reinterpret_cast<const std::uint8_t*>(text.data()),
                                           text.size(), from);
}

}  // namespace holdfast::detect
#endif
