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

  // Rows that stand before the row with this id when the table is in order of `time` and id: the
  // next page of a list whose newest come first. The first comparison lets an index be used.
  void add_older(std::string_view table, std::string_view time, std::string_view id, Value of_row) {
    values_.push_back(of_row);
    const std::string row = fmt::format("FROM {} WHERE {} = ${}", table, id, values_.size());
    text_ += fmt::format(" AND {0} <= (SELECT {0} {2}) AND ({0}, {1}) < (SELECT {0}, {1} {2})",
                         time, id, row);
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
