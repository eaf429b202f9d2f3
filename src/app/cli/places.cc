#include "app/cli/places.h"

#include <algorithm>

#include <fmt/core.h>

#include "app/cli/byte_source.h"
#include "base/json_reader.h"
#include "base/json_writer.h"

namespace holdfast::cli {
namespace {

constexpr std::size_t kFileBytesMax = 1U << 30;

Result<Place> read_place(std::string_view line) {
  const JsonDocument document = TRY(JsonDocument::parse(line));
  ObjectReader object = TRY(document.object());
  Place place {
    .record = static_cast<std::uint64_t>(TRY(object.integer_or("record", 0))),
    .column = std::string(TRY(object.string_or("column", ""))),
    .begin = static_cast<std::size_t>(TRY(TRY(object.required("begin")).integer())),
    .end = static_cast<std::size_t>(TRY(TRY(object.required("end")).integer())),
    .type_name = std::string(TRY(object.required_string("type")))
  };
  TRY(object.finish());
  if (place.begin >= place.end) return object.error("end", "must be greater than begin");
  return place;
}

}  // namespace

bool needs_place(const protect::Operator& what) {
  return std::holds_alternative<protect::EncryptSiv>(what) ||
         std::holds_alternative<protect::EncryptFormat>(what) ||
         std::holds_alternative<protect::ShiftDate>(what);
}

Result<PlaceWriter> PlaceWriter::create(const std::string& path) {
  return PlaceWriter(TRY(SafeFile::create(path)));
}

void PlaceWriter::write(const Place& place) {
  JsonWriter json;
  json.begin_object().member("record", place.record);
  if (!place.column.empty()) json.member("column", place.column);
  json.member("begin", place.begin).member("end", place.end).member("type", place.type_name).end();
  const auto written = file_.write(json.take() + "\n");
  if (!written && !error_) error_ = written.error();
}

Result<> PlaceWriter::commit() {
  if (error_) return *error_;
  return file_.commit();
}

Result<Places> Places::read(const std::string& path) {
  auto source = ByteSource::open(path);
  std::string text;
  const Result<> filled = source ? source->fill(text, kFileBytesMax) : Result<>(source.error());
  if (!filled) {
    return Error{filled.error().code,
                 fmt::format("cannot read {}: {}", path, filled.error().message)};
  }
  Places places;
  std::size_t number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    ++number;
    auto place = read_place(rest.substr(0, end));
    if (!place) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("{}, line {}: {}", path, number, place.error().message)};
    }
    places.by_record_[place->record].push_back(*std::move(place));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  for (auto& [record, of_record] : places.by_record_) {
    std::ranges::sort(of_record, {}, &Place::begin);
  }
  return places;
}

std::vector<Place> Places::of(std::uint64_t record, std::string_view column) const {
  std::vector<Place> out;
  const auto found = by_record_.find(record);
  if (found == by_record_.end()) return out;
  for (const Place& place : found->second) {
    if (place.column == column) out.push_back(place);
  }
  return out;
}

}  // namespace holdfast::cli
