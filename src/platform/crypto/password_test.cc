#include "platform/crypto/password.h"

#include <gtest/gtest.h>

namespace holdfast::crypto {
namespace {

Sensitive<std::string> password(std::string text) { return Sensitive(std::move(text)); }

TEST(Password, MatchesItsHashAndNoOther) {
  const std::string hash = *hash_password(password("correct horse"));
  EXPECT_TRUE(password_matches(hash, password("correct horse")));
  EXPECT_FALSE(password_matches(hash, password("correct horsf")));
  EXPECT_FALSE(password_matches(hash, password("Correct horse")));
  EXPECT_FALSE(password_matches(hash, password("")));
}

TEST(Password, TheSamePasswordHasManyHashes) {
  EXPECT_NE(*hash_password(password("same")), *hash_password(password("same")));
}

// The whole password counts: a limit hidden in the function would make long ones weaker.
TEST(Password, EveryCharacterCounts) {
  std::string long_text(kPasswordBytesMax, 'x');
  const std::string hash = *hash_password(password(long_text));
  EXPECT_TRUE(password_matches(hash, password(long_text)));
  long_text.back() = 'y';
  EXPECT_FALSE(password_matches(hash, password(long_text)));
}

TEST(Password, NulBytesAreCharactersLikeOthers) {
  using namespace std::string_literals;
  const std::string hash = *hash_password(password("a\0b"s));
  EXPECT_FALSE(password_matches(hash, password("a\0c"s)));
  EXPECT_FALSE(password_matches(hash, password("a")));
}

TEST(Password, EmptyAndEndlessOnesAreRefused) {
  EXPECT_EQ(hash_password(password("")).error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(hash_password(password(std::string(kPasswordBytesMax + 1, 'x'))).error().code,
            ErrorCode::InvalidInput);
}

TEST(Password, WhatIsNoHashMatchesNothing) {
  for (const std::string& hash :
       {std::string(), std::string("secret"), std::string("$argon2id$"),
        std::string("$argon2id$v=19$m=19456,t=3,p=1$"), std::string(500, '$')}) {
    EXPECT_FALSE(password_matches(hash, password("secret"))) << hash;
  }
}

TEST(Password, NobodysPasswordNeverMatches) {
  EXPECT_FALSE(no_password_matches(password("anything")));
  EXPECT_FALSE(no_password_matches(password("")));
}

TEST(Password, AHashOfTodaysCostIsKeptAndAWeakerOneIsNot) {
  const std::string hash = *hash_password(password("secret"));
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=3,p=1$")) << hash;
  EXPECT_FALSE(needs_rehash(hash));
  EXPECT_TRUE(
      needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQxMjM0NTY$"
                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
  EXPECT_TRUE(needs_rehash("not a hash"));
}

}  // namespace
}  // namespace holdfast::crypto
