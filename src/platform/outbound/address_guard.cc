#include "platform/outbound/address_guard.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <fmt/core.h>

#include "base/check.h"

namespace holdfast::outbound {
namespace {

using Address = std::array<std::byte, 16>;

constexpr std::size_t kMappedBytes = 12;  // The prefix ::ffff:0:0/96.

Address mapped(const in_addr& address) {
  Address bytes{};
  bytes[10] = bytes[11] = std::byte{0xff};
  std::memcpy(bytes.data() + kMappedBytes, &address, 4);
  return bytes;
}

Address from(const in6_addr& address) {
  Address bytes;
  std::memcpy(bytes.data(), &address, bytes.size());
  return bytes;
}

bool parse_address(std::string_view text, Address& address) {
  const std::string terminated(text);
  in_addr four{};
  in6_addr six{};
  if (::inet_pton(AF_INET, terminated.c_str(), &four) == 1) {
    address = mapped(four);
    return true;
  }
  if (::inet_pton(AF_INET6, terminated.c_str(), &six) == 1) {
    address = from(six);
    return true;
  }
  return false;
}

bool is_mapped(const Address& address) {
  const Address prefix = mapped({});
  return std::equal(prefix.begin(), prefix.begin() + kMappedBytes, address.begin());
}

// IANA's special-purpose registries for IPv4 and IPv6 (RFC 6890 and its successors), without what
// is globally reachable, and multicast.
constexpr std::string_view kSpecial[] = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
    "2001::/23",     "2001:db8::/32",   "2002::/16",      "3fff::/20",
};
// All else of IPv6 is loopback, link-local, private, multicast, an embedded IPv4 address or not
// given out.
constexpr std::string_view kGlobalUnicast = "2000::/3";

}  // namespace

bool AddressGuard::is_within(const Address& address, const Network& network) {
  const auto whole = static_cast<std::size_t>(network.bits / 8);
  if (!std::equal(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(whole),
                  network.prefix.begin())) {
    return false;
  }
  const int rest = network.bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::byte>(0xff << (8 - rest));
  return (address[whole] & mask) == (network.prefix[whole] & mask);
}

Result<AddressGuard::Network> AddressGuard::parse(std::string_view text) {
  const Error not_a_network{
      ErrorCode::InvalidInput,
      fmt::format("\"{}\" is no network such as 10.20.0.0/16 or fd00::/8", text)};
  const std::size_t slash = text.find('/');
  Network network;
  if (!parse_address(text.substr(0, slash), network.prefix)) return not_a_network;
  const int offset = is_mapped(network.prefix) ? 96 : 0;
  network.bits = 128;
  if (slash == std::string_view::npos) return network;
  const std::string_view digits = text.substr(slash + 1);
  int bits = -1;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (problem != std::errc() || end != digits.data() + digits.size()) return not_a_network;
  if (bits < 0 || bits + offset > 128) return not_a_network;
  network.bits = bits + offset;
  return network;
}

Result<AddressGuard> AddressGuard::allowing(const std::vector<std::string>& networks) {
  AddressGuard guard;
  for (const std::string& text : networks) guard.allowed_.push_back(TRY(parse(text)));
  return guard;
}

bool AddressGuard::allows(const Address& address) const {
  const auto holds = [&address](const Network& network) { return is_within(address, network); };
  if (std::ranges::any_of(allowed_, holds)) return true;

  static const std::vector<Network> special = [] {
    std::vector<Network> all;
    for (const std::string_view text : kSpecial) all.push_back(*parse(text));
    return all;
  }();
  static const Network global_unicast = *parse(kGlobalUnicast);
  if (std::ranges::any_of(special, holds)) return false;
  return is_mapped(address) || is_within(address, global_unicast);
}

bool AddressGuard::allows(const sockaddr& address) const {
  if (address.sa_family == AF_INET) {
    sockaddr_in four;
    std::memcpy(&four, &address, sizeof four);
    return allows(mapped(four.sin_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 six;
    std::memcpy(&six, &address, sizeof six);
    return allows(from(six.sin6_addr));
  }
  return false;
}

bool AddressGuard::allows(std::string_view address) const {
  Address bytes;
  return parse_address(address, bytes) && allows(bytes);
}

}  // namespace holdfast::outbound
