// The one matcher grammar, for data rules here and access rules in domain/access.
//
//   when:
//     channel: {in: [chat, mail]}              # several members of one mapping: all must match
//     not: {recipient.kind: internal}
//     any:
//       - finding.type: payment_card
//       - all: [{finding.category: secret_key}, {finding.confidence: {gte: 0.8}}]
//
// Operators: eq, in, gte, lte, glob. A bare value means eq, a bare list means in. An attribute the
// schema does not know, an operator that does not fit its kind, or a value outside a closed set is
// an error when compiled.
//
// What it means, exactly:
//  1. An attribute belongs to the message as a whole or to one element of a list (each finding,
//  each
//     recipient). Within one rule, all attributes of a list are asked of the SAME element: "a
//     finding that is a card and has confidence 0.9 and goes to an external recipient". The rule
//     matches when some choice of one element per list makes `when` true.
//  2. A missing attribute is neither true nor false (Kleene's logic): its condition does not match,
//     nor does `not` over it. An empty list has no element, so its attributes are missing.
//  3. `not` is about the chosen element: {not: {finding.type: email}} is a finding other than an
//     e-mail address, not the absence of e-mail addresses.
//  4. `unless` is asked of the same choice: it exempts that finding or recipient, and the whole
//  rule
//     only when nothing is left. `unless` never exempts because of a missing attribute.
//  5. A list's `count` counts the elements for which its sibling conditions (in the same `all` or
//     mapping) hold, all elements where there is no sibling about that list. It is never missing.
//  6. A finding is selected when the rule matches because of it: in {any: [{finding.type: iban},
//     {message.readable: false}]} an e-mail address is not selected.

#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/decide/yaml_node.h"

namespace holdfast::decide {

enum class AttributeKind : std::uint8_t { Text, Number, Boolean };

// What an attribute belongs to: the whole of what is asked about, or an element of one of two
// lists. A rule selects elements of the primary list (findings).
enum class Scope : std::uint8_t { Whole, Primary, Secondary };

// One attribute of a language of rules. `choices`, when not empty, are all values allowed.
struct Attribute {
  std::string name;
  AttributeKind kind;
  std::vector<std::string> choices;
  std::string meaning;  // one line, for `policy check` and the guide
  Scope scope = Scope::Whole;
  bool is_count = false;       // counts its list instead of being a member of the elements
  bool is_lower_case = false;  // what rules say is compared in lower case, as the facts come
  double least = -1e15;        // numbers outside can never be meant
  double greatest = 1e15;
};

// The attributes of one language. The n-th attribute of a scope that is no count is the n-th
// operand in that scope's facts.
class Schema {
 public:
  explicit Schema(std::vector<Attribute> attributes);

  std::span<const Attribute> attributes() const { return attributes_; }
  const Attribute* find(std::string_view name) const;
  std::uint8_t slot(const Attribute& attribute) const;  // place in its scope's operands
  std::size_t operand_count(Scope scope) const;
  // Index in `FactTable::seen`. The first word there belongs to no attribute and is never zero.
  std::size_t seen_index(Scope scope, std::size_t slot) const;
  std::span<const std::string> names() const { return names_; }

 private:
  std::vector<Attribute> attributes_;
  std::vector<std::uint8_t> slots_;
  std::array<std::uint8_t, 3> operand_counts_{};
  std::vector<std::string> names_;
};

// Names the texts that rules compare with, so that most comparisons are of two integers. Equal
// hashes are confirmed by the text itself: a sender who finds a collision gains nothing.
std::uint64_t text_hash(std::string_view text);

// The value of one attribute. Views what it was made from.
struct Operand {
  enum class Kind : std::uint8_t { Missing, Text, Number, Boolean, Several };

  Kind kind = Kind::Missing;
  bool boolean = false;
  double number = 0;
  std::string_view text;
  std::uint64_t hash = 0;
  std::span<const Operand> several;  // of Kind::Several: a condition matches when any of them does

  static Operand missing() { return {}; }
  static Operand of(std::string_view text);  // missing when empty
  static Operand of(double number) { return {.kind = Kind::Number, .number = number}; }
  // No conversions: a pointer to characters must not become "true".
  static Operand of(std::same_as<bool> auto boolean) {
    return {.kind = Kind::Boolean, .boolean = boolean};
  }
  static Operand of(std::span<const Operand> several) {
    return {.kind = Kind::Several, .several = several};
  }
};

// All that conditions are asked of. Elements lie one after the other, operand_count(scope) each.
struct FactTable {
  struct Elements {
    const Operand* operands = nullptr;
    std::size_t count = 0;
    std::size_t operands_each = 0;
    const Operand* at(std::size_t index) const { return operands + index * operands_each; }
  };
  const Operand* whole = nullptr;
  Elements primary;
  Elements secondary;
  // Which texts occur: one word per operand, in the order of Schema::seen_index(), with the bit of
  // every value's hash. Only for Guards.
  const std::uint64_t* seen = nullptr;
};

// The bit of a text in `FactTable::seen`.
constexpr std::uint64_t seen_bit(std::uint64_t hash) { return std::uint64_t{1} << (hash & 63); }

// A first look at a rule: most rules are about another channel, or about findings of which there
// are none. Kept apart from the rules, so that a look at forty rules stays within a few cache
// lines.
class Guards {
 public:
  // At most kGuards are kept, the rest is left to the rule.
  void add(std::size_t seen_index, std::uint64_t bits);

  // False: the rule cannot be true of these facts. True says nothing.
  bool may_match(const FactTable& facts) const {
    bool may = true;
    for (const Guard& guard : guards_) may &= (facts.seen[guard.index] & guard.bits) != 0;
    return may;
  }

 private:
  static constexpr std::size_t kGuards = 4;
  // An unused guard looks at the first word, which is never zero.
  struct Guard {
    std::size_t index = 0;
    std::uint64_t bits = ~std::uint64_t{0};
  };
  std::array<Guard, kGuards> guards_;
  std::size_t used_ = 0;
};

// Ordered, so that "all" is the least and "any" the greatest.
enum class Truth : std::uint8_t { False, Missing, True };

// A compiled `when` and `unless`. Immutable, shared by threads; matching allocates from `arena`
// only.
class Matcher {
 public:
  // InvalidInput with line, column and the nearest known name. `unless` may be null.
  static Result<Matcher> compile(const YamlNode& when, const YamlNode* unless,
                                 const Schema& schema);

  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  // True when the rule matches; `selected` (may be null) then gets the indexes of the primary
  // elements that made it match, in order. Missing instead of False when it did not match and an
  // attribute that it asked for was missing: a rule that forbids access denies then.
  Truth match(const FactTable& facts, std::pmr::memory_resource& arena,
              std::pmr::vector<std::uint32_t>* selected) const;

  // Whether `when` asks about the primary list at all.
  bool selects() const;

  const Guards& guards() const;

  struct Program;

 private:
  explicit Matcher(std::unique_ptr<const Program> program);
  std::unique_ptr<const Program> program_;
};

}  // namespace holdfast::decide
