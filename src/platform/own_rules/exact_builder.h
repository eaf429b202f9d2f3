// Builds the file of an index of customer records from a CSV file, in bounded memory.
//
// Entries are sorted in pieces that fit into memory, which lie in unnamed files beside the target
// until they are merged. The file takes its place only when it is whole, on the disk and read back.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/secret_bytes.h"
#include "engine/detect/exact_build.h"

namespace holdfast::own_rules {

struct ExactBuild {
  detect::ExactSchema schema;
  std::string input;  // "-" is standard input
  std::string output;
  char delimiter = '\0';                  // '\0': chosen by the first line
  std::size_t memory_bytes = 512U << 20;  // for sorting; the filter comes on top
};

struct ExactBuilt {
  std::uint64_t records = 0;
  std::uint64_t entries = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t memory_bytes = 0;             // what whoever opens it keeps in memory
  std::uint64_t values_left_out = 0;          // in more than kRowsAValueMax records
  std::vector<detect::ColumnCounts> columns;  // in the schema's order
};

// InvalidInput names the file, the line and what to change: a column that the first line lacks, a
// record of too few cells, no record at all, a value that is in several records of a column
// declared unique. Nothing of any cell is in a message.
Result<ExactBuilt> build_exact(const ExactBuild& build, const SecretBytes& secret, Random& random);

}  // namespace holdfast::own_rules
