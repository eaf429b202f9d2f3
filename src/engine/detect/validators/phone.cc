// Telephone numbers by the numbering plans of all regions: with their country's code, and as they
// are dialled at home.

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "engine/detect/validators/digits.h"
#include "engine/detect/validators/groups.h"
#include "engine/detect/validators/phone_number.h"

namespace holdfast::detect {
namespace {

// More than any plan has; functions beyond the plan's regions are never named.
constexpr std::size_t kRegionsMax = 254;

// Kept for films and documents by Ofcom, ARCEP and ComReg and therefore in no range that is in use,
// but numbers like all others to whoever reads them.
struct FictionRange {
  unsigned calling_code;
  std::size_t size;
  std::string_view begin;
};
constexpr FictionRange kForFiction[] = {
    {44, 10, "7700900"}, {44, 10, "1632960"}, {33, 9, "63998"}, {353, 9, "2091"}};

bool is_for_fiction(const PhoneNumber& number) {
  const std::string_view national = number.national.view();
  return std::ranges::any_of(kForFiction, [&](const FictionRange& range) {
    return number.calling_code == range.calling_code && national.size() == range.size &&
           national.starts_with(range.begin);
  });
}

bool is_in_use(const PhoneNumber& number) {
  return (number.is_valid || is_for_fiction(number)) && !all_same(number.national.view());
}

// What is dialled for a call abroad out of Australia, North America and most other countries.
constexpr std::string_view kAbroad[] = {"0011", "011", "00"};

// Digits with their country's code.
std::optional<PhoneNumber> with_code(std::string_view digits) {
  std::array<char, PhoneDigits::kMax + 1> text;
  if (digits.size() > PhoneDigits::kMax || !all_digits(digits)) return {};
  text[0] = '+';
  std::copy(digits.begin(), digits.end(), text.begin() + 1);
  return parse_phone_digits(PhonePlan::built_in(), {text.data(), digits.size() + 1},
                            PhonePlan::kNone);
}

// Strong in a range that is in use; a possible number in another one passes, since ranges are
// opened every month, and so does one that is in use but does not show its code as such.
Outcome phone_international(std::string_view text) {
  if (text.starts_with('+')) {
    const auto number = with_code(text.substr(1));
    if (!number || all_same(number->national.view())) return Outcome::Fail;
    // Shorter than eight digits are a few islands' numbers and all sorts of sums: "+435000".
    if (text.size() <= 8) return strong_if(number->calling_code > 99 && is_in_use(*number));
    if (is_in_use(*number)) return Outcome::Strong;
    return pass_if(number->is_possible && !number->is_local_only);
  }
  for (const std::string_view prefix : kAbroad) {
    if (!text.starts_with(prefix)) continue;
    const auto number = with_code(text.substr(prefix.size()));
    if (number && is_in_use(*number)) return Outcome::Strong;
  }
  const auto number = with_code(text);
  return pass_if(number && is_in_use(*number));
}

// As it is dialled in a region, with or without what one dials before it there.
Outcome at_home(int region, std::string_view text) {
  const PhonePlan& plan = PhonePlan::built_in();
  if (!all_digits(text)) return Outcome::Fail;
  const auto number = parse_phone_digits(plan, text, region);
  return strong_if(number && number->calling_code == plan.region(region).calling_code &&
                   is_in_use(*number));
}

template <std::size_t kRegion>
Outcome at_home_in(std::string_view text) {
  return at_home(static_cast<int>(kRegion), text);
}

template <std::size_t... kRegions>
constexpr std::array<Validator, sizeof...(kRegions)> all_at_home(std::index_sequence<kRegions...>) {
  return {at_home_in<kRegions>...};
}

constexpr auto kAtHome = all_at_home(std::make_index_sequence<kRegionsMax>());

// Numbers of the United States, Canada and the islands that share their plan. Area codes and
// exchanges begin with 2 to 9, which spares most other numbers the look at the plan.
Outcome phone_nanp(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.size() == 11 && text[0] == '1') text.remove_prefix(1);
  if (text.size() != 10 || text[0] < '2' || text[3] < '2' || all_same(text.substr(3))) {
    return Outcome::Fail;
  }
  static const int region = PhonePlan::built_in().find_region("US");
  return at_home(region, text);
}

Outcome phone_uk(std::string_view text) {
  static const int region = PhonePlan::built_in().find_region("GB");
  return text.starts_with('0') ? at_home(region, text) : Outcome::Fail;
}

// What may be a number somewhere: for where a cue has said that a telephone number comes.
Outcome phone_cued(std::string_view text) {
  if (phone_international(text) == Outcome::Strong) return Outcome::Strong;
  if (!all_digits(text) || text.size() < 6 || text.size() > 13) return Outcome::Fail;
  return pass_if(!all_same(text.substr(1)));
}

// phone_ad to phone_zw, and those above.
std::vector<NamedValidator> named() {
  const PhonePlan& plan = PhonePlan::built_in();
  static std::vector<std::string> names;
  names.reserve(plan.region_count());  // what views them must not see them move
  std::vector<NamedValidator> all = {{"phone_cued", phone_cued},
                                     {"phone_international", phone_international},
                                     {"phone_nanp", phone_nanp},
                                     {"phone_uk", phone_uk}};
  for (std::size_t i = 0; i < plan.region_count(); ++i) {
    const std::string_view code = plan.region(static_cast<int>(i)).code();
    if (code.size() != 2) continue;
    const std::string& name =
        names.emplace_back(std::string("phone_") + to_lower(code[0]) + to_lower(code[1]));
    all.push_back({name, kAtHome[i]});
  }
  return all;
}

}  // namespace

std::span<const NamedValidator> phone_validators() {
  static const std::vector<NamedValidator> all = named();
  return all;
}

}  // namespace holdfast::detect
