#include "platform/store/pg_row.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace holdfast::store {
namespace {

std::uint64_t from_network_order(Bytes bytes) {
  CHECK(bytes.size() <= 8);
  std::uint64_t value = 0;
  for (const std::byte byte : bytes) value = (value << 8) | std::to_integer<std::uint64_t>(byte);
  return value;
}

std::int64_t signed_integer(Bytes bytes) {
  const std::uint64_t value = from_network_order(bytes);
  switch (bytes.size()) {
    case 2:
      return static_cast<std::int16_t>(value);
    case 4:
      return static_cast<std::int32_t>(value);
    default:
      return static_cast<std::int64_t>(value);
  }
}

// numeric_send(): four 16-bit numbers (digit count, weight of the first digit, sign, digits shown),
// then the digits, each 0 to 9999, the first being worth 10000^weight.
struct Numeric {
  explicit Numeric(Bytes bytes) : digits(bytes.subspan(8)) {
    CHECK(bytes.size() >= 8 && digits.size() % 2 == 0);
    weight = static_cast<std::int16_t>(from_network_order(bytes.subspan(2, 2)));
    sign = static_cast<std::uint16_t>(from_network_order(bytes.subspan(4, 2)));
  }

  int digit(int place) const {  // of 10000^place
    const int index = weight - place;
    if (index < 0 || index >= static_cast<int>(digits.size() / 2)) return 0;
    return static_cast<int>(
        from_network_order(digits.subspan(static_cast<std::size_t>(index) * 2, 2)));
  }
  bool is_number() const { return sign == 0 || sign == 0x4000; }
  bool is_negative() const { return sign == 0x4000; }
  int lowest_place() const { return weight + 1 - static_cast<int>(digits.size() / 2); }

  Bytes digits;
  int weight = 0;
  unsigned sign = 0;
};

std::int64_t whole_number(const Numeric& numeric) {
  CHECK(numeric.is_number() && numeric.lowest_place() >= 0);
  std::int64_t value = 0;
  // Downwards, for the lowest number has no positive counterpart.
  for (int place = numeric.weight; place >= 0; --place) {
    CHECK(!__builtin_mul_overflow(value, std::int64_t{10'000}, &value));
    CHECK(!__builtin_sub_overflow(value, std::int64_t{numeric.digit(place)}, &value));
  }
  if (numeric.is_negative()) return value;
  CHECK(value != std::numeric_limits<std::int64_t>::min());
  return -value;
}

double approximate(const Numeric& numeric) {
  if (!numeric.is_number()) return std::numeric_limits<double>::quiet_NaN();
  double value = 0;
  for (int place = numeric.weight; place >= numeric.lowest_place(); --place) {
    value = value * 10'000 + numeric.digit(place);
  }
  // One division keeps 0.1 what it is; multiplying by an inexact 0.0001 would not.
  const int lowest = numeric.lowest_place();
  value = lowest < 0 ? value / std::pow(10'000, -lowest) : value * std::pow(10'000, lowest);
  return numeric.is_negative() ? -value : value;
}

}  // namespace

std::array<char, 8> to_network_order(std::uint64_t value) {
  std::array<char, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  return bytes;
}

bool PgRow::is_null(int column) const {
  CHECK(column >= 0 && column < PQnfields(result_));
  return PQgetisnull(result_, row_, column) == 1;
}

Oid PgRow::type_of(int column) const { return PQftype(result_, column); }

Bytes PgRow::bytes(int column) const {
  return std::as_bytes(std::span(PQgetvalue(result_, row_, column),
                                 static_cast<std::size_t>(PQgetlength(result_, row_, column))));
}

std::int64_t PgRow::integer(int column) const {
  if (is_null(column)) return 0;
  switch (type_of(column)) {
    case pg_type::kBool:
    case pg_type::kInt2:
    case pg_type::kInt4:
    case pg_type::kInt8:
      return signed_integer(bytes(column));
    case pg_type::kNumeric:
      return whole_number(Numeric(bytes(column)));
    default:
      CHECK(!"a column that is no integer was read as one");
      return 0;
  }
}

double PgRow::real(int column) const {
  if (is_null(column)) return 0;
  switch (type_of(column)) {
    case pg_type::kFloat4:
      return std::bit_cast<float>(static_cast<std::uint32_t>(from_network_order(bytes(column))));
    case pg_type::kFloat8:
      return std::bit_cast<double>(from_network_order(bytes(column)));
    case pg_type::kNumeric:
      return approximate(Numeric(bytes(column)));
    default:
      return static_cast<double>(integer(column));
  }
}

std::string_view PgRow::text(int column) const {
  if (is_null(column)) return "";
  switch (type_of(column)) {
    case pg_type::kText:
    case pg_type::kVarchar:
    case pg_type::kChars:
    case pg_type::kName:
    case pg_type::kUnknownText:
      return as_text(bytes(column));
    default:
      CHECK(!"a column that is no text was read as one");
      return "";
  }
}

Bytes PgRow::blob(int column) const {
  if (is_null(column)) return {};
  CHECK(type_of(column) == pg_type::kBytea);
  return bytes(column);
}

}  // namespace holdfast::store
