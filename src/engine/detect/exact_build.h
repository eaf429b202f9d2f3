// The parts of building an index that need no disk: a record's hashes, and the pages of the file in
// the order in which they are written. Whoever builds brings the sorting (platform/own_rules).

#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/detect/exact_index.h"

namespace holdfast::detect {

struct ExactEntry {
  std::uint64_t hash = 0;
  RowNumber row = 0;
  // The column, or, behind all columns, the pair: of no use in the file, but for messages.
  std::uint32_t key = 0;
  auto operator<=>(const ExactEntry&) const = default;
};

// What the builder has to say of a column afterwards.
struct ColumnCounts {
  std::uint64_t empty = 0;       // cells without a value
  std::uint64_t unfindable = 0;  // cells with one that is none of the column's kind
};

class ExactRows {
 public:
  ExactRows(const ExactSchema& schema, const ExactHasher& hasher)
      : schema_(schema), hasher_(hasher), counts_(schema.columns.size()) {}

  // Cells in the order of the schema's columns. Fills `tags`, appends the record's entries.
  void add(std::span<const std::string_view> cells, RowNumber row, RowTags& tags,
           std::vector<ExactEntry>& entries);

  const std::array<std::uint64_t, kExactColumnsMax>& lengths() const { return lengths_; }
  std::span<const ColumnCounts> counts() const { return counts_; }

 private:
  const ExactSchema& schema_;
  const ExactHasher& hasher_;
  std::array<std::uint64_t, kExactColumnsMax> lengths_{};
  std::vector<ColumnCounts> counts_;
};

using ByteSink = std::function<Result<>(Bytes)>;

// The rows, then the entries in order, then finish(); the header goes to the file's begin last.
class ExactPages {
 public:
  ExactPages(ExactHeader& header, ByteSink sink);

  Result<> add_row(const RowTags& tags);
  // After the last row. At most so many entries will come: they size the filter, 1.5 bytes each.
  Result<> begin_entries(std::uint64_t entries_max);
  // Sorted; those of one hash are added together. Leaves out a value of more than kRowsAValueMax
  // records and returns false then.
  Result<bool> add_value(std::span<const ExactEntry> same_hash);
  // Writes fences and filter, completes the header.
  Result<> finish();

 private:
  Result<> flush(std::uint64_t& checksum);
  Result<> add_entry(const ExactEntry& entry);

  ExactHeader& header_;
  ByteSink sink_;
  alignas(8) std::array<std::byte, kExactPageBytes> page_{};
  std::size_t in_page_ = 0;
  std::uint64_t page_number_ = kExactHeaderBytes / kExactPageBytes;
  std::vector<std::uint64_t> fences_;
  std::vector<FilterBlock> filter_;
};

}  // namespace holdfast::detect
