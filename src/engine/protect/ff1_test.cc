#include "engine/protect/ff1.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/bytes.h"

namespace holdfast::protect {
namespace {

const std::string kKey128 = "2B7E151628AED2A6ABF7158809CF4F3C";
const std::string kKey192 = kKey128 + "EF4359D8D580AA4F";
const std::string kKey256 = kKey192 + "7F036D6F04FC6A94";
const std::string kTweak = "39383736353433323130";
const std::string kTweak36 = "3737373770717273373737";

struct Sample {
  std::string key, tweak;
  std::uint32_t radix;
  std::string plain, secret;
};

// NIST, "Examples with Intermediate Values", FF1samples.pdf, 1 to 9.
const Sample kSamples[] = {
    {kKey128, "", 10, "0123456789", "2433477484"},
    {kKey128, kTweak, 10, "0123456789", "6124200773"},
    {kKey128, kTweak36, 36, "0123456789abcdefghi", "a9tv40mll9kdu509eum"},
    {kKey192, "", 10, "0123456789", "2830668132"},
    {kKey192, kTweak, 10, "0123456789", "2496655549"},
    {kKey192, kTweak36, 36, "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"},
    {kKey256, "", 10, "0123456789", "6657667009"},
    {kKey256, kTweak, 10, "0123456789", "1001623463"},
    {kKey256, kTweak36, 36, "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"},
};

constexpr std::string_view kSymbols = "0123456789abcdefghijklmnopqrstuvwxyz";

Numerals numerals(std::string_view text) {
  Numerals out;
  for (const char c : text) out.push_back(static_cast<std::uint16_t>(kSymbols.find(c)));
  return out;
}

std::string text(const Numerals& numerals) {
  std::string out;
  for (const std::uint16_t numeral : numerals) out.push_back(kSymbols[numeral]);
  return out;
}

TEST(Ff1, AgreesWithNistsSamples) {
  for (const Sample& sample : kSamples) {
    const ByteVector key = *from_hex(sample.key);
    const ByteVector tweak = *from_hex(sample.tweak);
    const Ff1Setting setting{.key = key, .tweak = tweak, .radix = sample.radix};
    EXPECT_EQ(text(*encrypt_ff1(setting, numerals(sample.plain))), sample.secret);
    EXPECT_EQ(text(*decrypt_ff1(setting, numerals(sample.secret))), sample.plain);
  }
}

TEST(Ff1, EveryLengthAndRadixComesBack) {
  const std::string key(32, 'k');
  for (const std::uint32_t radix : {2U, 3U, 10U, 36U, 62U, 256U, 65536U}) {
    for (std::size_t length : {2, 3, 7, 20, 21, 57, 300}) {
      Numerals plain(length);
      for (std::size_t i = 0; i < length; ++i) {
        plain[i] = static_cast<std::uint16_t>((i * 7919 + length) % radix);
      }
      const Ff1Setting setting{.key = as_bytes(key), .tweak = as_bytes("t"), .radix = radix};
      const auto secret = encrypt_ff1(setting, plain);
      if (!secret) continue;  // too few values: checked below
      EXPECT_NE(*secret, plain);
      EXPECT_EQ(*decrypt_ff1(setting, *secret), plain) << radix << " " << length;
    }
  }
}

TEST(Ff1, RefusesWhatCouldBeTried) {
  const std::string key(16, 'k');
  const auto encrypts = [&](std::uint32_t radix, std::size_t length) {
    const Ff1Setting setting{.key = as_bytes(key), .tweak = {}, .radix = radix};
    return static_cast<bool>(encrypt_ff1(setting, Numerals(length)));
  };
  EXPECT_FALSE(encrypts(10, 5));
  EXPECT_TRUE(encrypts(10, 6));
  EXPECT_FALSE(encrypts(2, 19));
  EXPECT_TRUE(encrypts(2, 20));
  EXPECT_FALSE(encrypts(65536, 1));
  EXPECT_TRUE(encrypts(65536, 2));
  EXPECT_FALSE(encrypts(10, 0));
  EXPECT_TRUE(encrypts(10, kNumeralsMax));
  EXPECT_FALSE(encrypts(10, kNumeralsMax + 1));
}

TEST(Ff1, RefusesNumeralsBeyondTheRadix) {
  const std::string key(16, 'k');
  const Ff1Setting setting{.key = as_bytes(key), .tweak = {}, .radix = 10};
  EXPECT_FALSE(encrypt_ff1(setting, numerals("012345678a")));
}

TEST(Format, SeparatorsAndLengthStay) {
  const std::string key(32, 'k');
  const Bytes tweak = as_bytes("payment_card");
  const std::string card = "4111 1111-1111\u00A01111";
  const auto secret = encrypt_format(card, as_bytes(key), tweak, Alphabet::Digits);
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->size(), card.size());
  EXPECT_NE(*secret, card);
  for (std::size_t i = 0; i < card.size(); ++i) {
    const bool is_digit = card[i] >= '0' && card[i] <= '9';
    const bool stays_digit = (*secret)[i] >= '0' && (*secret)[i] <= '9';
    EXPECT_EQ(is_digit, stays_digit);
    if (!is_digit) {
      EXPECT_EQ((*secret)[i], card[i]);
    }
  }
  EXPECT_EQ(*decrypt_format(*secret, as_bytes(key), tweak, Alphabet::Digits), card);
}

TEST(Format, LettersAreEncryptedWhereTheAlphabetHasThem) {
  const std::string key(16, 'k');
  const std::string iban = "DE89 3704 0044 0532 0130 00";
  for (const Alphabet alphabet : {Alphabet::UpperAlnum, Alphabet::Alnum}) {
    const auto secret = encrypt_format(iban, as_bytes(key), {}, alphabet);
    ASSERT_TRUE(secret);
    EXPECT_EQ((*secret)[4], ' ');
    EXPECT_EQ(*decrypt_format(*secret, as_bytes(key), {}, alphabet), iban);
  }
}

TEST(Format, AnotherTweakGivesAnotherNumber) {
  const std::string key(16, 'k');
  std::set<std::string> seen;
  for (const char* tweak : {"", "us_ssn", "us_itin", "phone"}) {
    seen.insert(*encrypt_format("536-90-4399", as_bytes(key), as_bytes(tweak), Alphabet::Digits));
  }
  EXPECT_EQ(seen.size(), 4U);
}

TEST(Format, TooShortIsRefused) {
  const std::string key(16, 'k');
  EXPECT_FALSE(encrypt_format("123-45", as_bytes(key), {}, Alphabet::Digits));
  EXPECT_FALSE(encrypt_format("no digits at all", as_bytes(key), {}, Alphabet::Digits));
}

}  // namespace
}  // namespace holdfast::protect
