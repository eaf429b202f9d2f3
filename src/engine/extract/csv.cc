#include "engine/extract/csv.h"

#include <algorithm>

#include <fmt/core.h>

namespace holdfast::extract {
namespace {

constexpr std::string_view kDelimiters = ",;\t|";
constexpr std::size_t kSampleRecords = 20;

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// Moves `at` behind the cell. False where the text ends within quotes.
bool read_cell(std::string_view text, std::size_t& at, char delimiter, CsvCell& cell) {
  cell.begin = at;
  cell.is_quoted = at < text.size() && text[at] == '"';
  if (cell.is_quoted) {
    for (++at;; ++at) {
      const std::size_t quote = text.find('"', at);
      if (quote == std::string_view::npos) return false;
      cell.value += text.substr(at, quote - at);
      at = quote + 1;
      if (at >= text.size() || text[at] != '"') break;
      cell.value.push_back('"');
    }
  }
  // What stands behind a closing quote belongs to the cell, as spreadsheets have it.
  const std::size_t begin = at;
  while (at < text.size() && text[at] != delimiter && !is_line_end(text[at])) ++at;
  cell.value += text.substr(begin, at - begin);
  cell.end = at;
  return true;
}

// How many records of the sample have as many cells as the first; 0 unless more than one each.
std::size_t agreement(std::string_view sample, char delimiter) {
  std::size_t cells = 0;
  std::size_t agreeing = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < kSampleRecords && at < sample.size(); ++i) {
    const auto record = read_csv_record(sample, {.at = at, .may_follow = true}, delimiter);
    if (!record || !*record) break;
    if (i == 0) cells = (*record)->cells.size();
    agreeing += (*record)->cells.size() == cells ? 1 : 0;
    at = (*record)->end;
  }
  return cells > 1 ? agreeing * 1000 + cells : 0;
}

}  // namespace

Result<std::optional<CsvRecord>> read_csv_record(std::string_view text, const CsvPlace& place,
                                                 char delimiter) {
  CsvRecord record;
  std::size_t at = place.at;
  for (;;) {
    CsvCell& cell = record.cells.emplace_back();
    if (!read_cell(text, at, delimiter, cell)) {
      if (place.may_follow) return std::optional<CsvRecord>();
      return Error{ErrorCode::InvalidInput,
                   fmt::format("a quote that opens at byte {} of the record is never closed",
                               cell.begin - place.at)};
    }
    if (at == text.size()) {
      if (place.may_follow) return std::optional<CsvRecord>();
      record.line_end = record.end = at;
      return std::optional(std::move(record));
    }
    if (text[at] != delimiter) break;
    ++at;
  }
  record.line_end = at;
  if (text[at] == '\r') {
    // The line feed of this carriage return may be yet to come.
    if (at + 1 == text.size() && place.may_follow) return std::optional<CsvRecord>();
    if (at + 1 < text.size() && text[at + 1] == '\n') ++at;
  }
  record.end = at + 1;
  return std::optional(std::move(record));
}

char guess_csv_delimiter(std::string_view sample) {
  std::string closed;
  if (!sample.ends_with('\n')) closed = std::string(sample) + '\n';
  const std::string_view text = closed.empty() ? sample : std::string_view(closed);
  char best = ',';
  std::size_t most = 0;
  for (const char delimiter : kDelimiters) {
    const std::size_t agreeing = agreement(text, delimiter);
    if (agreeing > most) {
      most = agreeing;
      best = delimiter;
    }
  }
  return best;
}

std::string csv_cell(std::string_view value, bool was_quoted, char delimiter) {
  const bool needs_quotes = was_quoted || value.find_first_of("\"\r\n") != std::string_view::npos ||
                            value.find(delimiter) != std::string_view::npos ||
                            value.starts_with(' ') || value.ends_with(' ');
  if (!needs_quotes) return std::string(value);
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  return out += '"';
}

}  // namespace holdfast::extract
