#include "engine/detect/patterns.h"

#include <numeric>

#include <fmt/core.h>
#include <re2/re2.h>
#include <re2/set.h>

#include "engine/detect/pattern_length.h"

namespace holdfast::detect {
namespace {

constexpr std::int64_t kPatternMemory = 2 << 20;  // bytes RE2 may use for one
constexpr std::int64_t kSetMemory = 64 << 20;
constexpr std::string_view kProbes[] = {"", "a", "0", " ", "a b", "-\n-"};

RE2::Options re2_options(std::int64_t memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(memory);
  return options;
}

// `^` and `$` are the ends of lines: texts are read in slices, whose ends mean nothing.
std::string with_flags(std::string_view text, PatternOptions options) {
  return (options.ignores_case ? "(?im)" : "(?m)") + std::string(text);
}

Error refused(std::string message) { return Error{ErrorCode::InvalidInput, std::move(message)}; }

}  // namespace

struct Pattern::Impl {
  explicit Impl(const std::string& text) : re(text, re2_options(kPatternMemory)) {
    if (!re.ok()) return;
    const auto& groups = re.NamedCapturingGroups();
    const auto found = groups.find("value");
    if (found != groups.end()) value_group = found->second;
  }
  RE2 re;
  int value_group = 0;
};

Pattern::Pattern(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view text, PatternOptions options) {
  auto impl = std::make_unique<Impl>(with_flags(text, options));
  if (!impl->re.ok()) {
    return refused(impl->re.error_code() == RE2::ErrorPatternTooLarge
                       ? "the pattern is too large: repeat less, or use a narrower class"
                       : fmt::format("RE2 does not take the pattern: {}", impl->re.error()));
  }
  const std::size_t longest = TRY(longest_match(text));
  if (longest > kMatchLengthMax) {
    return refused(fmt::format("a match may be {} characters long, {} are allowed: repeat less",
                               longest, kMatchLengthMax));
  }
  Pattern pattern(std::move(impl));
  if (pattern.program_size() > kPatternProgramMax) {
    return refused(
        fmt::format("the pattern takes {} steps, {} are allowed: repeat less, or use "
                    "narrower classes ([a-z] takes fewer than \\pL)",
                    pattern.program_size(), kPatternProgramMax));
  }
  for (const std::string_view probe : kProbes) {
    re2::StringPiece match;
    if (pattern.impl_->re.Match({probe.data(), probe.size()}, 0, probe.size(), RE2::UNANCHORED,
                                &match, 1) &&
        match.empty()) {
      return refused("the pattern matches an empty text, so it would match everywhere");
    }
  }
  return pattern;
}

int Pattern::program_size() const { return impl_->re.ProgramSize(); }

Pattern::Match Pattern::find(std::string_view text, std::size_t from) const {
  constexpr int kGroupsMax = 16;
  re2::StringPiece groups[kGroupsMax];
  const int wanted = impl_->value_group < kGroupsMax ? impl_->value_group : 0;
  const re2::StringPiece whole(text.data(), text.size());
  while (from < text.size()) {
    if (!impl_->re.Match(whole, from, text.size(), RE2::UNANCHORED, groups, wanted + 1)) break;
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    const std::size_t next = std::max(begin + groups[0].size(), from + 1);
    const re2::StringPiece& value = groups[wanted];
    if (!value.empty()) {
      const auto at = static_cast<std::size_t>(value.data() - text.data());
      return {.begin = at, .end = at + value.size(), .next = next};
    }
    from = next;
  }
  return {.begin = text.size(), .end = text.size(), .next = text.size()};
}

bool Pattern::matches_whole(std::string_view text) const {
  return RE2::FullMatch({text.data(), text.size()}, impl_->re);
}

struct PatternTable::Set {
  Set() : set(re2_options(kSetMemory), RE2::UNANCHORED) {}
  RE2::Set set;
};

PatternTable::PatternTable() = default;
PatternTable::PatternTable(PatternTable&&) noexcept = default;
PatternTable& PatternTable::operator=(PatternTable&&) noexcept = default;
PatternTable::~PatternTable() = default;

Result<> PatternTable::add(std::string_view text, PatternOptions options, std::uint16_t owner) {
  Pattern pattern = TRY(Pattern::compile(text, options));
  program_size_ += pattern.program_size();
  if (entries_.size() == kPatternsMax || program_size_ > kProgramsMax) {
    return refused(fmt::format("too many patterns: {} with {} steps in all are allowed",
                               kPatternsMax, kProgramsMax));
  }
  entries_.push_back({std::move(pattern), std::string(text), options, owner});
  return {};
}

Result<> PatternTable::finish() {
  if (entries_.empty()) return {};
  auto set = std::make_unique<Set>();
  for (const Entry& entry : entries_) {
    std::string problem;
    if (set->set.Add(with_flags(entry.text, entry.options), &problem) < 0) {
      return refused(fmt::format("RE2 does not take the pattern: {}", problem));
    }
  }
  if (!set->set.Compile()) return refused("the patterns together are too large for RE2");
  set_ = std::move(set);
  return {};
}

std::vector<int> PatternTable::present_in(std::string_view text) const {
  std::vector<int> present;
  RE2::Set::ErrorInfo problem{};
  const bool is_found = set_->set.Match({text.data(), text.size()}, &present, &problem);
  if (!is_found && problem.kind != RE2::Set::kNoError) {
    // Its automaton outgrew the memory allowed: each is looked for by itself.
    present.resize(entries_.size());
    std::iota(present.begin(), present.end(), 0);
  }
  return present;
}

}  // namespace holdfast::detect
