#include "base/json_reader.h"

#include <algorithm>
#include <bit>

#include <fmt/core.h>
#include <simdjson.h>

namespace holdfast {
namespace {

using simdjson::dom::element;

JsonElement packed(element value) { return std::bit_cast<JsonElement>(value); }

element unpacked(JsonElement value) { return std::bit_cast<element>(value); }

simdjson::dom::object unpacked_object(JsonElement value) {
  return unpacked(value).get_object().value_unsafe();
}

std::string path_of(const std::string& parent, std::string_view name) {
  return parent.empty() ? std::string(name) : fmt::format("{}.{}", parent, name);
}

// So much of a name that nobody asked for as an error repeats.
std::string_view shown(std::string_view name) {
  constexpr std::size_t kBytesMax = 64;
  if (name.size() <= kBytesMax) return name;
  std::size_t end = kBytesMax;
  while ((static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80) --end;  // within a character
  return name.substr(0, end);
}

}  // namespace

Error JsonValue::error(std::string_view expected) const {
  return Error{ErrorCode::InvalidInput,
               fmt::format("{}: expected {}", path_.empty() ? "the body" : path_, expected)};
}

Result<std::string_view> JsonValue::string() const {
  std::string_view text;
  if (unpacked(element_).get_string().get(text) != simdjson::SUCCESS) return error("a string");
  return text;
}

Result<std::int64_t> JsonValue::integer() const {
  std::int64_t number;
  if (unpacked(element_).get_int64().get(number) != simdjson::SUCCESS) {
    return error("a whole number");
  }
  return number;
}

Result<double> JsonValue::number() const {
  double number;
  if (unpacked(element_).get_double().get(number) != simdjson::SUCCESS) return error("a number");
  return number;
}

Result<bool> JsonValue::boolean() const {
  bool is_true;
  if (unpacked(element_).get_bool().get(is_true) != simdjson::SUCCESS) {
    return error("true or false");
  }
  return is_true;
}

Result<ObjectReader> JsonValue::object() const {
  if (!is_object()) return error("an object");
  return ObjectReader(element_, path_);
}

Result<std::vector<JsonValue>> JsonValue::array() const {
  simdjson::dom::array array;
  if (unpacked(element_).get_array().get(array) != simdjson::SUCCESS) return error("an array");
  std::vector<JsonValue> values;
  values.reserve(array.size());
  for (const element item : array) {
    values.emplace_back(packed(item), fmt::format("{}[{}]", path_, values.size()));
  }
  return values;
}

Result<std::vector<std::pair<std::string_view, JsonValue>>> JsonValue::members() const {
  if (!is_object()) return error("an object");
  std::vector<std::pair<std::string_view, JsonValue>> members;
  for (const auto& [name, value] : unpacked_object(element_)) {
    members.emplace_back(name, JsonValue(packed(value), path_of(path_, name)));
  }
  return members;
}

bool JsonValue::is_null() const { return unpacked(element_).is_null(); }

bool JsonValue::is_string() const { return unpacked(element_).is_string(); }

bool JsonValue::is_object() const { return unpacked(element_).is_object(); }

std::string JsonValue::json() const { return simdjson::minify(unpacked(element_)); }

Error ObjectReader::error(std::string_view name, std::string_view problem) const {
  return Error{ErrorCode::InvalidInput, fmt::format("{}: {}", path_of(path_, name), problem)};
}

std::optional<JsonValue> ObjectReader::optional(std::string_view name) {
  known_.push_back(name);
  element found;
  const simdjson::dom::object object = unpacked_object(object_);
  if (object.at_key(name).get(found) != simdjson::SUCCESS || found.is_null()) return std::nullopt;
  return JsonValue(packed(found), path_of(path_, name));
}

Result<JsonValue> ObjectReader::required(std::string_view name) {
  auto found = optional(name);
  if (!found) return error(name, "is missing");
  return *std::move(found);
}

Result<std::string_view> ObjectReader::required_string(std::string_view name) {
  return TRY(required(name))
  .string();
}

Result<std::optional<std::string_view>> ObjectReader::optional_string(std::string_view name) {
  const auto found = optional(name);
  if (!found) return std::optional<std::string_view>();
  return std::optional<std::string_view>(TRY(found->string()));
}

Result<std::string_view> ObjectReader::string_or(std::string_view name,
                                                 std::string_view otherwise) {
  const auto found = optional(name);
  if (!found) return otherwise;
  return found->string();
}

Result<std::int64_t> ObjectReader::integer_or(std::string_view name, std::int64_t otherwise) {
  const auto found = optional(name);
  if (!found) return otherwise;
  return found->integer();
}

Result<double> ObjectReader::number_or(std::string_view name, double otherwise) {
  const auto found = optional(name);
  if (!found) return otherwise;
  return found->number();
}

Result<bool> ObjectReader::boolean_or(std::string_view name, bool otherwise) {
  const auto found = optional(name);
  if (!found) return otherwise;
  return found->boolean();
}

Result<> ObjectReader::finish() const {
  std::vector<std::string_view> seen;
  for (const auto& [name, value] : unpacked_object(object_)) {
    if (std::ranges::find(known_, name) == known_.end()) {
      return error(shown(name), "is not a known member");
    }
    if (std::ranges::find(seen, name) != seen.end()) return error(name, "is given twice");
    seen.push_back(name);
  }
  return {};
}

Result<JsonDocument> JsonDocument::parse(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return Error{ErrorCode::LimitExceeded,
                 fmt::format("{} bytes of JSON, {} allowed", text.size(), limits.bytes_max)};
  }
  // simdjson copies the text, and copying from the null pointer of an empty view is undefined.
  if (text.empty()) return Error{ErrorCode::InvalidInput, "not valid JSON: it is empty"};
  Parser parser(new simdjson::dom::parser(limits.bytes_max));
  element root;
  simdjson::error_code code =
      parser->allocate(std::max<std::size_t>(text.size(), 64), limits.depth_max);
  if (code == simdjson::SUCCESS) code = parser->parse(text.data(), text.size()).get(root);
  if (code == simdjson::DEPTH_ERROR) {
    return Error{ErrorCode::LimitExceeded,
                 fmt::format("JSON nested deeper than {}", limits.depth_max)};
  }
  if (code != simdjson::SUCCESS) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("not valid JSON: {}", simdjson::error_message(code))};
  }
  return JsonDocument(std::move(parser), packed(root));
}

void JsonDocument::DeleteParser::operator()(simdjson::dom::parser* parser) const { delete parser; }

}  // namespace holdfast
