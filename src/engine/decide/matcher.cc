#include "engine/decide/matcher.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "base/wildcard.h"
#include "engine/decide/program.h"

namespace holdfast::decide {
namespace {

constexpr std::int64_t kNotCounted = -1;

struct Outcome {
  Truth truth = Truth::False;
  bool uses_primary = false;  // it would not be true, or not in this way, without that element
};

bool holds_text(const Comparison& comparison, const Operand& operand) {
  if ((comparison.bloom & seen_bit(operand.hash)) == 0) return false;
  for (std::size_t i = 0; i < comparison.hashes.size(); ++i) {
    if (comparison.hashes[i] == operand.hash && comparison.texts[i] == operand.text) return true;
  }
  return false;
}

bool holds_number(const Comparison& comparison, double number) {
  if (comparison.kind == Comparison::Kind::Range) {
    return number >= comparison.least && number <= comparison.greatest;
  }
  return std::ranges::find(comparison.numbers, number) != comparison.numbers.end();
}

bool holds_one(const Comparison& comparison, const Operand& operand) {
  switch (comparison.kind) {
    case Comparison::Kind::Texts:
      return operand.kind == Operand::Kind::Text && holds_text(comparison, operand);
    case Comparison::Kind::Globs:
      return operand.kind == Operand::Kind::Text &&
             std::ranges::any_of(comparison.texts, [&](const std::string& pattern) {
               return wildcard_matches(pattern, operand.text);
             });
    case Comparison::Kind::Numbers:
    case Comparison::Kind::Range:
      return operand.kind == Operand::Kind::Number && holds_number(comparison, operand.number);
    case Comparison::Kind::Boolean:
      return operand.kind == Operand::Kind::Boolean && operand.boolean == comparison.boolean;
  }
  return false;
}

Truth truth_of(const Comparison& comparison, const Operand& operand) {
  const auto as_truth = [](bool holds) { return holds ? Truth::True : Truth::False; };
  if (operand.kind == Operand::Kind::Missing) return Truth::Missing;
  if (operand.kind != Operand::Kind::Several) return as_truth(holds_one(comparison, operand));
  if (operand.several.empty()) return Truth::Missing;
  return as_truth(std::ranges::any_of(
      operand.several, [&](const Operand& value) { return holds_one(comparison, value); }));
}

// One rule over one table of facts, with the elements chosen at the moment.
class Evaluation {
 public:
  Evaluation(const Matcher::Program& program, const FactTable& facts,
             std::pmr::memory_resource& arena)
      : program_(program), facts_(facts), counts_(program.counters.size(), kNotCounted, &arena) {}

  void choose_primary(const Operand* element) { primary_ = element; }
  void choose_secondary(const Operand* element) {
    secondary_ = element;
    forget_counts(Scope::Primary);
  }

  Outcome evaluate(std::uint32_t index) {
    const Node& node = program_.nodes[index];
    switch (node.kind) {
      case Node::Kind::All:
        return all(index);
      case Node::Kind::Any:
        return any(index);
      case Node::Kind::Not:
        return negation(index);
      case Node::Kind::Test:
        return test(node);
      case Node::Kind::Count:
        break;
    }
    return count(node);
  }

  Outcome evaluate(const Term& term) {
    const Outcome outcome = evaluate(term.root);
    if (!term.is_exemption) return outcome;
    return {outcome.truth == Truth::True ? Truth::False : Truth::True, false};
  }

 private:
  Outcome all(std::uint32_t index) {
    Outcome whole{Truth::True, false};
    const std::uint32_t end = program_.nodes[index].end;
    for (std::uint32_t child = index + 1; child < end; child = program_.nodes[child].end) {
      const Outcome part = evaluate(child);
      if (part.truth == Truth::False) return part;
      whole.truth = std::min(whole.truth, part.truth);
      whole.uses_primary |= part.uses_primary;
    }
    return whole;
  }

  Outcome any(std::uint32_t index) {
    Outcome whole;
    const std::uint32_t end = program_.nodes[index].end;
    for (std::uint32_t child = index + 1; child < end; child = program_.nodes[child].end) {
      const Outcome part = evaluate(child);
      whole.truth = std::max(whole.truth, part.truth);
      // Goes on after the first that holds: a later one may hold because of the chosen element.
      whole.uses_primary |= part.truth == Truth::True && part.uses_primary;
    }
    return whole;
  }

  Outcome negation(std::uint32_t index) {
    const Outcome inner = evaluate(index + 1);
    const bool uses_primary = is_about_primary(program_.nodes[index]);
    if (inner.truth == Truth::Missing) return {Truth::Missing, false};
    return {inner.truth == Truth::True ? Truth::False : Truth::True, uses_primary};
  }

  Outcome test(const Node& node) const {
    const Operand* operands = chosen(node.scope);
    if (operands == nullptr) return {Truth::Missing, false};
    const Comparison& comparison = program_.comparisons[node.comparison];
    return {truth_of(comparison, operands[node.slot]), node.scope == Scope::Primary};
  }

  Outcome count(const Node& node) {
    const std::int64_t counted = node.counts_all
                                     ? static_cast<std::int64_t>(elements(node.scope).count)
                                     : counted_by(node.counter);
    const Comparison& comparison = program_.comparisons[node.comparison];
    const bool holds = holds_number(comparison, static_cast<double>(counted));
    return {holds ? Truth::True : Truth::False, is_about_primary(node)};
  }

  std::int64_t counted_by(std::uint32_t index) {
    if (counts_[index] != kNotCounted) return counts_[index];
    const Counter& counter = program_.counters[index];
    const bool is_primary = counter.scope == Scope::Primary;
    const Operand*& choice = is_primary ? primary_ : secondary_;
    const Operand* const chosen_before = choice;
    const FactTable::Elements& list = elements(counter.scope);
    std::int64_t counted = 0;
    for (std::size_t i = 0; i < list.count; ++i) {
      choice = list.at(i);
      if (!is_primary) forget_counts(Scope::Primary);
      if (evaluate(counter.root).truth == Truth::True) ++counted;
    }
    choice = chosen_before;
    if (!is_primary) forget_counts(Scope::Primary);
    // Depends on the chosen finding: good for this one only.
    const bool is_lasting = is_primary || !counter.depends_on_other;
    if (is_lasting) counts_[index] = counted;
    return counted;
  }

  // Counts of `scope` that depend on the other list's chosen element.
  void forget_counts(Scope scope) {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const Counter& counter = program_.counters[i];
      if (counter.depends_on_other && counter.scope == scope) counts_[i] = kNotCounted;
    }
  }

  bool is_about_primary(const Node& node) const {
    return primary_ != nullptr && (node.mentions & kPrimary) != 0;
  }
  const Operand* chosen(Scope scope) const {
    return scope == Scope::Whole ? facts_.whole : scope == Scope::Primary ? primary_ : secondary_;
  }
  const FactTable::Elements& elements(Scope scope) const {
    return scope == Scope::Primary ? facts_.primary : facts_.secondary;
  }

  const Matcher::Program& program_;
  const FactTable& facts_;
  const Operand* primary_ = nullptr;
  const Operand* secondary_ = nullptr;
  std::pmr::vector<std::int64_t> counts_;
};

// Elements of one list for which all terms about that list alone hold.
struct Candidate {
  const Operand* element = nullptr;  // null: the list has none, or the rule does not ask about it
  std::uint32_t index = 0;
  bool uses_primary = false;
  bool is_selected = false;
};

class Match {
 public:
  Match(const Matcher::Program& program, const FactTable& facts, std::pmr::memory_resource& arena)
      : program_(program),
        facts_(facts),
        evaluation_(program, facts, arena),
        primary_(&arena),
        secondary_(&arena) {}

  Truth run(std::pmr::vector<std::uint32_t>* selected) {
    const Truth whole = about_the_whole();
    if (whole != Truth::True) return whole;
    collect(Scope::Secondary, facts_.secondary, secondary_);
    if (secondary_.empty()) return otherwise();
    collect(Scope::Primary, facts_.primary, primary_);
    if (primary_.empty()) return otherwise();
    if (!combine()) return otherwise();
    if (selected == nullptr) return Truth::True;
    for (const Candidate& candidate : primary_) {
      if (candidate.is_selected) selected->push_back(candidate.index);
    }
    return Truth::True;
  }

 private:
  Truth otherwise() const { return saw_missing_ ? Truth::Missing : Truth::False; }

  Truth about_the_whole() {
    Truth whole = Truth::True;
    for (const Term& term : program_.terms) {
      if (term.mentions != 0) break;  // sorted
      whole = std::min(whole, evaluation_.evaluate(term).truth);
      if (whole == Truth::False) break;
    }
    return whole;
  }

  void collect(Scope scope, const FactTable::Elements& list,
               std::pmr::vector<Candidate>& candidates) {
    const bool is_asked = (program_.mentions & scopes_of(scope)) != 0;
    const std::size_t count = is_asked ? list.count : 0;
    if (count == 0) {
      consider(scope, {}, candidates);
      return;
    }
    for (std::size_t i = 0; i < count; ++i) {
      consider(scope, {.element = list.at(i), .index = static_cast<std::uint32_t>(i)}, candidates);
    }
  }

  void consider(Scope scope, Candidate candidate, std::pmr::vector<Candidate>& candidates) {
    choose(scope, candidate.element);
    Truth truth = Truth::True;
    for (const Term& term : program_.terms) {
      if (term.mentions != scopes_of(scope)) continue;
      const Outcome outcome = evaluation_.evaluate(term);
      truth = std::min(truth, outcome.truth);
      candidate.uses_primary |= outcome.uses_primary;
      if (truth == Truth::False) break;
    }
    if (truth == Truth::Missing) saw_missing_ = true;
    if (truth == Truth::True) candidates.push_back(candidate);
  }

  // Terms about both lists, over the pairs of what is left of each.
  bool combine() {
    const bool has_mixed_terms =
        !program_.terms.empty() && program_.terms.back().mentions == (kPrimary | kSecondary);
    bool matches = false;
    for (const Candidate& other : secondary_) {
      if (has_mixed_terms) choose(Scope::Secondary, other.element);
      for (Candidate& candidate : primary_) {
        if (matches && candidate.is_selected) continue;
        matches |= has_mixed_terms ? pair_matches(candidate) : true;
        if (!has_mixed_terms) candidate.is_selected = candidate.uses_primary;
      }
      if (!has_mixed_terms) break;
    }
    return matches;
  }

  bool pair_matches(Candidate& candidate) {
    choose(Scope::Primary, candidate.element);
    Outcome pair{Truth::True, candidate.uses_primary};
    for (auto term = program_.terms.rbegin(); term != program_.terms.rend(); ++term) {
      if (term->mentions != (kPrimary | kSecondary)) break;
      const Outcome outcome = evaluation_.evaluate(*term);
      pair.truth = std::min(pair.truth, outcome.truth);
      pair.uses_primary |= outcome.uses_primary;
      if (pair.truth == Truth::False) return false;
    }
    if (pair.truth == Truth::Missing) saw_missing_ = true;
    if (pair.truth != Truth::True) return false;
    candidate.is_selected |= pair.uses_primary && candidate.element != nullptr;
    return true;
  }

  void choose(Scope scope, const Operand* element) {
    if (scope == Scope::Primary) {
      evaluation_.choose_primary(element);
    } else {
      evaluation_.choose_secondary(element);
    }
  }

  const Matcher::Program& program_;
  const FactTable& facts_;
  Evaluation evaluation_;
  std::pmr::vector<Candidate> primary_;
  std::pmr::vector<Candidate> secondary_;
  bool saw_missing_ = false;
};

}  // namespace

Schema::Schema(std::vector<Attribute> attributes) : attributes_(std::move(attributes)) {
  for (const Attribute& attribute : attributes_) {
    names_.push_back(attribute.name);
    std::uint8_t& count = operand_counts_[static_cast<std::size_t>(attribute.scope)];
    slots_.push_back(attribute.is_count ? std::uint8_t{0} : count++);
  }
}

const Attribute* Schema::find(std::string_view name) const {
  const auto found = std::ranges::find(attributes_, name, &Attribute::name);
  return found == attributes_.end() ? nullptr : &*found;
}

std::uint8_t Schema::slot(const Attribute& attribute) const {
  return slots_[static_cast<std::size_t>(&attribute - attributes_.data())];
}

std::size_t Schema::operand_count(Scope scope) const {
  return operand_counts_[static_cast<std::size_t>(scope)];
}

std::size_t Schema::seen_index(Scope scope, std::size_t slot) const {
  std::size_t index = 1 + slot;
  if (scope != Scope::Whole) index += operand_count(Scope::Whole);
  if (scope == Scope::Secondary) index += operand_count(Scope::Primary);
  return index;
}

void Guards::add(std::size_t seen_index, std::uint64_t bits) {
  if (used_ < kGuards) guards_[used_++] = {seen_index, bits};
}

std::uint64_t text_hash(std::string_view text) {
  constexpr std::uint64_t kMultiplier = 0x9e3779b97f4a7c15;
  const auto mix = [](std::uint64_t hash, std::uint64_t chunk) {
    hash = (hash ^ chunk) * kMultiplier;
    return hash ^ hash >> 32;
  };
  const auto load = [](const char* from, auto chunk) {
    std::memcpy(&chunk, from, sizeof chunk);
    return std::uint64_t{chunk};
  };
  const char* at = text.data();
  const std::size_t size = text.size();
  std::uint64_t hash = size * kMultiplier;
  // Loads of fixed size, the last of them over bytes already seen.
  if (size >= 8) {
    for (const char* last = at + size - 8; at < last; at += 8) {
      hash = mix(hash, load(at, std::uint64_t{}));
    }
    return mix(hash, load(text.data() + size - 8, std::uint64_t{}));
  }
  if (size >= 4) {
    return mix(hash, load(at, std::uint32_t{}) << 32 | load(at + size - 4, std::uint32_t{}));
  }
  for (const char c : text) hash = mix(hash, static_cast<unsigned char>(c));
  return hash;
}

Operand Operand::of(std::string_view text) {
  if (text.empty()) return {};
  return {.kind = Kind::Text, .text = text, .hash = text_hash(text)};
}

Matcher::Matcher(std::unique_ptr<const Program> program) : program_(std::move(program)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

bool Matcher::selects() const { return program_->selects; }
const Guards& Matcher::guards() const { return program_->guards; }

Truth Matcher::match(const FactTable& facts, std::pmr::memory_resource& arena,
                     std::pmr::vector<std::uint32_t>* selected) const {
  return Match(*program_, facts, arena).run(selected);
}

}  // namespace holdfast::decide
