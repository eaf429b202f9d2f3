#include "base/ids.h"

#include <algorithm>

namespace holdfast {
namespace {

constexpr std::size_t kDashes[] = {8, 13, 18, 23};

}  // namespace

void append_uuid(std::string& out, const Uuid& id) {
  char text[36];
  char* at = text;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
    at = write_hex(at, id.bytes[i]);
  }
  out.append(text, sizeof text);
}

std::string to_string(const Uuid& id) {
  std::string text;
  append_uuid(text, id);
  return text;
}

Result<Uuid> parse_uuid(std::string_view text) {
  const Error not_an_id{ErrorCode::InvalidInput,
                        "not an identifier such as 0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e"};
  if (text.size() != 36) return not_an_id;
  std::string hex;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = std::ranges::find(kDashes, i) != std::end(kDashes);
    if (is_dash != (text[i] == '-')) return not_an_id;
    if (!is_dash) hex += text[i];
  }
  const Result<ByteVector> bytes = from_hex(hex);
  if (!bytes) return not_an_id;
  Uuid id;
  std::ranges::copy(*bytes, id.bytes.begin());
  return id;
}

Timestamp time_of(const Uuid& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | std::to_integer<std::int64_t>(id.bytes[i]);
  return from_ms(ms);
}

Uuid first_id_at(Timestamp at) {
  Uuid id;
  const std::int64_t ms = to_ms(at);
  for (std::size_t i = 0; i < 6; ++i) {
    id.bytes[i] = static_cast<std::byte>(ms >> (40 - 8 * static_cast<int>(i)) & 0xff);
  }
  return id;
}

Uuid IdSource::next() {
  const std::uint64_t fresh = static_cast<std::uint64_t>(to_ms(clock_.now())) << 12;
  std::uint64_t last = last_.load(std::memory_order_relaxed);
  std::uint64_t stamp;
  do {
    stamp = std::max(fresh, last + 1);
  } while (!last_.compare_exchange_weak(last, stamp, std::memory_order_relaxed));

  Uuid id;
  random_.fill(std::span(id.bytes).subspan(8));
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::byte>(stamp >> (52 - 8 * i));
  id.bytes[6] = static_cast<std::byte>(0x70 | (stamp >> 8 & 0x0f));
  id.bytes[7] = static_cast<std::byte>(stamp & 0xff);
  id.bytes[8] = (id.bytes[8] & std::byte{0x3f}) | std::byte{0x80};
  return id;
}

}  // namespace holdfast
