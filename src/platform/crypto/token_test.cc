#include "platform/crypto/token.h"

#include <gtest/gtest.h>

namespace holdfast::crypto {
namespace {

TEST(Token, IsReadBackAsWhatIsStored) {
  SystemRandom random;
  const Token token = make_token("hfk", random);
  EXPECT_EQ(token.text.reveal().size(), 53U);
  EXPECT_TRUE(token.text.reveal().starts_with("hfk_"));
  EXPECT_EQ(*read_token("hfk", token.text.reveal()), token.stored);
}

TEST(Token, NoTwoAreAlike) {
  SystemRandom random;
  EXPECT_NE(make_token("hfk", random).text.reveal(), make_token("hfk", random).text.reveal());
}

// A stolen database must not open a door.
TEST(Token, TheStoredHashIsNoToken) {
  SystemRandom random;
  const Token token = make_token("hfk", random);
  EXPECT_FALSE(read_token("hfk", to_hex(token.stored)));
  EXPECT_FALSE(read_token("hfk", "hfk_" + to_base64url(token.stored) + "AAAAAA"));
}

TEST(Token, AnyMistypedCharacterIsRefusedWithoutALookUp) {
  SystemRandom random;
  const std::string text = make_token("hfk", random).text.reveal();
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const Result<Hash> read = read_token("hfk", changed);
    ASSERT_FALSE(read) << i;
    EXPECT_EQ(read.error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(read.error().message.find(changed), std::string::npos);
  }
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(read_token("hfk", text.substr(0, size)));
  }
  EXPECT_FALSE(read_token("hfk", text + "A"));
}

TEST(Token, OneKindIsNotTakenForAnother) {
  SystemRandom random;
  const std::string key = make_token("hfk", random).text.reveal();
  EXPECT_FALSE(read_token("hfs", key));
  EXPECT_FALSE(read_token("hfs", "hfs" + key.substr(3)));
}

}  // namespace
}  // namespace holdfast::crypto
