// Rules without a check digit: ranges, registries, calendars and shapes; and what holds for all.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "base/utf8.h"
#include "engine/detect/validators/bank_registry.h"
#include "engine/detect/validators/registry.h"

namespace holdfast::detect {
namespace {

using Outcome = Check::Outcome;

struct Sample {
  std::string_view validator;
  std::string_view value;
  Outcome outcome;
};

void expect_all(std::initializer_list<Sample> samples) {
  for (const Sample& sample : samples) {
    const Validator run = find_validator(sample.validator);
    ASSERT_NE(run, nullptr) << sample.validator;
    EXPECT_EQ(run(sample.value), sample.outcome) << sample.validator << " " << sample.value;
  }
}

TEST(Cards, AnIssuerMustLiveInTheRange) {
  expect_all({{"payment_card", "4000000000000002", Outcome::Strong},
              {"payment_card", "9111111111111111", Outcome::Fail},  // no issuer, Luhn or not
              {"payment_card", "0000000000000000", Outcome::Fail},
              {"payment_card", "2720990000000007", Outcome::Strong},  // last of the 2-series
              {"payment_card", "2721000000000004", Outcome::Fail},
              {"payment_card", "37828224631000", Outcome::Fail},  // American Express of 14
              {"payment_card", "55555555555544", Outcome::Fail}});
}

TEST(Cards, AStripeHoldsCardExpiryAndMore) {
  expect_all({{"card_track", "%B4111111111111111^DOE/JOHN^29121010000000000", Outcome::Strong},
              {"card_track", ";4111111111111111=29121010000000000", Outcome::Strong},
              {"card_track", ";4111111111111112=29121010000000000", Outcome::Fail},
              {"card_track", ";4111111111111111=29131010000000000", Outcome::Fail},  // month 13
              {"card_track", "%B4111111111111111", Outcome::Fail}});
}

TEST(Cards, ACuedNumberMayHaveAMistypedDigit) {
  expect_all({{"payment_card_cued", "4111111111111111", Outcome::Strong},
              {"payment_card_cued", "4111111111111112", Outcome::Pass},
              {"payment_card_cued", "4444444444444444", Outcome::Fail},
              {"payment_card_cued", "9876543210987654", Outcome::Fail}});
}

TEST(Cards, ExpiryIsAMonthOfThisCentury) {
  expect_all({{"card_expiry", "1227", Outcome::Pass},
              {"card_expiry", "122027", Outcome::Pass},
              {"card_expiry", "2027-12", Outcome::Pass},
              {"card_expiry", "1327", Outcome::Fail},
              {"card_expiry", "0027", Outcome::Fail},
              {"card_expiry", "121927", Outcome::Fail},
              {"card_expiry", "1999-12", Outcome::Fail},
              {"card_expiry", "2027-13", Outcome::Fail},
              {"card_cvv", "123", Outcome::Pass},
              {"card_cvv", "1234", Outcome::Pass},
              {"card_cvv", "12", Outcome::Fail},
              {"card_cvv", "12345", Outcome::Fail}});
}

TEST(Banks, AnIbanFollowsItsCountrysStructure) {
  EXPECT_EQ(iban_structure("GB"), "4a6n8n");
  EXPECT_EQ(iban_structure("US"), "");                             // the United States have none
  expect_all({{"iban", "DE8937040044053201300", Outcome::Fail},    // one digit short
              {"iban", "DE893704004405320130000", Outcome::Fail},  // one more
              {"iban", "GB29123460161331926819", Outcome::Fail},   // digits where the bank stands
              {"iban", "US64SVBKUS6S3300958879", Outcome::Fail},
              {"iban", "DE00370400440532013000", Outcome::Fail}});  // check digits begin at 02
}

TEST(Banks, ABicNamesACountryAndPerhapsAKnownBank) {
  expect_all({{"bic", "DEUTDEFF", Outcome::Strong},
              {"bic", "DEUTDEFF500", Outcome::Strong},
              {"bic", "QWERDEFFXXX", Outcome::Pass},
              {"bic", "DEUTZZFF", Outcome::Fail},
              {"bic", "SHIPPING", Outcome::Fail},
              {"bic", "DEUTDEF", Outcome::Fail}});
}

TEST(Banks, ShapesWithoutCheckDigits) {
  expect_all({{"uk_sort_code", "200415", Outcome::Pass},
              {"uk_sort_code", "000000", Outcome::Fail},
              {"uk_sort_code", "991234", Outcome::Fail},
              {"us_bank_routing", "400000001", Outcome::Fail},
              {"us_bank_routing", "000000000", Outcome::Fail},
              {"bank_account", "31926819", Outcome::Pass},
              {"bank_account", "0000000", Outcome::Fail},
              {"bank_account", "123", Outcome::Fail},
              {"in_ifsc", "HDFC0000123", Outcome::Pass},
              {"in_ifsc", "HDFC1000123", Outcome::Fail},
              {"au_bsb", "062000", Outcome::Pass},
              {"au_bsb", "001234", Outcome::Fail},
              {"ca_bank_transit", "000312345", Outcome::Pass},
              {"ca_bank_transit", "12345003", Outcome::Pass},
              {"ca_bank_transit", "990312345", Outcome::Fail}});
}

TEST(UnitedStates, NumbersThatWereNeverIssuedFail) {
  expect_all({{"us_ssn", "536904399", Outcome::Pass},  {"us_ssn", "000904399", Outcome::Fail},
              {"us_ssn", "666904399", Outcome::Fail},  {"us_ssn", "900704399", Outcome::Fail},
              {"us_ssn", "987654320", Outcome::Fail},  {"us_ssn", "536004399", Outcome::Fail},
              {"us_ssn", "536900000", Outcome::Fail},  {"us_ssn", "078051120", Outcome::Fail},
              {"us_ssn", "219099999", Outcome::Fail},  {"us_ssn", "123456789", Outcome::Fail},
              {"us_ssn", "111111111", Outcome::Fail},  {"us_itin", "912784321", Outcome::Pass},
              {"us_itin", "912504321", Outcome::Pass}, {"us_itin", "912934321", Outcome::Fail},
              {"us_itin", "812784321", Outcome::Fail}, {"us_itin", "912694321", Outcome::Fail},
              {"us_atin", "912934321", Outcome::Pass}, {"us_atin", "912784321", Outcome::Fail},
              {"us_ein", "123456780", Outcome::Pass},  {"us_ein", "073456780", Outcome::Fail},
              {"us_ptin", "P01234567", Outcome::Pass}, {"us_ptin", "Q01234567", Outcome::Fail}});
}

TEST(UnitedStates, HealthAndTravelNumbers) {
  expect_all({{"us_mbi", "1EG4TE5MK73", Outcome::Pass},  // CMS prints this on its sample card
              {"us_mbi", "1SG4TE5MK73", Outcome::Fail},  // S is never used
              {"us_mbi", "0EG4TE5MK73", Outcome::Fail},
              {"us_npi", "3234567893", Outcome::Fail},
              {"us_passport", "A12345678", Outcome::Pass},
              {"us_passport", "512345678", Outcome::Pass},
              {"us_passport", "AB1234567", Outcome::Fail},
              {"us_driver_license", "D1234562", Outcome::Pass},
              {"us_driver_license", "D12", Outcome::Fail}});
}

TEST(UnitedKingdom, PrefixesThatAreNotIssuedFail) {
  expect_all({{"uk_nino", "AB123456C", Outcome::Pass},
              {"uk_nino", "QQ123456C", Outcome::Fail},
              {"uk_nino", "BG123456C", Outcome::Fail},
              {"uk_nino", "AO123456C", Outcome::Fail},
              {"uk_nino", "AB123456E", Outcome::Fail},
              {"uk_nino", "AB12345C", Outcome::Fail},
              {"uk_postcode", "SW1A1AA", Outcome::Strong},
              {"uk_postcode", "M11AE", Outcome::Strong},
              {"uk_postcode", "EC1A1BB", Outcome::Strong},
              {"uk_postcode", "QZ11AA", Outcome::Fail},
              {"uk_postcode", "SW1A1AC", Outcome::Fail},
              {"uk_driving_licence", "MORGA657054SM9IJ", Outcome::Pass},
              {"uk_driving_licence", "MORGA699054SM9IJ", Outcome::Fail},
              {"uk_driving_licence", "MO9GA657054SM9IJ", Outcome::Fail},
              {"uk_passport", "512345678", Outcome::Pass},
              {"uk_passport", "999999999", Outcome::Fail}});
}

TEST(Shapes, IdentitiesWithoutACheckDigit) {
  expect_all({{"fr_cni", "880692310285", Outcome::Pass},
              {"fr_cni", "889992310285", Outcome::Fail},
              {"fr_cni", "X4RTBPFW4", Outcome::Pass},
              {"fr_cni", "BONJOURXY", Outcome::Fail},
              {"fr_passport", "14AA12345", Outcome::Pass},
              {"fr_passport", "1AAA12345", Outcome::Fail},
              {"fr_driving_licence", "911192100325", Outcome::Pass},
              {"fr_driving_licence", "91119210032", Outcome::Fail},
              {"it_id_card", "CA00000AA", Outcome::Pass},
              {"it_id_card", "CA0000AAA", Outcome::Fail},
              {"mt_id_card", "0123456M", Outcome::Pass},
              {"mt_id_card", "0123456C", Outcome::Fail},
              {"ar_dni", "20123456", Outcome::Pass},
              {"ar_dni", "02012345", Outcome::Fail},
              {"co_cedula", "1098765432", Outcome::Pass},
              {"co_cedula", "2098765432", Outcome::Fail},
              {"pe_dni", "41234567", Outcome::Pass},
              {"pe_dni", "4123456", Outcome::Fail},
              {"mx_rfc", "GODE561231GR8", Outcome::Strong},
              {"mx_rfc", "GODE561331GR8", Outcome::Fail},
              {"ca_quebec_hin", "TREA85550212", Outcome::Pass},
              {"ca_quebec_hin", "TREA85130212", Outcome::Fail},
              {"ca_passport", "AB123456", Outcome::Pass},
              {"ca_passport", "A1234567", Outcome::Fail},
              {"au_passport", "N1234567", Outcome::Pass},
              {"au_passport", "1234567N", Outcome::Fail},
              {"in_pan", "ABCPE1234F", Outcome::Pass},
              {"in_pan", "ABCDE1234F", Outcome::Fail},
              {"in_passport", "J8369854", Outcome::Pass},
              {"in_passport", "Q8369854", Outcome::Fail},
              {"in_voter_id", "ABC1234567", Outcome::Pass},
              {"in_voter_id", "AB12345678", Outcome::Fail},
              {"pk_cnic", "3520112345671", Outcome::Pass},
              {"pk_cnic", "9520112345671", Outcome::Fail},
              {"lk_nic", "853400937V", Outcome::Pass},
              {"lk_nic", "198534000937", Outcome::Pass},
              {"lk_nic", "859990937V", Outcome::Fail},
              {"my_mykad", "850314105123", Outcome::Pass},
              {"my_mykad", "850231105123", Outcome::Fail},
              {"my_mykad", "850314005123", Outcome::Fail},
              {"id_nik", "3171015403850001", Outcome::Pass},
              {"id_nik", "9971015403850001", Outcome::Fail},
              {"vn_cccd", "001085012345", Outcome::Pass},
              {"vn_cccd", "901085012345", Outcome::Fail},
              {"ph_national_id", "1234567890123456", Outcome::Pass},
              {"ph_national_id", "123", Outcome::Fail},
              {"jp_passport", "TK1234567", Outcome::Pass},
              {"jp_passport", "T12345678", Outcome::Fail},
              {"cn_passport", "E12345678", Outcome::Pass},
              {"cn_passport", "X12345678", Outcome::Fail},
              {"eg_national_id", "28503140112345", Outcome::Pass},
              {"eg_national_id", "48503140112345", Outcome::Fail},
              {"ng_nin", "12345678901", Outcome::Pass},
              {"ng_nin", "1234567890", Outcome::Fail},
              {"ng_bvn", "22212345678", Outcome::Pass},
              {"ng_bvn", "12212345678", Outcome::Fail},
              {"ke_kra_pin", "A012345678Z", Outcome::Pass},
              {"ke_kra_pin", "B012345678Z", Outcome::Fail},
              {"gh_ghana_card", "GHA7123456780", Outcome::Pass},
              {"gh_ghana_card", "GHB7123456780", Outcome::Fail}});
}

TEST(Shapes, DatesInsideANumberMustExist) {
  expect_all({{"dk_cpr", "1403858761", Outcome::Strong},
              {"dk_cpr", "1403858762", Outcome::Pass},
              {"dk_cpr", "3102858762", Outcome::Fail},
              {"se_personnummer", "8813200017", Outcome::Fail},
              {"fi_hetu", "310252308T", Outcome::Fail},
              {"cz_birth_number", "535331123", Outcome::Pass},
              {"cz_birth_number", "535231123", Outcome::Fail},
              {"kr_rrn", "2103153123456", Outcome::Pass},  // born after the check digit was dropped
              {"kr_frn", "8503145123456", Outcome::Strong},
              {"kr_frn", "8503145123457", Outcome::Pass},  // given out since it was dropped
              {"kr_frn", "8513145123456", Outcome::Fail},
              {"kr_frn", "8503141123456", Outcome::Fail},
              {"kr_rrn", "8503151123456", Outcome::Fail},
              {"za_id", "7513305044089", Outcome::Fail}});
}

TEST(Dates, OnlyThoseThatExist) {
  expect_all({{"date", "2024-02-29", Outcome::Pass},
              {"date", "2023-02-29", Outcome::Fail},
              {"date", "1900-02-29", Outcome::Fail},
              {"date", "2000-02-29", Outcome::Pass},
              {"date", "1985-02-31", Outcome::Fail},
              {"date", "1985-04-31", Outcome::Fail},
              {"date", "1985-00-10", Outcome::Fail},
              {"date", "1985-13-10", Outcome::Fail},
              {"date", "85-12-10", Outcome::Fail},
              {"birth_date", "1985-03-14", Outcome::Pass},
              {"birth_date", "1885-03-14", Outcome::Fail},
              {"birth_date", "2085-03-14", Outcome::Fail}});
}

TEST(Phones, CountryCodesAndLengths) {
  expect_all({{"phone_international", "+442079460958", Outcome::Strong},
              {"phone_international", "00442079460958", Outcome::Strong},
              {"phone_international", "+4402079460958", Outcome::Strong},  // +44 (0) 20
              {"phone_international", "442079460958", Outcome::Pass},
              {"phone_international", "+44207946", Outcome::Fail},
              {"phone_international", "+9992079460958", Outcome::Fail},
              {"phone_international", "+12025550143", Outcome::Strong},
              {"phone_international", "+11025550143", Outcome::Pass},
              {"phone_international", "+34612345678", Outcome::Strong},
              {"phone_international", "+4915123456789", Outcome::Strong},
              {"phone_international", "+390612345678", Outcome::Strong},
              {"phone_international", "+33100000000", Outcome::Strong},
              {"phone_international", "+33000000000", Outcome::Fail},
              {"phone_nanp", "2025550143", Outcome::Strong},
              {"phone_nanp", "12025550143", Outcome::Strong},
              {"phone_nanp", "9115550143", Outcome::Fail},
              {"phone_nanp", "2021550143", Outcome::Fail},
              {"phone_nanp", "2229110143", Outcome::Fail}});
}

TEST(Phones, HomeForms) {
  expect_all({{"phone_uk", "07700900123", Outcome::Strong},  // Ofcom keeps it for films
              {"phone_uk", "0770090012", Outcome::Fail},
              {"phone_uk", "07011123456", Outcome::Strong},
              {"phone_uk", "2079460958", Outcome::Fail},
              {"phone_gb", "2079460958", Outcome::Strong},
              {"phone_de", "015123456789", Outcome::Strong},
              {"phone_de", "030123456", Outcome::Strong},
              {"phone_fr", "0612345678", Outcome::Strong},
              {"phone_fr", "061234567", Outcome::Fail},
              {"phone_es", "612345678", Outcome::Strong},
              {"phone_es", "512345678", Outcome::Strong},  // of a company
              {"phone_es", "412345678", Outcome::Fail},
              {"phone_it", "3471234567", Outcome::Strong},
              {"phone_nl", "0612345678", Outcome::Strong},
              {"phone_at", "06641234567", Outcome::Strong},
              {"phone_ch", "0791234567", Outcome::Strong},
              {"phone_be", "0471234567", Outcome::Strong},
              {"phone_pt", "912345678", Outcome::Strong},
              {"phone_pl", "601234567", Outcome::Strong},
              {"phone_ie", "0851234567", Outcome::Strong},
              {"phone_au", "0412345678", Outcome::Strong},
              {"phone_nz", "0211234567", Outcome::Strong},
              {"phone_in", "9812345678", Outcome::Strong},
              {"phone_br", "11987654321", Outcome::Strong},
              {"phone_mx", "5512345678", Outcome::Strong},
              {"phone_br", "11887654321", Outcome::Fail},
              {"phone_mx", "1512345678", Outcome::Fail},
              {"phone_jp", "09012345678", Outcome::Strong},
              {"phone_za", "0821234567", Outcome::Strong},
              {"phone_gb", "00331421234567", Outcome::Fail},  // a call abroad is not at home
              {"phone_cued", "555012", Outcome::Pass},
              {"phone_cued", "12345", Outcome::Fail}});
}

// A detector of one's own may ask for the numbers of any region.
TEST(Phones, EveryRegionHasACheck) {
  const auto count = std::ranges::count_if(validators(), [](const NamedValidator& validator) {
    return validator.name.starts_with("phone_") && validator.name.size() == 8;
  });
  EXPECT_EQ(count, 246);  // with phone_uk
}

TEST(Postal, CodesOfEachCountry) {
  expect_all({{"us_zip", "90210", Outcome::Pass},
              {"us_zip", "00000", Outcome::Fail},
              {"us_zip", "902101234", Outcome::Pass},
              {"ca_postal_code", "K1A0B1", Outcome::Strong},
              {"ca_postal_code", "D1A0B1", Outcome::Fail},
              {"ie_eircode", "D02X285", Outcome::Pass},
              {"ie_eircode", "D02X28B", Outcome::Fail},
              {"nl_postcode", "1012AB", Outcome::Pass},
              {"nl_postcode", "1012SS", Outcome::Fail},
              {"de_plz", "10115", Outcome::Pass},
              {"de_plz", "00999", Outcome::Fail},
              {"es_postal_code", "28013", Outcome::Pass},
              {"es_postal_code", "53013", Outcome::Fail},
              {"fr_postal_code", "75008", Outcome::Pass},
              {"fr_postal_code", "96008", Outcome::Fail},
              {"postal_code_five", "12345", Outcome::Pass},
              {"postal_code_five", "11111", Outcome::Fail}});
}

TEST(Devices, NumbersOfMachines) {
  expect_all({{"vin", "1HGCM82633A004352", Outcome::Strong},
              {"vin", "1HGCM82643A004352", Outcome::Fail},  // North America requires the check
              {"vin", "WVWZZZ1JZXW000001", Outcome::Pass},  // Europe does not
              {"vin", "1HGCM82633A0O4352", Outcome::Fail},  // O is never used
              {"vin", "12345678901234567", Outcome::Fail},
              {"imei", "4901542032375180", Outcome::Pass},  // with a software version
              {"imei", "120154203237518", Outcome::Fail},
              {"imsi", "310150123456789", Outcome::Pass},
              {"imsi", "910150123456789", Outcome::Fail},
              {"iccid", "8944187273742098980", Outcome::Strong},
              {"iccid", "8844187273742098980", Outcome::Fail},
              {"mac_address", "00:1B:44:11:3A:B7", Outcome::Pass},
              {"mac_address", "001B44113AB7", Outcome::Pass},
              {"mac_address", "FFFFFFFFFFFF", Outcome::Fail},
              {"mac_address", "001B44113A", Outcome::Fail}});
}

TEST(Wallets, ChecksumsOfAddresses) {
  expect_all({{"btc_address", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Outcome::Strong},
              {"btc_address", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", Outcome::Fail},
              {"btc_address", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", Outcome::Strong},
              {"btc_address", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Outcome::Strong},
              {"btc_address", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", Outcome::Strong},
              {"btc_address", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", Outcome::Fail},
              {"btc_address", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
               Outcome::Strong},
              {"eth_address", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Outcome::Strong},
              {"eth_address", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", Outcome::Fail},
              {"eth_address", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", Outcome::Pass},
              {"eth_address", "0x0000000000000000000000000000000000000000", Outcome::Fail}});
}

// Joined here from pieces, so that scanners of this repository do not take them for leaks.
TEST(Secrets, ShapesAndChecksumsOfKeys) {
  const std::string github = std::string("gh") + "p_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
  const std::string github_wrong = std::string("gh") + "p_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18";
  const std::string npm = std::string("np") + "m_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";
  const std::string aws = std::string("AKIA") + "IOSFODNN7EXAMPLE";
  const std::string aws_secret = std::string("wJalrXUtnFEMI/K7MDENG/") + "bPxRfiCYEXAMPLEKEY";
  const std::string google = std::string("AIza") + "SyD9k3xT7mQ2vB8nL4pR6wZ1yC5hJ0fG3sE";
  const std::string slack =
      std::string("xox") + "b-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx";
  const std::string stripe = std::string("sk_live_") + "4eC39HqLyjWDarjtT1zdp7dc";
  const std::string token = std::string("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.") +
                            "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r";
  expect_all(
      {{"github_token", github, Outcome::Strong},
       {"github_token", github_wrong, Outcome::Fail},
       {"npm_token", npm, Outcome::Strong},
       {"npm_token", github, Outcome::Fail},
       {"aws_access_key", aws, Outcome::Pass},
       {"aws_access_key", "AKIAIOSFODNN7EXAMPL1", Outcome::Fail},  // 1 is not in base 32
       {"aws_secret_key", aws_secret, Outcome::Pass},
       {"aws_secret_key", "da39a3ee5e6b4b0d3255bfef95601890afd80709", Outcome::Fail},  // a SHA-1
       {"google_api_key", google, Outcome::Pass},
       {"google_api_key", google.substr(1), Outcome::Fail},
       {"slack_token", slack, Outcome::Pass},
       {"slack_token", "xoxb-", Outcome::Fail},
       {"mixed_secret", stripe, Outcome::Pass},
       {"mixed_secret", "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", Outcome::Fail},
       {"jwt", token, Outcome::Strong},
       {"jwt", "www.example.com", Outcome::Fail},
       {"jwt", "aaaaaaaaaaaaaaaaaaaa.bbbbbbbbb.ccccccccc", Outcome::Fail}});
}

TEST(Persons, InLowerCaseOnlyAKnownGivenNameIsAName) {
  expect_all({{"person_name", "Maria Lopez", Outcome::Strong},
              {"person_name", "maria lopez", Outcome::Strong},
              {"person_name", "J\u00f6rg Schneider", Outcome::Strong},
              {"person_name", "Okafor", Outcome::Pass},
              {"person_name", "misspelled again", Outcome::Fail},
              {"person_name", "WRONG", Outcome::Fail},
              {"person_name", "Madame Lefebvre", Outcome::Pass},
              {"person_name", "Madame", Outcome::Fail},
              {"person_name_sure", "Support", Outcome::Fail},
              {"person_name_sure", "Daniel", Outcome::Strong},
              {"person_name_sure", "Sabine Kr\u00fcger", Outcome::Strong},
              {"person_name_sure", "Xylon Weber", Outcome::Pass}});
}

TEST(Registry, IsInOrderAndFindsEachByName) {
  const std::span<const NamedValidator> all = validators();
  EXPECT_GE(all.size(), 150U);
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &NamedValidator::name));
  for (const NamedValidator& validator : all)
    EXPECT_EQ(find_validator(validator.name), validator.run);
  EXPECT_EQ(find_validator("no_such_check"), nullptr);
}

// What reaches a validator is text from outside: any bytes, any length.
TEST(Registry, EveryValidatorTakesAnyBytes) {
  constexpr std::uint64_t kSeed = 20240229;
  std::mt19937_64 random(kSeed);
  constexpr std::string_view kAlphabets[] = {"0123456789", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                             "+-. /:_=", "abcdefghijklmnopqrstuvwxyz0123456789._-"};
  for (int round = 0; round < 400; ++round) {
    std::string text(random() % (round % 4 == 0 ? 513 : 25), '\0');
    for (char& c : text) {
      const std::string_view alphabet = kAlphabets[random() % std::size(kAlphabets)];
      c = round % 5 == 0 ? static_cast<char>(random() & 0xFF)
                         : alphabet[random() % alphabet.size()];
    }
    for (const NamedValidator& validator : validators()) {
      const Outcome once = validator.run(text);
      EXPECT_EQ(validator.run(text), once) << validator.name << " seed " << kSeed;
    }
  }
}

TEST(Numbers, ACheckDigitMayCoverOnlyAPart) {
  expect_all({{"de_lanr", "123456601", Outcome::Strong},
              {"de_lanr", "123456701", Outcome::Fail},
              {"gt_cui", "2548000170101", Outcome::Strong},
              {"gt_cui", "2548000160101", Outcome::Fail},
              {"gt_cui", "2548000172301", Outcome::Fail}});  // no department 23
}

TEST(Secrets, FormsThatTheirIssuersPublish) {
  expect_all(
      {{"basic_auth", "YWxpY2U6b3BlbnNlc2FtZQ==", Outcome::Strong},  // alice:opensesame
       {"basic_auth", "b3BlbnNlc2FtZQ==", Outcome::Fail},            // no colon
       {"password_hash", "$2b$12$EXAMPLEEXAMPLEEXAMPLEeEXAMPLEEXAMPLEEXAMPLEEXAMPLEa",
        Outcome::Pass},
       {"password_hash", "{SSHA}RVhBTVBMRUVYQU1QTEVFWEFNUExF", Outcome::Pass},
       {"password_hash", "5f4dcc3b5aa765d61d8327deb882cf99", Outcome::Pass},
       {"password_hash", "$100$and$50", Outcome::Fail},
       {"telegram_token", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawE", Outcome::Pass},
       {"telegram_token", "110201543:short", Outcome::Fail},
       {"discord_token", "MTIzNDU2Nzg5MDEyMzQ1Njc4.EXAMPL.EXAMPLEexampleEXAMPLEexample0",
        Outcome::Strong},
       {"discord_token", "bm90IGEgbnVtYmVyIGF0IGFsbA.EXAMPL.EXAMPLEexampleEXAMPLEexample0",
        Outcome::Fail},
       {"signed_url", "https://b.s3.example.com/k?X-Amz-Signature=0123456789abcdef", Outcome::Pass},
       {"signed_url", "https://shop.example.com/k?signed=yes", Outcome::Fail},
       {"domain_name", "shop.example.co.uk", Outcome::Pass},
       {"domain_name", "example", Outcome::Fail},
       {"domain_name", "-a.example.com", Outcome::Fail},
       {"sol_address", "4Nd1mYQzvgV8Vr3Z3nYb7pD6T8K2jF1eqWABxE7BBkKF", Outcome::Pass},
       {"uuid", "6F9619FF8B86D011B42D00C04FC964FF", Outcome::Fail},  // version 13
       {"uuid", "F81D4FAE7DEC11D0A76500A0C91E6BF6", Outcome::Pass},
       {"hex_secret", "0123456789abcdef0123456789abcdef", Outcome::Pass},
       {"hex_secret", "01234567890123456789", Outcome::Fail},
       {"http_cookie", "sid=9f8e7d6c5b4a; Path=/", Outcome::Pass},
       {"http_cookie", "9f8e7d6c5b4a39281706f5e4", Outcome::Pass},
       {"http_cookie", "not set correctly", Outcome::Fail},
       {"user_agent", "Mozilla/5.0 (X11; Linux x86_64)", Outcome::Pass},
       {"user_agent", "wrong on every page 1/2", Outcome::Fail},
       {"uuid_key", "sdk-01234567-89ab-4cde-8f01-23456789abcd", Outcome::Pass},
       {"uuid_key", "sdk-01234567-89ab-4cde-8f01-23456789abcx", Outcome::Fail},
       {"uuid_key", "sdk-some-file-with-a-name-of-36-chars.js", Outcome::Fail},
       {"mailchimp_key", "0123456789abcdef0123456789abcdef-us12", Outcome::Pass},
       {"mailchimp_key", "0123456789abcdef0123456789abcdef-eu12", Outcome::Fail}});
}

}  // namespace
}  // namespace holdfast::detect
