// Any bytes as an index of records: refused with a message, or read without leaving the file. To
// get behind the checksums, the input is also laid over an index that is whole, and its pages are
// read unverified.

#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "engine/detect/test_exact.h"

using namespace holdfast;
using namespace holdfast::detect;

namespace {

void read(const ExactIndex& index) {
  RowList rows;
  RowTags tags{};
  for (std::uint64_t entry = 1; entry != 0; entry *= 3) {
    index.find(entry, rows);
    CHECK(rows.count <= kRowsAValueMax);
    for (const RowNumber row : rows.view()) index.tags_of(row, tags);
    if (entry > 0x5555555555555555ULL) break;
  }
  index.tags_of(0, tags);
  index.tags_of(0xFFFFFFFF, tags);
  const auto verified = index.verify_pages();
  CHECK(verified || !verified.error().message.empty());
}

void try_open(ByteVector file) {
  const auto index = open_exact(std::move(file));
  if (index) {
    read(**index);
  } else {
    CHECK(!index.error().message.empty());
  }
}

// With the header's checksum and MAC made right again, so that its counts are believed.
ByteVector sealed_again(ByteVector file) {
  const SecretBytes secret = test_secret();
  constexpr std::size_t kMacAt = kExactHeaderBytes - 40;
  const Hash mac = hmac_sha256(secret.reveal(), Bytes(file).first(kMacAt));
  std::copy(mac.begin(), mac.end(), file.begin() + kMacAt);
  const std::uint64_t sum = exact_checksum(Bytes(file).first(kExactHeaderBytes - 8), 0x48454144);
  std::copy_n(reinterpret_cast<const std::byte*>(&sum), 8, file.begin() + kExactHeaderBytes - 8);
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ByteVector whole = [] {
    const auto schema = ExactSchema::parse(
        "s.yaml", "columns: {number: {kind: digits, unique: true}, name: {kind: name}}");
    CHECK(schema);
    return exact_file(*schema, {{"12345678", "Smith"}, {"12345679", "Lee"}});
  }();
  const Bytes input(reinterpret_cast<const std::byte*>(data), size);
  try_open(to_vector(input));
  if (size < 2) return 0;
  // Two bytes of place, then what is laid there.
  ByteVector file = whole;
  const std::size_t at = (std::size_t{data[0]} | std::size_t{data[1]} << 8) % file.size();
  const Bytes laid = input.subspan(2, std::min(size - 2, file.size() - at));
  std::copy(laid.begin(), laid.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
  try_open(sealed_again(std::move(file)));
  const auto schema = ExactSchema::read(as_text(input));
  if (schema) CHECK(ExactSchema::read(schema->write()));
  return 0;
}
