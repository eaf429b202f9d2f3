#include "engine/detect/exact_build.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "engine/detect/exact_values.h"

namespace holdfast::detect {

void ExactRows::add(std::span<const std::string_view> cells, RowNumber row, RowTags& tags,
                    std::vector<ExactEntry>& entries) {
  const std::size_t columns = schema_.columns.size();
  CHECK(cells.size() == columns);
  tags.fill(0);
  std::array<std::uint64_t, kExactColumnsMax> values{};
  for (std::size_t i = 0; i < columns; ++i) {
    const ExactColumn& column = schema_.columns[i];
    const std::string plain = plain_cell(column, cells[i]);
    if (plain.empty()) {
      ++(cells[i].empty() ? counts_[i].empty : counts_[i].unfindable);
      continue;
    }
    values[i] = hasher_.value(column.kind, plain);
    lengths_[i] |= 1ULL << plain.size();
    tags[i] = ExactHasher::tag(i, values[i]);
    if (column.is_indexed) {
      entries.push_back({ExactHasher::entry(i, values[i]), row, static_cast<std::uint32_t>(i)});
    }
  }
  for (std::size_t i = 0; i < schema_.pairs.size(); ++i) {
    const ExactPair& pair = schema_.pairs[i];
    if (tags[pair.name] == 0 || tags[pair.other] == 0) continue;
    entries.push_back({ExactHasher::pair_entry(i, values[pair.name], values[pair.other]), row,
                       static_cast<std::uint32_t>(columns + i)});
  }
}

ExactPages::ExactPages(ExactHeader& header, ByteSink sink)
    : header_(header), sink_(std::move(sink)) {}

Result<> ExactPages::flush(std::uint64_t& checksum) {
  const std::span<std::byte, kExactPageBytes> page(page_);
  seal_page(page, page_number_++);
  checksum = exact_checksum(Bytes(page).first(8), checksum);
  TRY(sink_(page));
  page_.fill(std::byte{0});
  in_page_ = 0;
  return {};
}

Result<> ExactPages::add_row(const RowTags& tags) {
  const std::size_t bytes = 4 * header_.schema.columns.size();
  std::memcpy(page_.data() + 8 + in_page_ * bytes, tags.data(), bytes);
  ++header_.row_count;
  if (++in_page_ == header_.rows_a_page()) TRY(flush(header_.rows_checksum));
  return {};
}

Result<> ExactPages::begin_entries(std::uint64_t entries_max) {
  if (in_page_ > 0) TRY(flush(header_.rows_checksum));
  filter_.resize(filter_blocks_for(entries_max));
  header_.filter_blocks = filter_.size();
  return {};
}

Result<bool> ExactPages::add_value(std::span<const ExactEntry> same_hash) {
  if (same_hash.size() > kRowsAValueMax) return false;
  for (const ExactEntry& entry : same_hash) TRY(add_entry(entry));
  if (!same_hash.empty()) add_to_filter(filter_, same_hash.front().hash);
  return true;
}

Result<> ExactPages::add_entry(const ExactEntry& entry) {
  if (in_page_ == 0) fences_.push_back(entry.hash);
  std::memcpy(page_.data() + 8 + 8 * in_page_, &entry.hash, 8);
  std::memcpy(page_.data() + 8 + 8 * kEntriesAPage + 4 * in_page_, &entry.row, 4);
  ++header_.entry_count;
  if (++in_page_ == kEntriesAPage) return flush(header_.entries_checksum);
  return {};
}

Result<> ExactPages::finish() {
  if (in_page_ > 0) TRY(flush(header_.entries_checksum));
  const Bytes fences = std::as_bytes(std::span(fences_));
  const Bytes filter = std::as_bytes(std::span(filter_));
  header_.fences_checksum = exact_checksum(fences, 0);
  header_.filter_checksum = exact_checksum(filter, 0);
  TRY(sink_(fences));
  return sink_(filter);
}

}  // namespace holdfast::detect
