// Numbers said in words, as transcripts of calls have them: "four one double one", "forty one
// eleven", "vier eins eins eins". They become the runs of a cluster and are read as any other
// digits.

#include <array>

#include "engine/detect/find.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kGapMax = 24;  // bytes between two words of one number
constexpr int kFillersMax = 3;
constexpr std::size_t kDigitsMin = 3;
constexpr std::size_t kWordsMax = 128;  // of one cluster: nobody reads out more in one breath

bool is_pause(char c) { return c == ' ' || c == ',' || c == '.' || c == '-' || c == '\n'; }

// Whether the speaker goes on with the same number after [begin, end): pauses and fillers.
bool goes_on(const Compiled& rules, std::string_view text, std::uint32_t begin, std::uint32_t end) {
  if (end - begin > kGapMax) return false;
  int fillers = 0;
  for (std::uint32_t at = begin; at < end;) {
    if (is_pause(text[at])) {
      ++at;
      continue;
    }
    const std::uint32_t word = at;
    while (at < end && class_of(text[at]) == CharClass::Letter) ++at;
    if (at == word || ++fillers > kFillersMax) return false;
    const auto match = rules.cues.find(phrase_hash(0, word_hash_in(text, word, at)));
    if (match.words == 0 || !rules.cues[match.cue].is_filler) return false;
  }
  return true;
}

bool is_joined_to_word(std::string_view text, const CueHit& hit) {
  return touches_word_before(text, hit.begin) || touches_word_after(text, hit.end);
}

// The cluster that the words said make.
class Said {
 public:
  explicit Said(Work& work) : work_(work) {
    work_.runs.clear();
    work_.digits_copy.clear();
  }

  void add(const CueHit& hit, SaidNumber number) {
    if (number.repeats > 1) {
      pending_ = {.begin = hit.begin, .repeats = number.repeats};
      return;
    }
    const bool takes_digit = last_is_tens_ && number.digits >= 1 && number.digits <= 9;
    if (takes_digit && pending_.repeats == 1) {
      work_.digits_copy.back() = static_cast<char>('0' + number.digits);
      work_.runs.back().end = hit.end;
      last_is_tens_ = false;
      return;
    }
    std::array<char, 6> said;
    std::size_t size = 0;
    for (int i = 0; i < pending_.repeats; ++i) {
      if (number.digits > 9) said[size++] = static_cast<char>('0' + number.digits / 10);
      said[size++] = static_cast<char>('0' + number.digits % 10);
    }
    work_.runs.push_back({.begin = pending_.repeats > 1 ? pending_.begin : hit.begin,
                          .end = hit.end,
                          .digits = static_cast<std::uint32_t>(work_.digits_copy.size()),
                          .count = static_cast<std::uint32_t>(size),
                          .is_folded = true});
    work_.digits_copy.append(said.data(), size);
    last_is_tens_ = number.digits >= 20 && number.digits % 10 == 0 && pending_.repeats == 1;
    pending_ = {};
  }

  // Makes the runs what the finders read. False when there are too few digits to look at.
  bool finish() {
    work_.digits = work_.digits_copy;
    return work_.digits.size() >= kDigitsMin;
  }

 private:
  struct Pending {
    std::uint32_t begin = 0;
    std::uint8_t repeats = 1;
  };

  Work& work_;
  Pending pending_;  // "double", which waits for its digit
  bool last_is_tens_ = false;
};

}  // namespace

void find_said_numbers(const Compiled& rules, Work& work) {
  const std::vector<CueHit>& words = work.context.numbers();
  for (std::size_t first = 0; first < words.size();) {
    std::size_t last = first + 1;
    while (last < words.size() && last - first < kWordsMax &&
           goes_on(rules, work.text, words[last - 1].end, words[last].begin)) {
      ++last;
    }
    if (last - first > 1 && !is_joined_to_word(work.text, words[first])) {
      Said said(work);
      for (std::size_t i = first; i < last; ++i)
        said.add(words[i], rules.cues[words[i].cue].number);
      if (said.finish()) {
        const std::uint32_t begin = work.runs.front().begin;
        const std::uint32_t end = work.runs.back().end;
        work.attention.look_at(work.context, begin, end);
        work.is_said = true;
        find_digits(rules, work);
        work.is_said = false;
        weigh_place(rules, work, work.context.around(begin, end));
      }
    }
    first = last;
  }
}

}  // namespace holdfast::detect
