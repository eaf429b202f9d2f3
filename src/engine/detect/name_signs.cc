#include "engine/detect/name_signs.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "base/embedded.h"
#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/mask_words.h"

namespace holdfast {
extern const EmbeddedFile detect_names_model[];
}

namespace holdfast::detect {
namespace {

constexpr std::uint8_t kPersons = kGivenNames | kSurnames | kForeignGivenNames | kForeignSurnames;
constexpr std::uint32_t kNameBytesMax = 24;

bool is_small(char c) { return c >= 'a' && c <= 'z'; }

bool announces_name(const Compiled& rules, const Cue& cue, TypeIndex type) {
  return std::ranges::any_of(cue.speaks_for, [&](DetectorIndex index) {
    const DetectorRule& rule = rules.rule(index);
    return rule.type == type && rule.shape == Shape::AfterCue && rule.value == ValueKind::Name;
  });
}

NameSign sign_of(const Compiled& rules, const Cue& cue, TypeIndex type) {
  for (const DetectorIndex index : cue.is_value_of) {
    if (rules.rule(index).shape == Shape::GivenName) return NameSign::AtBegin;
  }
  return announces_name(rules, cue, type) ? NameSign::AtEnd : NameSign::None;
}

// Words that begin here, one bit a byte of word `index` of the masks.
std::uint64_t word_begins(const Masks& masks, std::size_t index) {
  return masks.letter[index] & ~bits_before(masks.letter, index) & ~bits_before(masks.digit, index);
}

// A word of one letter, a full stop, a blank and another word: "J. Smith".
bool is_initial(std::string_view text, const Masks& masks, std::uint32_t at) {
  return char_at(text, at + 1) == '.' && char_at(text, at + 2) == ' ' &&
         bit_at(masks.letter, at + 3) && bit_at(masks.letter, at + 4);
}

// Capitalised within a sentence: "for Kenji", "both, Kenji".
bool is_within_sentence(std::string_view text, std::uint32_t at) {
  if (at < 2 || text[at - 1] != ' ') return false;
  const char before = text[at - 2];
  return class_of(before) != CharClass::Other || before == ',' || before == ';';
}

// A short line of words below one that ends with a comma: what a letter is signed with.
bool is_signature(std::string_view text, std::size_t line_break) {
  constexpr std::size_t kLineMax = 40;
  constexpr std::ptrdiff_t kSpacesMax = 3;
  if (line_break == 0 || text[line_break - 1] != ',') return false;
  const std::size_t begin = text.find_first_not_of("\n ", line_break);
  if (begin == std::string_view::npos || begin - line_break > 3) return false;
  const std::string_view near = text.substr(begin, kLineMax + 1);
  const std::string_view line = near.substr(0, near.find('\n'));
  return line.size() <= kLineMax && class_of(line[0]) == CharClass::Letter &&
         std::ranges::count(line, ' ') <= kSpacesMax;
}

// The lists say so, or do not know the word.
bool may_be_name(std::string_view word) {
  const std::uint8_t lists = shipped_names().lists_of(name_word_hash(word)).lists;
  return lists == 0 || (lists & kPersons) != 0;
}

// Whether what was announced can be a name: "thanks for waiting" has none.
bool has_name_ahead(std::string_view text, const Masks& masks, std::uint32_t at) {
  constexpr int kWords = 3;
  constexpr std::uint32_t kReach = 32;
  const auto last = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), at + kReach));
  for (int words = 0; words < kWords; ++words) {
    while (at < last && !bit_at(masks.letter, at)) ++at;
    if (at >= last) return false;
    const std::uint32_t end = run_end(masks.letter, at);
    if (may_be_name(text.substr(at, end - at))) return true;
    at = end;
  }
  return false;
}

class Reader {
 public:
  Reader(std::string_view text, const Masks& masks, std::vector<std::uint32_t>& signs)
      : text_(text), masks_(masks), signs_(signs) {}

  void read() {
    const std::size_t words = (text_.size() + 63) / 64;
    std::uint64_t after = word_begins(masks_, 0);
    for (std::size_t index = 0; index < words; ++index) {
      const std::uint64_t begins = after;
      after = word_begins(masks_, index + 1);
      const std::uint64_t capitals = begins & masks_.capital[index];
      const std::uint64_t single = begins & ~bits_after(masks_.letter, index);
      for (std::uint64_t rest = capitals | single; rest != 0; rest &= rest - 1) {
        const auto bit = static_cast<unsigned>(std::countr_zero(rest));
        look_at(static_cast<std::uint32_t>(index * 64 + bit));
      }
    }
  }

 private:
  void look_at(std::uint32_t at) {
    const std::uint32_t end = run_end(masks_.letter, at);
    if (end - at == 1) {
      if (is_initial(text_, masks_, at)) signs_.push_back(at);
      last_end_ = 0;
      return;
    }
    const bool is_name_like = is_small(char_at(text_, at + 1)) && end - at <= kNameBytesMax;
    const bool is_beside = last_end_ != 0 && at == last_end_ + 1 && text_[last_end_] == ' ';
    if (is_name_like && (is_beside || is_within_sentence(text_, at)) &&
        may_be_name(text_.substr(at, end - at))) {
      signs_.push_back(at);
    }
    last_end_ = is_name_like ? end : 0;
  }

  std::string_view text_;
  const Masks& masks_;
  std::vector<std::uint32_t>& signs_;
  std::uint32_t last_end_ = 0;  // of a capitalised word right before; 0 is none
};

void find_signatures(std::string_view text, std::vector<std::uint32_t>& signs) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    if (is_signature(text, at)) {
      signs.push_back(static_cast<std::uint32_t>(text.find_first_not_of("\n ", at)));
    }
  }
}

}  // namespace

const NameModel& shipped_names() {
  static const NameModel model = [] {
    auto parsed = NameModel::parse(as_bytes(detect_names_model[0].content()));
    CHECK(parsed);
    return *parsed;
  }();
  return model;
}

std::vector<NameSign> name_signs_of(const Compiled& rules) {
  std::vector<NameSign> signs;
  if (rules.name_readers.empty()) return signs;
  const TypeIndex type = rules.rule(rules.name_readers.front()).type;
  for (std::size_t i = 0; i < rules.cues.size(); ++i) {
    signs.push_back(sign_of(rules, rules.cues[static_cast<CueIndex>(i)], type));
  }
  return signs;
}

void find_name_signs(const Compiled& rules, std::string_view text, const Masks& masks,
                     const ContextReader& context, std::vector<std::uint32_t>& signs) {
  signs.clear();
  Reader(text, masks, signs).read();
  find_signatures(text, signs);
  for (const CueHit& hit : context.hits()) {
    const NameSign sign = rules.name_signs[hit.cue];
    if (sign == NameSign::None) continue;
    if (sign == NameSign::AtEnd && !has_name_ahead(text, masks, hit.end)) continue;
    signs.push_back(sign == NameSign::AtBegin ? hit.begin : hit.end);
  }
  // Merging in place would allocate; there are few.
  std::sort(signs.begin(), signs.end());
}

}  // namespace holdfast::detect
