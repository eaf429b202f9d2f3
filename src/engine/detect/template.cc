#include "engine/detect/template.h"

#include <string>

#include <fmt/core.h>

namespace holdfast::detect {
namespace {

constexpr char char_of(unsigned symbol) {
  return static_cast<char>(symbol < 10 ? '0' + symbol : 'A' + symbol - 10);
}

constexpr std::size_t kLeadMax = 11;

Error bad(std::string_view pattern, std::string_view problem) {
  return Error{ErrorCode::InvalidInput, fmt::format("template \"{}\" {}", pattern, problem)};
}

// The characters of "[...]" or "'x'" that begin at pattern[at]; moves `at` to the closing one.
Result<std::uint64_t> read_class(std::string_view pattern, std::size_t& at) {
  const char close = pattern[at] == '[' ? ']' : '\'';
  const std::size_t end = pattern.find(close, at + 1);
  if (end == std::string_view::npos) return bad(pattern, fmt::format("lacks a closing {}", close));
  std::uint64_t accepts = 0;
  for (std::size_t i = at + 1; i < end; ++i) {
    const unsigned low = symbol_of(pattern[i]);
    if (low >= 63) return bad(pattern, "may list only letters and digits in [ ] and ' '");
    unsigned high = low;
    if (i + 2 < end && pattern[i + 1] == '-') {
      high = symbol_of(pattern[i + 2]);
      if (high >= 63 || high < low) return bad(pattern, "has a range that does not ascend");
      i += 2;
    }
    for (unsigned symbol = low; symbol <= high; ++symbol) accepts |= 1ULL << symbol;
  }
  if (accepts == 0) return bad(pattern, "has an empty class");
  at = end;
  return accepts;
}

}  // namespace

Result<TokenTemplate> TokenTemplate::parse(std::string_view pattern) {
  TokenTemplate result;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    switch (pattern[at]) {
      case 'L':
        result.steps_.push_back({.accepts = kLetters});
        break;
      case 'D':
        result.steps_.push_back({.accepts = kDigits});
        break;
      case 'A':
        result.steps_.push_back({.accepts = kLetters | kDigits});
        break;
      case '~':
        result.steps_.push_back({.is_optional_separator = true});
        break;
      case '[':
      case '\'':
        result.steps_.push_back({ .accepts = TRY(read_class(pattern, at)) });
        break;
      default:
        return bad(pattern, "may hold L, D, A, ~, [ ] and ' ' only");
    }
  }
  if (result.steps_.size() > kPositionsMax) return bad(pattern, "has more than 40 positions");
  if (result.steps_.empty() || result.steps_.front().is_optional_separator ||
      result.steps_.back().is_optional_separator) {
    return bad(pattern, "must begin and end with a letter or digit");
  }
  if (!result.has_digit_in_reach()) {
    return bad(pattern, "needs a position that takes a digit, after eleven letters at most");
  }
  return result;
}

// Places are tried by the letters before a digit: a template needs one, not too far in.
bool TokenTemplate::has_digit_in_reach() {
  std::size_t letters = 0;
  bool has_digit = false;
  bool separator_seen = false;
  for (const Step& step : steps_) {
    if (step.is_optional_separator) {
      separator_seen = true;
      continue;
    }
    if (step.accepts & kDigits) {
      if (letters > kLeadMax) break;
      has_digit = true;
      may_split_lead_ |= separator_seen && letters > 0;
    }
    if ((step.accepts & kLetters) == 0) return true;
    ++letters;
  }
  return has_digit;
}

TokenMatch TokenTemplate::match(std::string_view text, std::uint32_t begin, char* compact) const {
  TokenMatch match;
  std::uint32_t at = begin;
  for (const Step& step : steps_) {
    if (step.is_optional_separator) {
      if (at < text.size() && is_separator(text[at])) {
        ++at;
        ++match.separators;
      }
      continue;
    }
    if (at >= text.size()) return {};
    const unsigned symbol = symbol_of(text[at]);
    if (symbol >= 63 || (step.accepts >> symbol & 1) == 0) return {};
    match.is_upper &= text[at] < 'a';
    compact[match.compact++] = char_of(symbol);
    ++at;
  }
  match.end = at;
  return match;
}

}  // namespace holdfast::detect
