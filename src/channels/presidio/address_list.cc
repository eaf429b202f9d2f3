#include "channels/presidio/address_list.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/core.h>

namespace holdfast::presidio {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

bool AddressList::read(std::string_view text, Address& address, bool& is_v4) {
  const std::string copy(text);  // inet_pton wants the zero at the end
  address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  is_v4 = inet_pton(AF_INET, copy.c_str(), address.data() + 12) == 1;
  return is_v4 || inet_pton(AF_INET6, copy.c_str(), address.data()) == 1;
}

Result<AddressList> AddressList::parse(std::string_view text) {
  AddressList list;
  std::string_view rest = trimmed(text).empty() ? "127.0.0.0/8, ::1" : text;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view part = trimmed(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const std::size_t slash = std::min(part.find('/'), part.size());
    Range range{};
    bool is_v4 = false;
    bool is_good = read(part.substr(0, slash), range.address, is_v4);
    range.bits = 128;
    if (is_good && slash < part.size()) {
      unsigned bits = 0;
      const std::string_view number = part.substr(slash + 1);
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), bits);
      is_good = error == std::errc() && end == number.data() + number.size() &&
                bits <= (is_v4 ? 32U : 128U);
      range.bits = is_v4 ? bits + 96 : bits;
    }
    if (!is_good) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("'{}' is not an IP address or a network such as 10.0.0.0/8", part)};
    }
    list.ranges_.push_back(range);
  }
  return list;
}

bool AddressList::allows(std::string_view text) const {
  Address address{};
  bool is_v4 = false;
  if (!read(text, address, is_v4)) return false;
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    for (unsigned bit = 0; bit < range.bits; ++bit) {
      const unsigned shift = 7 - bit % 8;
      if (((address[bit / 8] ^ range.address[bit / 8]) >> shift & 1U) != 0) return false;
    }
    return true;
  });
}

}  // namespace holdfast::presidio
