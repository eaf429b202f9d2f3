#include "engine/detect/validators/phone_pattern.h"

#include <fmt/core.h>

namespace holdfast::detect {
namespace {

constexpr unsigned kRepeatMax = 20;
constexpr unsigned kGroupsMax = 2;

// Recursive descent that writes steps as it reads. A repeat writes its operand again and again,
// reading it anew each time.
class PatternReader {
 public:
  PatternReader(PhoneProgram& program, std::string_view pattern)
      : program_(program), pattern_(pattern) {}

  bool read() { return alternatives() && at_ == pattern_.size(); }
  unsigned group_count() const { return group_count_; }

 private:
  bool is_at(char c) const { return at_ < pattern_.size() && pattern_[at_] == c; }
  bool take(char c) {
    if (!is_at(c)) return false;
    ++at_;
    return true;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.size()); }
  std::uint32_t add(PhoneStep step) {
    program_.push_back(step);
    return here() - 1;
  }
  std::uint32_t add_split() {
    return add({.kind = PhoneStep::Kind::Split, .first = here() + 1, .second = here() + 1});
  }

  // a|b|c: split to a or to the rest; each but the last jumps behind all, which is a split whose
  // two ways are one.
  bool alternatives() {
    std::vector<std::uint32_t> jumps;
    for (;;) {
      const std::uint32_t split = add_split();
      if (!sequence()) return false;
      if (!take('|')) break;
      jumps.push_back(add_split());
      program_[split].second = here();
    }
    for (const std::uint32_t jump : jumps) program_[jump].first = program_[jump].second = here();
    return true;
  }

  bool sequence() {
    while (at_ < pattern_.size() && !is_at('|') && !is_at(')')) {
      if (!repeated()) return false;
    }
    return true;
  }

  bool repeated() {
    const std::size_t begin = at_;
    const std::uint32_t step = here();
    const unsigned groups = group_count_;
    if (!atom()) return false;
    const std::size_t end = at_;
    unsigned low = 1;
    unsigned high = 1;
    if (take('?')) {
      low = 0;
    } else if (take('{')) {
      if (!bounds(low, high)) return false;
    }
    if (low == 1 && high == 1) return true;
    const std::size_t after = at_;
    program_.resize(step);
    std::vector<std::uint32_t> splits;
    for (unsigned i = 0; i < high; ++i) {
      if (i >= low) splits.push_back(add_split());
      at_ = begin;
      group_count_ = groups;
      if (!atom() || at_ != end) return false;
    }
    for (const std::uint32_t split : splits) program_[split].second = here();
    at_ = after;
    return true;
  }

  bool bounds(unsigned& low, unsigned& high) {
    if (!count(low)) return false;
    high = low;
    if (take(',') && !count(high)) return false;
    return take('}') && low <= high && high > 0;
  }

  bool count(unsigned& value) {
    value = 0;
    const std::size_t begin = at_;
    for (; at_ < pattern_.size() && is_digit_here() && value <= kRepeatMax; ++at_) {
      value = value * 10 + static_cast<unsigned>(pattern_[at_] - '0');
    }
    return at_ > begin && value <= kRepeatMax;
  }

  bool is_digit_here() const {
    return at_ < pattern_.size() && pattern_[at_] >= '0' && pattern_[at_] <= '9';
  }

  bool atom() {
    if (take('(')) return group();
    if (take('[')) return set();
    if (take('$')) {
      add({.kind = PhoneStep::Kind::End});
      return true;
    }
    if (take('\\')) {
      if (!take('d')) return false;
      add({.kind = PhoneStep::Kind::Digit, .digits = kAnyDigit});
      return true;
    }
    if (!is_digit_here()) return false;
    add({.kind = PhoneStep::Kind::Digit, .digits = bit(pattern_[at_++])});
    return true;
  }

  bool group() {
    if (take('?')) return take(':') && alternatives() && take(')');
    const unsigned slot = 2 * group_count_++;
    if (group_count_ > kGroupsMax) return false;
    add({.kind = PhoneStep::Kind::Save, .slot = static_cast<std::uint16_t>(slot)});
    if (!alternatives() || !take(')')) return false;
    add({.kind = PhoneStep::Kind::Save, .slot = static_cast<std::uint16_t>(slot + 1)});
    return true;
  }

  bool set() {
    std::uint16_t digits = 0;
    while (is_digit_here()) {
      const char low = pattern_[at_++];
      char high = low;
      if (take('-')) {
        if (!is_digit_here()) return false;
        high = pattern_[at_++];
      }
      for (char c = low; c <= high; ++c) digits |= bit(c);
    }
    add({.kind = PhoneStep::Kind::Digit, .digits = digits});
    return digits != 0 && take(']');
  }

  static std::uint16_t bit(char c) { return static_cast<std::uint16_t>(1U << (c - '0')); }

  PhoneProgram& program_;
  std::string_view pattern_;
  std::size_t at_ = 0;
  unsigned group_count_ = 0;
};

}  // namespace

Result<unsigned> append_pattern(PhoneProgram& program, std::string_view pattern,
                                std::uint16_t label, bool is_prefix) {
  PatternReader reader(program, pattern);
  if (!reader.read()) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("not a pattern of a numbering plan: {}", pattern)};
  }
  if (is_prefix) {
    const auto loop = static_cast<std::uint32_t>(program.size());
    program.push_back({.kind = PhoneStep::Kind::Split, .first = loop + 1, .second = loop + 3});
    program.push_back({.kind = PhoneStep::Kind::Digit, .digits = kAnyDigit});
    program.push_back({.kind = PhoneStep::Kind::Split, .first = loop, .second = loop});
  }
  program.push_back({.kind = PhoneStep::Kind::Match, .label = label});
  return reader.group_count();
}

}  // namespace holdfast::detect
