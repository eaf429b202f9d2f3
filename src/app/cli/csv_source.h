// The records of a table, one after another, in memory that does not grow with the table.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli/byte_source.h"
#include "engine/extract/csv.h"
#include "engine/extract/document.h"

namespace holdfast::cli {

// UTF-8, or windows-1252 where a record is none.
class CsvSource {
 public:
  // `delimiter` '\0' is guessed from the beginning.
  CsvSource(ByteSource& source, char delimiter) : source_(source), delimiter_(delimiter) {}

  struct Record {
    std::string text;           // UTF-8, with its line end
    extract::CsvRecord parsed;  // places are in `text`
    extract::TextEncoding encoding = extract::TextEncoding::Utf8;
  };
  // False at the end. InvalidInput: a quote is never closed, or the table is in UTF-16;
  // LimitExceeded: a record of more than 16 MB.
  Result<bool> next(Record& record);

  // Known once a record was asked for.
  char delimiter() const { return delimiter_; }
  bool has_byte_order_mark() const { return has_byte_order_mark_; }

 private:
  Result<> begin();
  Result<> refill();
  void take(extract::CsvRecord parsed, Record& record);

  ByteSource& source_;
  char delimiter_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool has_begun_ = false;
  bool is_end_ = false;
  bool has_byte_order_mark_ = false;
};

// The names of the columns: the first record's cells, or "1", "2" … as many as it has.
std::vector<std::string> column_names(const CsvSource::Record& first, bool has_header);

}  // namespace holdfast::cli
