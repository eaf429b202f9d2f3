#include "engine/detect/pattern_length.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

namespace holdfast::detect {
namespace {

constexpr std::size_t kMost = 1U << 20;  // no need to count further
constexpr int kDepthMax = 100;

Error unbounded(std::string_view what) {
  return Error{
      ErrorCode::InvalidInput,
      fmt::format("`{}` has no bound, and what has none may cost time on every text: write "
                  "the most there can be, as in \\d{{1,12}}",
                  what)};
}

// The grammar of RE2, of which only the lengths are kept. Syntax was checked before: where this
// reader is in doubt it reads on.
class LengthReader {
 public:
  explicit LengthReader(std::string_view pattern) : pattern_(pattern) {}

  // Alternatives up to the end or the bracket that closes the group.
  Result<std::size_t> alternatives(int depth) {
    if (depth > kDepthMax) return Error{ErrorCode::InvalidInput, "groups lie too deep"};
    std::size_t longest = 0;
    std::size_t sum = 0;
    while (!is_at_end() && peek() != ')') {
      if (peek() == '|') {
        ++at_;
        longest = std::max(longest, sum);
        sum = 0;
        continue;
      }
      const std::size_t atom = TRY(this->atom(depth));
      sum = std::min(kMost, sum + atom * TRY(repeats()));
    }
    return std::max(longest, sum);
  }

 private:
  bool is_at_end() const { return at_ >= pattern_.size(); }
  char peek() const { return is_at_end() ? '\0' : pattern_[at_]; }
  char take() { return is_at_end() ? '\0' : pattern_[at_++]; }

  Result<std::size_t> atom(int depth) {
    const char c = take();
    if (c == '^' || c == '$') return std::size_t{0};
    if (c == '\\') return escape();
    if (c == '[') return char_class();
    if (c == '(') return group(depth);
    // Bytes that go on a character of UTF-8 count with its first.
    return std::size_t{(static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 0U : 1U};
  }

  Result<std::size_t> escape() {
    const char c = take();
    if (c == 'Q' || c == 'C') {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("`\\{}` is not for patterns here: escape the signs one by one", c)};
    }
    if (c == 'b' || c == 'B' || c == 'A' || c == 'z') return std::size_t{0};
    if (c == 'p' || c == 'P') {
      if (take() == '{') skip_to('}');
    } else if (c == 'x') {
      if (take() == '{') {
        skip_to('}');
      } else {
        ++at_;
      }
    } else if (c >= '0' && c <= '7') {
      for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; ++i) ++at_;
    }
    return std::size_t{1};
  }

  void skip_to(char c) { at_ = std::min(pattern_.find(c, at_), pattern_.size() - 1) + 1; }

  Result<std::size_t> char_class() {
    if (peek() == '^') ++at_;
    if (peek() == ']') ++at_;  // the first is one of the characters
    while (!is_at_end() && peek() != ']') {
      if (peek() == '\\') {
        ++at_;
        const char c = take();
        if ((c == 'p' || c == 'P' || c == 'x') && peek() == '{') skip_to('}');
      } else if (pattern_.substr(at_).starts_with("[:")) {
        at_ = std::min(pattern_.find(":]", at_ + 2), pattern_.size() - 2) + 2;
      } else {
        ++at_;
      }
    }
    take();
    return std::size_t{1};
  }

  Result<std::size_t> group(int depth) {
    if (peek() == '?') {
      ++at_;
      if (peek() == 'P') {
        skip_to('>');
      } else {
        while (!is_at_end() && peek() != ':' && peek() != ')') ++at_;
        if (peek() == ':') ++at_;  // else only flags: (?i)
      }
    }
    const std::size_t length = TRY(alternatives(depth + 1));
    take();
    return length;
  }

  // Where flags end that begin here, as in (?i); 0 when there are none.
  std::size_t flags_end() const {
    if (!pattern_.substr(at_).starts_with("(?")) return 0;
    std::size_t end = at_ + 2;
    const auto is_flag = [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == 'U'; };
    while (end < pattern_.size() && is_flag(pattern_[end])) ++end;
    return end < pattern_.size() && pattern_[end] == ')' ? end + 1 : 0;
  }

  // How often what was read may stand there. Flags between it and its repetition do not part them.
  Result<std::size_t> repeats() {
    std::size_t most = 1;
    while (true) {
      const char c = peek();
      if (c == '*' || c == '+') return unbounded(pattern_.substr(at_, 1));
      if (c == '{') {
        const std::size_t close = pattern_.find('}', at_);
        if (close == std::string_view::npos) return most;
        const std::string_view range = pattern_.substr(at_, close + 1 - at_);
        std::size_t times = 0;
        if (!read_range(range.substr(1, range.size() - 2), times)) return most;  // a plain '{'
        if (times == 0) return unbounded(range);
        most = std::min(kMost, most * times);
        at_ = close + 1;
      } else if (c == '?') {
        ++at_;  // once or not at all, or as few as possible
      } else if (const std::size_t end = flags_end(); end > 0) {
        at_ = end;
      } else {
        return most;
      }
    }
  }

  // "3", "2,5"; times is 0 for "2,". False: no range.
  static bool read_range(std::string_view text, std::size_t& times) {
    const std::size_t comma = text.find(',');
    const std::string_view last = comma == std::string_view::npos ? text : text.substr(comma + 1);
    times = 0;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const std::string_view first = text.substr(0, comma);
    if (first.empty() || !std::all_of(first.begin(), first.end(), is_digit)) return false;
    if (last.empty()) return true;
    const auto [end, problem] = std::from_chars(last.data(), last.data() + last.size(), times);
    if (problem != std::errc{} || end != last.data() + last.size()) return false;
    times = std::max<std::size_t>(times, 1);  // {0} takes nothing, and costs no more than once
    return true;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::size_t> longest_match(std::string_view pattern) {
  return LengthReader(pattern).alternatives(0);
}

}  // namespace holdfast::detect
