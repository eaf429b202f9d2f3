// An index of customer records, open for look-ups: which records hold a value, and whether another
// value is the same record's.
//
// In memory: the filter and the fences (1.5 bytes an entry and 8 a page). All else stays where it
// lies: a look-up that passes the filter reads one page of 4 KiB, rarely two, and one for the
// record. Pages are read, not mapped: a file that somebody cuts short while it is open gives no
// answer instead of a signal that ends the process.

#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/secret_bytes.h"
#include "engine/detect/exact_format.h"

namespace holdfast::detect {

// Where the bytes of an index come from. Thread-safe.
class PageSource {
 public:
  virtual ~PageSource() = default;
  virtual std::uint64_t size() const = 0;
  // All of it, or false.
  virtual bool read(std::uint64_t offset, std::span<std::byte> out) const = 0;
};

// An index that lies in memory: for tests and small ones.
class MemorySource final : public PageSource {
 public:
  explicit MemorySource(ByteVector bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  bool read(std::uint64_t offset, std::span<std::byte> out) const override;

 private:
  ByteVector bytes_;
};

using RowNumber = std::uint32_t;

struct RowList {
  std::array<RowNumber, kRowsAValueMax> rows{};
  std::size_t count = 0;
  std::span<const RowNumber> view() const { return {rows.data(), count}; }
};

using RowTags = std::array<std::uint32_t, kExactColumnsMax>;

// Immutable and thread-safe.
class ExactIndex {
 public:
  // Reads and checks the header, the fences and the filter. Corrupted, InvalidInput as
  // ExactHeader::read(), and Corrupted when the file is shorter or longer than it was built.
  static Result<std::shared_ptr<const ExactIndex>> open(std::shared_ptr<const PageSource> source,
                                                        const SecretBytes& secret);

  // Reads every page: as long as the disk takes. Corrupted names what is damaged.
  Result<> verify_pages() const;

  const ExactSchema& schema() const { return header_.schema; }
  const ExactHeader& header() const { return header_; }
  const ExactHasher& hasher() const { return hasher_; }
  // Hex, of the header, which has the checksums of all else: two files of one digest are the same.
  const std::string& digest() const { return digest_; }

  // Answers from memory; false is certain.
  bool may_have(std::uint64_t entry) const { return may_be_in(filter_, entry); }
  // The records of an entry; none when a page is damaged, which is_damaged() then tells.
  void find(std::uint64_t entry, RowList& found) const;
  bool tags_of(RowNumber row, RowTags& tags) const;
  bool is_damaged() const { return is_damaged_; }

  std::size_t memory_bytes() const {
    return filter_.size() * sizeof(FilterBlock) + fences_.size() * 8;
  }

 private:
  using Page = std::array<std::byte, kExactPageBytes>;

  ExactIndex(std::shared_ptr<const PageSource> source, ExactHeader header, ExactHasher hasher)
      : source_(std::move(source)), header_(std::move(header)), hasher_(hasher) {}
  Result<> read_tables();
  Result<> verify_section(std::uint64_t begin, std::uint64_t pages, std::uint64_t checksum,
                          std::string_view name) const;
  bool read_page(std::uint64_t offset, Page& page) const;

  std::shared_ptr<const PageSource> source_;
  ExactHeader header_;
  ExactHasher hasher_;
  std::string digest_;
  std::vector<std::uint64_t> fences_;
  std::vector<FilterBlock> filter_;
  mutable std::atomic<bool> is_damaged_ = false;
};

}  // namespace holdfast::detect
