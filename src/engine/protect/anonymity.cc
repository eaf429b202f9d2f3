#include "engine/protect/anonymity.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/check.h"
#include "base/sha256.h"

namespace holdfast::protect {
namespace {

constexpr std::size_t kSmallestMax = 10;

std::uint64_t eight_bytes(const Hash& hash, std::size_t begin) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    value = value << 8 | std::to_integer<std::uint64_t>(hash[begin + i]);
  }
  return value;
}

void append_number(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

void keep_smallest(std::vector<SmallClass>& smallest, const SmallClass& candidate) {
  const auto is_before = [](const SmallClass& a, const SmallClass& b) {
    return a.rows != b.rows ? a.rows < b.rows : a.first_row < b.first_row;
  };
  if (smallest.size() == kSmallestMax && !is_before(candidate, smallest.back())) return;
  smallest.insert(std::ranges::upper_bound(smallest, candidate, is_before), candidate);
  if (smallest.size() > kSmallestMax) smallest.pop_back();
}

std::size_t bar_of(std::uint32_t rows) {
  const auto above = std::ranges::upper_bound(kHistogramFrom, rows);
  return static_cast<std::size_t>(above - kHistogramFrom.begin()) - 1;
}

}  // namespace

AnonymityCount::AnonymityCount(std::size_t sensitive_count, Part part)
    : sensitive_count_(sensitive_count), part_(part) {
  CHECK(part.part < part.parts);
}

// Collisions would join classes and make k look better than it is: among 2^32 classes one is
// expected with a chance of 2^-65.
AnonymityCount::Digest AnonymityCount::digest_of(Cells cells, std::uint64_t salt) {
  std::string text;
  append_number(text, salt);
  for (const std::string_view cell : cells) {
    append_number(text, cell.size());
    text += cell;
  }
  const Hash hash = sha256({as_bytes(text)});
  return {eight_bytes(hash, 0), eight_bytes(hash, 8)};
}

void AnonymityCount::add(Cells quasi, Cells sensitive) {
  CHECK(sensitive.size() == sensitive_count_);
  const Digest digest = digest_of(quasi, 0);
  const bool ours = is_ours(digest);
  std::uint32_t index = 0;
  if (ours) {
    const auto next = static_cast<std::uint32_t>(classes_.size());
    Class& found = classes_.try_emplace(digest, Class{next, 0, row_}).first->second;
    ++found.rows;
    index = found.index;
  }
  for (std::size_t column = 0; column < sensitive.size(); ++column) {
    const Digest value = digest_of(sensitive.subspan(column, 1), column + 1);
    ++totals_[value];
    if (!ours) continue;
    // Both digests are as random as can be, so their sum tells every pair.
    const Digest pair{digest.high + value.high * 3, digest.low + value.low * 3};
    Pair& found =
        pairs_.try_emplace(pair, Pair{index, static_cast<std::uint32_t>(column), 0, value})
            .first->second;
    ++found.rows;
  }
  ++row_;
}

std::uint32_t AnonymityCount::class_size(Cells quasi) const {
  const auto found = classes_.find(digest_of(quasi, 0));
  return found == classes_.end() ? 0 : found->second.rows;
}

void AnonymityCount::report(const AnonymityGoal& goal, AnonymityReport& into) const {
  into.rows = row_;
  into.classes += classes_.size();
  std::vector<std::uint32_t> class_rows(classes_.size());
  for (const auto& [digest, found] : classes_) {
    class_rows[found.index] = found.rows;
    into.k = into.k == 0 ? found.rows : std::min(into.k, found.rows);
    if (found.rows < goal.k) {
      ++into.classes_below_k;
      into.rows_below_k += found.rows;
    }
    AnonymityReport::Bar& bar = into.histogram[bar_of(found.rows)];
    ++bar.classes;
    bar.rows += found.rows;
    keep_smallest(into.smallest, {found.rows, found.first_row});
  }
  report_diversity(goal, class_rows, into);
}

void AnonymityCount::report_diversity(const AnonymityGoal& goal,
                                      const std::vector<std::uint32_t>& class_rows,
                                      AnonymityReport& into) const {
  const bool is_first = into.by_sensitive.empty();
  into.by_sensitive.resize(sensitive_count_);
  struct Sums {
    std::uint32_t distinct = 0;
    double rows_log_rows = 0;  // sum of n ln n over the values
    double apart = 0;          // sum of |p - q| over the values of the class
    double covered = 0;        // sum of q over them
  };
  std::vector<Sums> sums(class_rows.size() * sensitive_count_);
  for (const auto& [digest, pair] : pairs_) {
    Sums& sum = sums[pair.class_index * sensitive_count_ + pair.column];
    const double rows = pair.rows;
    const double q = static_cast<double>(totals_.at(pair.value)) / static_cast<double>(row_);
    ++sum.distinct;
    sum.rows_log_rows += rows * std::log(rows);
    sum.apart += std::abs(rows / class_rows[pair.class_index] - q);
    sum.covered += q;
  }
  for (std::size_t column = 0; column < sensitive_count_; ++column) {
    Diversity& diversity = into.by_sensitive[column];
    bool has_one = !is_first && diversity.l_distinct > 0;
    for (std::size_t index = 0; index < class_rows.size(); ++index) {
      const Sums& sum = sums[index * sensitive_count_ + column];
      const double rows = class_rows[index];
      const double entropy = std::exp(std::log(rows) - sum.rows_log_rows / rows);
      const double distance = (sum.apart + std::max(0.0, 1 - sum.covered)) / 2;
      diversity.l_distinct = has_one ? std::min(diversity.l_distinct, sum.distinct) : sum.distinct;
      diversity.l_entropy = has_one ? std::min(diversity.l_entropy, entropy) : entropy;
      diversity.t_closeness = std::max(diversity.t_closeness, distance);
      if (sum.distinct < goal.l) diversity.rows_below_l += class_rows[index];
      has_one = true;
    }
  }
}

}  // namespace holdfast::protect
