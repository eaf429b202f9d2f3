// Which machines may connect where no credential is asked for.

#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::presidio {

// Immutable, shared by all threads.
class AddressList {
 public:
  // "10.0.0.0/8, 192.168.7.12, fd00::/8"; empty allows loopback alone. InvalidInput names the part
  // that is no address.
  static Result<AddressList> parse(std::string_view text);

  // `address` as text, without a port. What is no address is not allowed.
  bool allows(std::string_view address) const;

 private:
  using Address = std::array<std::uint8_t, 16>;  // IPv4 as ::ffff:a.b.c.d
  struct Range {
    Address address;
    unsigned bits;
  };

  static bool read(std::string_view text, Address& address, bool& is_v4);

  std::vector<Range> ranges_;
};

}  // namespace holdfast::presidio
