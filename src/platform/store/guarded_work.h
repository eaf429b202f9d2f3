// What both back ends do around the work they are given. Private to this module.

#pragma once

#include <optional>

#include "platform/store/database.h"

namespace holdfast::store {

// Work that throws is a bug, and whoever waits behind it must not be answered from a state nobody
// knows: the process stops.
Result<> run_guarded(const Work& work, Transaction& transaction);

// Reads on a connection, and after an error only ever returns that error.
template <typename Connection>
class ConnectionReader final : public Reader {
 public:
  explicit ConnectionReader(Connection& connection) : connection_(connection) {}

  using Reader::query;
  Result<> query(std::string_view sql, std::span<const Value> parameters,
                 const OnRow& on_row) override {
    if (failure_) return *failure_;
    auto result = connection_.query(sql, parameters, on_row);
    if (!result) failure_ = result.error();
    return result;
  }

 private:
  Connection& connection_;
  std::optional<Error> failure_;
};

}  // namespace holdfast::store
