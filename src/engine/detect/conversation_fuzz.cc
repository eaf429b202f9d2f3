// Any bytes as a conversation's state: refused, or usable and stable when stored again.

#include <cstdint>
#include <span>

#include "base/check.h"
#include "engine/detect/detector.h"

using namespace holdfast;
using namespace holdfast::detect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto detector = Detector::load_embedded();
  static Scratch scratch;
  CHECK(detector);
  auto conversation = Conversation::parse(std::as_bytes(std::span(data, size)));
  if (!conversation) return 0;
  const ByteVector state = conversation->serialise();
  CHECK(state.size() == size &&
        std::equal(state.begin(), state.end(), reinterpret_cast<const std::byte*>(data)));
  conversation->observe(*detector, Role::Customer, "1111 1111", scratch);
  conversation->observe(*detector, Role::Agent, "thanks, and the card number?", scratch);
  conversation->observe(*detector, Role::Customer, "4111", scratch);
  const auto again = Conversation::parse(conversation->serialise());
  CHECK(again);
  return 0;
}
