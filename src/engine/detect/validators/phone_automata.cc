#include "engine/detect/validators/phone_automata.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace holdfast::detect {
namespace {

constexpr std::uint8_t kUnset = 0xFF;

bool takes(const PhoneStep& step, unsigned digit) { return (step.digits >> digit & 1) != 0; }

}  // namespace

PhoneProgram joined(const PhoneProgram& body, std::span<const std::uint32_t> begins) {
  PhoneProgram program;
  const auto base = static_cast<std::uint32_t>(begins.size());
  for (std::uint32_t i = 0; i < base; ++i) {
    program.push_back({.kind = PhoneStep::Kind::Split,
                       .first = base + begins[i],
                       .second = i + 1 < base ? i + 1 : base + begins[i]});
  }
  for (PhoneStep step : body) {
    step.first += base;
    step.second += base;
    program.push_back(step);
  }
  return program;
}

// Subsets of steps, as every textbook has it. A subset at another depth is another one, since what
// a match means depends on the length; that also ends automata of patterns that would go on for
// ever.
class NumberAutomaton {
 public:
  NumberAutomaton(AutomatonBuilder& pool, const PhoneProgram& program,
                  const AutomatonBuilder::Labels& labels)
      : pool_(pool), program_(program), labels_(labels) {}

  std::uint16_t build() {
    std::vector<std::uint32_t> first;
    follow(0, first);
    return state(normal(first), 0);
  }

 private:
  using Subset = std::vector<std::uint32_t>;

  void follow(std::uint32_t at, Subset& into) const {
    const PhoneStep& step = program_[at];
    switch (step.kind) {
      case PhoneStep::Kind::Split:
        follow(step.first, into);
        if (step.second != step.first) follow(step.second, into);
        return;
      case PhoneStep::Kind::Save:
        follow(at + 1, into);
        return;
      default:
        into.push_back(at);
    }
  }

  static Subset normal(Subset subset) {
    std::ranges::sort(subset);
    const auto rest = std::ranges::unique(subset);
    subset.erase(rest.begin(), rest.end());
    return subset;
  }

  std::uint16_t state(const Subset& subset, std::size_t depth) {
    if (subset.empty()) return 0;
    const auto key = std::pair(depth, subset);
    if (const auto found = built_.find(key); found != built_.end()) return found->second;
    PhoneState wanted{};
    std::vector<std::uint16_t> matched;
    for (const std::uint32_t at : subset) {
      if (program_[at].kind == PhoneStep::Kind::Match) matched.push_back(program_[at].label);
    }
    wanted.label = labels_(matched, depth);
    for (unsigned digit = 0; digit < 10 && depth < kNationalMax; ++digit) {
      Subset next;
      for (const std::uint32_t at : subset) {
        const PhoneStep& step = program_[at];
        if (step.kind == PhoneStep::Kind::Digit && takes(step, digit)) follow(at + 1, next);
      }
      wanted.next[digit] = state(normal(std::move(next)), depth + 1);
    }
    return built_[key] = pool_.state(wanted);
  }

  AutomatonBuilder& pool_;
  const PhoneProgram& program_;
  const AutomatonBuilder::Labels& labels_;
  std::map<std::pair<std::size_t, Subset>, std::uint16_t> built_;
};

// Threads in order of preference, as in Pike's simulation, at every depth a list of its own: where
// groups begin and end is then a property of the state. A match drops the threads behind it.
class CutAutomaton {
 public:
  CutAutomaton(AutomatonBuilder& pool, const PhoneProgram& program, unsigned group_count,
               std::string_view transform)
      : pool_(pool), program_(program), group_count_(group_count), transform_(transform) {}

  std::uint16_t build() {
    return state({{.step = 0, .groups = {kUnset, kUnset, kUnset, kUnset}}}, 0, 0);
  }

 private:
  using Threads = std::vector<PhoneThread>;

  struct Reached {
    Threads waiting;  // each at a Digit
    std::vector<bool> seen;
    std::optional<PhoneThread> match;
  };

  // False once a match makes what follows needless.
  bool follow(PhoneThread thread, std::size_t depth, bool is_end, Reached& into) const {
    if (into.seen[thread.step]) return true;
    into.seen[thread.step] = true;
    const PhoneStep& step = program_[thread.step];
    const auto at = [&thread](std::uint32_t next) {
      PhoneThread moved = thread;
      moved.step = next;
      return moved;
    };
    switch (step.kind) {
      case PhoneStep::Kind::Digit:
        into.waiting.push_back(thread);
        return true;
      case PhoneStep::Kind::Split:
        return follow(at(step.first), depth, is_end, into) &&
               (step.second == step.first || follow(at(step.second), depth, is_end, into));
      case PhoneStep::Kind::Save:
        thread.groups[step.slot] = static_cast<std::uint8_t>(depth);
        return follow(at(thread.step + 1), depth, is_end, into);
      case PhoneStep::Kind::End:
        return !is_end || follow(at(thread.step + 1), depth, is_end, into);
      case PhoneStep::Kind::Match:
        into.match = thread;
        return false;
    }
    return true;
  }

  Reached reached(const Threads& threads, std::size_t depth, bool is_end) const {
    Reached into{.waiting = {}, .seen = std::vector<bool>(program_.size()), .match = {}};
    for (const PhoneThread& thread : threads) {
      if (!follow(thread, depth, is_end, into)) break;
    }
    return into;
  }

  // `best` is the cut of the preferred match so far; all threads are preferred to it.
  std::uint16_t state(const Threads& threads, std::size_t depth, std::uint16_t best) {
    const auto key = std::tuple(depth, threads, best);
    if (const auto found = built_.find(key); found != built_.end()) return found->second;
    const Reached at_end = reached(threads, depth, true);
    const Reached going_on = reached(threads, depth, false);
    const std::uint16_t label = at_end.match ? cut_of(*at_end.match, depth) : best;
    if (going_on.match) best = cut_of(*going_on.match, depth);
    if (going_on.waiting.empty() && label == best) return built_[key] = pool_.leaf(best);
    PhoneState wanted{};
    wanted.label = label;
    for (unsigned digit = 0; digit < 10; ++digit) {
      Threads next;
      for (PhoneThread thread : going_on.waiting) {
        if (!takes(program_[thread.step], digit)) continue;
        ++thread.step;
        next.push_back(thread);
      }
      wanted.next[digit] = next.empty() ? pool_.leaf(best) : state(next, depth + 1, best);
    }
    return built_[key] = pool_.state(wanted);
  }

  std::uint16_t cut_of(const PhoneThread& match, std::size_t depth) {
    PhoneCut cut{};
    cut.stripped = static_cast<std::uint8_t>(depth);
    const std::size_t last = group_count_ == 0 ? 0 : 2 * (group_count_ - 1);
    if (transform_.empty() || group_count_ == 0 || match.groups[last] == kUnset) {
      return pool_.cut(cut);
    }
    const auto group = static_cast<std::size_t>(transform_.back() - '1') * 2;
    if (match.groups[group] != kUnset) {
      cut.keep_begin = match.groups[group];
      cut.keep_end = match.groups[group + 1];
    }
    cut.literal_size = static_cast<std::uint8_t>(transform_.size() - 2);
    std::copy_n(transform_.begin(), cut.literal_size, cut.literal.begin());
    return pool_.cut(cut);
  }

  AutomatonBuilder& pool_;
  const PhoneProgram& program_;
  unsigned group_count_;
  std::string_view transform_;
  std::map<std::tuple<std::size_t, Threads, std::uint16_t>, std::uint16_t> built_;
};

AutomatonBuilder::AutomatonBuilder() : cuts_(1) { leaf(0); }

std::uint16_t AutomatonBuilder::state(const PhoneState& wanted) {
  const auto [found, is_new] = known_.try_emplace(std::pair(wanted.next, wanted.label),
                                                  static_cast<std::uint16_t>(states_.size()));
  if (is_new) states_.push_back(wanted);
  return found->second;
}

std::uint16_t AutomatonBuilder::leaf(std::uint16_t label) {
  const auto [found, is_new] =
      leaves_.try_emplace(label, static_cast<std::uint16_t>(states_.size()));
  if (is_new) {
    PhoneState& added = states_.emplace_back();
    added.next.fill(found->second);
    added.label = label;
    known_.try_emplace(std::pair(added.next, label), found->second);
  }
  return found->second;
}

std::uint16_t AutomatonBuilder::cut(const PhoneCut& wanted) {
  const auto is_same = [&wanted](const PhoneCut& other) {
    return other.stripped == wanted.stripped && other.keep_begin == wanted.keep_begin &&
           other.keep_end == wanted.keep_end && other.literal_size == wanted.literal_size &&
           other.literal == wanted.literal;
  };
  // The first stands for no match, even if a match strips nothing.
  const auto found = std::find_if(cuts_.begin() + 1, cuts_.end(), is_same);
  const auto index = static_cast<std::uint16_t>(found - cuts_.begin());
  if (found == cuts_.end()) cuts_.push_back(wanted);
  return index;
}

std::uint16_t AutomatonBuilder::add_numbers(const PhoneProgram& program, const Labels& labels) {
  return NumberAutomaton(*this, program, labels).build();
}

Result<std::uint16_t> AutomatonBuilder::add_cuts(std::string_view pattern,
                                                 std::string_view transform) {
  if (pattern.empty()) return std::uint16_t{0};
  PhoneProgram program;
  const unsigned group_count = TRY(append_pattern(program, pattern, 0));
  const std::size_t dollar = transform.find('$');
  const bool is_known =
      transform.empty() ||
      (dollar + 2 == transform.size() && dollar <= 4 && group_count > 0 &&
       transform.back() >= '1' && transform.back() < '1' + static_cast<char>(group_count));
  if (!is_known) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("transform {} is not digits, '$' and a group's number", transform)};
  }
  return CutAutomaton(*this, program, group_count, transform).build();
}

}  // namespace holdfast::detect
