// Telephone numbers: the plans of all regions, what is dialled before a number, extensions.

#include "engine/detect/validators/phone_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "engine/detect/validators/phone_extension.h"
#include "engine/detect/validators/phone_facts.h"
#include "engine/detect/validators/phone_pattern.h"
#include "engine/detect/validators/phone_tables.h"

namespace holdfast::detect {
namespace {

const PhonePlan& plan() { return PhonePlan::built_in(); }

std::string or_dash(std::string_view text) { return text.empty() ? "-" : std::string(text); }

// As testdata/phone_verdicts.tsv has it.
std::string verdict(std::string_view text, std::string_view region = {}) {
  const auto number = parse_phone(plan(), text, region);
  if (!number) return "none";
  return std::to_string(number->calling_code) + ' ' + or_dash(number->national.view()) + ' ' +
         or_dash(number->extension.view()) + (number->is_possible ? " possible" : " impossible") +
         (number->is_valid ? " valid " : " invalid ") + or_dash(number->region) + ' ' +
         std::string(name_of(number->type));
}

std::string content_of(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(input), {});
}

std::vector<PhoneRegionFacts> facts() {
  const std::string text = content_of(std::string(HOLDFAST_TESTDATA) + "/../phone_regions.txt");
  auto regions = read_phone_facts(text);
  EXPECT_TRUE(regions);
  return *regions;
}

TEST(PhoneNumber, VerdictsAreThoseOfLibphonenumber) {
  std::ifstream lines(std::string(HOLDFAST_TESTDATA) + "/phone_verdicts.tsv");
  int count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    ASSERT_NE(second, std::string::npos) << line;
    const std::string region = line.substr(0, first);
    const std::string number = line.substr(first + 1, second - first - 1);
    EXPECT_EQ(verdict(number, region), line.substr(second + 1)) << region << ' ' << number;
    ++count;
  }
  EXPECT_GT(count, 2000);
}

TEST(PhoneNumber, EveryRegionsExamplesAreValidThere) {
  std::size_t regions = 0;
  for (const PhoneRegionFacts& region : facts()) {
    regions += region.name.size() == 2;
    for (const PhoneKindFacts& kind : region.kinds) {
      if (kind.example.empty()) continue;
      const auto number =
          parse_phone(plan(), '+' + std::to_string(region.calling_code) + kind.example);
      ASSERT_TRUE(number) << region.name << ' ' << kind.example;
      EXPECT_TRUE(number->is_valid && number->is_possible) << region.name << ' ' << kind.example;
      EXPECT_EQ(number->national.view(), kind.example);
      EXPECT_EQ(number->calling_code, region.calling_code);
    }
  }
  EXPECT_EQ(regions, 245U);
}

TEST(PhoneNumber, ReadsWhatIsDialledInARegion) {
  EXPECT_EQ(verdict("020 7946 0958", "GB"), "44 2079460958 - possible valid GB fixed_line");
  EXPECT_EQ(verdict("+44 (0)20 7946 0958"), "44 2079460958 - possible valid GB fixed_line");
  EXPECT_EQ(verdict("011 44 20 7946 0958", "US"), "44 2079460958 - possible valid GB fixed_line");
  EXPECT_EQ(verdict("0015 44 20 7946 0958", "AU"), "44 2079460958 - possible valid GB fixed_line");
  // Argentina: a 15 behind the area code at home is a 9 before it from abroad.
  EXPECT_EQ(verdict("011 15-2345-6789", "AR"), "54 91123456789 - possible valid AR mobile");
  // Brazil: 15 names the company that carries the call.
  EXPECT_EQ(verdict("0 15 11 96123-4567", "BR"), "55 11961234567 - possible valid BR mobile");
  // Italy's zeros belong to the number, and some of Rome's numbers are the Vatican's.
  EXPECT_EQ(verdict("06 1234 5678", "IT"), "39 0612345678 - possible valid IT fixed_line");
  EXPECT_EQ(verdict("06 6982 12345", "IT"), "39 06698212345 - possible valid VA fixed_line");
  EXPECT_EQ(verdict("+1 264 461 2345"), "1 2644612345 - possible valid AI fixed_line");
  EXPECT_EQ(verdict("461 2345", "AI"), "1 2644612345 - possible valid AI fixed_line");
  EXPECT_EQ(verdict("+800 1234 5678"), "800 12345678 - possible valid 001 toll_free");
}

TEST(PhoneNumber, WithoutItsCodeANumberNeedsARegion) {
  EXPECT_EQ(verdict("020 7946 0958"), "none");
  EXPECT_EQ(verdict("020 7946 0958", "gb"), "none");
  EXPECT_EQ(verdict("020 7946 0958", "ZZ"), "none");
  EXPECT_EQ(verdict("+999 12345678"), "none");
  EXPECT_EQ(verdict("+12"), "none");
  EXPECT_EQ(verdict(""), "none");
  EXPECT_EQ(verdict("+", "GB"), "none");
  EXPECT_EQ(verdict(std::string(300, '1'), "GB"), "none");
}

TEST(PhoneNumber, ReadsExtensions) {
  for (const std::string_view behind :
       {" ext. 12", "x12", " x 12", ";ext=12", ", extension 12", " #12", " extensi\u00F3n 12",
        " \u0434\u043E\u0431. 12", ",,12", " anexo 12", " EXT:12", " ext. 12#", " - 12#"}) {
    EXPECT_EQ(verdict("+44 20 7946 0958" + std::string(behind)),
              "44 2079460958 12 possible valid GB fixed_line")
        << behind;
  }
  EXPECT_EQ(find_phone_extension("12 x 34 x").digits, "");
  EXPECT_EQ(find_phone_extension("5 x 34").digits, "");
  EXPECT_EQ(verdict("+44 20 7946 0958 ext. 123456789012345678901"), "none");
}

TEST(PhonePattern, RefusesWhatNoPlanUses) {
  for (const std::string_view bad : {"(", "a", "[", "[]", "\\w", "1*", "1+", "1{2,}", "1{3,2}",
                                     "(1)(2)(3)", "1)", "[3-", "?", "1{21}"}) {
    PhoneProgram program;
    EXPECT_FALSE(append_pattern(program, bad, 0)) << bad;
  }
}

TEST(PhoneFacts, ABadLineIsNamed) {
  const auto tells = [](std::string_view text) { return read_phone_facts(text).error().message; };
  EXPECT_THAT(tells("international 00\n"), testing::HasSubstr("line 1"));
  EXPECT_THAT(tells("region GB 44\ngeneral 9 - - \\d{9}\nmobile 9,x - - 7\\d{8}\n"),
              testing::HasSubstr("line 3"));
  EXPECT_THAT(tells("region GB 44\n"), testing::HasSubstr("GB"));
  EXPECT_THAT(tells("region GB 1000\n"), testing::HasSubstr("line 1"));
}

TEST(PhoneTables, RegionsOfACodeStandTogetherAndHaveNames) {
  const auto build = [](std::string_view text) {
    return build_phone_tables(*read_phone_facts(text));
  };
  constexpr std::string_view kGeneral = "general 3 - - \\d{3}\n";
  const std::string apart = "region AA 1\n" + std::string(kGeneral) + "region BB 2\n" +
                            std::string(kGeneral) + "region CC 1\n" + std::string(kGeneral);
  EXPECT_FALSE(build(apart));
  const std::string twice =
      "region AA 1\n" + std::string(kGeneral) + "region AA 2\n" + std::string(kGeneral);
  EXPECT_FALSE(build(twice));
  EXPECT_FALSE(build("region a1 1\n" + std::string(kGeneral)));
  EXPECT_FALSE(build("region AA 1\ntransform 9$2\nprefix (1)\n" + std::string(kGeneral)));
}

}  // namespace
}  // namespace holdfast::detect
