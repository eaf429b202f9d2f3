#include "engine/decide/near_name.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include <fmt/core.h>

#include "base/join.h"

namespace holdfast::decide {
namespace {

constexpr std::size_t kCompareBytesMax = 64;  // names are short; a hostile one costs no time
constexpr std::size_t kListedNamesMax = 12;

// Levenshtein distance with one row of the table.
std::size_t edits(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// "email" for "mail", "card" for "payment_card": one name holds the other whole.
bool holds(std::string_view name, std::string_view other) {
  return other.size() >= 4 && name.find(other) != std::string_view::npos;
}

}  // namespace

std::string_view nearest_name(std::string_view wrong, std::span<const std::string> names) {
  if (wrong.empty() || wrong.size() > kCompareBytesMax) return {};
  std::string_view best;
  // Replacing every letter is no likeness.
  std::size_t best_edits = std::min(std::max<std::size_t>(2, wrong.size() / 3) + 1, wrong.size());
  for (const std::string& name : names) {
    std::size_t distance = edits(wrong, name);
    if (holds(name, wrong) || holds(wrong, name)) distance = std::min<std::size_t>(distance, 2);
    if (distance < best_edits) {
      best_edits = distance;
      best = name;
    }
  }
  return best;
}

std::string hint_for(std::string_view wrong, std::span<const std::string> names) {
  if (const std::string_view near = nearest_name(wrong, names); !near.empty()) {
    return fmt::format(" (did you mean '{}'?)", near);
  }
  if (names.empty() || names.size() > kListedNamesMax) return {};
  return fmt::format(" (one of: {})", join(names, ", "));
}

}  // namespace holdfast::decide
