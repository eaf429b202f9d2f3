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

HWY_BEFORE_NAMESPACE();
namespace holdfast::detect {
namespace HWY_NAMESPACE {

// Plain code, compiled for each target: the later ones have instructions for bits.

// Text is read so many masks at a time.
constexpr std::size_t kWordsAtOnce = 16;
constexpr std::size_t kBytesAtOnce = 64 * kWordsAtOnce;

struct Chunk {
  std::uint32_t begins[kBytesAtOnce + 1];
  std::uint32_t ends[kBytesAtOnce + 1];
  std::uint64_t keys[kBytesAtOnce + 1];
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

HWY_INLINE std::uint64_t first_bytes(std::string_view text, std::uint32_t begin,
                                     std::uint32_t end) {
  const std::size_t size = std::min<std::size_t>(end - begin, 8);
  std::uint64_t bytes = 0;
  if (begin + 8 <= text.size()) {
    std::memcpy(&bytes, text.data() + begin, 8);
  } else {
    std::memcpy(&bytes, text.data() + begin, size);
  }
  return bytes & (~0ULL >> (64 - 8 * size));
}

// Words that begin in mask words [first, last).
HWY_INLINE void read_words(std::string_view text, const Masks& masks, std::size_t first,
                           std::size_t last, Chunk& chunk) {
  std::size_t begins = 0;
  std::size_t ends = 0;
  bool is_within = false;  // a word from before the chunk has yet to end
  for (std::size_t index = first; index < last; ++index) {
    const std::uint64_t letter = masks.letter[index];
    const std::uint64_t digit = masks.digit[index];
    const std::uint64_t letter_before = bits_before(masks.letter, index);
    const std::uint64_t digit_before = bits_before(masks.digit, index);
    if (index == first) is_within = ((letter_before | digit_before) & 1) != 0;
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
  for (std::size_t i = 0; i < begins; ++i) {
    chunk.keys[i] = WordFilter::key_of(first_bytes(text, chunk.begins[i], chunk.ends[i]));
  }
}

void FindWords(const WordFilter& filter, std::string_view text, const Masks& masks,
               std::vector<std::uint32_t>& found) {
  const std::size_t total = (text.size() + 63) / 64;
  Chunk chunk;
  // The last word of a chunk waits for the one after it.
  std::uint32_t waiting_begin = 0;
  std::uint64_t waiting_key = 0;
  bool is_waiting = false;
  for (std::size_t first = 0; first < total; first += kWordsAtOnce) {
    read_words(text, masks, first, std::min(total, first + kWordsAtOnce), chunk);
    if (chunk.count == 0) continue;
    if (is_waiting && filter.passes(waiting_key, chunk.keys[0])) found.push_back(waiting_begin);
    const std::size_t before = found.size();
    found.resize(before + chunk.count);
    std::uint32_t* out = found.data() + before;
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < chunk.count; ++i) {
      out[count] = chunk.begins[i];
      count += filter.passes(chunk.keys[i], chunk.keys[i + 1]) ? 1U : 0U;
    }
    found.resize(before + count);
    waiting_begin = chunk.begins[chunk.count - 1];
    waiting_key = chunk.keys[chunk.count - 1];
    is_waiting = true;
  }
  if (is_waiting && filter.passes(waiting_key, 0)) found.push_back(waiting_begin);
}

}  // namespace HWY_NAMESPACE
}  // namespace holdfast::detect
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace holdfast::detect {
namespace {

std::uint64_t key_of_word(std::string_view word) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, word.data(), std::min<std::size_t>(word.size(), 8));
  return WordFilter::key_of(bytes);
}

}  // namespace

HWY_EXPORT(FindWords);

WordFilter::WordFilter() : words_((1U << kWordBits) / 32), pairs_((1U << kPairBits) / 64) {}

void WordFilter::find(std::string_view text, const Masks& masks,
                      std::vector<std::uint32_t>& begins) const {
  HWY_DYNAMIC_DISPATCH(FindWords)(*this, text, masks, begins);
}

// The word without accents, and with its first accent at each letter that may have one.
void WordFilter::add_word(std::string_view word, std::uint64_t bits) {
  const auto set = [this, bits](std::string_view form) {
    const std::uint64_t key = key_of_word(form);
    words_[key >> (64 - kWordBits + 5)] |= bits << (key >> (64 - kWordBits) & 31) * 2;
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
  const std::uint64_t key_first = key_of_word(folded(first));
  const std::uint64_t key_second = key_of_word(folded(second));
  const std::uint64_t key =
      (key_first ^ (key_second << 31 | key_second >> 33)) * 0x9E3779B97F4A7C15ULL;
  pairs_[key >> (64 - kPairBits + 6)] |= 1ULL << (key >> (64 - kPairBits) & 63);
}

}  // namespace holdfast::detect
#endif
