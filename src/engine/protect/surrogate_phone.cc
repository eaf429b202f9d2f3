// Surrogates of telephone numbers: from the ranges that countries keep for films and examples.

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/core.h>

#include "engine/protect/layout.h"
#include "engine/protect/surrogate_kinds.h"

namespace holdfast::protect {
namespace {

// National numbers without the trunk zero; '#' is any digit.
struct FictionPlan {
  std::string_view calling_code;
  std::string_view numbers;  // separated by spaces
};
constexpr FictionPlan kPlans[] = {
    // Ofcom, "Telephone numbers for use in TV and radio drama programmes".
    {"44",
     "1134960### 1144960### 1154960### 1164960### 1174960### 1184960### 1214960### 1314960### "
     "1414960### 1514960### 1614960### 1914980### 2079460### 2896496### 2920180### 1632960### "
     "7700900### 8081570### 3069990###"},
    // ACMA, "Phone numbers for use in TV shows, films and creative works".
    {"61", "25550#### 27010#### 35550#### 37010#### 75550#### 77010#### 85550#### 87010####"},
    // ARCEP, decision 2018-0881 as amended: numbers for audiovisual works.
    {"33", "19900#### 26191#### 35301#### 46571#### 53649#### 63998####"},
    // Bundesnetzagentur, Mitteilung 148/2021: "Drama Numbers".
    {"49", "3023125### 6990009### 4066969### 2214710### 8999998### 17139200## 176040690##"},
    // ComReg, numbering conditions: numbers for drama.
    {"353", "2091#####"},
    // PTS: "Telefonnummer för användning i böcker och filmer".
    {"46", "8465004## 3139006## 4062804## 70174061# 70174062# 70174063# 70174064#"},
};

constexpr std::string_view kNorthAmericanAreas[] = {
    "201", "202", "205", "206", "207", "208", "209", "212", "213", "214", "215", "216", "217",
    "218", "219", "229", "231", "234", "239", "240", "248", "251", "252", "253", "254", "256",
    "260", "262", "267", "269", "270", "276", "281", "301", "302", "303", "304", "305", "307",
    "308", "309", "310", "312", "313", "314", "315", "316", "317", "318", "319", "320", "321",
    "323", "325", "330", "334", "336", "337", "339", "347", "351", "352", "360", "361", "386",
    "401", "402", "404", "405", "406", "407", "408", "409", "410", "412", "413", "414", "415",
    "416", "417", "419", "423", "424", "425", "432", "434", "435", "440", "443", "478", "479"};

bool are_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// 555-0100 to 555-0199 of any area are kept for fiction (ATIS-0300115).
std::string north_american(KeyedStream& stream) {
  const auto areas = static_cast<std::uint32_t>(std::size(kNorthAmericanAreas));
  return fmt::format("{}55501{:02}", kNorthAmericanAreas[stream.below(areas)], stream.below(100));
}

std::string filled(std::string_view pattern, KeyedStream& stream) {
  std::string out;
  for (const char c : pattern) out.push_back(c == '#' ? stream.one_of("0123456789") : c);
  return out;
}

// One of as many digits if there is any, so that the writing can be kept.
std::string of_plan(const FictionPlan& plan, std::size_t digits, KeyedStream& stream) {
  std::vector<std::string_view> all, fitting;
  std::string_view rest = plan.numbers;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    all.push_back(rest.substr(0, end));
    if (end == digits) fitting.push_back(all.back());
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto& from = fitting.empty() ? all : fitting;
  return filled(from[stream.below(static_cast<std::uint32_t>(from.size()))], stream);
}

struct Parsed {
  std::string lead;      // "+44", "0044", "0", "1" …: as written
  std::string national;  // without the trunk zero
  const FictionPlan* plan = nullptr;
  bool is_north_american = false;
};

bool international(std::string_view rest, std::string_view mark, Parsed& parsed) {
  if (rest.starts_with('1') && rest.size() == 11) {
    parsed = {.lead = std::string(mark) + "1",
              .national = std::string(rest.substr(1)),
              .is_north_american = true};
    return true;
  }
  for (const FictionPlan& plan : kPlans) {
    if (!rest.starts_with(plan.calling_code)) continue;
    const std::string_view national = rest.substr(plan.calling_code.size());
    const bool has_trunk_zero = national.starts_with('0');  // +44 (0) 20
    parsed = {.lead = fmt::format("{}{}{}", mark, plan.calling_code, has_trunk_zero ? "0" : ""),
              .national = std::string(national.substr(has_trunk_zero ? 1 : 0)),
              .plan = &plan};
    return true;
  }
  return false;
}

// At home: what begins with 1 to 9 and has ten digits is taken for North American; the trunk zero
// and the length tell French from British numbers, not British from German ones, so the writing
// decides as little as it can: a British form for eleven digits, a French one for ten in pairs.
bool national(std::string_view value, std::string_view compact, Parsed& parsed) {
  const bool has_one = compact.size() == 11 && compact.starts_with('1');
  const std::string_view ten = compact.substr(has_one ? 1 : 0);
  if (ten.size() == 10 && ten[0] >= '2' && ten[3] >= '2') {
    parsed = {.lead = has_one ? "1" : "", .national = std::string(ten), .is_north_american = true};
    return true;
  }
  if (!compact.starts_with('0')) return false;
  const bool is_in_pairs = compact.size() == 10 && value.size() == 14;
  const std::string_view code = compact.size() == 11 && compact[1] != '4' && compact[1] != '6'
                                    ? "44"
                                : is_in_pairs ? "33"
                                              : "";
  const auto* plan = std::ranges::find(kPlans, code, &FictionPlan::calling_code);
  if (plan == std::end(kPlans)) return false;
  // German mobile numbers have eleven digits as well; British ones there begin with 07.
  if (code == "44" && (compact.starts_with("015") || compact.starts_with("017"))) {
    plan = std::ranges::find(kPlans, std::string_view("49"), &FictionPlan::calling_code);
  }
  parsed = {.lead = "0", .national = std::string(compact.substr(1)), .plan = plan};
  return true;
}

bool parse(std::string_view value, std::string_view compact, Parsed& parsed) {
  if (compact.starts_with('+')) return international(compact.substr(1), "+", parsed);
  if (compact.starts_with("00")) return international(compact.substr(2), "00", parsed);
  if (compact.starts_with("011") && compact.size() > 11) {
    return international(compact.substr(3), "011", parsed);
  }
  return national(value, compact, parsed);
}

// Where a country keeps no numbers apart: its code, the kind of number, and other digits. Such a
// number may be somebody's.
std::string same_beginning(std::string_view value, std::string_view compact, KeyedStream& stream) {
  std::string other(compact);
  const bool is_marked = compact.starts_with('+') || compact.starts_with("00");
  for (std::size_t i = is_marked ? 4 : 2; i < other.size(); ++i) {
    other[i] = stream.one_of("0123456789");
  }
  return laid_out_like(value, other);
}

}  // namespace

std::string surrogate_phone(std::string_view value, KeyedStream& stream) {
  const std::string compact = compact_form(value);
  const bool has_plus = compact.starts_with('+');
  if (!are_digits(std::string_view(compact).substr(has_plus ? 1 : 0))) {
    return "+1 " + north_american(stream);  // said in words, or with an extension
  }
  Parsed parsed;
  if (!parse(value, compact, parsed)) return same_beginning(value, compact, stream);
  const std::string number = parsed.is_north_american
                                 ? north_american(stream)
                                 : of_plan(*parsed.plan, parsed.national.size(), stream);
  const std::string whole = parsed.lead + number;
  const std::string same_writing = laid_out_like(value, whole);
  if (!same_writing.empty()) return same_writing;
  return parsed.lead == "0" ? whole : fmt::format("{} {}", parsed.lead, number);
}

}  // namespace holdfast::protect
