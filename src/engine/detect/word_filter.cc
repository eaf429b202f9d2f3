#include "engine/detect/word_filter.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "engine/detect/fold.h"
#include "engine/detect/mask_words.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/detect/word_filter.cc"
#include <hwy/foreach_target.h>  // compiles this file once for each vector target
#include <hwy/highway.h>

#ifndef HOLDFAST_WORD_FILTER_CONSTANTS
#define HOLDFAST_WORD_FILTER_CONSTANTS
namespace holdfast::detect {
namespace {

// Odd numbers without pattern, to spread bits by multiplication.
constexpr std::uint32_t kSpreadLow = 0x9E3779B1;
constexpr std::uint32_t kSpreadHigh = 0x85EBCA77;
constexpr std::uint32_t kSpreadAgain = 0xC2B2AE3D;
constexpr std::uint32_t kHighBits = 0x80808080;
constexpr std::uint32_t kLowerBits = 0x20202020;

}  // namespace
}  // namespace holdfast::detect
#endif

HWY_BEFORE_NAMESPACE();
namespace holdfast::detect {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<std::uint32_t, 16>;
using Vec = hn::Vec<Tag>;

// Text is read so many masks at a time.
constexpr std::size_t kMasksAtOnce = 16;
constexpr std::size_t kBytesAtOnce = 64 * kMasksAtOnce;

// The words that begin in one stretch of text. Longer than needed, for whole vectors.
struct Chunk {
  std::uint32_t begins[kBytesAtOnce + 32];
  std::uint32_t ends[kBytesAtOnce + 32];
  std::uint32_t codes[kBytesAtOnce + 32];
  std::size_t count;
};

HWY_INLINE std::size_t put_bits(std::uint64_t bits, std::size_t index, std::uint32_t* places,
                                std::size_t count) {
  const auto base = static_cast<std::uint32_t>(index * 64);
  for (; bits != 0; bits &= bits - 1) {
    places[count++] = base + static_cast<std::uint32_t>(std::countr_zero(bits));
  }
  return count;
}

// Where words begin in mask words [first, last), and where they end.
HWY_INLINE void find_words(const Masks& masks, std::size_t first, std::size_t last, Chunk& chunk) {
  const std::uint64_t* letters = masks.letter.data();
  const std::uint64_t* digits = masks.digit.data();
  std::size_t begins = 0;
  std::size_t ends = 0;
  std::uint64_t letter_carry = first == 0 ? 0 : letters[first - 1] >> 63;
  std::uint64_t digit_carry = first == 0 ? 0 : digits[first - 1] >> 63;
  bool is_within = (letter_carry | digit_carry) != 0;  // a word from before has yet to end
  for (std::size_t index = first; index < last; ++index) {
    const std::uint64_t letter = letters[index];
    const std::uint64_t digit = digits[index];
    const std::uint64_t letter_before = letter << 1 | letter_carry;
    const std::uint64_t digit_before = digit << 1 | digit_carry;
    letter_carry = letter >> 63;
    digit_carry = digit >> 63;
    begins =
        put_bits((letter & ~letter_before) | (digit & ~digit_before), index, chunk.begins, begins);
    std::uint64_t stops = (~letter & letter_before) | (~digit & digit_before);
    if (is_within && stops != 0) {
      stops &= stops - 1;
      is_within = false;
    }
    ends = put_bits(stops, index, chunk.ends, ends);
  }
  chunk.count = begins;
  if (ends < begins) {
    const std::uint32_t at = chunk.begins[begins - 1];
    chunk.ends[begins - 1] = run_end(bit_at(masks.letter, at) ? masks.letter : masks.digit, at);
  }
}

// Ones below the first of the bits, each the highest of a byte; all ones when there is none.
HWY_INLINE Vec below_first(Tag d, Vec high) {
  const Vec lowest = hn::And(high, hn::Sub(hn::Zero(d), high));
  return hn::Sub(hn::ShiftRight<7>(lowest), hn::Set(d, 1));
}

HWY_INLINE Vec codes_of(Tag d, const char* text, Vec begins, Vec ends) {
  const hn::RebindToSigned<Tag> d_signed;
  const Vec ones = hn::Set(d, ~0U);
  const Vec size = hn::Min(hn::Sub(ends, begins), hn::Set(d, 8));
  const auto* base = reinterpret_cast<const std::uint32_t*>(text);
  const auto at = hn::BitCast(d_signed, begins);
  const Vec low_size = hn::Min(size, hn::Set(d, 4));
  const Vec high_size = hn::Sub(size, low_size);
  // Shifts by 32 are not the same everywhere: a half without bytes is zeroed instead.
  const Vec low_bytes = ones >> hn::Sub(hn::Set(d, 32), hn::ShiftLeft<3>(low_size));
  const Vec high_bytes = hn::IfThenZeroElse(
      hn::Eq(high_size, hn::Zero(d)),
      ones >> hn::And(hn::Sub(hn::Set(d, 32), hn::ShiftLeft<3>(high_size)), hn::Set(d, 31)));
  const Vec low = hn::And(hn::GatherOffset(d, base, at), low_bytes);
  const Vec high =
      hn::And(hn::GatherOffset(d, base, hn::Add(at, hn::Set(d_signed, 4))), high_bytes);

  const Vec accents_low = hn::And(low, hn::Set(d, kHighBits));
  const Vec accents_high = hn::And(high, hn::Set(d, kHighBits));
  const auto low_is_plain = hn::Eq(accents_low, hn::Zero(d));
  const Vec kept_low = below_first(d, accents_low);
  const Vec kept_high = hn::IfThenElseZero(low_is_plain, below_first(d, accents_high));
  const Vec lower = hn::Set(d, kLowerBits);
  const Vec x = hn::And(hn::Or(low, lower), kept_low) * hn::Set(d, kSpreadLow);
  const Vec y = hn::And(hn::Or(high, lower), kept_high) * hn::Set(d, kSpreadHigh);
  const Vec sum = hn::Add(x, y);
  const Vec mixed = hn::Xor(sum, hn::ShiftRight<15>(sum)) * hn::Set(d, kSpreadAgain);
  const auto is_plain = hn::Eq(hn::Or(accents_low, accents_high), hn::Zero(d));
  return hn::Or(hn::ShiftRight<17>(mixed),
                hn::IfThenZeroElse(is_plain, hn::Set(d, WordFilter::kCut)));
}

void code_words(std::string_view text, Chunk& chunk) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  // Reading eight bytes must not go beyond the text; words so near its end are few.
  std::size_t safe = chunk.count;
  while (safe > 0 && chunk.begins[safe - 1] + 8 > text.size()) --safe;
  std::size_t i = 0;
  for (; i + lanes <= safe; i += lanes) {
    hn::StoreU(
        codes_of(d, text.data(), hn::LoadU(d, chunk.begins + i), hn::LoadU(d, chunk.ends + i)), d,
        chunk.codes + i);
  }
  for (; i < chunk.count; ++i) {
    std::uint32_t halves[2] = {};
    std::memcpy(halves, text.data() + chunk.begins[i],
                std::min<std::size_t>(chunk.ends[i] - chunk.begins[i], 8));
    chunk.codes[i] = WordFilter::code_of(halves[0], halves[1]);
  }
}

// One bit of a table in each lane.
HWY_INLINE Vec bit_of(Tag d, const std::uint32_t* table, Vec index) {
  const hn::RebindToSigned<Tag> d_signed;
  const Vec word = hn::GatherIndex(d, table, hn::BitCast(d_signed, hn::ShiftRight<5>(index)));
  return word >> hn::And(index, hn::Set(d, 31));
}

HWY_INLINE Vec passes_of(Tag d, const WordFilter& filter, Vec first, Vec second) {
  const hn::RebindToSigned<Tag> d_signed;
  const Vec word =
      hn::GatherIndex(d, filter.words(), hn::BitCast(d_signed, hn::ShiftRight<4>(first)));
  const Vec bits = word >> hn::ShiftLeft<1>(hn::And(first, hn::Set(d, 15)));
  const Vec sum = hn::Xor(first * hn::Set(d, kSpreadLow), second * hn::Set(d, kSpreadHigh));
  const Vec pair = hn::ShiftRight<32 - WordFilter::kPairBits>(
      hn::Xor(sum, hn::ShiftRight<15>(sum)) * hn::Set(d, kSpreadAgain));
  const Vec is_cut = hn::ShiftRight<WordFilter::kCodeBits - 1>(hn::Or(first, second));
  const Vec is_pair = hn::Or(bit_of(d, filter.pairs(), pair), is_cut);
  return hn::And(hn::Or(bits, hn::And(hn::ShiftRight<1>(bits), is_pair)), hn::Set(d, 1));
}

void FindWords(const WordFilter& filter, std::string_view text, const Masks& masks,
               std::vector<std::uint32_t>& found) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t total = (text.size() + 63) / 64;
  Chunk chunk;
  // The last word of a chunk waits for the one after it.
  std::uint32_t waiting_begin = 0;
  std::uint32_t waiting_code = 0;
  bool is_waiting = false;
  for (std::size_t first = 0; first < total; first += kMasksAtOnce) {
    find_words(masks, first, std::min(total, first + kMasksAtOnce), chunk);
    if (chunk.count == 0) continue;
    code_words(text, chunk);
    if (is_waiting && filter.passes(waiting_code, chunk.codes[0])) found.push_back(waiting_begin);
    const std::size_t last = chunk.count - 1;
    std::size_t size = found.size();
    found.resize(size + chunk.count + lanes);
    std::size_t i = 0;
    for (; i + lanes <= last; i += lanes) {
      const Vec passes =
          passes_of(d, filter, hn::LoadU(d, chunk.codes + i), hn::LoadU(d, chunk.codes + i + 1));
      size += hn::CompressStore(hn::LoadU(d, chunk.begins + i), hn::Ne(passes, hn::Zero(d)), d,
                                found.data() + size);
    }
    for (; i < last; ++i) {
      found[size] = chunk.begins[i];
      size += filter.passes(chunk.codes[i], chunk.codes[i + 1]) ? 1U : 0U;
    }
    found.resize(size);
    waiting_begin = chunk.begins[last];
    waiting_code = chunk.codes[last];
    is_waiting = true;
  }
  if (is_waiting && filter.passes(waiting_code, 0)) found.push_back(waiting_begin);
}

}  // namespace HWY_NAMESPACE
}  // namespace holdfast::detect
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace holdfast::detect {
namespace {

std::uint32_t below_first(std::uint32_t high) { return ((high & (0 - high)) >> 7) - 1; }

std::uint32_t code_of_word(std::string_view word) {
  std::uint32_t halves[2] = {};
  std::memcpy(halves, word.data(), std::min<std::size_t>(word.size(), 8));
  return WordFilter::code_of(halves[0], halves[1]);
}

}  // namespace

HWY_EXPORT(FindWords);

std::uint32_t WordFilter::code_of(std::uint32_t low, std::uint32_t high) {
  const std::uint32_t accents_low = low & kHighBits;
  const std::uint32_t accents_high = high & kHighBits;
  const std::uint32_t kept_high = accents_low == 0 ? below_first(accents_high) : 0;
  const std::uint32_t sum = ((low | kLowerBits) & below_first(accents_low)) * kSpreadLow +
                            ((high | kLowerBits) & kept_high) * kSpreadHigh;
  const std::uint32_t mixed = (sum ^ sum >> 15) * kSpreadAgain;
  return mixed >> 17 | ((accents_low | accents_high) != 0 ? kCut : 0);
}

std::uint32_t WordFilter::pair_of(std::uint32_t first, std::uint32_t second) {
  const std::uint32_t sum = (first * kSpreadLow) ^ (second * kSpreadHigh);
  return ((sum ^ sum >> 15) * kSpreadAgain) >> (32 - kPairBits);
}

bool WordFilter::passes(std::uint32_t first, std::uint32_t second) const {
  const std::uint32_t bits = words_[first / 16] >> first % 16 * 2;
  const std::uint32_t pair = pair_of(first, second);
  // Of words that are cut at an accent, too little is known to look up the pair.
  const std::uint32_t is_pair = pairs_[pair / 32] >> pair % 32 | (first | second) >> 15;
  return ((bits | (bits >> 1 & is_pair)) & 1) != 0;
}

void WordFilter::find(std::string_view text, const Masks& masks,
                      std::vector<std::uint32_t>& begins) const {
  HWY_DYNAMIC_DISPATCH(FindWords)(*this, text, masks, begins);
}

// The word without accents, and with its first accent at each letter that may have one.
void WordFilter::add_word(std::string_view word, std::uint32_t bits) {
  const auto set = [this, bits](std::string_view form) {
    const std::uint32_t code = code_of_word(form);
    words_[code / 16] |= bits << code % 16 * 2;
  };
  const std::string plain = folded(word);
  set(plain);
  constexpr std::string_view kMayHaveAccents = "aeiouyncszlrtdg";
  for (std::size_t i = 0; i < std::min<std::size_t>(plain.size(), 8); ++i) {
    if (kMayHaveAccents.find(plain[i]) == std::string_view::npos) continue;
    set(plain.substr(0, i) + '\x80');
  }
}

void WordFilter::add(std::string_view first, std::string_view second) {
  add_word(first, second.empty() ? 1 : 2);
  if (second.empty()) return;
  const std::uint32_t pair = pair_of(code_of_word(folded(first)), code_of_word(folded(second)));
  pairs_[pair / 32] |= 1U << pair % 32;
}

}  // namespace holdfast::detect
#endif
