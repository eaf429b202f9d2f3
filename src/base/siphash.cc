#include "base/siphash.h"

#include <bit>
#include <cstring>

#include "base/check.h"

namespace holdfast {
namespace {

std::uint64_t load_word(const std::byte* from, std::size_t size) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < size; ++i) word |= std::to_integer<std::uint64_t>(from[i]) << 8 * i;
  return word;
}

std::uint64_t load_whole_word(const std::byte* from) {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
  }
  return load_word(from, 8);
}

struct State {
  std::uint64_t a, b, c, d;

  void round() {
    a += b;
    b = std::rotl(b, 13) ^ a;
    a = std::rotl(a, 32);
    c += d;
    d = std::rotl(d, 16) ^ c;
    a += d;
    d = std::rotl(d, 21) ^ a;
    c += b;
    b = std::rotl(b, 17) ^ c;
    c = std::rotl(c, 32);
  }
  void take(std::uint64_t word) {
    d ^= word;
    round();
    round();
    a ^= word;
  }
};

}  // namespace

SipKey sip_key(Bytes bytes) {
  CHECK(bytes.size() >= 16);
  return {load_whole_word(bytes.data()), load_whole_word(bytes.data() + 8)};
}

std::uint64_t siphash(const SipKey& key, Bytes message) {
  State state{key[0] ^ 0x736F6D6570736575ULL, key[1] ^ 0x646F72616E646F6DULL,
              key[0] ^ 0x6C7967656E657261ULL, key[1] ^ 0x7465646279746573ULL};
  const std::size_t whole = message.size() & ~std::size_t{7};
  for (std::size_t at = 0; at < whole; at += 8) state.take(load_whole_word(message.data() + at));
  state.take(load_word(message.data() + whole, message.size() - whole) |
             std::uint64_t{message.size() & 0xFF} << 56);
  state.c ^= 0xFF;
  for (int i = 0; i < 4; ++i) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

}  // namespace holdfast
