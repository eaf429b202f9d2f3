#include "platform/crypto/sealer.h"

#include <string>

#include <gtest/gtest.h>

namespace holdfast::crypto {
namespace {

constexpr std::string_view kContent = "my number is 4111 1111 1111 1111";
constexpr std::string_view kContext = "message:1";

SecretBytes key_of(std::string_view purpose) { return derive_key(as_bytes("tests"), purpose); }

class Sealer : public testing::Test {
 protected:
  ByteVector sealed() { return seal(as_bytes(kContent), kContext, key_, random_); }

  SeededRandom random_{1};
  SecretBytes key_ = key_of("one");
};

TEST_F(Sealer, OpensWhatItSealed) {
  const ByteVector body = sealed();
  EXPECT_EQ(body.size(), kContent.size() + kSealedOverheadBytes);
  EXPECT_EQ(as_text(*open(body, kContext, key_)), kContent);
}

TEST_F(Sealer, SealsNothingAndLargeContent) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1} << 20}) {
    const ByteVector content(size, std::byte{0x5a});
    EXPECT_EQ(*open(seal(content, "", key_, random_), "", key_), content) << size;
  }
}

TEST_F(Sealer, TheSameContentNeverLooksTheSame) { EXPECT_NE(sealed(), sealed()); }

TEST_F(Sealer, NoChangedByteGoesUnnoticed) {
  const ByteVector body = sealed();
  for (std::size_t i = 0; i < body.size(); ++i) {
    ByteVector changed = body;
    changed[i] ^= std::byte{1};
    EXPECT_EQ(open(changed, kContext, key_).error().code, ErrorCode::Corrupted) << "byte " << i;
  }
}

TEST_F(Sealer, NoShortenedBodyOpens) {
  const ByteVector body = sealed();
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_FALSE(open(Bytes(body).first(size), kContext, key_)) << size;
  }
}

// Whoever can write to the database must not pass one customer's message off as another's.
TEST_F(Sealer, ABodyMovedToAnotherPlaceDoesNotOpen) {
  EXPECT_FALSE(open(sealed(), "message:2", key_));
  EXPECT_FALSE(open(sealed(), "", key_));
}

TEST_F(Sealer, AnotherKeyDoesNotOpen) { EXPECT_FALSE(open(sealed(), kContext, key_of("two"))); }

// RFC 5869 appendix A.3, which has neither salt nor info; its output begins with these 32 bytes.
TEST(DeriveKey, MatchesThePublishedVector) {
  const ByteVector secret(22, std::byte{0x0b});
  EXPECT_EQ(to_hex(derive_key(secret, "").reveal()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(DeriveKey, PurposesHaveUnrelatedKeys) {
  EXPECT_NE(to_hex(key_of("one").reveal()), to_hex(key_of("two").reveal()));
}

}  // namespace
}  // namespace holdfast::crypto
