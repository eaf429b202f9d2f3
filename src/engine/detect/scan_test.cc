#include "engine/detect/scan.h"

#include <random>
#include <string>

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "engine/detect/fold.h"
#include "engine/detect/mask_words.h"
#include "engine/detect/word_filter.h"

namespace holdfast::detect {
namespace {

// Runs `check` with each of the processor's vector targets in turn.
template <typename Check>
void with_each_target(Check check) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    check();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

std::string random_bytes(std::mt19937& random, std::size_t size) {
  std::string text(size, '\0');
  for (char& c : text) {
    c = random() % 4 == 0 ? static_cast<char>(random() % 256) : "a1Z .@:-_!\n"[random() % 11];
  }
  return text;
}

TEST(Scan, EveryTargetAgreesWithANaiveScan) {
  std::mt19937 random(3);
  with_each_target([&] {
    Masks masks;
    for (std::size_t size = 0; size < 300; ++size) {
      const std::string text = random_bytes(random, size);
      scan_masks(text, masks);
      for (std::uint32_t i = 0; i < size; ++i) {
        const char c = text[i];
        ASSERT_EQ(bit_at(masks.digit, i), is_digit(c)) << size << ":" << i;
        ASSERT_EQ(bit_at(masks.letter, i), class_of(c) == CharClass::Letter);
        ASSERT_EQ(bit_at(masks.token, i), is_alnum(c) || c == '_' || c == '-');
        ASSERT_EQ(bit_at(masks.event, i), c == '@' || c == '.' || c == ':');
        ASSERT_EQ(bit_at(masks.capital, i), c >= 'A' && c <= 'Z');
        ASSERT_EQ(bit_at(masks.stop, i), c == '.' || c == '!' || c == '?' || c == '\n');
      }
      // Nothing is left of a longer text before.
      for (std::size_t i = size; i < masks.digit.size() * 64 && i < size + 64; ++i) {
        ASSERT_FALSE(bit_at(masks.digit, static_cast<std::uint32_t>(i)));
      }
    }
  });
}

TEST(Scan, FindSpecialAgreesWithANaiveSearch) {
  std::mt19937 random(4);
  with_each_target([&] {
    for (std::size_t size = 0; size < 200; ++size) {
      std::string text(size, 'x');
      if (size > 0 && random() % 3 != 0) text[random() % size] = random() % 2 == 0 ? '&' : '\xC2';
      std::size_t expected = 0;
      while (expected < size && text[expected] == 'x') ++expected;
      ASSERT_EQ(find_special(text, 0), expected);
    }
  });
}

// The filter may let other words pass, but never lose one.
TEST(WordFilter, NeverMissesAPhrase) {
  WordFilter filter;
  filter.add("número", "");
  filter.add("passwort", "");
  filter.add("date", "of");
  filter.add("straße", "");
  std::mt19937 random(6);
  static constexpr std::string_view kNoise[] = {"a",    "the ", "hello", " 12",
                                                "über", "-",    ". ",    "x9"};
  static constexpr std::string_view kWanted[] = {"numero",   "NÚMERO",   "Número",
                                                 "passwort", "PASSWORT", "date of",
                                                 "Date-of",  "straße",   "STRASSE"};
  with_each_target([&] {
    Masks masks;
    for (int round = 0; round < 2000; ++round) {
      std::string text;
      for (std::size_t i = random() % 60; i > 0; --i) text += kNoise[random() % std::size(kNoise)];
      text += ' ';
      const auto place = static_cast<std::uint32_t>(text.size());
      text += kWanted[random() % std::size(kWanted)];
      if (random() % 2 == 0) text += " and so on";
      scan_masks(text, masks);
      std::vector<std::uint32_t> begins;
      begins.resize(filter.find(text, masks, begins));
      ASSERT_NE(std::find(begins.begin(), begins.end(), place), begins.end()) << text;
      ASSERT_TRUE(std::is_sorted(begins.begin(), begins.end()));
    }
  });
}

TEST(WordHash, FoldsCaseAndAccents) {
  EXPECT_EQ(word_hash("Contraseña"), word_hash("CONTRASENA"));
  EXPECT_EQ(word_hash("GEBURTSDATUM"), word_hash("geburtsdatum"));
  EXPECT_EQ(word_hash("Straße"), word_hash("strasse"));
  EXPECT_EQ(word_hash("ПАРОЛЬ"), word_hash("пароль"));
  EXPECT_NE(word_hash("card"), word_hash("cards"));
  EXPECT_EQ(word_hash(""), 0U);
  EXPECT_EQ(word_hash(std::string(kWordBytesMax + 1, 'a')), 0U);
}

// A word is hashed alike wherever it stands, also at the very end of a text.
TEST(WordHash, DoesNotDependOnWhatStandsAround) {
  for (std::size_t size = 1; size <= 20; ++size) {
    const std::string word(size, 'k');
    const std::string text = "xx" + word + "yyyyyyyyyyyy";
    EXPECT_EQ(word_hash(word), word_hash_in(text, 2, 2 + size)) << size;
  }
}

}  // namespace
}  // namespace holdfast::detect
