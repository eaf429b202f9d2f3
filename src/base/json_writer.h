// Appends JSON (RFC 8259) to a string as it is called: no tree, no allocation beyond the string.
//
//   JsonWriter json;
//   json.begin_object().key("id").value(id).key("tags").begin_array().value("a").end().end();
//   json.text();
//
// Writing members in sorted order of keys without white space gives the canonical form that the
// audit log hashes; `CHECK`s that calls nest rightly.

#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"

namespace holdfast {

// `text` as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end();  // the innermost object or array

  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool is_true) { return raw(is_true ? "true" : "false"); }
  JsonWriter& value(double number);  // null when not finite; shortest form that reads back equal
  JsonWriter& value(const Uuid& id);
  JsonWriter& value(Timestamp at);
  JsonWriter& null() { return raw("null"); }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  JsonWriter& value(T number) {
    char digits[std::numeric_limits<T>::digits10 + 3];
    return raw({digits, std::to_chars(digits, std::end(digits), number).ptr});
  }

  // `json` must be one complete JSON value.
  JsonWriter& raw(std::string_view json);

  // key() and value() in one call.
  template <typename T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  // null for an empty text: what the contract says of a thing that is not there.
  JsonWriter& member_or_null(std::string_view name, std::string_view content) {
    key(name);
    return content.empty() ? null() : value(content);
  }

  const std::string& text() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  void separate();

  std::string out_;
  std::string closers_;  // one closing bracket per open level
  bool needs_comma_ = false;
};

}  // namespace holdfast
