// Records of a CSV file as RFC 4180 has it, one after the other in bounded memory.

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::own_rules {

inline constexpr std::size_t kCsvRecordBytesMax = 1U << 20;

// Fills the buffer from its begin and returns how many bytes came; 0 at the end.
using ReadMore = std::function<Result<std::size_t>(std::span<char> buffer)>;

class CsvReader {
 public:
  // `name` is for messages. '\0': the delimiter is the one of `,`, `;`, tab and `|` that the first
  // line has most of.
  CsvReader(std::string name, ReadMore read_more, char delimiter);

  // False at the end. The cells are valid until the next call; empty lines are skipped.
  // InvalidInput names the line: an open quote at the end, a record that is too long.
  Result<bool> next(std::vector<std::string_view>& cells);
  std::uint64_t line() const { return line_; }  // where the last record began, from 1

  Error error(std::string_view problem) const;

 private:
  Result<bool> fill();
  void choose_delimiter();
  Result<bool> read_record();

  std::string name_;
  ReadMore read_more_;
  char delimiter_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool is_begun_ = false;
  bool is_at_end_ = false;
  std::uint64_t line_ = 0;
  std::uint64_t next_line_ = 1;
  std::string record_;                  // the cells' text, one after the other
  std::vector<std::size_t> cell_ends_;  // within it
};

}  // namespace holdfast::own_rules
