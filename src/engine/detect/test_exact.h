// Small indexes of records, built in memory.

#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "engine/detect/exact_build.h"

namespace holdfast::detect {

inline SecretBytes test_secret() {
  return SecretBytes(as_bytes("thirty-two bytes that nobody has"));
}

using ExactCells = std::vector<std::string_view>;

// The bytes of an index of these records.
inline ByteVector exact_file(const ExactSchema& schema, const std::vector<ExactCells>& records,
                             const SecretBytes& secret = test_secret()) {
  ExactHeader header;
  header.schema = schema;
  header.salt.fill(std::byte{7});
  ByteVector file(kExactHeaderBytes);
  ExactPages pages(header, [&file](Bytes bytes) -> Result<> {
    file.insert(file.end(), bytes.begin(), bytes.end());
    return {};
  });
  const ExactHasher hasher(secret.reveal(), header.salt);
  ExactRows rows(schema, hasher);
  std::vector<ExactEntry> entries;
  RowTags tags{};
  RowNumber number = 0;
  for (const ExactCells& cells : records) {
    rows.add(cells, number++, tags, entries);
    CHECK(pages.add_row(tags));
  }
  header.lengths = rows.lengths();
  CHECK(pages.begin_entries(entries.size()));
  std::sort(entries.begin(), entries.end());
  for (std::size_t begin = 0; begin < entries.size();) {
    std::size_t end = begin;
    while (end < entries.size() && entries[end].hash == entries[begin].hash) ++end;
    CHECK(pages.add_value(std::span(entries).subspan(begin, end - begin)));
    begin = end;
  }
  CHECK(pages.finish());
  const ByteVector head = header.write(secret.reveal());
  std::copy(head.begin(), head.end(), file.begin());
  return file;
}

inline Result<std::shared_ptr<const ExactIndex>> open_exact(
    ByteVector file, const SecretBytes& secret = test_secret()) {
  return ExactIndex::open(std::make_shared<MemorySource>(std::move(file)), secret);
}

}  // namespace holdfast::detect
