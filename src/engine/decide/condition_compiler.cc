// Reads a condition, checks every word of it, and lays it out for matcher.cc.

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/wildcard.h"
#include "engine/decide/near_name.h"
#include "engine/decide/program.h"

namespace holdfast::decide {
namespace {

// Counting conditions repeat their siblings, so a small text could grow without this.
constexpr std::size_t kNodesMax = 4096;

const std::vector<std::string> kOperators = {"eq", "in", "gte", "lte", "glob"};

// A condition as it was read, before it is laid out.
struct Draft {
  Node::Kind kind = Node::Kind::All;
  Scope scope = Scope::Whole;
  std::uint8_t slot = 0;
  Comparison comparison;
  std::vector<Draft> children;
};

Scopes mentions_of(const Draft& draft, const std::vector<Draft>* siblings);

std::vector<const Draft*> counted_by(const Draft& count, const std::vector<Draft>* siblings) {
  std::vector<const Draft*> counted;
  if (siblings == nullptr) return counted;
  for (const Draft& sibling : *siblings) {
    if (sibling.kind == Node::Kind::Count) continue;
    if ((mentions_of(sibling, nullptr) & scopes_of(count.scope)) != 0) counted.push_back(&sibling);
  }
  return counted;
}

Scopes mentions_of(const Draft& draft, const std::vector<Draft>* siblings) {
  if (draft.kind == Node::Kind::Test) return scopes_of(draft.scope);
  Scopes mentions = 0;
  if (draft.kind == Node::Kind::Count) {
    const std::vector<const Draft*> counted = counted_by(draft, siblings);
    if (counted.empty()) return scopes_of(draft.scope);
    for (const Draft* sibling : counted) mentions |= mentions_of(*sibling, nullptr);
    return static_cast<Scopes>(mentions & ~scopes_of(draft.scope));
  }
  const std::vector<Draft>* inner = draft.kind == Node::Kind::All ? &draft.children : nullptr;
  for (const Draft& child : draft.children) mentions |= mentions_of(child, inner);
  return mentions;
}

Draft all_of(std::vector<Draft> parts) {
  Draft all{.kind = Node::Kind::All};
  for (Draft& part : parts) {
    if (part.kind == Node::Kind::All) {
      std::ranges::move(part.children, std::back_inserter(all.children));
    } else {
      all.children.push_back(std::move(part));
    }
  }
  return all.children.size() == 1 ? std::move(all.children.front()) : std::move(all);
}

// Reads the values of one attribute's operators.
class ComparisonReader {
 public:
  explicit ComparisonReader(const Attribute& attribute) : attribute_(attribute) {}

  Result<std::vector<Comparison>> read(const YamlNode& value) {
    if (value.is_scalar()) return one(equal_to({&value, 1}));
    if (value.is_sequence()) return one(in(value));
    if (!value.is_mapping() || value.keys.empty()) {
      return value.error(fmt::format("'{}' needs a value, a list or an operator", attribute_.name));
    }
    std::vector<Comparison> comparisons;
    for (std::size_t i = 0; i < value.keys.size(); ++i) {
      const YamlNode& name = value.keys[i];
      if (is_bound(name.scalar)) continue;
      comparisons.push_back(TRY(by_operator(name, value.items[i])));
    }
    if (std::optional<Comparison> bounds = TRY(range(value))) {
      comparisons.push_back(*std::move(bounds));
    }
    return comparisons;
  }

 private:
  static bool is_bound(std::string_view name) { return name == "gte" || name == "lte"; }

  static Result<std::vector<Comparison>> one(Result<Comparison> comparison) {
    if (!comparison) return comparison.error();
    return std::vector<Comparison>{*std::move(comparison)};
  }

  Result<Comparison> by_operator(const YamlNode& name, const YamlNode& value) const {
    if (name.scalar == "eq") return equal_to({&value, 1});
    if (name.scalar == "in") return in(value);
    if (name.scalar == "glob") return glob(name, value);
    return name.error(
        fmt::format("no operator '{}'{}", name.scalar, hint_for(name.scalar, kOperators)));
  }

  Result<Comparison> in(const YamlNode& list) const {
    if (!list.is_sequence() || list.items.empty()) {
      return list.error("'in' takes a list of at least one value");
    }
    return equal_to(list.items);
  }

  Result<Comparison> equal_to(std::span<const YamlNode> values) const {
    Comparison comparison;
    for (const YamlNode& value : values) {
      switch (attribute_.kind) {
        case AttributeKind::Text:
          add(comparison, TRY(known_text(value)));
          break;
        case AttributeKind::Number:
          comparison.kind = Comparison::Kind::Numbers;
          comparison.numbers.push_back(TRY(known_number(value)));
          break;
        case AttributeKind::Boolean:
          comparison.kind = Comparison::Kind::Boolean;
          comparison.boolean = TRY(value.boolean());
          if (values.size() > 1) return value.error("true or false, not a list");
          break;
      }
    }
    return comparison;
  }

  Result<Comparison> glob(const YamlNode& name, const YamlNode& value) const {
    if (attribute_.kind != AttributeKind::Text) return misfit(name);
    const bool is_list = value.is_sequence() && !value.items.empty();
    const std::span<const YamlNode> patterns =
        is_list ? std::span(value.items) : std::span(&value, 1);
    Comparison comparison;
    if (attribute_.choices.empty()) comparison.kind = Comparison::Kind::Globs;
    for (const YamlNode& node : patterns) {
      const std::string pattern = spelled(TRY(node.text()));
      if (attribute_.choices.empty()) {
        comparison.texts.push_back(pattern);
        continue;
      }
      const std::size_t before = comparison.texts.size();
      for (const std::string& choice : attribute_.choices) {
        if (wildcard_matches(pattern, choice)) add(comparison, choice);
      }
      if (comparison.texts.size() == before) {
        return node.error(fmt::format("no {} matches '{}'", attribute_.name, pattern));
      }
    }
    return comparison;
  }

  Result<std::optional<Comparison>> range(const YamlNode& operators) const {
    std::optional<Comparison> bounds;
    for (std::size_t i = 0; i < operators.keys.size(); ++i) {
      const YamlNode& name = operators.keys[i];
      if (!is_bound(name.scalar)) continue;
      if (attribute_.kind != AttributeKind::Number) return misfit(name);
      if (!bounds) bounds.emplace().kind = Comparison::Kind::Range;
      const double bound = TRY(known_number(operators.items[i]));
      (name.scalar == "gte" ? bounds->least : bounds->greatest) = bound;
    }
    if (bounds && bounds->least > bounds->greatest) {
      return operators.error(
          fmt::format("no number is at least {} and at most {}", bounds->least, bounds->greatest));
    }
    return bounds;
  }

  Error misfit(const YamlNode& name) const {
    switch (attribute_.kind) {
      case AttributeKind::Text:
        return name.error(fmt::format("'{}' does not fit {}, which is text: use eq, in or glob",
                                      name.scalar, attribute_.name));
      case AttributeKind::Number:
        return name.error(
            fmt::format("'{}' does not fit {}, which is a number: use eq, in, gte or lte",
                        name.scalar, attribute_.name));
      case AttributeKind::Boolean:
        break;
    }
    return name.error(fmt::format("'{}' does not fit {}, which is true or false: use eq",
                                  name.scalar, attribute_.name));
  }

  std::string spelled(std::string_view text) const {
    std::string spelling(text);
    if (!attribute_.is_lower_case) return spelling;
    for (char& c : spelling) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return spelling;
  }

  Result<std::string> known_text(const YamlNode& value) const {
    const std::string text = spelled(TRY(value.text()));
    const std::vector<std::string>& choices = attribute_.choices;
    if (!choices.empty() && std::ranges::find(choices, text) == choices.end()) {
      return value.error(
          fmt::format("no {} is '{}'{}", attribute_.name, text, hint_for(text, choices)));
    }
    return text;
  }

  Result<double> known_number(const YamlNode& value) const {
    const double number = TRY(value.number());
    if (number < attribute_.least || number > attribute_.greatest) {
      return value.error(fmt::format("{} is from {} to {}", attribute_.name, attribute_.least,
                                     attribute_.greatest));
    }
    return number;
  }

  static void add(Comparison& comparison, std::string text) {
    const std::uint64_t hash = text_hash(text);
    comparison.bloom |= seen_bit(hash);
    comparison.hashes.push_back(hash);
    comparison.texts.push_back(std::move(text));
  }

  const Attribute& attribute_;
};

class DraftReader {
 public:
  explicit DraftReader(const Schema& schema) : schema_(schema) {}

  Result<Draft> read(const YamlNode& node) const {
    if (!node.is_mapping() || node.keys.empty()) {
      return node.error("a condition is expected here, such as 'channel: chat'");
    }
    std::vector<Draft> parts;
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
      parts.push_back(TRY(member(node.keys[i], node.items[i])));
    }
    return all_of(std::move(parts));
  }

 private:
  Result<Draft> member(const YamlNode& name, const YamlNode& value) const {
    if (name.scalar == "all") return all_of(TRY(list(name, value)));
    if (name.scalar == "any") {
      Draft any{.kind = Node::Kind::Any};
      any.children = TRY(list(name, value));
      return any;
    }
    if (name.scalar == "not") {
      Draft negation{.kind = Node::Kind::Not};
      negation.children.push_back(TRY(read(value)));
      return negation;
    }
    return test(name, value);
  }

  Result<std::vector<Draft>> list(const YamlNode& name, const YamlNode& value) const {
    if (!value.is_sequence() || value.items.empty()) {
      return name.error(fmt::format("'{}' takes a list of conditions", name.scalar));
    }
    std::vector<Draft> conditions;
    for (const YamlNode& item : value.items) conditions.push_back(TRY(read(item)));
    return conditions;
  }

  Result<Draft> test(const YamlNode& name, const YamlNode& value) const {
    const Attribute* attribute = schema_.find(name.scalar);
    if (attribute == nullptr) {
      return name.error(
          fmt::format("no attribute '{}'{}", name.scalar, hint_for(name.scalar, schema_.names())));
    }
    std::vector<Draft> tests;
    for (Comparison& comparison : TRY(ComparisonReader(*attribute).read(value))) {
      Draft draft{.kind = attribute->is_count ? Node::Kind::Count : Node::Kind::Test};
      draft.scope = attribute->scope;
      draft.slot = schema_.slot(*attribute);
      draft.comparison = std::move(comparison);
      tests.push_back(std::move(draft));
    }
    return all_of(std::move(tests));
  }

  const Schema& schema_;
};

// Lays drafts out in one array; what counting conditions count follows at the end.
class Layout {
 public:
  explicit Layout(const Schema& schema) : schema_(schema) {}

  Matcher::Program program;

  void add_terms(const Draft& when, bool is_exemption) {
    // `unless` over alternatives is as many exemptions: none of them may be true.
    const Node::Kind splits = is_exemption ? Node::Kind::Any : Node::Kind::All;
    if (when.kind != splits) {
      add_term(when, nullptr, is_exemption);
      return;
    }
    const std::vector<Draft>* siblings = is_exemption ? nullptr : &when.children;
    for (const Draft& part : when.children) add_term(part, siblings, is_exemption);
  }

  // False when the program would be larger than allowed.
  bool finish() {
    while (!pending_.empty() && program.nodes.size() <= kNodesMax) {
      const Pending next = std::move(pending_.front());
      pending_.pop_front();
      program.counters[next.counter].root = size();
      emit(next.counted, nullptr);
    }
    // Cheap terms refuse first: those about the whole, then about one list, then about both.
    std::ranges::stable_sort(program.terms, {}, [](const Term& term) {
      return term.mentions == (kPrimary | kSecondary) ? 3 : static_cast<int>(term.mentions);
    });
    return program.nodes.size() <= kNodesMax;
  }

 private:
  struct Pending {
    std::uint32_t counter;
    Draft counted;
  };

  std::uint32_t size() const { return static_cast<std::uint32_t>(program.nodes.size()); }

  void add_term(const Draft& draft, const std::vector<Draft>* siblings, bool is_exemption) {
    const Scopes mentions = mentions_of(draft, siblings);
    program.terms.push_back({size(), mentions, is_exemption});
    program.mentions |= mentions;
    // Whatever else the rule says, it needs one of these texts.
    const bool is_needed = !is_exemption && draft.kind == Node::Kind::Test;
    if (is_needed && draft.comparison.kind == Comparison::Kind::Texts) {
      program.guards.add(schema_.seen_index(draft.scope, draft.slot), draft.comparison.bloom);
    }
    emit(draft, siblings);
  }

  void emit(const Draft& draft, const std::vector<Draft>* siblings) {
    const std::uint32_t index = size();
    Node node{.kind = draft.kind, .scope = draft.scope, .slot = draft.slot};
    node.mentions = mentions_of(draft, siblings);
    if (draft.kind == Node::Kind::Test || draft.kind == Node::Kind::Count) {
      node.comparison = static_cast<std::uint32_t>(program.comparisons.size());
      program.comparisons.push_back(draft.comparison);
    }
    if (draft.kind == Node::Kind::Count) add_counter(draft, siblings, node);
    program.nodes.push_back(node);
    const std::vector<Draft>* inner = draft.kind == Node::Kind::All ? &draft.children : nullptr;
    for (const Draft& child : draft.children) emit(child, inner);
    program.nodes[index].end = size();
  }

  void add_counter(const Draft& count, const std::vector<Draft>* siblings, Node& node) {
    std::vector<Draft> counted;
    for (const Draft* sibling : counted_by(count, siblings)) counted.push_back(*sibling);
    node.counts_all = counted.empty();
    if (node.counts_all) return;
    node.counter = static_cast<std::uint32_t>(program.counters.size());
    program.counters.push_back({.scope = count.scope, .depends_on_other = node.mentions != 0});
    pending_.push_back({node.counter, all_of(std::move(counted))});
  }

  const Schema& schema_;
  std::deque<Pending> pending_;
};

}  // namespace

Result<Matcher> Matcher::compile(const YamlNode& when, const YamlNode* unless,
                                 const Schema& schema) {
  const DraftReader reader(schema);
  Layout layout(schema);
  layout.add_terms(TRY(reader.read(when)), false);
  layout.program.selects = (layout.program.mentions & kPrimary) != 0;
  if (unless != nullptr) layout.add_terms(TRY(reader.read(*unless)), true);
  if (!layout.finish()) return when.error("too many conditions: split the rule");
  return Matcher(std::make_unique<const Program>(std::move(layout.program)));
}

}  // namespace holdfast::decide
