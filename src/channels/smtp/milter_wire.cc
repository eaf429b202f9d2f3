#include "channels/smtp/milter_wire.h"

#include <fmt/core.h>

#include "base/check.h"

namespace holdfast::smtp {

Result<std::optional<Packet>> PacketReader::next() {
  const std::string_view rest = std::string_view(buffer_).substr(at_);
  if (rest.size() < 4) return std::optional<Packet>();
  const std::uint32_t length = number_at(rest, 0);
  if (length == 0 || length > kPacketBytesMax) {
    return Error{ErrorCode::InvalidInput, fmt::format("a milter packet of {} bytes", length)};
  }
  if (rest.size() - 4 < length) {
    // What was read makes room for what comes.
    buffer_.erase(0, at_);
    at_ = 0;
    return std::optional<Packet>();
  }
  Packet found{.command = static_cast<Command>(rest[4]),
               .data = std::string(rest.substr(5, length - 1))};
  at_ += 4 + std::size_t{length};
  if (at_ == buffer_.size()) {
    buffer_.clear();
    at_ = 0;
  }
  return std::optional(std::move(found));
}

void append_number(std::string& out, std::uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>((number >> shift) & 0xff);
}

std::uint32_t number_at(std::string_view data, std::size_t at) {
  CHECK(at + 4 <= data.size());
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = (number << 8) | static_cast<unsigned char>(data[at + i]);
  }
  return number;
}

std::string packet(char reply, std::string_view data) {
  std::string out;
  out.reserve(5 + data.size());
  append_number(out, static_cast<std::uint32_t>(data.size() + 1));
  out += reply;
  out += data;
  return out;
}

std::vector<std::string_view> texts_of(std::string_view data) {
  std::vector<std::string_view> texts;
  for (std::size_t end = data.find('\0'); end != std::string_view::npos; end = data.find('\0')) {
    texts.push_back(data.substr(0, end));
    data.remove_prefix(end + 1);
  }
  return texts;
}

}  // namespace holdfast::smtp
