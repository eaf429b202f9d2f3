// IP and hardware addresses, URLs.

#include <algorithm>
#include <array>

#include "engine/detect/clusters.h"
#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/validators/public_suffix.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kUrlMax = 2048;
constexpr std::uint32_t kIpv6Max = 45;

void add(const Compiled& rules, Work& work, const std::vector<DetectorIndex>& detectors,
         std::uint8_t version, std::uint32_t begin, std::uint32_t end) {
  const std::string_view value = work.text.substr(begin, end - begin);
  for (const DetectorIndex index : detectors) {
    const DetectorRule& rule = rules.rule(index);
    if (rule.ip_version != 0 && version != 0 && rule.ip_version != version) continue;
    Candidate candidate{.begin = begin, .end = end, .detector = index, .form = Form::Formatted};
    if (passes(rule, value, candidate)) work.candidates.push_back(candidate);
  }
}

bool is_octet(const Work& work, const Run& run) {
  if (run.count > 3 || run.is_folded) return false;
  const char* digits = work.digits.data() + run.digits;
  if (run.count > 1 && digits[0] == '0') return false;
  unsigned value = 0;
  for (std::uint32_t i = 0; i < run.count; ++i) {
    value = value * 10 + static_cast<unsigned>(digits[i] - '0');
  }
  return value <= 255;
}

// Groups of an IPv6 address in text that holds only hexadecimal digits, colons and dots.
bool is_ipv6(std::string_view text) {
  unsigned groups = 0;
  bool has_gap = false;
  std::size_t at = 0;
  if (text.starts_with("::")) {
    has_gap = true;
    at = 2;
  } else if (text.starts_with(":")) {
    return false;
  }
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(':', at), text.size());
    const std::string_view group = text.substr(at, end - at);
    if (group.find('.') != std::string_view::npos) return false;
    if (group.empty() || group.size() > 4) return false;
    ++groups;
    if (end == text.size()) break;
    at = end + 1;
    if (at == text.size()) return false;  // ends with one colon
    if (text[at] == ':') {
      if (has_gap) return false;
      has_gap = true;
      ++at;
    }
  }
  return has_gap ? groups >= 1 && groups <= 7 : groups == 8;
}

bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != ':' : !is_hex(text[i])) return false;
  }
  return true;
}

constexpr bool is_url_char(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != '"' && c != '<' && c != '>' && c != '`' &&
         c != '{' && c != '}' && c != '|' && c != '\\' && c != '^' && c != 0x7f;
}

// Where a URL that begins at `begin` ends: without the punctuation of the sentence around it.
std::uint32_t url_end(std::string_view text, std::uint32_t begin) {
  std::uint32_t end = begin;
  bool has_bracket = false;
  for (; end < text.size() && end - begin < kUrlMax && is_url_char(text[end]); ++end) {
    has_bracket |= text[end] == '(';
  }
  while (end > begin) {
    const char last = text[end - 1];
    if (last == '.' || last == ',' || last == ';' || last == ':' || last == '!' || last == '?' ||
        last == '\'' || last == ']' || last == '*' || (last == ')' && !has_bracket)) {
      --end;
    } else {
      break;
    }
  }
  return end;
}

bool is_host_char(char c) { return is_alnum(c) || c == '-' || c == '.'; }

}  // namespace

void find_ipv4(const Compiled& rules, Work& work) {
  if (rules.ips.empty() || work.runs.size() < 4) return;
  const auto dotted = [&work](std::size_t index) {
    const std::string_view gap = gap_before(work, index);
    return gap.size() == 1 && gap[0] == '.';
  };
  for (std::size_t i = 0; i + 3 < work.runs.size(); ++i) {
    if (!dotted(i + 1) || !dotted(i + 2) || !dotted(i + 3)) continue;
    if ((i > 0 && dotted(i)) || (i + 4 < work.runs.size() && dotted(i + 4))) continue;
    if (!is_octet(work, work.runs[i]) || !is_octet(work, work.runs[i + 1]) ||
        !is_octet(work, work.runs[i + 2]) || !is_octet(work, work.runs[i + 3])) {
      continue;
    }
    const std::uint32_t begin = work.runs[i].begin;
    const std::uint32_t end = work.runs[i + 3].end;
    if (touches_word_before(work.text, begin) || touches_word_after(work.text, end)) continue;
    const char after = char_at(work.text, end);
    if (after == '-' && touches_word_after(work.text, end + 1)) continue;  // 1.2.3.4-beta
    add(rules, work, rules.ips, 4, begin, end);
  }
}

std::uint32_t find_colons(const Compiled& rules, Work& work, std::uint32_t colon) {
  const std::string_view text = work.text;
  const auto belongs = [](char c) { return is_hex(c) || c == ':'; };
  if (!belongs(char_at(text, colon + 1))) return colon;
  std::uint32_t begin = colon;
  while (begin > 0 && colon - begin <= 4 && belongs(text[begin - 1])) --begin;
  std::uint32_t end = colon + 1;
  while (end < text.size() && end - begin <= kIpv6Max && belongs(text[end])) ++end;
  // "Server address: 2001:db8::1" and "at ::1," both leave a colon or letters outside.
  if (touches_word_before(text, begin) || touches_word_after(text, end)) return end;
  std::uint32_t stop = end;
  if (stop - begin > 2 && text[stop - 1] == ':' && text[stop - 2] != ':') --stop;
  const std::string_view value = text.substr(begin, stop - begin);
  if (value.size() < 6) return end;  // times, ratios; "::1" is this machine and nobody's address
  if (is_mac(value)) {
    add(rules, work, rules.macs, 0, begin, stop);
  } else if (is_ipv6(value)) {
    add(rules, work, rules.ips, 6, begin, stop);
  }
  return end;
}

std::uint32_t find_url(const Compiled& rules, Work& work, std::uint32_t colon) {
  const std::string_view text = work.text;
  if (rules.urls.empty() || char_at(text, colon + 2) != '/') return colon;
  std::uint32_t begin = colon;
  while (begin > 0 && colon - begin < 12 && (is_alnum(text[begin - 1]) || text[begin - 1] == '+')) {
    --begin;
  }
  const std::string_view scheme = text.substr(begin, colon - begin);
  const std::uint32_t end = url_end(text, begin);
  if (scheme.empty() || end < colon + 5) return end;
  for (const DetectorIndex index : rules.urls) {
    const DetectorRule& rule = rules.rule(index);
    const bool is_listed =
        std::any_of(rule.labels.begin(), rule.labels.end(), [scheme](const std::string& label) {
          return label.size() == scheme.size() &&
                 std::equal(label.begin(), label.end(), scheme.begin(),
                            [](char a, char b) { return a == (b | 0x20); });
        });
    if (!is_listed) continue;
    Candidate candidate{.begin = begin, .end = end, .detector = index, .form = Form::Formatted};
    if (passes(rule, text.substr(begin, std::min(end - begin, 512U)), candidate)) {
      work.candidates.push_back(candidate);
    }
  }
  return end;
}

void find_www(const Compiled& rules, Work& work, std::uint32_t dot) {
  const std::string_view text = work.text;
  if (rules.urls.empty() || dot < 3 || touches_word_before(text, dot - 3)) return;
  for (std::uint32_t i = dot - 3; i < dot; ++i) {
    if ((text[i] | 0x20) != 'w') return;
  }
  // After a scheme the whole is found there.
  const char before = char_at(text, std::int64_t{dot} - 4);
  if (before == '/' || before == '.' || before == '-') return;
  const std::uint32_t begin = dot - 3;
  std::uint32_t host_end = dot + 1;
  while (host_end < text.size() && is_host_char(text[host_end]) && host_end - begin < 253) {
    ++host_end;
  }
  const std::string_view run = text.substr(dot + 1, host_end - dot - 1);
  const std::size_t size = domain_size(run);
  if (size == 0) return;
  const bool is_cut = run.find_first_not_of(".-", size) != std::string_view::npos;
  host_end = dot + 1 + static_cast<std::uint32_t>(size);
  // Behind a cut another sentence begins, else a port, a path or a query may follow.
  const std::uint32_t end = is_cut ? host_end : std::max(host_end, url_end(text, begin));
  add(rules, work, rules.urls, 0, begin, end);
}

}  // namespace holdfast::detect
