#include "engine/detect/exact_format.h"

#include <algorithm>
#include <cstring>

#include <fmt/core.h>

#include "base/check.h"

namespace holdfast::detect {
namespace {

constexpr std::string_view kMagic = "HFEXACT\n";
constexpr std::uint32_t kVersion = 1;
// Where the last two members stand.
constexpr std::size_t kMacAt = kExactHeaderBytes - 40;
constexpr std::size_t kChecksumAt = kExactHeaderBytes - 8;
constexpr std::uint64_t kHeaderSeed = 0x48454144;

__extension__ using Wide = unsigned __int128;

std::uint64_t folded_product(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t word_at(Bytes bytes, std::size_t at) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
  return word;
}

Hash derived(Bytes secret, std::string_view purpose, Bytes salt) {
  ByteVector message = to_vector(as_bytes(purpose));
  message.insert(message.end(), salt.begin(), salt.end());
  return hmac_sha256(secret, message);
}

class HeaderWriter {
 public:
  void put(Bytes bytes) {
    CHECK(bytes.size() <= kMacAt - at_);
    std::copy(bytes.begin(), bytes.end(), header_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ += bytes.size();
  }
  template <typename Number>
  void put_number(Number value) {
    put(std::as_bytes(std::span(&value, 1)));
  }
  ByteVector& bytes() { return header_; }

 private:
  ByteVector header_ = ByteVector(kExactHeaderBytes);
  std::size_t at_ = 0;
};

class HeaderReader {
 public:
  explicit HeaderReader(Bytes header) : rest_(header.first(kMacAt)) {}

  Bytes take(std::size_t size) {
    const Bytes taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  template <typename Number>
  void take_number(Number& value) {
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
  }

 private:
  Bytes rest_;
};

Error damaged(std::string_view what) {
  return Error{ErrorCode::Corrupted,
               fmt::format("{}: build it again (holdfast rules exact build)", what)};
}

// Counts that could not have been written, so that no arithmetic on them runs over.
bool is_possible(const ExactHeader& header) {
  if (header.row_count > kExactRowsMax) return false;
  // The filter was sized before values that are nobody's were left out.
  const std::uint64_t entries_max =
      header.row_count * (header.schema.columns.size() + header.schema.pairs.size());
  return header.entry_count <= entries_max &&
         header.filter_blocks >= filter_blocks_for(header.entry_count) &&
         header.filter_blocks <= filter_blocks_for(entries_max);
}

}  // namespace

std::uint64_t exact_checksum(Bytes bytes, std::uint64_t seed) {
  constexpr std::uint64_t kA = 0xA0761D6478BD642FULL;
  constexpr std::uint64_t kB = 0xE7037ED1A0B428DBULL;
  std::uint64_t lanes[4] = {seed ^ kA, seed ^ kB, seed + kA, seed + kB};
  std::size_t at = 0;
  for (; at + 64 <= bytes.size(); at += 64) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      lanes[lane] = folded_product(lanes[lane] ^ word_at(bytes, at + 16 * lane) ^ kA,
                                   word_at(bytes, at + 16 * lane + 8) ^ kB) +
                    lane;
    }
  }
  std::uint64_t sum = folded_product(lanes[0] ^ std::rotl(lanes[1], 17), kA) ^
                      folded_product(lanes[2] ^ std::rotl(lanes[3], 29), kB);
  for (; at < bytes.size(); at += 8) {
    sum = folded_product(sum ^ word_at(bytes, at) ^ kB, kA + at);
  }
  return folded_product(sum ^ bytes.size(), kB);
}

ExactHasher::ExactHasher(Bytes secret, std::span<const std::byte, 16> salt)
    : key_(sip_key(derived(secret, "holdfast exact index 1: values", salt))) {}

std::uint64_t ExactHasher::value(ColumnKind kind, std::string_view plain) const {
  std::array<std::byte, 64> message;
  CHECK(plain.size() < message.size());
  message[0] = static_cast<std::byte>(kind);
  std::memcpy(message.data() + 1, plain.data(), plain.size());
  return siphash(key_, Bytes(message).first(plain.size() + 1));
}

ByteVector ExactHeader::write(Bytes secret) const {
  HeaderWriter writer;
  const std::string columns = schema.write();
  CHECK(columns.size() <= ExactSchema::kSchemaBytesMax);
  writer.put(as_bytes(kMagic));
  writer.put_number(kVersion);
  writer.put_number(static_cast<std::uint32_t>(columns.size()));
  writer.put(salt);
  const Hash key_name = derived(secret, "holdfast exact index 1: key", salt);
  writer.put(Bytes(key_name).first(8));
  for (const std::uint64_t number : {row_count, entry_count, filter_blocks, rows_checksum,
                                     entries_checksum, fences_checksum, filter_checksum}) {
    writer.put_number(number);
  }
  for (const std::uint64_t mask : lengths) writer.put_number(mask);
  writer.put(as_bytes(columns));
  ByteVector& header = writer.bytes();
  const Hash mac = hmac_sha256(secret, Bytes(header).first(kMacAt));
  std::copy(mac.begin(), mac.end(), header.begin() + kMacAt);
  const std::uint64_t sum = exact_checksum(Bytes(header).first(kChecksumAt), kHeaderSeed);
  std::memcpy(header.data() + kChecksumAt, &sum, sizeof sum);
  return std::move(header);
}

Result<ExactHeader> ExactHeader::read(Bytes bytes, Bytes secret) {
  if (bytes.size() != kExactHeaderBytes || as_text(bytes.first(kMagic.size())) != kMagic) {
    return damaged("not an index of records, or only the begin of one");
  }
  HeaderReader reader(bytes);
  reader.take(kMagic.size());
  std::uint32_t version = 0;
  std::uint32_t columns = 0;
  reader.take_number(version);
  reader.take_number(columns);
  if (version != kVersion) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("written in version {} of the format, this program reads {}: build it "
                             "again",
                             version, kVersion)};
  }
  std::uint64_t sum = 0;
  std::memcpy(&sum, bytes.data() + kChecksumAt, sizeof sum);
  if (sum != exact_checksum(bytes.first(kChecksumAt), kHeaderSeed) ||
      columns > ExactSchema::kSchemaBytesMax) {
    return damaged("the header is damaged");
  }
  ExactHeader header;
  const Bytes salt = reader.take(header.salt.size());
  std::copy(salt.begin(), salt.end(), header.salt.begin());
  const Hash key_name = derived(secret, "holdfast exact index 1: key", salt);
  const Bytes named = reader.take(8);
  const Hash mac = hmac_sha256(secret, bytes.first(kMacAt));
  if (!std::equal(named.begin(), named.end(), key_name.begin())) {
    return Error{ErrorCode::InvalidInput,
                 "made with another key: give the key file it was built with, or build it again"};
  }
  const Bytes kept_mac = bytes.subspan(kMacAt, mac.size());
  if (!std::equal(mac.begin(), mac.end(), kept_mac.begin())) {
    return damaged("the header was changed after it was built");
  }
  for (std::uint64_t* number :
       {&header.row_count, &header.entry_count, &header.filter_blocks, &header.rows_checksum,
        &header.entries_checksum, &header.fences_checksum, &header.filter_checksum}) {
    reader.take_number(*number);
  }
  for (std::uint64_t& mask : header.lengths) reader.take_number(mask);
  header.schema = TRY(ExactSchema::read(as_text(reader.take(columns))));
  if (!is_possible(header)) return damaged("the header's counts are impossible");
  return header;
}

void seal_page(std::span<std::byte, kExactPageBytes> page, std::uint64_t number) {
  const std::uint64_t sum = exact_checksum(Bytes(page).subspan(8), number);
  std::memcpy(page.data(), &sum, sizeof sum);
}

bool is_sealed_page(std::span<const std::byte, kExactPageBytes> page, std::uint64_t number) {
  std::uint64_t sum = 0;
  std::memcpy(&sum, page.data(), sizeof sum);
  return sum == exact_checksum(Bytes(page).subspan(8), number);
}

namespace {

// The odd multipliers that the published construction uses for the bits of the eight words.
constexpr std::uint32_t kFilterSalts[8] = {0x47B6137B, 0x44974D91, 0x8824AD5B, 0xA2B7289D,
                                           0x705495C7, 0x2DF1424B, 0x9EFC4947, 0x5C6BFB31};

// Entries are mixed already: the high half chooses the block, the low half the bits.
std::size_t block_of(std::size_t blocks, std::uint64_t entry) {
  return static_cast<std::size_t>(static_cast<Wide>(entry) * blocks >> 64);
}

std::uint32_t filter_bit(std::uint64_t entry, std::size_t word) {
  return 1U << (static_cast<std::uint32_t>(entry) * kFilterSalts[word] >> 27);
}

}  // namespace

void add_to_filter(std::span<FilterBlock> blocks, std::uint64_t entry) {
  FilterBlock& block = blocks[block_of(blocks.size(), entry)];
  for (std::size_t i = 0; i < 8; ++i) block.words[i] |= filter_bit(entry, i);
}

bool may_be_in(std::span<const FilterBlock> blocks, std::uint64_t entry) {
  if (blocks.empty()) return false;
  const FilterBlock& block = blocks[block_of(blocks.size(), entry)];
  std::uint32_t missing = 0;
  for (std::size_t i = 0; i < 8; ++i) missing |= filter_bit(entry, i) & ~block.words[i];
  return missing == 0;
}

std::uint64_t filter_blocks_for(std::uint64_t entries) {
  return (entries * kFilterBitsAnEntry + 255) / 256;
}

}  // namespace holdfast::detect
