#include "base/json_reader.h"

#include <algorithm>

#include <fmt/core.h>

namespace holdfast {
namespace {

using simdjson::dom::element;

}  // namespace

Error JsonValue::error(std::string_view expected) const {
  return Error{ErrorCode::InvalidInput,
               fmt::format("{}: expected {}", path_.empty() ? "the body" : path_, expected)};
}

Result<std::string_view> JsonValue::string() const {
  std::string_view text;
  if (element_.get_string().get(text) != simdjson::SUCCESS) return error("a string");
  return text;
}

Result<std::int64_t> JsonValue::integer() const {
  std::int64_t number;
  if (element_.get_int64().get(number) != simdjson::SUCCESS) return error("a whole number");
  return number;
}

Result<double> JsonValue::number() const {
  double number;
  if (element_.get_double().get(number) != simdjson::SUCCESS) return error("a number");
  return number;
}

Result<bool> JsonValue::boolean() const {
  bool is_true;
  if (element_.get_bool().get(is_true) != simdjson::SUCCESS) return error("true or false");
  return is_true;
}

Result<ObjectReader> JsonValue::object() const {
  simdjson::dom::object object;
  if (element_.get_object().get(object) != simdjson::SUCCESS) return error("an object");
  return ObjectReader(object, path_);
}

Result<std::vector<JsonValue>> JsonValue::array() const {
  simdjson::dom::array array;
  if (element_.get_array().get(array) != simdjson::SUCCESS) return error("an array");
  std::vector<JsonValue> values;
  values.reserve(array.size());
  for (const element item : array) {
    values.emplace_back(item, fmt::format("{}[{}]", path_, values.size()));
  }
  return values;
}

ObjectReader::ObjectReader(simdjson::dom::object object, std::string path)
    : object_(object), path_(std::move(path)) {}

std::string ObjectReader::path_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

Error ObjectReader::error(std::string_view name, std::string_view problem) const {
  return Error{ErrorCode::InvalidInput, fmt::format("{}: {}", path_of(name), problem)};
}

std::optional<JsonValue> ObjectReader::optional(std::string_view name) {
  known_.push_back(name);
  element found;
  if (object_.at_key(name).get(found) != simdjson::SUCCESS || found.is_null()) return std::nullopt;
  return JsonValue(found, path_of(name));
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
  for (const auto& [name, value] : object_) {
    if (std::ranges::find(known_, name) == known_.end()) {
      return error(name.substr(0, 64), "is not a known member");
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
  auto parser = std::make_unique<simdjson::dom::parser>(limits.bytes_max);
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
  return JsonDocument(std::move(parser), root);
}

}  // namespace holdfast
