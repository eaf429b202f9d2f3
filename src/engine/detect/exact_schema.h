// What an index of customer records holds: its columns, and by which of them records are found.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::detect {

// How a column's values are compared, so that it does not matter how they are written.
enum class ColumnKind : std::uint8_t {
  Digits,  // digits alone: "1234-5678" is 12345678
  Id,      // ASCII letters and digits, any case: "ab 12/34" is AB1234; with a digit in it
  Phone,   // with or without the country's code
  Email,   // any case
  Date,    // a day, in any usual order
  Name,    // letters alone, any case, accents optional, Müller as Mueller; never found alone
};
inline constexpr std::size_t kColumnKindCount = 6;
std::string_view to_string(ColumnKind kind);

enum class DateOrder : std::uint8_t { YearMonthDay, DayMonthYear, MonthDayYear };

struct ExactColumn {
  std::string name;    // what rules call it
  std::string header;  // what the CSV file's first line calls it
  ColumnKind kind = ColumnKind::Digits;
  bool is_indexed = false;  // records are found by it
  bool is_unique = false;   // one record a value: may be a finding alone. Indexed, too
  DateOrder order = DateOrder::YearMonthDay;  // of a date in the CSV file
  std::string country_code;                   // of a phone number without one: "44"; "" is none
};

// Columns by which records are found only together: a name and a date of birth.
struct ExactPair {
  std::uint8_t name = 0;   // a column of kind Name
  std::uint8_t other = 0;  // of another kind
};

inline constexpr std::size_t kExactColumnsMax = 16;
inline constexpr std::size_t kExactPairsMax = 8;

struct ExactSchema {
  std::vector<ExactColumn> columns;  // 1 to kExactColumnsMax
  std::vector<ExactPair> pairs;

  // Null when there is none of that name.
  const ExactColumn* find(std::string_view name, std::size_t* position = nullptr) const;

  // docs/guides/exact-data-match.md has the form. InvalidInput names the file, the line and what to
  // change.
  static Result<ExactSchema> parse(std::string_view file, std::string_view yaml);

  // For the index's header, at most kSchemaBytesMax. Any bytes may be given to read(): InvalidInput
  // when no write() made them.
  static constexpr std::size_t kSchemaBytesMax = 8192;
  std::string write() const;
  static Result<ExactSchema> read(std::string_view bytes);

 private:
  Result<> check() const;
};

}  // namespace holdfast::detect
