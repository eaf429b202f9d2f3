#include "channels/presidio/json_values.h"

#include <algorithm>

#include <fmt/core.h>

namespace holdfast::presidio {

Refusal type_error(std::string_view what) {
  return {400,
          fmt::format("Failed to parse /analyze request for AnalyzerEngine.analyze(). {}", what)};
}

Outcome<std::string> text_of(const JsonValue& value) {
  const auto text = value.string();
  if (!text) return type_error(fmt::format("{}: expected a string", value.path()));
  return std::string(*text);
}

Outcome<std::vector<JsonValue>> items_of(const JsonValue& value) {
  auto items = value.array();
  if (!items) return type_error(fmt::format("{}: expected a list", value.path()));
  return *std::move(items);
}

Outcome<std::vector<std::pair<std::string_view, JsonValue>>> members_of(const JsonValue& value) {
  auto members = value.members();
  if (!members) return type_error(fmt::format("{}: expected an object", value.path()));
  return *std::move(members);
}

Outcome<std::string> text_or(ObjectReader& object, std::string_view name,
                             std::string_view otherwise) {
  const auto value = object.optional(name);
  if (!value) return std::string(otherwise);
  return text_of(*value);
}

Outcome<std::vector<std::string>> texts_of(ObjectReader& object, std::string_view name) {
  std::vector<std::string> texts;
  const auto value = object.optional(name);
  if (!value) return texts;
  for (const JsonValue& item : TRY(items_of(*value))) texts.push_back(TRY(text_of(item)));
  return texts;
}

Outcome<unsigned> flags_of(ObjectReader& object, std::string_view name, unsigned otherwise) {
  const auto value = object.optional(name);
  if (!value) return otherwise;
  const auto flags = value->integer();
  if (!flags || *flags < 0 || *flags > 0xFFFF) {
    return type_error(fmt::format("{}: expected flags of Python's re", name));
  }
  return static_cast<unsigned>(*flags);
}

bool is_truthy(ObjectReader& object, std::string_view name) {
  const auto value = object.optional(name);
  if (!value) return false;
  if (const auto flag = value->boolean()) return *flag;
  if (const auto number = value->number()) return *number != 0;
  if (const auto text = value->string()) return !text->empty();
  return true;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

}  // namespace holdfast::presidio
