#include "engine/protect/aes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace holdfast::protect {
namespace {

ByteVector hex(std::string_view text) { return *from_hex(text); }

struct SivVector {
  std::string key, plaintext, ciphertext;
  std::vector<std::string> associated;
};

std::vector<SivVector> siv_vectors() {
  return {// RFC 5297, appendix A.1 and A.2: a nonce is the last associated string.
          {"fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
           "112233445566778899aabbccddee",
           "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c",
           {"101112131415161718191a1b1c1d1e1f2021222324252627"}},
          {"7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f",
           "7468697320697320736f6d6520706c61696e7465787420746f20656e6372797074207573696e67205349562"
           "d4145"
           "53",
           "7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f74"
           "8ba8a"
           "f829ea64ad544a272e9c485b62a3fd5c0d",
           {"00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100",
            "102030405060708090a0", "09f911029d74e35bd84156c5635688c0"}}};
}

TEST(AesSiv, AgreesWithRfc5297) {
  for (const SivVector& vector : siv_vectors()) {
    std::vector<ByteVector> kept;
    for (const std::string& text : vector.associated) kept.push_back(hex(text));
    const std::vector<Bytes> associated(kept.begin(), kept.end());
    const ByteVector key = hex(vector.key);
    const ByteVector written = encrypt_siv(key, hex(vector.plaintext), associated);
    EXPECT_EQ(to_hex(written), vector.ciphertext);
    const auto read = decrypt_siv(key, written, associated);
    ASSERT_TRUE(read);
    EXPECT_EQ(to_hex(*read), vector.plaintext);
  }
}

TEST(AesSiv, RefusesWhateverWasChanged) {
  const std::string key(64, 'k');
  const Bytes type = as_bytes("payment_card");
  const ByteVector written = encrypt_siv(as_bytes(key), as_bytes("4111"), {&type, 1});
  for (std::size_t i = 0; i < written.size() * 8; ++i) {
    ByteVector changed = written;
    changed[i / 8] ^= static_cast<std::byte>(1U << (i % 8));
    EXPECT_FALSE(decrypt_siv(as_bytes(key), changed, {&type, 1})) << "bit " << i;
  }
  const Bytes other = as_bytes("iban");
  EXPECT_FALSE(decrypt_siv(as_bytes(key), written, {&other, 1}));
  EXPECT_FALSE(decrypt_siv(as_bytes(key), written, {}));
  EXPECT_FALSE(decrypt_siv(as_bytes(std::string(64, 'l')), written, {&type, 1}));
  EXPECT_FALSE(decrypt_siv(as_bytes(key), Bytes(written).first(16), {&type, 1}));
  EXPECT_FALSE(decrypt_siv(as_bytes(key), {}, {&type, 1}));
}

// NIST SP 800-38A, F.2.1, F.2.3 and F.2.5: the first block, read back with padding of our own.
TEST(AesCbc, AgreesWithTheStandardForEachKeySize) {
  class Fixed final : public Random {
   public:
    void fill(std::span<std::byte> out) override {
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::byte>(i);
    }
  } iv;
  const ByteVector plain = hex("6bc1bee22e409f96e93d7e117393172a");
  const std::pair<const char*, const char*> vectors[] = {
      {"2b7e151628aed2a6abf7158809cf4f3c", "7649abac8119b246cee98e9b12e9197d"},
      {"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", "4f021db243bc633d7178183a9fa071e8"},
      {"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
       "f58c4c04d6e5f1ba779eabfb5f7bfbd6"}};
  for (const auto& [key, ciphertext] : vectors) {
    const ByteVector written = encrypt_cbc(hex(key), plain, iv);
    ASSERT_EQ(written.size(), 48U);  // IV, block, a block of padding
    EXPECT_EQ(to_hex(Bytes(written).subspan(16, 16)), ciphertext);
    EXPECT_EQ(*decrypt_cbc(hex(key), written), plain);
  }
}

TEST(AesCbc, TextsOfEveryLengthComeBack) {
  SeededRandom random(7);
  const std::string key(32, 'k');
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string text(length, 'x');
    const ByteVector written = encrypt_cbc(as_bytes(key), as_bytes(text), random);
    EXPECT_EQ(written.size(), 16 + (length / 16 + 1) * 16);
    EXPECT_EQ(as_text(*decrypt_cbc(as_bytes(key), written)), text);
  }
}

TEST(AesCbc, EqualTextsLookDifferent) {
  SeededRandom random(7);
  const std::string key(16, 'k');
  EXPECT_NE(encrypt_cbc(as_bytes(key), as_bytes("4111"), random),
            encrypt_cbc(as_bytes(key), as_bytes("4111"), random));
}

TEST(AesCbc, RefusesWhatItCannotHaveWritten) {
  const std::string key(16, 'k');
  for (const std::size_t length : {0, 1, 16, 31, 33, 47}) {
    EXPECT_FALSE(decrypt_cbc(as_bytes(key), ByteVector(length))) << length;
  }
}

}  // namespace
}  // namespace holdfast::protect
