#include "channels/presidio/positions.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast::presidio {
namespace {

bool begins_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

Positions::Positions(std::string_view text) : text_(text) {
  CHECK(text.size() < 0xFFFFFFFFU);
  before_.reserve(text.size() / kBlockBytes + 1);
  for (std::size_t block = 0; block <= text.size(); block += kBlockBytes) {
    before_.push_back(static_cast<std::uint32_t>(code_points_));
    const std::string_view bytes = text.substr(block, kBlockBytes);
    code_points_ +=
        static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), begins_code_point));
  }
}

std::size_t Positions::code_point_at(std::size_t byte) const {
  CHECK(byte <= text_.size());
  const std::size_t block = byte / kBlockBytes;
  const std::string_view bytes = text_.substr(block * kBlockBytes, byte - block * kBlockBytes);
  return before_[block] +
         static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), begins_code_point));
}

std::size_t Positions::byte_at(std::size_t code_point) const {
  CHECK(code_point <= code_points_);
  if (code_point == code_points_) return text_.size();
  // The last block before which no more than `code_point` began.
  const auto after = std::upper_bound(before_.begin(), before_.end(), code_point);
  const auto block = static_cast<std::size_t>(after - before_.begin()) - 1;
  std::size_t count = before_[block];
  std::size_t byte = block * kBlockBytes;
  while (!begins_code_point(text_[byte]) || count < code_point) {
    count += begins_code_point(text_[byte]) ? 1 : 0;
    ++byte;
  }
  return byte;
}

}  // namespace holdfast::presidio
