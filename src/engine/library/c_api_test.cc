#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/unicode_digits.h"
#include "base/utf8.h"
#include "engine/library/holdfast.h"

namespace {

class CApi : public testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_EQ(holdfast_engine_create(&engine), HOLDFAST_OK); }
  static void TearDownTestSuite() { holdfast_engine_destroy(engine); }

  static std::vector<std::string> types_in(std::string_view text,
                                           const holdfast_options* options = nullptr) {
    holdfast_finding* findings = nullptr;
    std::size_t count = 0;
    EXPECT_EQ(holdfast_scan(engine, text.data(), text.size(), options, &findings, &count),
              HOLDFAST_OK);
    std::vector<std::string> types;
    for (std::size_t i = 0; i < count; ++i) types.emplace_back(findings[i].type);
    holdfast_findings_free(findings);
    return types;
  }

  static std::string redacted(std::string_view text, const holdfast_redaction* redaction) {
    char* safe = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(holdfast_redact(engine, text.data(), text.size(), nullptr, redaction, &safe, &size),
              HOLDFAST_OK);
    std::string copy(safe, size);
    EXPECT_EQ(safe[size], '\0');
    holdfast_text_free(safe);
    return copy;
  }

  static holdfast_engine* engine;
};

holdfast_engine* CApi::engine = nullptr;

// A mask that takes for a separator what detection reads as a digit leaves it readable: ④①①①.
TEST_F(CApi, DigitsOfEveryFormAreFoundAndMasked) {
  const holdfast_redaction mask{.method = HOLDFAST_MASK, .keep_last = 0};
  int forms = 0;
  for (char32_t c = 0x80; c <= 0x10FFFF; ++c) {
    if (holdfast::digit_value(c) != 1) continue;
    ++forms;
    std::string text = "my card is 4";
    for (int i = 0; i < 15; ++i) holdfast::append_utf8(text, c);
    EXPECT_EQ(redacted(text, &mask), "my card is ****************") << text;
  }
  EXPECT_GT(forms, 60);
}

TEST_F(CApi, FindsWithPlacesInBytes) {
  const std::string_view text = "né: 4111 1111 1111 1111";
  holdfast_finding* findings = nullptr;
  std::size_t count = 0;
  ASSERT_EQ(holdfast_scan(engine, text.data(), text.size(), nullptr, &findings, &count),
            HOLDFAST_OK);
  ASSERT_EQ(count, 1U);
  EXPECT_STREQ(findings[0].type, "payment_card");
  EXPECT_EQ(findings[0].begin, 5U);
  EXPECT_EQ(findings[0].end, text.size());
  EXPECT_GE(findings[0].confidence, 0.5F);
  holdfast_findings_free(findings);
}

TEST_F(CApi, AFindingSaysWhy) {
  const std::string_view text = "my card is 4111 1111 1111 1111, mail jo@example.org";
  holdfast_finding* findings = nullptr;
  std::size_t count = 0;
  ASSERT_EQ(holdfast_scan(engine, text.data(), text.size(), nullptr, &findings, &count),
            HOLDFAST_OK);
  ASSERT_EQ(count, 2U);
  bool is_checked = false;
  for (std::size_t i = 0; i < holdfast_finding_evidence_count(findings, 0); ++i) {
    holdfast_evidence evidence{};
    ASSERT_EQ(holdfast_finding_evidence(findings, 0, i, &evidence), HOLDFAST_OK);
    is_checked |= std::string_view(evidence.kind) == "check" && evidence.weight > 0;
    EXPECT_EQ(std::string_view(evidence.what).find("4111"), std::string_view::npos);
  }
  EXPECT_TRUE(is_checked);
  EXPECT_GT(holdfast_finding_evidence_count(findings, 1), 0U);
  holdfast_findings_free(findings);
}

TEST_F(CApi, EvidenceThatIsNotThereIsRefused) {
  holdfast_evidence evidence{};
  EXPECT_EQ(holdfast_finding_evidence_count(nullptr, 0), 0U);
  EXPECT_EQ(holdfast_finding_evidence(nullptr, 0, 0, &evidence), HOLDFAST_INVALID_INPUT);
  holdfast_finding* findings = nullptr;
  std::size_t count = 0;
  ASSERT_EQ(holdfast_scan(engine, "a@example.org", 13, nullptr, &findings, &count), HOLDFAST_OK);
  ASSERT_EQ(count, 1U);
  EXPECT_EQ(holdfast_finding_evidence_count(findings, 1), 0U);
  const std::size_t last = holdfast_finding_evidence_count(findings, 0);
  EXPECT_EQ(holdfast_finding_evidence(findings, 0, last, &evidence), HOLDFAST_INVALID_INPUT);
  EXPECT_EQ(holdfast_finding_evidence(findings, 0, 0, nullptr), HOLDFAST_INVALID_INPUT);
  holdfast_findings_free(findings);
}

TEST_F(CApi, NothingFoundIsNoError) {
  holdfast_finding* findings = reinterpret_cast<holdfast_finding*>(0x1);
  std::size_t count = 7;
  ASSERT_EQ(holdfast_scan(engine, "hello", 5, nullptr, &findings, &count), HOLDFAST_OK);
  EXPECT_EQ(findings, nullptr);
  EXPECT_EQ(count, 0U);
  EXPECT_EQ(holdfast_scan(engine, nullptr, 0, nullptr, &findings, &count), HOLDFAST_OK);
}

TEST_F(CApi, OnlyTheTypesAskedForAreReported) {
  const char* const wanted[] = {"email"};
  const holdfast_options options{.confidence_min = 0, .types = wanted, .type_count = 1};
  EXPECT_EQ(types_in("4111 1111 1111 1111 or ann@example.com", &options),
            std::vector<std::string>{"email"});
}

TEST_F(CApi, EachMethodMakesSafe) {
  const std::string text = "card 4111 1111 1111 1111 cvv 987.";
  EXPECT_EQ(redacted(text, nullptr), "card **** **** **** 1111 cvv [card_cvv].");
  const holdfast_redaction replace{
      .method = HOLDFAST_REPLACE, .keep_last = 0, .mask_char = 0, .key = nullptr, .key_size = 0};
  EXPECT_EQ(redacted(text, &replace), "card [payment_card] cvv [card_cvv].");
  const holdfast_redaction black{
      .method = HOLDFAST_REDACT, .keep_last = 0, .mask_char = 0, .key = nullptr, .key_size = 0};
  EXPECT_EQ(redacted(text, &black), "card █████ cvv [card_cvv].");
  const std::string key = "sixteen bytes or more";
  const holdfast_redaction hash{.method = HOLDFAST_HASH,
                                .keep_last = 0,
                                .mask_char = 0,
                                .key = key.data(),
                                .key_size = key.size()};
  EXPECT_EQ(redacted(text, &hash).find("4111"), std::string::npos);
  EXPECT_EQ(redacted("card 4111-1111-1111-1111 cvv 987.", &hash), redacted(text, &hash));
}

// What a caller gets wrong is told in words that say what to change, and nothing is given out.
TEST_F(CApi, WrongCallsAreRefusedWithAReason) {
  char* safe = reinterpret_cast<char*>(0x1);
  const holdfast_redaction no_key{
      .method = HOLDFAST_HASH, .keep_last = 0, .mask_char = 0, .key = nullptr, .key_size = 0};
  EXPECT_EQ(holdfast_redact(engine, "x", 1, nullptr, &no_key, &safe, nullptr),
            HOLDFAST_INVALID_INPUT);
  EXPECT_EQ(safe, nullptr);
  EXPECT_NE(std::string_view(holdfast_error()).find("key"), std::string_view::npos);

  holdfast_redaction unknown = no_key;
  unknown.method = 4;
  EXPECT_EQ(holdfast_redact(engine, "x", 1, nullptr, &unknown, &safe, nullptr),
            HOLDFAST_INVALID_INPUT);

  holdfast_finding* findings = nullptr;
  std::size_t count = 0;
  EXPECT_EQ(holdfast_scan(nullptr, "x", 1, nullptr, &findings, &count), HOLDFAST_INVALID_INPUT);
  EXPECT_EQ(holdfast_scan(engine, nullptr, 1, nullptr, &findings, &count), HOLDFAST_INVALID_INPUT);
  EXPECT_EQ(holdfast_scan(engine, "x", std::size_t{1} << 31, nullptr, &findings, &count),
            HOLDFAST_LIMIT_EXCEEDED);
  const char* const wrong[] = {"payment_cards"};
  const holdfast_options options{.confidence_min = 0, .types = wrong, .type_count = 1};
  EXPECT_EQ(holdfast_scan(engine, "x", 1, &options, &findings, &count), HOLDFAST_INVALID_INPUT);
  const holdfast_options nan{.confidence_min = std::nanf(""), .types = nullptr, .type_count = 0};
  EXPECT_EQ(holdfast_scan(engine, "x", 1, &nan, &findings, &count), HOLDFAST_INVALID_INPUT);
  EXPECT_EQ(holdfast_engine_create(nullptr), HOLDFAST_INVALID_INPUT);
  holdfast_type type;
  EXPECT_EQ(holdfast_type_at(engine, holdfast_type_count(engine), &type), HOLDFAST_INVALID_INPUT);
}

TEST_F(CApi, FreeingNothingIsAllowed) {
  holdfast_engine_destroy(nullptr);
  holdfast_findings_free(nullptr);
  holdfast_text_free(nullptr);
  holdfast_conversation_destroy(nullptr);
}

TEST_F(CApi, ListsItsTypes) {
  ASSERT_GE(holdfast_type_count(engine), 60U);
  bool has_cvv = false;
  for (std::size_t i = 0; i < holdfast_type_count(engine); ++i) {
    holdfast_type type;
    ASSERT_EQ(holdfast_type_at(engine, i, &type), HOLDFAST_OK);
    EXPECT_GE(type.sensitivity, 1);
    if (std::string_view(type.name) != "card_cvv") continue;
    has_cvv = true;
    EXPECT_STREQ(type.category, "payment");
    EXPECT_EQ(type.keeps_nothing_derived, 1);
  }
  EXPECT_TRUE(has_cvv);
  EXPECT_EQ(std::string_view(holdfast_rules_digest(engine)).size(), 64U);
  EXPECT_STREQ(holdfast_version(), HOLDFAST_EXPECTED_VERSION);
}

TEST_F(CApi, AQuestionExplainsItsAnswer) {
  holdfast_conversation* conversation = nullptr;
  ASSERT_EQ(holdfast_conversation_create(&conversation), HOLDFAST_OK);
  holdfast_finding* findings = nullptr;
  std::size_t count = 0;
  const std::string_view question = "And the three digits on the back?";
  ASSERT_EQ(holdfast_conversation_observe(conversation, engine, HOLDFAST_AGENT, question.data(),
                                          question.size(), nullptr, &findings, &count),
            HOLDFAST_OK);
  holdfast_findings_free(findings);
  ASSERT_EQ(holdfast_conversation_observe(conversation, engine, HOLDFAST_CUSTOMER, "987", 3,
                                          nullptr, &findings, &count),
            HOLDFAST_OK);
  ASSERT_EQ(count, 1U);
  EXPECT_STREQ(findings[0].type, "card_cvv");
  EXPECT_EQ(findings[0].message, 1U);
  holdfast_findings_free(findings);
  holdfast_conversation_destroy(conversation);
}

TEST_F(CApi, OneEngineServesManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 50; ++round) {
        EXPECT_EQ(types_in("card 4111 1111 1111 1111"), std::vector<std::string>{"payment_card"});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
