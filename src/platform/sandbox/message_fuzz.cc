// Both sides of the socket distrust the other.

#include <cstdint>

#include "platform/sandbox/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  const Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  static_cast<void>(sandbox::parse_hello(bytes));
  static_cast<void>(sandbox::parse_order(bytes));
  static_cast<void>(sandbox::parse_answer(bytes));
  return 0;
}
