// Tables as text (RFC 4180): records of cells, separated by commas, semicolons, tabs or bars.
//
// Reads what programs really write: any of the line ends, quotes where they are needed or
// everywhere, a byte order mark, quotes doubled within quotes. A table that is written again
// differs only in the cells that were changed. Pure and thread-safe.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::extract {

struct CsvCell {
  std::size_t begin = 0;  // bytes of the text read, with the quotes
  std::size_t end = 0;
  bool is_quoted = false;
  std::string value;  // without them, doubled ones single
};

struct CsvRecord {
  std::vector<CsvCell> cells;  // one, empty, for an empty line
  std::size_t end = 0;         // behind the line end
  std::size_t line_end = 0;    // where the line end begins
};

// The record that begins at text[at], which must be within the text. Nothing where the text ends
// before the record does and more `may_follow`. InvalidInput where a quote is never closed.
struct CsvPlace {
  std::size_t at = 0;
  bool may_follow = false;
};
Result<std::optional<CsvRecord>> read_csv_record(std::string_view text, const CsvPlace& place,
                                                 char delimiter);

// What separates the cells, by the beginning of the table: the one that gives most lines as many
// cells as the first has, and more than one. A comma where there is none such.
char guess_csv_delimiter(std::string_view sample);

// The cell's bytes for another value: in quotes where it had them, or where the value needs them.
std::string csv_cell(std::string_view value, bool was_quoted, char delimiter);

}  // namespace holdfast::extract
