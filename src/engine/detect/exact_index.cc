#include "engine/detect/exact_index.h"

#include <algorithm>
#include <cstring>

#include <fmt/core.h>

namespace holdfast::detect {
namespace {

Error damaged(std::string_view what) {
  return Error{ErrorCode::Corrupted,
               fmt::format("{}: build it again (holdfast rules exact build)", what)};
}

}  // namespace

bool MemorySource::read(std::uint64_t offset, std::span<std::byte> out) const {
  if (offset > bytes_.size() || out.size() > bytes_.size() - offset) return false;
  std::memcpy(out.data(), bytes_.data() + offset, out.size());
  return true;
}

Result<std::shared_ptr<const ExactIndex>> ExactIndex::open(std::shared_ptr<const PageSource> source,
                                                           const SecretBytes& secret) {
  ByteVector bytes(kExactHeaderBytes);
  if (!source->read(0, bytes)) return damaged("not an index of records, or only the begin of one");
  ExactHeader header = TRY(ExactHeader::read(bytes, secret.reveal()));
  if (header.file_bytes() != source->size()) {
    return damaged(fmt::format("{} bytes, {} were written", source->size(), header.file_bytes()));
  }
  const ExactHasher hasher(secret.reveal(), header.salt);
  std::shared_ptr<ExactIndex> index(new ExactIndex(std::move(source), std::move(header), hasher));
  index->digest_ = to_hex(sha256({bytes}));
  TRY(index->read_tables());
  return std::shared_ptr<const ExactIndex>(std::move(index));
}

Result<> ExactIndex::read_tables() {
  fences_.resize(header_.entry_pages());
  filter_.resize(header_.filter_blocks);
  const std::span<std::byte> fences = std::as_writable_bytes(std::span(fences_));
  const std::span<std::byte> filter = std::as_writable_bytes(std::span(filter_));
  if (!source_->read(header_.fences_begin(), fences) ||
      exact_checksum(fences, 0) != header_.fences_checksum) {
    return damaged("the fences are damaged");
  }
  if (!source_->read(header_.filter_begin(), filter) ||
      exact_checksum(filter, 0) != header_.filter_checksum) {
    return damaged("the filter is damaged");
  }
  return {};
}

bool ExactIndex::read_page(std::uint64_t offset, Page& page) const {
  if (source_->read(offset, page) && is_sealed_page(page, offset / kExactPageBytes)) return true;
  is_damaged_ = true;
  return false;
}

Result<> ExactIndex::verify_section(std::uint64_t begin, std::uint64_t pages,
                                    std::uint64_t checksum, std::string_view name) const {
  constexpr std::uint64_t kPagesAtOnce = 256;
  ByteVector buffer(kPagesAtOnce * kExactPageBytes);
  std::uint64_t sum = 0;
  for (std::uint64_t first = 0; first < pages; first += kPagesAtOnce) {
    const std::uint64_t count = std::min(kPagesAtOnce, pages - first);
    const std::uint64_t offset = begin + first * kExactPageBytes;
    const std::span<std::byte> read = std::span(buffer).first(count * kExactPageBytes);
    if (!source_->read(offset, read)) return damaged(fmt::format("the {} cannot be read", name));
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto page = std::span<const std::byte, kExactPageBytes>(
          read.subspan(i * kExactPageBytes, kExactPageBytes));
      if (!is_sealed_page(page, offset / kExactPageBytes + i)) {
        return damaged(fmt::format("page {} of the {} is damaged", first + i, name));
      }
      sum = exact_checksum(page.first(8), sum);
    }
  }
  if (sum != checksum) return damaged(fmt::format("the {} are not those written", name));
  return {};
}

Result<> ExactIndex::verify_pages() const {
  TRY(verify_section(header_.rows_begin(), header_.row_pages(), header_.rows_checksum, "records"));
  return verify_section(header_.entries_begin(), header_.entry_pages(), header_.entries_checksum,
                        "entries");
}

void ExactIndex::find(std::uint64_t entry, RowList& found) const {
  found.count = 0;
  if (!may_have(entry)) return;
  // The page before the first fence that is not below: entries of one hash may begin there.
  const auto fence = std::lower_bound(fences_.begin(), fences_.end(), entry);
  auto number = static_cast<std::uint64_t>(fence - fences_.begin());
  if (number > 0) --number;
  Page page;
  for (; number < fences_.size() && fences_[number] <= entry; ++number) {
    if (!read_page(header_.entries_begin() + number * kExactPageBytes, page)) return;
    const std::uint64_t left = header_.entry_count - number * kEntriesAPage;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, kEntriesAPage));
    const auto hash_at = [&page](std::size_t i) {
      std::uint64_t hash = 0;
      std::memcpy(&hash, page.data() + 8 + 8 * i, sizeof hash);
      return hash;
    };
    std::size_t low = 0;
    for (std::size_t size = count; size > 0;) {
      const std::size_t half = size / 2;
      if (hash_at(low + half) < entry) {
        low += half + 1;
        size -= half + 1;
      } else {
        size = half;
      }
    }
    for (; low < count && hash_at(low) == entry && found.count < kRowsAValueMax; ++low) {
      RowNumber row = 0;
      std::memcpy(&row, page.data() + 8 + 8 * kEntriesAPage + 4 * low, sizeof row);
      found.rows[found.count++] = row;
    }
    if (low < count) return;
  }
}

bool ExactIndex::tags_of(RowNumber row, RowTags& tags) const {
  if (row >= header_.row_count) return false;
  const std::uint64_t number = row / header_.rows_a_page();
  Page page;
  if (!read_page(header_.rows_begin() + number * kExactPageBytes, page)) return false;
  const std::size_t bytes = 4 * header_.schema.columns.size();
  std::memcpy(tags.data(), page.data() + 8 + row % header_.rows_a_page() * bytes, bytes);
  return true;
}

}  // namespace holdfast::detect
