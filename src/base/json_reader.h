// Strict reading of JSON that others sent: every problem names its place ("parts[2].text").
//
//   const JsonDocument document = TRY(JsonDocument::parse(body));
//   ObjectReader object = TRY(document.object());
//   const std::string_view channel = TRY(object.required_string("channel"));
//   TRY(object.finish());  // a member nobody asked for is an error
//
// Built on simdjson, which validates UTF-8 and refuses what RFC 8259 does not allow.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "base/result.h"

namespace holdfast {

struct JsonLimits {
  std::size_t bytes_max = 8U << 20;
  std::size_t depth_max = 64;
};

class ArrayReader;
class ObjectReader;

// One value and where it stands.
class JsonValue {
 public:
  JsonValue(simdjson::dom::element element, std::string path)
      : element_(element), path_(std::move(path)) {}

  Result<std::string_view> string() const;
  Result<std::int64_t> integer() const;
  Result<double> number() const;
  Result<bool> boolean() const;
  Result<ObjectReader> object() const;
  Result<std::vector<JsonValue>> array() const;
  bool is_null() const { return element_.is_null(); }
  bool is_string() const { return element_.is_string(); }
  bool is_object() const { return element_.is_object(); }

  const std::string& path() const { return path_; }
  simdjson::dom::element raw() const { return element_; }
  Error error(std::string_view expected) const;  // InvalidInput at this place

 private:
  simdjson::dom::element element_;
  std::string path_;
};

// The members of one object. Asking for a member marks it as known; finish() refuses the rest.
class ObjectReader {
 public:
  ObjectReader(simdjson::dom::object object, std::string path);

  // Absent and null are the same: nothing.
  std::optional<JsonValue> optional(std::string_view name);
  Result<JsonValue> required(std::string_view name);

  Result<std::string_view> required_string(std::string_view name);
  Result<std::optional<std::string_view>> optional_string(std::string_view name);
  Result<std::string_view> string_or(std::string_view name, std::string_view otherwise);
  Result<std::int64_t> integer_or(std::string_view name, std::int64_t otherwise);
  Result<double> number_or(std::string_view name, double otherwise);
  Result<bool> boolean_or(std::string_view name, bool otherwise);

  // InvalidInput that names the first member nobody asked for, or a member given twice.
  Result<> finish() const;
  Error error(std::string_view name, std::string_view problem) const;

 private:
  std::string path_of(std::string_view name) const;

  simdjson::dom::object object_;
  std::string path_;
  std::vector<std::string_view> known_;
};

// A parsed text, which must outlive every reader taken from it. Its strings are valid as long.
class JsonDocument {
 public:
  // InvalidInput with the kind of mistake and nothing of the content; LimitExceeded by size or depth.
  static Result<JsonDocument> parse(std::string_view text, const JsonLimits& limits = {});

  JsonValue root() const { return {root_, ""}; }
  Result<ObjectReader> object() const { return root().object(); }

 private:
  JsonDocument(std::unique_ptr<simdjson::dom::parser> parser, simdjson::dom::element root)
      : parser_(std::move(parser)), root_(root) {}

  std::unique_ptr<simdjson::dom::parser> parser_;
  simdjson::dom::element root_;
};

}  // namespace holdfast
