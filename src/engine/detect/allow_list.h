// What a tenant said is nothing to report: its own addresses, test numbers, a field of references.
//
// Values are compared as people write them: any case, and where a value holds nothing but letters,
// digits and the usual separators, without those. They are kept as SHA-256, cut to 128 bits, as
// nobody may choose a value that is taken for one that is allowed.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/detect/finding.h"
#include "engine/detect/patterns.h"

namespace holdfast::detect {

struct RuleSet;

// Immutable, shared by all threads.
class AllowList {
 public:
  // InvalidInput: a list has more than a million values, or names file and line.
  static Result<AllowList> build(const RuleSet& rules);

  bool is_empty() const { return rules_.empty(); }
  // `field` as Options::field has it.
  bool allows(TypeIndex type, std::string_view value, std::string_view field) const;

 private:
  using ValueHash = std::array<std::uint64_t, 2>;
  struct Rule {
    std::vector<TypeIndex> types;
    std::vector<std::string> fields;
    bool is_by_value = false;  // else any value in its fields
  };
  struct Value {
    ValueHash hash{};
    std::uint16_t rule = 0;
    auto operator<=>(const Value&) const = default;
  };
  struct PatternOf {
    Pattern pattern;
    std::uint16_t rule = 0;
  };

  static ValueHash hash_of(std::string_view value);
  Result<> add_values(std::string_view file, std::string_view lines, std::uint16_t rule);
  bool applies(const Rule& rule, TypeIndex type, std::string_view field) const;

  std::vector<Rule> rules_;
  std::vector<Value> values_;  // sorted
  std::vector<PatternOf> patterns_;
};

}  // namespace holdfast::detect
