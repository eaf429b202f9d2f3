#include "platform/crypto/signer.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace holdfast::crypto {
namespace {

template <typename T>
T from(std::string_view hex) {
  T value{};
  std::ranges::copy(*from_hex(hex), value.begin());
  return value;
}

// RFC 8032 section 7.1, test 2.
TEST(Signer, MatchesThePublishedVector) {
  const Signer signer(
      SecretBytes(*from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")));
  EXPECT_EQ(to_hex(signer.public_key()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const auto message = from<std::array<std::byte, 1>>("72");
  EXPECT_EQ(to_hex(signer.sign(message)),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Signer, ASignatureFitsNoOtherMessageOrKey) {
  const Signer one(SecretBytes(ByteVector(32, std::byte{1})));
  const Signer two(SecretBytes(ByteVector(32, std::byte{2})));
  const Signature signature = one.sign(as_bytes("root"));
  EXPECT_TRUE(verifies(signature, as_bytes("root"), one.public_key()));
  EXPECT_FALSE(verifies(signature, as_bytes("roof"), one.public_key()));
  EXPECT_FALSE(verifies(signature, as_bytes("root"), two.public_key()));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Signature changed = signature;
    changed[i] ^= std::byte{1};
    EXPECT_FALSE(verifies(changed, as_bytes("root"), one.public_key())) << i;
  }
}

}  // namespace
}  // namespace holdfast::crypto
