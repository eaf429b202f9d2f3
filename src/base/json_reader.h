// Strict reading of JSON that others sent: every problem names its place ("parts[2].text").
//
//   const JsonDocument document = TRY(JsonDocument::parse(body));
//   ObjectReader object = TRY(document.object());
//   const std::string_view channel = TRY(object.required_string("channel"));
//   TRY(object.finish());  // a member nobody asked for is an error
//
// Built on simdjson, which validates UTF-8 and refuses what RFC 8259 does not allow. Its header
// takes longer to compile than most of what includes this one, so it stays in json_reader.cc.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace simdjson::dom {
class parser;
}

namespace holdfast {

struct JsonLimits {
  std::size_t bytes_max = 8U << 20;
  std::size_t depth_max = 64;
};

class ArrayReader;
class ObjectReader;

// A simdjson::dom::element, byte for byte.
struct JsonElement {
  const void* document;
  std::size_t index;
};

// One value and where it stands.
class JsonValue {
 public:
  JsonValue(JsonElement element, std::string path) : element_(element), path_(std::move(path)) {}

  Result<std::string_view> string() const;
  Result<std::int64_t> integer() const;
  Result<double> number() const;
  Result<bool> boolean() const;
  Result<ObjectReader> object() const;
  Result<std::vector<JsonValue>> array() const;
  // Every member of an object whose names are data, in the order of the text.
  Result<std::vector<std::pair<std::string_view, JsonValue>>> members() const;
  bool is_null() const;
  bool is_string() const;
  bool is_object() const;

  const std::string& path() const { return path_; }
  std::string json() const;                      // the value as JSON again, without spaces
  Error error(std::string_view expected) const;  // InvalidInput at this place

 private:
  JsonElement element_;
  std::string path_;
};

// The members of one object. Asking for a member marks it as known; finish() refuses the rest.
class ObjectReader {
 public:
  ObjectReader(JsonElement object, std::string path) : object_(object), path_(std::move(path)) {}

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
  JsonElement object_;
  std::string path_;
  std::vector<std::string_view> known_;
};

// A parsed text, which must outlive every reader taken from it. Its strings are valid as long.
class JsonDocument {
 public:
  // InvalidInput with the kind of mistake and nothing of the content; LimitExceeded by size or
  // depth.
  static Result<JsonDocument> parse(std::string_view text, const JsonLimits& limits = {});

  JsonValue root() const { return {root_, ""}; }
  Result<ObjectReader> object() const { return root().object(); }

 private:
  struct DeleteParser {
    void operator()(simdjson::dom::parser* parser) const;
  };
  using Parser = std::unique_ptr<simdjson::dom::parser, DeleteParser>;

  JsonDocument(Parser parser, JsonElement root) : parser_(std::move(parser)), root_(root) {}

  Parser parser_;
  JsonElement root_;
};

}  // namespace holdfast
