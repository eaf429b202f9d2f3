#include "base/siphash.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

struct Numbers {
  std::byte bytes[64];
  Numbers() {
    for (std::size_t i = 0; i < 64; ++i) bytes[i] = static_cast<std::byte>(i);
  }
  Bytes first(std::size_t count) const { return Bytes(bytes, count); }
};

// Key 00 01 … 0f, messages 00 01 …: the test values published with the function.
TEST(SipHash, GivesThePublishedValues) {
  const Numbers numbers;
  const SipKey key = sip_key(numbers.first(16));
  EXPECT_EQ(siphash(key, numbers.first(0)), 0x726FDB47DD0E0E31ULL);
  EXPECT_EQ(siphash(key, numbers.first(1)), 0x74F839C593DC67FDULL);
  EXPECT_EQ(siphash(key, numbers.first(8)), 0x93F5F5799A932462ULL);
  EXPECT_EQ(siphash(key, numbers.first(15)), 0xA129CA6149BE45E5ULL);
}

TEST(SipHash, EachBitOfTheKeyCounts) {
  const Numbers numbers;
  const SipKey key = sip_key(numbers.first(16));
  const std::uint64_t hash = siphash(key, numbers.first(9));
  for (int bit = 0; bit < 128; ++bit) {
    SipKey other = key;
    other[static_cast<std::size_t>(bit / 64)] ^= 1ULL << bit % 64;
    EXPECT_NE(siphash(other, numbers.first(9)), hash) << bit;
  }
}

}  // namespace
}  // namespace holdfast
