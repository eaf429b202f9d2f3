// Tables as untrusted as they come: records follow each other without a gap, wherever the text is
// cut, and every cell written again reads as the same value.

#include <cstdint>

#include "base/check.h"
#include "engine/extract/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast::extract;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const char delimiter = guess_csv_delimiter(text);
  for (std::size_t at = 0; at < text.size();) {
    const auto record = read_csv_record(text, {.at = at}, delimiter);
    if (!record) break;
    CHECK(*record && (*record)->end > at && (*record)->line_end <= (*record)->end);
    std::string again;
    for (const CsvCell& cell : (*record)->cells) {
      CHECK(cell.begin <= cell.end && cell.end <= (*record)->line_end);
      again += csv_cell(cell.value, cell.is_quoted, delimiter) + delimiter;
    }
    again.back() = '\n';
    const auto reread = read_csv_record(again, {}, delimiter);
    CHECK(reread && *reread && (*reread)->cells.size() == (*record)->cells.size());
    for (std::size_t i = 0; i < (*reread)->cells.size(); ++i) {
      CHECK((*reread)->cells[i].value == (*record)->cells[i].value);
    }
    at = (*record)->end;
  }
  return 0;
}
