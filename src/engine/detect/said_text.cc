#include "engine/detect/said_text.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

using Kind = SaidWord::Kind;

constexpr std::uint32_t kAround = 160;  // bytes of the text beside a value: more than cues reach
constexpr std::size_t kWordsMax = 128;  // of one value: nobody reads out more in one breath
constexpr int kFillersMax = 3;          // in a row
constexpr std::size_t kDigitsMin = 3;   // fewer are in every sentence
constexpr std::size_t kSpokenMin = 2;
constexpr std::size_t kOthersMin = 3;  // of letters, where there are fewer digits

bool is_pause(const SaidWord& word) {
  return word.kind == Kind::Filler || word.kind == Kind::Particle || word.kind == Kind::Correction;
}

// How many digits it becomes, nearly.
std::size_t digits_of(const SaidWord& word) {
  if (word.kind == Kind::Digits) return word.end - word.begin;
  if (word.kind == Kind::Scale) return 2;
  if (!word.is_number()) return 0;
  return word.value > 999 ? 4 : word.value > 99 ? 3 : word.value > 9 ? 2 : 1;
}

// "a", "y" and the like at the ends of a value belong to the sentence around it, unless another
// letter stands beside them. "I three" is nothing one says, but "g h I think" is.
void trim(std::vector<SaidWord>& words, bool sentence_goes_on) {
  const auto is_loose = [&words](std::size_t at, std::size_t inner) {
    const bool has_letter = inner < words.size() && words[inner].kind == Kind::Sign;
    return is_pause(words[at]) || (words[at].is_plain && words[at].value != 'I' && !has_letter);
  };
  while (!words.empty()) {
    const SaidWord& last = words.back();
    const bool begins_more = sentence_goes_on && last.is_plain && last.value == 'I';
    if (!begins_more && !is_loose(words.size() - 1, words.size() - 2)) break;
    words.pop_back();
  }
  while (!words.empty() && is_loose(0, 1)) words.erase(words.begin());
}

// How many of the words before `at` are said again, otherwise, behind the correction there. People
// begin again a little before the slip, so the words that agree show where; without any, as many
// are taken back as follow until the next pause, but none from before the last one.
std::size_t taken_back(const std::vector<SaidWord>& words, std::size_t at) {
  constexpr std::size_t kBackMax = 8;
  const auto is_same = [](const SaidWord& a, const SaidWord& b) {
    return a.kind == b.kind && a.value == b.value;
  };
  int best_score = 0;
  std::size_t best = 0;
  for (std::size_t count = 1; count <= std::min(at, kBackMax); ++count) {
    int score = 0;
    for (std::size_t i = 0; i < count && at + 1 + i < words.size(); ++i) {
      score += is_same(words[at - count + i], words[at + 1 + i]) ? 1 : -2;
    }
    if (score >= best_score && is_same(words[at - count], words[at + 1])) {
      best_score = score;
      best = count;
    }
  }
  if (best > 0) return best;
  std::size_t anew = 0;
  for (std::size_t i = at + 1; i < words.size() && !is_pause(words[i]); ++i, ++anew) {
    if (anew > 0 && words[i].is_after_break) break;
  }
  std::size_t from = at;
  for (; from > 0 && at - from < anew && !is_pause(words[from - 1]); --from) {
    if (from < at && words[from].is_after_break) break;
  }
  return at - from;
}

// "four one two, no wait, four one one": drops what is taken back.
void correct(std::vector<SaidWord>& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].kind != Kind::Correction) continue;
    const std::size_t from = at - taken_back(words, at);
    // The first word in their place stands for them: what was taken back tells as much as the rest.
    if (at + 1 < words.size()) {
      SaidWord& next = words[at + 1];
      next.is_after_break = words[from].is_after_break;
      if (next.kind != Kind::Digits && next.kind != Kind::Month) next.begin = words[from].begin;
    }
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(from),
                words.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    at = from > 0 ? from - 1 : 0;
  }
}

bool is_value(const std::vector<SaidWord>& words) {
  std::size_t digits = 0;
  std::size_t others = 0;  // letters and months
  std::size_t spoken = 0;
  std::size_t repeats = 1;
  for (const SaidWord& word : words) {
    const std::size_t count = repeats * digits_of(word);
    repeats = word.kind == Kind::Repeat ? word.value : 1;
    digits += count;
    if (word.kind != Kind::Digits) spoken += count;
    others += word.kind == Kind::Sign ? 1 : word.kind == Kind::Month ? kOthersMin : 0;
  }
  return spoken >= kSpokenMin && (digits >= kDigitsMin || others >= kOthersMin);
}

}  // namespace

// Reads words until one belongs to no value. False when what was read is none.
bool SaidText::read_region(SaidWords& words) {
  std::vector<SaidWord>& said = region_.words;
  said.clear();
  int fillers = 0;
  while (said.size() < kWordsMax) {
    const SaidWord word = words.next();
    fillers = word.kind == Kind::Filler ? fillers + 1 : 0;
    if (word.kind == Kind::Other || fillers > kFillersMax) break;
    said.push_back(word);
  }
  correct(said);
  trim(said, words.has_more());
  if (!is_value(said)) return false;
  region_.begin = said.front().begin;
  region_.end = said.back().end;
  return true;
}

void SaidText::append(std::string_view what, std::uint32_t begin, std::uint32_t end) {
  if (is_apart_ && !segments_.empty() && segments_.back().is_said) written_ += ' ';
  is_apart_ = false;
  segments_.push_back({static_cast<std::uint32_t>(written_.size()), begin, end, true});
  written_ += what;
}

void SaidText::copy(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  if (begin >= end) return;
  segments_.push_back({static_cast<std::uint32_t>(written_.size()), begin, end, false});
  written_ += text.substr(begin, end - begin);
}

void SaidText::open_number(const SaidWord& word) {
  close_number();
  number_ = {.begin = word.begin,
             .is_open = true,
             .is_apart = is_apart_,
             .is_after_month = is_after_month_};
  is_apart_ = false;
}

void SaidText::close_number() {
  if (!number_.is_open) return;
  bool is_next_apart = std::exchange(is_apart_, number_.is_apart);
  // "april 21 1990", but "5. april" and "5.4.1990".
  const bool has_dot = number_.is_ordinal && !number_.is_after_month;
  append(fmt::format("{}{}", number_.value, has_dot ? "." : ""), number_.begin, number_.end);
  is_next_apart |= number_.is_ordinal && !has_dot;
  number_ = {};
  is_apart_ = is_next_apart;
}

void SaidText::add_number(const SaidWord& word) {
  const bool goes_on = number_.is_open && !word.is_after_break && word.value > 0 &&
                       word.value < number_.room && repeats_ == 1;
  if (!goes_on) {
    if (repeats_ > 1 && word.value <= 9) {
      close_number();
      append(std::string(repeats_, static_cast<char>('0' + word.value)), repeat_begin_, word.end);
      repeats_ = 1;
      return;
    }
    open_number(word);
  }
  is_apart_ = false;
  number_.value += word.value;
  number_.last = word.value;
  number_.last_begin = word.begin;
  number_.end = word.end;
  number_.is_ordinal = word.kind == Kind::Ordinal;
  const bool is_tens = word.value >= 20 && word.value <= 90 && word.value % 10 == 0;
  number_.room = is_tens ? 10 : word.value >= 100 && word.value % 100 == 0 ? 100 : 0;
}

void SaidText::add_scale(const SaidWord& word) {
  bool multiplies = number_.is_open && !word.is_after_break && number_.last < word.value &&
                    (number_.last > 1 || !word.takes_no_one);
  if (multiplies && word.value == 100 && number_.value - number_.last >= 100 &&
      (number_.value - number_.last) % 1000 != 0) {
    // "two hundred sixty four hundred": 260 and 400.
    SaidWord factor = word;
    factor.value = static_cast<std::uint16_t>(number_.last);
    factor.begin = number_.last_begin;
    number_.value -= number_.last;
    number_.end = number_.last_begin;
    open_number(factor);
    number_.value = number_.last = factor.value;
  } else if (!multiplies) {
    open_number(word);
  }
  is_apart_ = false;
  // "nine hundred" of "one thousand nine hundred": only what was said last is multiplied.
  const std::uint32_t last = std::max(number_.last, 1U);
  number_.value += last * word.value - number_.last;
  number_.last = last * word.value;
  number_.end = word.end;
  number_.room = word.value;
}

void SaidText::write_word(std::string_view text, const SaidWord& word) {
  if (word.is_after_break) {
    close_number();
    is_apart_ = true;
  }
  if (word.kind == Kind::Month) is_after_month_ = true;
  switch (word.kind) {
    case Kind::Number:
    case Kind::Ordinal:
      return add_number(word);
    case Kind::Scale:
      return add_scale(word);
    case Kind::Repeat:
      close_number();
      repeats_ = word.value;
      repeat_begin_ = word.begin;
      return;
    case Kind::Sign: {
      close_number();
      const std::uint32_t begin = repeats_ > 1 ? repeat_begin_ : word.begin;
      append(std::string(repeats_, static_cast<char>(word.value)), begin, word.end);
      repeats_ = 1;
      return;
    }
    case Kind::Digits:
    case Kind::Month:
    case Kind::Particle:
      close_number();
      is_apart_ = true;
      append(text.substr(word.begin, word.end - word.begin), word.begin, word.end);
      is_apart_ = true;
      return;
    case Kind::Filler:
    case Kind::Correction:
      // What stands apart after all is known when the next word has come: "forty and five".
      is_apart_ = true;
      return;
    case Kind::Other:
      return;
  }
}

void SaidText::write_region(std::string_view text) {
  number_ = {};
  repeats_ = 1;
  is_apart_ = false;
  is_after_month_ = false;
  const std::size_t first = segments_.size();
  for (const SaidWord& word : region_.words) write_word(text, word);
  close_number();
  mark_month_and_year(first);
}

// "oh four twenty seven" and nothing else may be the month and year of a card: "04/27".
void SaidText::mark_month_and_year(std::size_t first) {
  const bool is_of_numbers =
      std::all_of(region_.words.begin(), region_.words.end(),
                  [](const SaidWord& word) { return word.kind == Kind::Number; });
  if (!is_of_numbers || segments_.size() < first + 2) return;
  const std::uint32_t begin = segments_[first].written;
  const std::uint32_t last = segments_.back().written;
  const std::string_view written = written_;
  const std::string_view month = written.substr(begin, last - begin);
  const std::string_view year = written.substr(last);
  const bool is_month = (month.size() == 1 && month[0] != '0') || month == "10" || month == "11" ||
                        month == "12" || (month.size() == 2 && month[0] == '0' && month[1] != '0');
  if (!is_month || year.size() != 2 || year[0] < '2' || year[0] > '4') return;
  written_.insert(last, 1, '/');
  ++segments_.back().written;
}

bool SaidText::write(const Compiled& rules, std::string_view text, std::span<const CueHit> spoken) {
  written_.clear();
  segments_.clear();
  SaidWords words(rules, text, spoken);
  std::uint32_t done = 0;    // everything before it was read
  std::uint32_t copied = 0;  // the last value's end
  for (std::size_t hit = 0; hit < spoken.size(); ++hit) {
    if (spoken[hit].begin < done) continue;
    words.put_before(hit, done);
    const bool is_read = read_region(words);
    done = std::max(words.at(), spoken[hit].end);
    if (!is_read) continue;
    const bool is_far = segments_.empty() || region_.begin - copied > 2 * kAround;
    if (is_far && !segments_.empty()) {
      copy(text, copied, copied + kAround);
      written_ += '\n';
    }
    copy(text, is_far ? region_.begin - std::min(region_.begin, kAround) : copied, region_.begin);
    write_region(text);
    copied = region_.end;
  }
  if (segments_.empty()) return false;
  copy(text, copied,
       static_cast<std::uint32_t>(
           std::min<std::size_t>(text.size(), std::size_t{copied} + kAround)));
  return true;
}

const SaidText::Segment& SaidText::segment_of(std::uint32_t at) const {
  const auto after = std::upper_bound(
      segments_.begin(), segments_.end(), at,
      [](std::uint32_t place, const Segment& segment) { return place < segment.written; });
  return *(after - 1);
}

bool SaidText::is_said(std::uint32_t begin, std::uint32_t end) const {
  for (const Segment* segment = &segment_of(begin);
       segment != segments_.data() + segments_.size() && segment->written < end; ++segment) {
    if (segment->is_said) return true;
  }
  return false;
}

std::uint32_t SaidText::original_begin(std::uint32_t at) const {
  const Segment& segment = segment_of(at);
  return segment.is_said ? segment.begin : segment.begin + (at - segment.written);
}

std::uint32_t SaidText::original_end(std::uint32_t at) const {
  const Segment& segment = segment_of(at - 1);
  return segment.is_said ? segment.end
                         : std::min(segment.end, segment.begin + (at - segment.written));
}

}  // namespace holdfast::detect
