#include "domain/access/password_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::access {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string refusal(const std::string& password) {
  const Result<> result = check_password(Sensitive(password), "amelia.stone@centre.example");
  return result ? "" : result.error().message;
}

TEST(PasswordRules, LengthIsEnough) {
  EXPECT_EQ(refusal("kelp grips the rock"), "");
  EXPECT_EQ(refusal("x7#kQ9!mZ2pL"), "");
  EXPECT_EQ(refusal("größere Wellen üben"), "");
  EXPECT_EQ(refusal("tidal-basket-notion"), "");
}

TEST(PasswordRules, RefusesWhatEverybodyTriesFirst) {
  for (const char* password :
       {"password1234", "Passw0rd2024!", "P@ssw0rdP@ssw0rd", "Summer2024!!!", "qwertyuiop123",
        "administrator", "Welcome123456", "Holdfast2026!", "letmeinletmein", "iloveyou1234!",
        "123456789012", "aaaaaaaaaaaa", "abcdefghijkl", "abababababab", "amelia.stone1",
        "Amelia.Stone2026"}) {
    EXPECT_NE(refusal(password), "") << password;
  }
}

TEST(PasswordRules, CountsCharactersNotBytes) {
  EXPECT_THAT(refusal("èèàùòéì"), HasSubstr("at least 12 characters"));
  EXPECT_THAT(refusal("short"), HasSubstr("at least 12 characters"));
  EXPECT_THAT(refusal(std::string(2000, 'x')), HasSubstr("at most 1024"));
  EXPECT_THAT(refusal("kelp grips \xff the rock"), HasSubstr("UTF-8"));
}

TEST(PasswordRules, ARefusalRepeatsNothing) {
  EXPECT_THAT(refusal("Welcome123456"), Not(HasSubstr("elcome")));
}

}  // namespace
}  // namespace holdfast::access
