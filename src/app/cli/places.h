// Where values were replaced that nothing in the text itself shows: for reversing them.
//
// A number under format-preserving encryption looks like any other. A file of places, one JSON
// object a line, says which are none of the text's own, and nothing of what they stood for.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/safe_file.h"
#include "base/result.h"
#include "engine/protect/operators.h"

namespace holdfast::cli {

// Bytes [begin, end) of the record's text: of a text file itself, of JSON as it is read (a line a
// member), of the cell of a table.
struct Place {
  std::uint64_t record = 0;  // from 0: the line of JSON lines, the row of a table
  std::string column;        // of a table
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string type_name;
};

// Whether a value under this operator needs a place to be reversed.
bool needs_place(const protect::Operator& what);

class PlaceWriter {
 public:
  static Result<PlaceWriter> create(const std::string& path);

  void add(const Place& place) { write(place); }
  Result<> commit();

 private:
  explicit PlaceWriter(SafeFile file) : file_(std::move(file)) {}
  void write(const Place& place);

  SafeFile file_;
  std::optional<Error> error_;  // of the first write that failed
};

class Places {
 public:
  // InvalidInput names the line.
  static Result<Places> read(const std::string& path);

  // In order of begin. Empty where there are none.
  std::vector<Place> of(std::uint64_t record, std::string_view column = {}) const;

 private:
  std::map<std::uint64_t, std::vector<Place>> by_record_;
};

}  // namespace holdfast::cli
