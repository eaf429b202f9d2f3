// Secret keys: a literal prefix, an alphabet, a length; and private keys in PEM.

#include <algorithm>
#include <cstring>

#include "engine/detect/find.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kReachBack = 128;      // from a long token to the beginning of its text
constexpr std::uint32_t kPemMax = 32U << 10U;  // bytes

bool begins_text(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '\'' || c == '=' || c == '<' ||
         c == '`' || c == '(' || c == ',';
}

void try_prefix(const Compiled& rules, Work& work, const PrefixEntry& entry, std::uint32_t begin) {
  const DetectorRule& rule = rules.rule(entry.detector);
  const std::string& prefix = rule.prefixes[entry.index];
  if (!work.text.substr(begin).starts_with(prefix)) return;
  const auto body = begin + static_cast<std::uint32_t>(prefix.size());
  const auto accepts = [&](std::uint32_t at) {
    return at < work.text.size() && rule.charset.test(static_cast<unsigned char>(work.text[at]));
  };
  std::uint32_t end = body;
  while (end - body < rule.length.max && accepts(end)) ++end;
  if (accepts(end) && touches_word_after(work.text, end)) return;  // longer than such keys are
  // A key does not end in the full stop of its sentence.
  while (end > body && (work.text[end - 1] == '.' || work.text[end - 1] == ',')) --end;
  if (end - body < rule.length.min) return;
  Candidate candidate{
      .begin = begin, .end = end, .detector = entry.detector, .form = Form::Formatted};
  const std::string_view value = work.text.substr(begin, std::min(end - begin, 512U));
  if (passes(rule, value, candidate)) work.candidates.push_back(candidate);
}

// What may stand right before a key that has signs of its own: "token:hvs.CAES…", "<td>dp.pt.…".
bool introduces(char c) { return std::string_view(":>=;,|&?").find(c) != std::string_view::npos; }

void try_prefixes(const Compiled& rules, Work& work, std::uint32_t begin) {
  const char first = work.text[begin];
  std::uint32_t head = 0;
  std::memcpy(&head, work.text.data() + begin, std::min(sizeof head, work.text.size() - begin));
  const auto key = [&rules](const PrefixEntry& entry) {
    return static_cast<unsigned char>(rules.rule(entry.detector).prefixes[entry.index][0]);
  };
  auto entry = std::lower_bound(
      rules.prefixes.begin(), rules.prefixes.end(), static_cast<unsigned char>(first),
      [&key](const PrefixEntry& other, unsigned char c) { return key(other) < c; });
  for (; entry != rules.prefixes.end() && key(*entry) == static_cast<unsigned char>(first);
       ++entry) {
    if ((head & entry->bytes) == entry->head) try_prefix(rules, work, *entry, begin);
  }
}

}  // namespace

void find_secret(const Compiled& rules, Work& work, std::uint32_t begin) {
  if (rules.prefixes.empty()) return;
  const std::string_view text = work.text;
  try_prefixes(rules, work, begin);
  // Also after a word that is joined to the key, and where the text around the token begins:
  // "key-AKIA…", "https://hooks.example/services/…".
  const std::uint32_t stop =
      static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), std::size_t{begin} + 48));
  for (std::uint32_t at = begin + 1; at < stop; ++at) {
    if (text[at - 1] == '-' || text[at - 1] == '_') {
      try_prefixes(rules, work, at);
    } else if (!is_alnum(text[at - 1])) {
      break;
    }
  }
  std::uint32_t start = begin;
  while (start > 0 && begin - start < kReachBack && !begins_text(text[start - 1])) {
    --start;
    if (start > 0 && introduces(text[start - 1])) try_prefixes(rules, work, start);
  }
  if (start < begin) try_prefixes(rules, work, start);
}

void find_pem(const Compiled& rules, Work& work, std::uint32_t begin) {
  constexpr std::string_view kDashes = "-----";
  const std::string_view text = work.text;
  if (begin < kDashes.size() || text.substr(begin - kDashes.size(), kDashes.size()) != kDashes) {
    return;
  }
  std::uint32_t label = begin;
  while (label < text.size() && is_ascii_letter(text[label])) ++label;
  ++label;
  const std::string_view rest = text.substr(std::min<std::size_t>(label, text.size()), kPemMax);
  for (const DetectorIndex index : rules.pems) {
    const DetectorRule& rule = rules.rule(index);
    const bool is_listed =
        std::any_of(rule.labels.begin(), rule.labels.end(), [rest](const std::string& name) {
          return rest.starts_with(name) && rest.substr(name.size()).starts_with("-----");
        });
    if (!is_listed) continue;
    // Up to the dashes after END; a key that is cut off ends where the next begins or the text
    // does.
    std::size_t end = rest.find(kDashes, rest.find(kDashes) + kDashes.size());
    if (end == std::string_view::npos) {
      end = rest.size();
      while (end > 0 && (static_cast<unsigned char>(rest[end - 1]) & 0x80) != 0) --end;
    } else if (rest.substr(end).starts_with("-----END ")) {
      const std::size_t close = rest.find(kDashes, end + kDashes.size());
      if (close != std::string_view::npos) end = close + kDashes.size();
    }
    work.candidates.push_back({.begin = begin - 5,
                               .end = label + static_cast<std::uint32_t>(end),
                               .detector = index,
                               .form = Form::Formatted});
  }
}

}  // namespace holdfast::detect
