// What of a text may be a customer's value: numbers, identifiers, addresses, days and, near those,
// names, each as the hash that an index knows it by.

#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/detect/exact_index.h"
#include "engine/detect/month_names.h"

namespace holdfast::detect {

struct ExactCandidate {
  std::uint64_t value = 0;  // ExactHasher::value()
  std::uint32_t begin = 0;  // in the text as given
  std::uint32_t end = 0;
  ColumnKind kind = ColumnKind::Digits;
  std::uint8_t length = 0;  // of the plain form
};

// A text as the finders have read it, and where it stands in the text given.
struct ReadText {
  std::string_view text;
  std::span<const std::uint32_t> edges;  // of its runs of digits
};

// Where a candidate of a ReadText stands in the text given; nothing: it counts elsewhere.
using SpanMap = std::function<std::optional<std::pair<std::uint32_t, std::uint32_t>>(
    std::uint32_t begin, std::uint32_t end)>;

// Which kinds and lengths an index holds, so that nothing else is hashed.
class ExactWanted {
 public:
  explicit ExactWanted(const ExactIndex& index);

  bool has(ColumnKind kind) const { return lengths_[static_cast<std::size_t>(kind)] != 0; }
  bool has(ColumnKind kind, std::size_t length) const {
    return length < 64 && (lengths_[static_cast<std::size_t>(kind)] >> length & 1) != 0;
  }
  std::size_t longest(ColumnKind kind) const {
    return static_cast<std::size_t>(std::bit_width(lengths_[static_cast<std::size_t>(kind)])) - 1;
  }
  std::span<const std::string> country_codes() const { return country_codes_; }

 private:
  std::array<std::uint64_t, kColumnKindCount> lengths_{};
  std::vector<std::string> country_codes_;  // of its phone columns, "" where there is none
};

// All but names, in no order. Linear in the text: each run of digits begins a bounded number of
// candidates.
void collect_values(const ExactIndex& index, const ExactWanted& wanted, const MonthNames& months,
                    const ReadText& read, const SpanMap& place,
                    std::vector<ExactCandidate>& candidates);

// Names of one to four words that begin in [begin, end) of the text.
void collect_names(const ExactIndex& index, const ExactWanted& wanted, std::string_view text,
                   std::uint32_t begin, std::uint32_t end, std::vector<ExactCandidate>& candidates);

}  // namespace holdfast::detect
