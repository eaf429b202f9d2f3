// A compiled condition: a tree in one array, written by condition_compiler.cc and run by
// matcher.cc.

#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/decide/matcher.h"

namespace holdfast::decide {

// Which lists a condition asks about.
using Scopes = std::uint8_t;
constexpr Scopes kPrimary = 1;
constexpr Scopes kSecondary = 2;
constexpr Scopes scopes_of(Scope scope) {
  return scope == Scope::Primary ? kPrimary : scope == Scope::Secondary ? kSecondary : 0;
}

// One attribute against one operator.
struct Comparison {
  enum class Kind : std::uint8_t { Texts, Globs, Numbers, Range, Boolean };
  Kind kind = Kind::Texts;
  bool boolean = false;
  double least = -std::numeric_limits<double>::infinity();
  double greatest = std::numeric_limits<double>::infinity();
  std::uint64_t bloom = 0;  // seen_bit() of every text
  std::vector<std::uint64_t> hashes;
  std::vector<std::string> texts;  // as many as hashes; or the globs
  std::vector<double> numbers;
};

struct Node {
  enum class Kind : std::uint8_t { All, Any, Not, Test, Count };
  Kind kind = Kind::All;
  Scope scope = Scope::Whole;  // of a Test's attribute or a Count's list
  std::uint8_t slot = 0;       // of a Test
  Scopes mentions = 0;         // lists that the subtree asks about
  bool counts_all = false;     // a Count without sibling conditions
  std::uint32_t end = 0;       // index after the subtree
  std::uint32_t comparison = 0;
  std::uint32_t counter = 0;  // of a Count: index into Matcher::Program::counters
};

// What a Count counts: the elements for which nodes[root] holds.
struct Counter {
  std::uint32_t root = 0;
  Scope scope = Scope::Primary;
  bool depends_on_other = false;  // on the element chosen from the other list
};

// One of the conditions that must all hold. An exemption (from `unless`) must not be true.
struct Term {
  std::uint32_t root = 0;
  Scopes mentions = 0;
  bool is_exemption = false;
};

struct Matcher::Program {
  std::vector<Node> nodes;
  std::vector<Comparison> comparisons;
  std::vector<Counter> counters;
  std::vector<Term> terms;  // those about the whole first, then about one list, then about both
  Guards guards;
  Scopes mentions = 0;  // of `when` and `unless`
  bool selects = false;
};

}  // namespace holdfast::decide
