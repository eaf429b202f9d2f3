// Identifiers: UUID version 7 (RFC 9562 section 5.7), so that they sort by the time they were made.

#pragma once

#include <array>
#include <atomic>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"

namespace holdfast {

struct Uuid {
  std::array<std::byte, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  bool is_nil() const { return *this == Uuid{}; }
};

// "0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e", lower case.
std::string to_string(const Uuid& id);
void append_uuid(std::string& out, const Uuid& id);

// InvalidInput unless 36 characters in the form above; either case.
Result<Uuid> parse_uuid(std::string_view text);

// When a version 7 identifier was made, and the smallest one that can have been made then.
Timestamp time_of(const Uuid& id);
Uuid first_id_at(Timestamp at);

// Makes identifiers that increase within one process even when the clock stands still or goes back.
// Thread-safe.
class IdSource {
 public:
  IdSource(const Clock& clock, Random& random) : clock_(clock), random_(random) {}
  Uuid next();

 private:
  const Clock& clock_;
  Random& random_;
  // Milliseconds in the upper 48 bits, a 12-bit sequence below them.
  std::atomic<std::uint64_t> last_{0};
};

}  // namespace holdfast
