// Which addresses the server may connect to on somebody's word.
//
// A webhook's URL comes from a user, and its name can resolve to anything: this machine, the
// private network behind it, a cloud's metadata service. So the address is judged when the
// connection is made, not the name, and only the public internet is allowed unless the operator
// allows a network.

#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include "base/result.h"

namespace holdfast::outbound {

// Immutable, thread-safe.
class AddressGuard {
 public:
  AddressGuard() = default;
  // `networks` are allowed besides the public internet: "10.20.0.0/16", "fd00::/8", "127.0.0.1".
  // InvalidInput names the one that is no network.
  static Result<AddressGuard> allowing(const std::vector<std::string>& networks);

  // Any address family but IPv4 and IPv6 is refused.
  bool allows(const sockaddr& address) const;
  // The address as text; refused when it is none.
  bool allows(std::string_view address) const;

 private:
  struct Network {
    std::array<std::byte, 16> prefix{};  // IPv4 as ::ffff:0:0/96
    int bits = 0;
  };
  using Address = std::array<std::byte, 16>;

  static bool is_within(const Address& address, const Network& network);
  static Result<Network> parse(std::string_view text);
  bool allows(const Address& address) const;

  std::vector<Network> allowed_;
};

}  // namespace holdfast::outbound
