// Surrogates of addresses of machines and pages: from what is kept for documentation.

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/core.h>

#include "engine/protect/layout.h"
#include "engine/protect/surrogate_kinds.h"

namespace holdfast::protect {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// The end of the dotted quad that the text begins with; 0 when there is none.
std::size_t quad_end(std::string_view text) {
  std::size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (at >= text.size() || text[at++] != '.')) return 0;
    const std::size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9' && at - begin < 3) ++at;
    if (at == begin) return 0;
  }
  return at;
}

}  // namespace

std::string surrogate_ip(std::string_view value, KeyedStream& stream) {
  if (const std::size_t end = quad_end(value); end > 0) {
    static constexpr std::string_view kNets[] = {"192.0.2", "198.51.100", "203.0.113"};  // RFC 5737
    return fmt::format("{}.{}{}", kNets[stream.below(3)], stream.between(1, 254),
                       value.substr(end));  // a port or a mask stays
  }
  std::size_t end = 0;
  while (end < value.size() && (is_hex(value[end]) || value[end] == ':')) ++end;
  if (std::ranges::count(value.substr(0, end), ':') < 2) return {};
  std::string address = "2001:db8";  // RFC 3849
  for (int group = 0; group < 6; ++group) {
    address.push_back(':');
    address.push_back(stream.one_of(kHex.substr(1)));
    for (int i = 0; i < 3; ++i) address.push_back(stream.one_of(kHex));
  }
  const std::string_view rest = value.substr(end);
  return address + std::string(rest.starts_with('/') || rest.starts_with('%') ? rest : "");
}

// The scheme, the port and the names of parameters stay, the host is one that nobody has, the rest
// keeps its shape.
std::string surrogate_url(std::string_view value, KeyedStream& stream) {
  static constexpr std::string_view kDomains[] = {"example.com", "example.net", "example.org"};
  const std::size_t scheme = value.find("://");
  std::size_t at = scheme == std::string_view::npos ? 0 : scheme + 3;
  std::string out(value.substr(0, at));
  const std::size_t path = std::min(value.find_first_of("/?#", at), value.size());
  if (const std::size_t user = value.substr(0, path).rfind('@');
      user != std::string_view::npos && user >= at) {
    out += same_shape(value.substr(at, user - at), stream) + "@";
    at = user + 1;
  }
  if (value.substr(at).starts_with("www.")) out += "www.";
  for (int i = 0; i < 8; ++i) out.push_back(stream.one_of("abcdefghijklmnopqrstuvwxyz"));
  out.push_back('.');
  out += kDomains[stream.below(3)];
  const std::size_t port = value.substr(0, path).find(':', at);
  if (port != std::string_view::npos) out += value.substr(port, path - port);
  for (std::string_view rest = value.substr(path); !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of("?&", 1), rest.size());
    const std::string_view piece = rest.substr(0, end);
    const bool is_parameter = piece[0] == '?' || piece[0] == '&';
    const std::size_t equals = is_parameter ? piece.find('=') : std::string_view::npos;
    const std::size_t kept = equals == std::string_view::npos ? 0 : equals;
    out += piece.substr(0, kept);
    out += same_shape(piece.substr(kept), stream);
    rest.remove_prefix(end);
  }
  return out;
}

// Locally administered and for one machine: no maker's, whatever follows.
std::string surrogate_mac(std::string_view value, KeyedStream& stream) {
  if (std::ranges::count_if(value, is_hex) != 12) return {};
  const bool is_upper = std::ranges::any_of(value, [](char c) { return c >= 'A' && c <= 'F'; });
  std::string out;
  std::size_t digits = 0;
  for (const char c : value) {
    if (!is_hex(c)) {
      out.push_back(c);
      continue;
    }
    const char digit = digits++ == 1 ? stream.one_of("26ae") : stream.one_of(kHex);
    out.push_back(is_upper && digit >= 'a' ? static_cast<char>(digit - 0x20) : digit);
  }
  return out;
}

}  // namespace holdfast::protect
