#include "engine/protect/token.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/protect/token_vault.h"

namespace holdfast::protect {
namespace {

using testing::MatchesRegex;

const Bytes kKey = as_bytes("a key of some length");
const Bytes kOther = as_bytes("another one");
const Scope kTalk{.tenant = "acme", .conversation = "c1"};

TEST(Token, ComesBackExactlyUnderItsKeyTypeAndScopeAlone) {
  const std::string token = seal_token("4111 1111 1111 1111", "payment_card", kKey, kTalk);
  EXPECT_THAT(token, MatchesRegex("\\[payment_card:t1\\.[A-Za-z0-9_-]+\\]"));
  EXPECT_EQ(seal_token("4111 1111 1111 1111", "payment_card", kKey, kTalk), token);
  EXPECT_EQ(*open_token(token, kKey, kTalk), "4111 1111 1111 1111");
  EXPECT_FALSE(open_token(token, kOther, kTalk));
  EXPECT_FALSE(open_token(token, kKey, {.tenant = "acme", .conversation = "c2"}));
  EXPECT_FALSE(open_token(token, kKey, {.tenant = "acm", .conversation = "ec1"}));
  EXPECT_FALSE(open_token(token, kKey, {}));
  std::string renamed = token;
  renamed.replace(1, 12, "bank_account");
  EXPECT_FALSE(open_token(renamed, kKey, kTalk));
}

// Each character changed to each other: no forgery is taken for a value.
TEST(Token, RefusesWhateverWasChanged) {
  const std::string token = seal_token("Jane Doe", "person", kKey, kTalk);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : std::string("Ab9_-]")) {
      if (token[i] == c) continue;
      std::string changed = token;
      changed[i] = c;
      const auto opened = open_token(changed, kKey, kTalk);
      EXPECT_FALSE(opened && *opened != "Jane Doe") << i;
    }
    EXPECT_FALSE(open_token(token.substr(0, i), kKey, kTalk) && i > 0) << i;
  }
}

TEST(Token, IsTellApartFromOtherScopesByNothing) {
  EXPECT_NE(seal_token("x", "person", kKey, {.tenant = "a"}),
            seal_token("x", "person", kKey, {.tenant = "b"}));
  EXPECT_NE(seal_token("x", "person", kKey, kTalk), seal_token("x", "person", kOther, kTalk));
  EXPECT_EQ(seal_token("", "person", kKey, kTalk), "");
}

TEST(Token, IsFoundInText) {
  const std::string a = seal_token("Jane", "person", kKey, kTalk);
  const std::string b = seal_token("Ü\n\"<>", "US SSN", kKey, kTalk);
  const std::string text = "[[" + a + b + "] [person] [person:t1.] [person:3f9a1c]";
  const auto places = find_tokens(text);
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(text.substr(places[0].begin, places[0].end - places[0].begin), a);
  EXPECT_EQ(text.substr(places[1].begin, places[1].end - places[1].begin), b);
  EXPECT_EQ(*open_token(b, kKey, kTalk), "Ü\n\"<>");
}

TEST(TokenVault, NumbersByConversationAndKeepsEachSpelling) {
  TokenVault vault;
  EXPECT_EQ(vault.token_for("4111 1111 1111 1111", "payment_card", kTalk), "[PAYMENT_CARD_1]");
  EXPECT_EQ(vault.token_for("5555555555554444", "payment_card", kTalk), "[PAYMENT_CARD_2]");
  EXPECT_EQ(vault.token_for("4111111111111111", "payment_card", kTalk), "[PAYMENT_CARD_1.2]");
  EXPECT_EQ(vault.token_for("4111 1111 1111 1111", "payment_card", kTalk), "[PAYMENT_CARD_1]");
  EXPECT_EQ(vault.token_for("Jane", "person", kTalk), "[PERSON_1]");
  EXPECT_EQ(vault.token_for("5555555555554444", "payment_card", {.tenant = "acme"}),
            "[PAYMENT_CARD_1]");
  EXPECT_EQ(vault.value_count(), 5U);
  EXPECT_EQ(*vault.value_of("[PAYMENT_CARD_1.2]", kTalk), "4111111111111111");
  EXPECT_EQ(*vault.value_of("[PAYMENT_CARD_1]", {.tenant = "acme"}), "5555555555554444");
  for (const char* token :
       {"[PAYMENT_CARD_3]", "[PAYMENT_CARD_1.3]", "[PAYMENT_CARD_0]", "[PERSON_01]", "[PHONE_1]",
        "[PERSON_1", "PERSON_1", "", "[_1]", "[PERSON_1.1]"}) {
    EXPECT_FALSE(vault.value_of(token, kTalk)) << token;
  }
  EXPECT_FALSE(vault.value_of("[PERSON_1]", {.tenant = "other", .conversation = "c1"}));
}

TEST(TokenVault, IsReadUnderItsKeyAloneAndCountsOn) {
  TokenVault vault;
  vault.token_for("Zoë \"q\"", "person", kTalk);
  const ByteVector sealed = vault.seal(kKey);
  EXPECT_EQ(as_text(sealed).find("Zo"), std::string_view::npos);
  auto read = TokenVault::open(kKey, sealed);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read->value_of("[PERSON_1]", kTalk), "Zoë \"q\"");
  EXPECT_EQ(read->token_for("Ann", "person", kTalk), "[PERSON_2]");
  EXPECT_EQ(read->token_for("Zoë \"q\"", "person", kTalk), "[PERSON_1]");
  EXPECT_FALSE(TokenVault::open(kOther, sealed));
  for (std::size_t i = 0; i < sealed.size(); i += 7) {
    ByteVector changed = sealed;
    changed[i] ^= std::byte{1};
    EXPECT_FALSE(TokenVault::open(kKey, changed));
  }
  EXPECT_FALSE(TokenVault::open(kKey, {}));
}

TEST(TokenVault, FindsItsTokensInText) {
  const std::string text = "[PERSON_1] and [PERSON_1.2], [person_1] [PERSON_] [A_B_12]x";
  const auto places = find_numbered_tokens(text);
  ASSERT_EQ(places.size(), 3U);
  EXPECT_EQ(text.substr(places[2].begin, places[2].end - places[2].begin), "[A_B_12]");
}

}  // namespace
}  // namespace holdfast::protect
