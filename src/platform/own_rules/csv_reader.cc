#include "platform/own_rules/csv_reader.h"

#include <algorithm>
#include <span>

#include <fmt/core.h>

namespace holdfast::own_rules {
namespace {

constexpr std::size_t kReadBytes = 1U << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string name, ReadMore read_more, char delimiter)
    : name_(std::move(name)), read_more_(std::move(read_more)), delimiter_(delimiter) {}

Error CsvReader::error(std::string_view problem) const {
  return Error{ErrorCode::InvalidInput, fmt::format("{}:{}: {}", name_, line_, problem)};
}

// False when nothing more comes. What was read already is dropped from the buffer.
Result<bool> CsvReader::fill() {
  if (is_at_end_) return false;
  buffer_.resize(kReadBytes);
  const std::size_t count = TRY(read_more_(buffer_));
  buffer_.resize(count);
  at_ = 0;
  is_at_end_ = count == 0;
  return count > 0;
}

void CsvReader::choose_delimiter() {
  const std::string_view line = std::string_view(buffer_).substr(0, buffer_.find('\n'));
  const auto count = [line](char c) { return std::count(line.begin(), line.end(), c); };
  delimiter_ = ',';
  for (const char c : {';', '\t', '|'}) {
    if (count(c) > count(delimiter_)) delimiter_ = c;
  }
}

Result<bool> CsvReader::read_record() {
  record_.clear();
  cell_ends_.clear();
  line_ = next_line_;
  bool is_quoted = false;
  bool was_quoted = false;
  bool is_any = false;
  while (true) {
    if (at_ == buffer_.size() && !TRY(fill())) {
      if (is_quoted) return error("a quote is opened and never closed");
      if (is_any) cell_ends_.push_back(record_.size());
      return is_any;
    }
    if (record_.size() > kCsvRecordBytesMax) {
      return error(
          fmt::format("a record of more than {} bytes; is a quote missing?", kCsvRecordBytesMax));
    }
    const char c = buffer_[at_++];
    is_any = true;
    if (c == '\n') ++next_line_;
    if (is_quoted) {
      if (c == '"') {
        is_quoted = false;
        was_quoted = true;
      } else {
        record_ += c;
      }
      continue;
    }
    const bool is_cell_begin = record_.size() == (cell_ends_.empty() ? 0 : cell_ends_.back());
    if (c == '"' && (was_quoted || is_cell_begin)) {
      if (was_quoted) record_ += '"';  // two of them stand for one
      is_quoted = true;
      was_quoted = false;
      continue;
    }
    if (c == delimiter_ || c == '\n') {
      cell_ends_.push_back(record_.size());
      was_quoted = false;
      if (c == '\n') return true;
    } else if (c != '\r') {
      record_ += c;
      was_quoted = false;
    }
  }
}

Result<bool> CsvReader::next(std::vector<std::string_view>& cells) {
  if (!is_begun_) {
    is_begun_ = true;
    TRY(fill());
    if (std::string_view(buffer_).starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    if (delimiter_ == '\0') choose_delimiter();
  }
  do {
    if (!TRY(read_record())) return false;
  } while (record_.empty() && cell_ends_.size() == 1);
  cells.clear();
  std::size_t begin = 0;
  for (const std::size_t end : cell_ends_) {
    cells.push_back(std::string_view(record_).substr(begin, end - begin));
    begin = end;
  }
  return true;
}

}  // namespace holdfast::own_rules
