// Claims on a text by several finders, and the one way in which all of them can be honoured.
//
// Two claims may overlap: a name within an address, a number that two patterns take for different
// things. If each were replaced by itself, a piece of one value could be left. After resolve()
// every byte that any claim covered is covered, and replace() leaves none of them. Pure and
// thread-safe.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::protect {

// Bytes [begin, end) of a text.
struct Claim {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string type_name;
  double score = 0;
};

// Overlapping claims of one type become one with the higher score; a claim within another of any
// type is dropped; of two on the same bytes the higher score stays, of equals the later. What is
// left overlaps in part at most and stands in the order given. O(n log n).
std::vector<Claim> resolve(std::vector<Claim> claims);

// Neighbours in the list that have one type and nothing but spaces between them become one: a name
// found in two pieces.
std::vector<Claim> join_across_spaces(std::string_view text, std::vector<Claim> claims);

// A piece of the new text and the bytes it has there.
struct Replacement {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The text with each claim's bytes replaced by the text of the replacement at the same index, whose
// begin and end are then set. `claims` are what resolve() left, in order of begin. Where one
// reaches into the next, it ends at the next.
std::string replace(std::string_view text, std::span<const Claim> claims,
                    std::span<Replacement> replacements);

}  // namespace holdfast::protect
