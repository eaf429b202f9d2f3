// PostgreSQL's binary forms of the types that database.h knows.

#pragma once

#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <memory>

#include "platform/store/database.h"

namespace holdfast::store {

struct PgClear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, PgClear>;

// Object identifiers of built-in types, fixed by PostgreSQL (catalog pg_type).
namespace pg_type {
inline constexpr Oid kUnknown = 0;
inline constexpr Oid kBool = 16;
inline constexpr Oid kBytea = 17;
inline constexpr Oid kName = 19;
inline constexpr Oid kInt8 = 20;
inline constexpr Oid kInt2 = 21;
inline constexpr Oid kInt4 = 23;
inline constexpr Oid kText = 25;
inline constexpr Oid kFloat4 = 700;
inline constexpr Oid kFloat8 = 701;
inline constexpr Oid kUnknownText = 705;
inline constexpr Oid kChars = 1042;
inline constexpr Oid kVarchar = 1043;
inline constexpr Oid kNumeric = 1700;
}  // namespace pg_type

std::array<char, 8> to_network_order(std::uint64_t value);

// One row of a result that was asked for in binary form.
class PgRow final : public Row {
 public:
  PgRow(const PGresult* result, int row) : result_(result), row_(row) {}

  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;  // also of BOOLEAN and of whole NUMERIC (SUM)
  double real(int column) const override;
  std::string_view text(int column) const override;
  Bytes blob(int column) const override;

 private:
  Bytes bytes(int column) const;
  Oid type_of(int column) const;

  const PGresult* result_;
  int row_;
};

}  // namespace holdfast::store
