// The WHERE clause of a filter whose parts may be absent, with its parameters in order.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "platform/store/database.h"

namespace holdfast::store {

// The conditions are literals; values only ever travel as parameters.
class Conditions {
 public:
  // add("queue =", queue) gives " AND queue = $3". The value must live until the query returns.
  void add(std::string_view condition, Value value) {
    values_.push_back(value);
    text_ += fmt::format(" AND {} ${}", condition, values_.size());
  }

  // To follow "WHERE TRUE".
  const std::string& text() const { return text_; }
  const std::vector<Value>& values() const { return values_; }

 private:
  std::string text_;
  std::vector<Value> values_;
};

inline Value text_or_null(std::string_view text) {
  return text.empty() ? Value(nullptr) : Value(text);
}

inline Value bytes_or_null(Bytes bytes) { return bytes.empty() ? Value(nullptr) : Value(bytes); }

}  // namespace holdfast::store
