#include "app/cli/csv_source.h"

#include <fmt/core.h>

#include "base/utf8.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::cli {
namespace {

constexpr std::size_t kStepBytes = 256U << 10;
constexpr std::size_t kRecordBytesMax = 16U << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

Result<> CsvSource::refill() {
  buffer_.erase(0, at_);
  at_ = 0;
  if (buffer_.size() >= kRecordBytesMax) {
    return Error{ErrorCode::LimitExceeded, "a record has more than 16 MB: is a quote not closed?"};
  }
  const std::size_t wanted = buffer_.size() + kStepBytes;
  TRY(source_.fill(buffer_, wanted));
  is_end_ = buffer_.size() < wanted;
  return {};
}

Result<> CsvSource::begin() {
  has_begun_ = true;
  TRY(refill());
  const auto encoding = extract::guess_encoding(std::string_view(buffer_).substr(0, 4096));
  if (encoding == extract::TextEncoding::Utf16Le || encoding == extract::TextEncoding::Utf16Be) {
    return Error{ErrorCode::InvalidInput, "the table is in UTF-16; save it as UTF-8"};
  }
  has_byte_order_mark_ = buffer_.starts_with(kByteOrderMark);
  if (has_byte_order_mark_) at_ = kByteOrderMark.size();
  if (delimiter_ == '\0') {
    delimiter_ = extract::guess_csv_delimiter(std::string_view(buffer_).substr(0, 64U << 10));
  }
  return {};
}

void CsvSource::take(extract::CsvRecord parsed, Record& record) {
  record.text = buffer_.substr(at_, parsed.end - at_);
  record.encoding = extract::TextEncoding::Utf8;
  if (is_utf8(record.text)) {
    for (extract::CsvCell& cell : parsed.cells) {
      cell.begin -= at_;
      cell.end -= at_;
    }
    parsed.line_end -= at_;
    at_ = parsed.end;
    parsed.end = record.text.size();
    record.parsed = std::move(parsed);
    return;
  }
  at_ = parsed.end;
  record.encoding = extract::TextEncoding::Windows1252;
  record.text = extract::decode_text(record.text, record.encoding).text;
  // Where quotes and separators stand is the same in both.
  record.parsed = **extract::read_csv_record(record.text, {}, delimiter_);
}

Result<bool> CsvSource::next(Record& record) {
  if (!has_begun_) TRY(begin());
  for (;;) {
    if (at_ < buffer_.size()) {
      auto parsed =
          TRY(extract::read_csv_record(buffer_, {.at = at_, .may_follow = !is_end_}, delimiter_));
      if (parsed) {
        take(*std::move(parsed), record);
        return true;
      }
    } else if (is_end_) {
      return false;
    }
    TRY(refill());
  }
}

std::vector<std::string> column_names(const CsvSource::Record& first, bool has_header) {
  std::vector<std::string> names;
  for (const extract::CsvCell& cell : first.parsed.cells) {
    names.push_back(has_header ? cell.value : fmt::format("{}", names.size() + 1));
  }
  return names;
}

}  // namespace holdfast::cli
