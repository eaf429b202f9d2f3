#include "channels/presidio/anonymize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "engine/detect/detector.h"

namespace holdfast::presidio {
namespace {

using testing::HasSubstr;

const EntityNames& names() {
  static const EntityNames names(*detect::Detector::load_embedded());
  return names;
}

const protect::Surrogates& surrogates() {
  static const protect::Surrogates surrogates(*detect::Detector::load_embedded());
  return surrogates;
}

using Call = Outcome<std::string> (*)(const JsonDocument&, const Known&, Random&);

std::string call(Call what, const std::string& body) {
  SeededRandom random(1);
  const auto parsed = JsonDocument::parse(body);
  if (!parsed) return "not JSON";
  const auto done = what(*parsed, {names(), surrogates()}, random);
  return done ? *done : std::to_string(done.error().status) + " " + done.error().error;
}

std::string anonymized(const std::string& text, const std::string& operators,
                       const std::string& results) {
  return call(anonymize, R"({"text": ")" + text + R"(", "anonymizers": {)" + operators +
                             R"(}, "analyzer_results": [)" + results + "]}");
}

std::string result(int start, int end, const std::string& entity,
                   const std::string& score = "0.8") {
  return R"({"start": )" + std::to_string(start) + R"(, "end": )" + std::to_string(end) +
         R"(, "score": )" + score + R"(, "entity_type": ")" + entity + "\"}";
}

const std::string kJane = "hello world, my name is Jane Doe. My number is: 034453334";

TEST(Anonymize, ReplacesByTypeUnlessTold) {
  EXPECT_EQ(anonymized(kJane, "", result(24, 32, "NAME")),
            R"({"text":"hello world, my name is <NAME>. My number is: 034453334","items":[)"
            R"({"start":24,"end":30,"entity_type":"NAME","text":"<NAME>","operator":"replace"}]})");
}

TEST(Anonymize, ItemsGoFromTheEndAndOffsetsAreCodePoints) {
  EXPECT_EQ(
      anonymized(
          "ü😀 Zoë, 0344",
          R"("P": {"type": "replace", "new_value": "Ä"}, "N": {"type": "mask", "masking_char": "•", "chars_to_mask": 3, "from_end": true})",
          result(3, 6, "P") + "," + result(8, 12, "N")),
      R"({"text":"ü😀 Ä, 0•••","items":[)"
      R"({"start":6,"end":10,"entity_type":"N","text":"0•••","operator":"mask"},)"
      R"({"start":3,"end":4,"entity_type":"P","text":"Ä","operator":"replace"}]})");
}

TEST(Anonymize, OverlapsLeaveNoFragment) {
  const std::string text = "I'm George Washington Square Park";
  EXPECT_THAT(anonymized(text, "", result(4, 21, "NAME") + "," + result(11, 33, "LOCATION")),
              HasSubstr(R"("text":"I'm <NAME><LOCATION>")"));
  EXPECT_THAT(anonymized(text, "", result(4, 10, "NAME") + "," + result(4, 21, "NAME")),
              HasSubstr(R"("text":"I'm <NAME> Square Park")"));
}

TEST(Anonymize, TwoPiecesOfOneNameBecomeOne) {
  EXPECT_THAT(anonymized("Ann  Lee!", "", result(0, 3, "P") + "," + result(5, 8, "P")),
              HasSubstr(R"("text":"<P>!")"));
}

// DESIGN.md: of card codes, PINs and passwords nothing derived leaves.
TEST(Anonymize, SecretsAreReplacedWhateverWasAsked) {
  for (const char* what :
       {R"({"type": "hash"})", R"({"type": "encrypt", "key": "1111111111111111"})",
        R"({"type": "mask", "masking_char": "*", "chars_to_mask": 2, "from_end": false})"}) {
    EXPECT_THAT(
        anonymized("cvv 987", R"("CARD_CVV": )" + std::string(what), result(4, 7, "CARD_CVV")),
        HasSubstr(R"("text":"<CARD_CVV>","operator":"replace")"));
  }
}

TEST(Anonymize, HashesAreThoseOfPython) {
  EXPECT_THAT(anonymized("abc", R"("X": {"type": "hash"})", result(0, 3, "X")),
              HasSubstr("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  EXPECT_THAT(anonymized("bc", R"("X": {"type": "hash", "salt": "a"})", result(0, 2, "X")),
              HasSubstr("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

TEST(Anonymize, RefusesInPresidiosWords) {
  const std::string one = result(0, 3, "X");
  EXPECT_EQ(call(anonymize, "{}"), "400 Invalid request json");
  EXPECT_EQ(call(anonymize, "[]"), "400 Invalid request json");
  EXPECT_EQ(call(anonymize, R"({"text": "abc"})"),
            "422 Invalid input, request must contain analyzer results");
  EXPECT_EQ(anonymized("abc", R"("X": {"type": "custom"})", one),
            "400 Custom type anonymizer is not supported");
  EXPECT_EQ(anonymized("abc", R"("X": {"type": "melt"})", one),
            "422 Invalid operator class 'melt'.");
  EXPECT_EQ(anonymized("abc", R"("X": {})", one),
            "422 Invalid input, operator config must contain operator_name");
  EXPECT_EQ(anonymized("abc", R"("X": {"type": "mask"})", one),
            "422 Expected parameter masking_char");
  EXPECT_EQ(
      anonymized("abc", R"("X": {"type": "mask", "masking_char": "**", "chars_to_mask": 1})", one),
      "422 Invalid input, masking_char must be a character");
  EXPECT_EQ(
      anonymized("abc", R"("X": {"type": "mask", "masking_char": "*", "chars_to_mask": "1"})", one),
      "422 Invalid parameter value for chars_to_mask. Expecting 'number', but got 'string'.");
  EXPECT_EQ(anonymized("abc", R"("X": {"type": "hash", "hash_type": "md5"})", one),
            "422 Parameter hash_type value md5 is not in range of values ['sha256', 'sha512']");
  EXPECT_EQ(anonymized("abc", R"("X": {"type": "encrypt", "key": "short"})", one),
            "422 Invalid input, key must be of length 128, 192 or 256 bits");
  EXPECT_EQ(anonymized("abc", "", result(2, 1, "X")),
            "422 Invalid input, start index '2' must be smaller than end index '1'");
  EXPECT_EQ(anonymized("abc", "", result(-1, 1, "X")),
            "422 Invalid input, result start and end must be positive");
  EXPECT_EQ(anonymized("äöü", "", result(0, 4, "X")),
            "422 Invalid analyzer result, start: 0 and end: 4, while text length is only 3.");
  EXPECT_EQ(anonymized("abc", "", R"({"start": 0, "end": 1, "entity_type": "X"})"),
            "422 Invalid input, analyzer result must contain score");
  EXPECT_EQ(anonymized("abc", "", R"({"end": 1, "entity_type": "X", "score": 1})"),
            "422 Invalid input, result must contain start");
}

// A long text put in many places.
TEST(Anonymize, AnswersAreBounded) {
  const std::string text(2000, 'x');
  std::string results;
  for (int i = 0; i < 2000; ++i) {
    results += (i == 0 ? "" : ",") + result(i, i + 1, "X" + std::to_string(i));
  }
  const std::string large =
      R"("DEFAULT": {"type": "replace", "new_value": ")" + std::string(100'000, 'y') + "\"}";
  EXPECT_EQ(anonymized(text, large, results), "413 the answer would be too large");
}

// What is never used may be wrong, as with Presidio.
TEST(Anonymize, AnOperatorIsCheckedWhenItIsNeeded) {
  EXPECT_THAT(anonymized("abc", R"("Y": {"type": "mask"})", result(0, 3, "X")), HasSubstr("<X>"));
}

TEST(Deanonymize, TakesBackWhatPresidioEncrypted) {
  EXPECT_EQ(call(deanonymize,
                 R"({"text": "e6HnOMnIxbd4a8Qea44LshQDnjvxwzBIaAz+YqHNnMW2mC5r3AWoay8Spsoajyyy",
      "deanonymizers": {"NUMBER": {"type": "decrypt", "key": "1111111111111111"}},
      "anonymizer_results": [{"start": 0, "end": 64, "entity_type": "NUMBER"}]})"),
            R"({"text":"text_for_encryption","items":[{"start":0,"end":19,"entity_type":"NUMBER",)"
            R"("text":"text_for_encryption","operator":"decrypt"}]})");
}

std::string text_of(const std::string& answer) {
  const auto parsed = JsonDocument::parse(answer);
  auto object = parsed ? parsed->object() : Result<ObjectReader>(parsed.error());
  const auto text =
      object ? object->required_string("text") : Result<std::string_view>(object.error());
  return text ? std::string(*text) : answer;
}

// Operators that Presidio has not, each with what takes it back.
TEST(Deanonymize, TakesBackOurOwnOperators) {
  const std::string scope = R"(, "key": "sixteen letters!", "tenant": "acme", "subject": "jo"})";
  const struct {
    std::string value, entity, there, back;
  } cases[] = {
      {"4111 1111 1111 1111", "CREDIT_CARD", "token", "open_token"},
      {"4111 1111 1111 1111", "CREDIT_CARD", "encrypt_format", "decrypt_format"},
      {"Zo\u00eb M.", "PERSON", "encrypt_deterministic", "decrypt_deterministic"},
      {"29.02.2020", "DATE_TIME", "shift_date", "unshift_date"},
  };
  for (const auto& [value, entity, there, back] : cases) {
    const std::string plain = text_of(R"({"text": ")" + value + "\"}");
    const int length = static_cast<int>(plain.size()) - (plain[0] == 'Z' ? 1 : 0);
    const std::string hidden = text_of(anonymized(
        value, R"("DEFAULT": {"type": ")" + there + "\"" + scope, result(0, length, entity)));
    EXPECT_NE(hidden, plain) << there;
    const auto taken_back = [&](const std::string& with) {
      return text_of(call(
          deanonymize, R"({"text": ")" + hidden + R"(", "deanonymizers": {"DEFAULT": {"type": ")" +
                           back + "\"" + with + R"(}, "anonymizer_results": [)" +
                           result(0, static_cast<int>(hidden.size()), entity) + "]}"));
    };
    EXPECT_EQ(taken_back(scope), plain) << there;
    EXPECT_NE(taken_back(R"(, "key": "sixteen letters?", "tenant": "acme", "subject": "jo"})"),
              plain)
        << there;
  }
}

TEST(Anonymize, SurrogatesAreOfTheEntitysTypeAndKeepNothingOfSecrets) {
  const std::string surrogate = R"("DEFAULT": {"type": "surrogate", "key": "sixteen letters!"})";
  const std::string card =
      text_of(anonymized("4111 1111 1111 1111", surrogate, result(0, 19, "CREDIT_CARD")));
  EXPECT_THAT(card, testing::MatchesRegex("4242 42[0-9]{2} [0-9]{4} [0-9]{4}"));
  EXPECT_EQ(text_of(anonymized("4111", surrogate, result(0, 4, "PIN"))), "<PIN>");
  EXPECT_EQ(anonymized("x", R"("X": {"type": "token", "key": "short"})", result(0, 1, "X")),
            "422 Invalid input, key must have 16 characters or more");
  EXPECT_EQ(anonymized("x", R"("X": {"type": "shift_date", "key": "sixteen letters!"})",
                       result(0, 1, "X")),
            "422 Invalid input, no date can be read in the order of day and month that was said");
  EXPECT_EQ(anonymized("x", R"("X": {"type": "shift_date", "key": "sixteen letters!", "days": 0})",
                       result(0, 1, "X")),
            "422 Invalid input, days must be from 1 (with keeps_weekday 7) to 3650");
}

// What one claim's mask would leave is another claim's value.
TEST(Anonymize, AMaskLeavesNothingOfWhatAnotherClaims) {
  EXPECT_EQ(
      text_of(anonymized(
          "abcdefghijkl",
          R"("A": {"type": "mask", "masking_char": "*", "chars_to_mask": 2}, "B": {"type": "redact"})",
          result(0, 8, "A") + "," + result(5, 12, "B"))),
      "********");
}

TEST(Deanonymize, RefusesWithoutShowingAnything) {
  const auto with = [](const std::string& operators) {
    return call(deanonymize,
                R"({"text": "ABCD", "deanonymizers": {)" + operators +
                    R"(}, "anonymizer_results": [{"start": 0, "end": 4, "entity_type": "X"}]})");
  };
  EXPECT_EQ(with(R"("X": {"type": "decrypt", "key": "1111111111111111"})"),
            "422 Invalid input, the ciphertext cannot be read with this key");
  EXPECT_EQ(with(R"("X": {"type": "decrypt", "key": "1"})"),
            "422 Invalid input, key must be of length 128, 192 or 256 bits");
  EXPECT_EQ(with(R"("X": {"type": "mask"})"), "422 Invalid operator class 'mask'.");
  EXPECT_THAT(with(R"("X": {"type": "deanonymize_keep"})"),
              HasSubstr(R"("text":"ABCD","items":[{)"));
  EXPECT_THAT(with(""), HasSubstr("422 "));
  EXPECT_EQ(call(deanonymize, R"({"text": "ABCD"})"), R"({"text":"ABCD","items":[]})");
  EXPECT_EQ(call(deanonymize, R"({"key": "1111111111111111"})"), R"({"text":"","items":[]})");
}

}  // namespace
}  // namespace holdfast::presidio
