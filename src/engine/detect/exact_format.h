// The file of an index of customer records: where everything stands in it, and how values become
// hashes. Version 1; numbers are little-endian.
//
//   header   16 KiB: counts, columns, checksums, salt, whose key made it
//   rows     pages; for each record 32 bits of each column's hash: what is one record's
//   entries  pages; (64 bits of a value's hash, record), in order of the hash
//   fences   the first hash of each page of entries, so that a look-up reads one page
//   filter   split blocks (Putze, Sanders, Singler 2007) of 256 bits: what is in no entry
//
// Hashes are SipHash-2-4 under a key derived from the operator's secret and the file's salt:
// without the secret nobody can tell whether a number stands in the file, however few numbers there
// are.

#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/siphash.h"
#include "engine/detect/exact_schema.h"

namespace holdfast::detect {

static_assert(std::endian::native == std::endian::little, "the file is read as it lies in memory");

inline constexpr std::size_t kExactPageBytes = 4096;
inline constexpr std::size_t kExactPagePayload = kExactPageBytes - 8;  // behind its checksum
inline constexpr std::size_t kExactHeaderBytes = 16'384;
inline constexpr std::size_t kEntriesAPage = kExactPagePayload / 12;
// A value in more records than this is a filler ("0000000000"), and nobody's.
inline constexpr std::size_t kRowsAValueMax = 32;
inline constexpr std::size_t kFilterBitsAnEntry = 12;
inline constexpr std::uint64_t kExactRowsMax = 0xFFFFFFFE;

struct ExactHeader {
  std::array<std::byte, 16> salt{};
  std::uint64_t row_count = 0;
  std::uint64_t entry_count = 0;
  std::uint64_t filter_blocks = 0;  // of 32 bytes
  std::uint64_t rows_checksum = 0;  // of the pages' checksums
  std::uint64_t entries_checksum = 0;
  std::uint64_t fences_checksum = 0;
  std::uint64_t filter_checksum = 0;
  // Bit n: a value of the column has n characters.
  std::array<std::uint64_t, kExactColumnsMax> lengths{};
  ExactSchema schema;

  std::uint64_t rows_a_page() const { return kExactPagePayload / (4 * schema.columns.size()); }
  std::uint64_t row_pages() const { return (row_count + rows_a_page() - 1) / rows_a_page(); }
  std::uint64_t entry_pages() const { return (entry_count + kEntriesAPage - 1) / kEntriesAPage; }
  std::uint64_t rows_begin() const { return kExactHeaderBytes; }
  std::uint64_t entries_begin() const { return rows_begin() + row_pages() * kExactPageBytes; }
  std::uint64_t fences_begin() const { return entries_begin() + entry_pages() * kExactPageBytes; }
  std::uint64_t filter_begin() const { return fences_begin() + entry_pages() * 8; }
  std::uint64_t file_bytes() const { return filter_begin() + filter_blocks * 32; }

  // Exactly kExactHeaderBytes. The schema must be one that parse() or read() gave.
  ByteVector write(Bytes secret) const;
  // Corrupted: damaged or no such file. InvalidInput: made with another key, or by a later version.
  static Result<ExactHeader> read(Bytes bytes, Bytes secret);
};

// Values to hashes, as one file has them.
class ExactHasher {
 public:
  ExactHasher(Bytes secret, std::span<const std::byte, 16> salt);

  // Of a plain form (exact_values.h).
  std::uint64_t value(ColumnKind kind, std::string_view plain) const;

  // What stands in a record for a value of this hash; never 0, which is an empty cell.
  static std::uint32_t tag(std::size_t column, std::uint64_t value) {
    return static_cast<std::uint32_t>(mixed(value + (column + 1) * 0x9E3779B97F4A7C15ULL) >> 32) |
           1U;
  }
  static std::uint64_t entry(std::size_t column, std::uint64_t value) {
    return mixed(value ^ (column + 1) * 0xD6E8FEB86659FD93ULL);
  }
  static std::uint64_t pair_entry(std::size_t pair, std::uint64_t name, std::uint64_t other) {
    return mixed(mixed(name + (pair + 101) * 0xA0761D6478BD642FULL) ^ other);
  }

 private:
  // A bijection (the finaliser of MurmurHash3): what is unpredictable stays so.
  static constexpr std::uint64_t mixed(std::uint64_t x) {
    x ^= x >> 33;
    x *= 0xFF51AFD7ED558CCDULL;
    x ^= x >> 33;
    x *= 0xC4CEB9FE1A85EC53ULL;
    return x ^ x >> 33;
  }

  SipKey key_;
};

// 64 bits that change with any damage; no proof against forgery, which the header's MAC is not
// either: whoever can write the file can leave it out.
std::uint64_t exact_checksum(Bytes bytes, std::uint64_t seed);

// A page's checksum goes into its first eight bytes. `number` counts from the file's begin, so that
// no page passes for another.
void seal_page(std::span<std::byte, kExactPageBytes> page, std::uint64_t number);
bool is_sealed_page(std::span<const std::byte, kExactPageBytes> page, std::uint64_t number);

// The filter over entries: one of 32-byte blocks, a bit in each of its eight words.
struct FilterBlock {
  std::uint32_t words[8] = {};
};
void add_to_filter(std::span<FilterBlock> blocks, std::uint64_t entry);
bool may_be_in(std::span<const FilterBlock> blocks, std::uint64_t entry);
std::uint64_t filter_blocks_for(std::uint64_t entries);

}  // namespace holdfast::detect
