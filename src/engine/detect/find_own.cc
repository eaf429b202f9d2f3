// What rules of one's own look for: patterns, and words of long lists.

#include <algorithm>
#include <array>

#include "engine/detect/find.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kCompactMax = 256;

// As checks see it: letters and digits, letters upper case, a leading '+'.
std::string_view compact_of(std::string_view value, std::array<char, kCompactMax>& buffer) {
  std::size_t size = 0;
  for (const char c : value) {
    if (size == buffer.size()) break;
    if (is_alnum(c)) {
      buffer[size++] = is_ascii_letter(c) ? static_cast<char>(c & ~0x20) : c;
    } else if (c == '+' && size == 0) {
      buffer[size++] = c;
    }
  }
  return {buffer.data(), size};
}

void weigh_span(const Compiled& rules, Work& work, DetectorIndex detector, std::size_t begin,
                std::size_t end) {
  Candidate candidate{.begin = static_cast<std::uint32_t>(begin),
                      .end = static_cast<std::uint32_t>(end),
                      .detector = detector};
  std::array<char, kCompactMax> buffer;
  const std::string_view compact = compact_of(work.text.substr(begin, end - begin), buffer);
  if (!passes(rules.rule(detector), compact, candidate)) return;
  work.candidates.assign(1, candidate);
  weigh_place(rules, work, work.context.around(candidate.begin, candidate.end));
}

void find_patterns(const Compiled& rules, Work& work) {
  for (const int index : rules.patterns.present_in(work.text)) {
    const Pattern& pattern = rules.patterns.pattern(index);
    for (std::size_t from = 0; from < work.text.size();) {
      const Pattern::Match match = pattern.find(work.text, from);
      if (match.begin == match.end) break;
      weigh_span(rules, work, rules.patterns.owner(index), match.begin, match.end);
      from = match.next;
    }
  }
}

void find_listed(const Compiled& rules, Work& work) {
  rules.lists.find(work.text, [&](DetectorIndex owner, std::size_t begin, std::size_t end) {
    if (touches_word_before(work.text, static_cast<std::uint32_t>(begin)) ||
        touches_word_after(work.text, static_cast<std::uint32_t>(end))) {
      return;
    }
    weigh_span(rules, work, owner, begin, end);
  });
}

}  // namespace

void find_own(const Compiled& rules, Work& work) {
  if (!rules.patterns.is_empty()) find_patterns(rules, work);
  if (!rules.lists.is_empty()) find_listed(rules, work);
}

}  // namespace holdfast::detect
