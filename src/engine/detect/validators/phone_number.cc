#include "engine/detect/validators/phone_number.h"

#include <algorithm>

#include "engine/detect/validators/digits.h"
#include "engine/detect/validators/phone_extension.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kNationalMin = 2;
constexpr std::size_t kNationalMax = 17;
constexpr std::size_t kTextMax = 250;

enum class LengthFit : std::uint8_t { Possible, LocalOnly, TooShort, TooLong, Between };

LengthFit length_fit(const PhoneRegion& region, std::size_t length) {
  const std::uint32_t bit = length < 32 ? std::uint32_t{1} << length : 0;
  if ((region.local_lengths & bit) != 0) return LengthFit::LocalOnly;
  if ((region.lengths & bit) != 0) return LengthFit::Possible;
  if (bit == 0 || region.lengths < bit) return LengthFit::TooLong;
  return (region.lengths & (bit - 1)) == 0 ? LengthFit::TooShort : LengthFit::Between;
}

bool is_general(const PhonePlan& plan, const PhoneRegion& region, std::string_view digits) {
  return plan.walk(region.general, digits) != 0;
}

// Without what is dialled before it at home, unless a number that may stand so would become none.
PhoneDigits without_prefix(const PhonePlan& plan, const PhoneRegion& region,
                           std::string_view digits) {
  PhoneDigits whole;
  whole.append(digits);
  const std::uint16_t label = plan.walk(region.prefix, digits);
  if (label == 0) return whole;
  const PhoneCut& cut = plan.cut(label);
  PhoneDigits rest;
  const bool fits = rest.append({cut.literal.data(), cut.literal_size}) &&
                    rest.append(digits.substr(cut.keep_begin, cut.keep_end - cut.keep_begin)) &&
                    rest.append(digits.substr(cut.stripped));
  if (!fits) return whole;
  return is_general(plan, region, digits) && !is_general(plan, region, rest.view()) ? whole : rest;
}

// A number in two: what it says of its calling code, and the rest.
struct Split {
  unsigned calling_code = 0;  // 0: it says nothing
  PhoneDigits rest;
};

// No calling code is the begin of another.
std::optional<Split> split_international(const PhonePlan& plan, std::string_view digits) {
  unsigned code = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(digits.size(), 3); ++i) {
    code = code * 10 + static_cast<unsigned>(digit(digits[i]));
    if (code == 0) return {};
    if (plan.find_code(code) == nullptr) continue;
    Split split{.calling_code = code, .rest = {}};
    split.rest.append(digits.substr(i + 1));
    return split;
  }
  return {};
}

// What follows the prefix for calls abroad, if there is one.
std::optional<std::string_view> behind_international(const PhonePlan& plan,
                                                     const PhoneRegion& region,
                                                     std::string_view digits) {
  const std::uint16_t label = plan.walk(region.international, digits);
  if (label == 0) return {};
  const std::string_view rest = digits.substr(plan.cut(label).stripped);
  if (rest.starts_with('0')) return {};
  return rest;
}

// A number dialled in `region` may also begin with the region's own calling code.
Split split_at_home(const PhonePlan& plan, const PhoneRegion& region, std::string_view digits) {
  const std::size_t code_size = region.calling_code >= 100 ? 3 : region.calling_code >= 10 ? 2 : 1;
  if (digits.size() < code_size || number(digits.substr(0, code_size)) != region.calling_code) {
    return {};
  }
  const PhoneDigits rest = without_prefix(plan, region, digits.substr(code_size));
  const bool is_better = !is_general(plan, region, digits) && is_general(plan, region, rest.view());
  if (!is_better && length_fit(region, digits.size()) != LengthFit::TooLong) return {};
  return {.calling_code = region.calling_code, .rest = rest};
}

std::optional<Split> split(const PhonePlan& plan, std::string_view digits, bool has_plus,
                           int region) {
  std::optional<std::string_view> abroad;
  if (has_plus) {
    abroad = digits;
  } else if (region != PhonePlan::kNone) {
    abroad = behind_international(plan, plan.region(region), digits);
  }
  if (abroad) {
    if (abroad->size() <= kNationalMin) return {};
    std::optional<Split> found = split_international(plan, *abroad);
    if (found || !has_plus) return found;
    // A '+' before a number that was dialled at home.
    if (region == PhonePlan::kNone) return {};
    found = split(plan, digits, false, region);
    return found && found->calling_code != 0 ? found : std::nullopt;
  }
  return split_at_home(plan, plan.region(region), digits);
}

void judge(const PhonePlan& plan, const PhoneCode& code, PhoneNumber& number) {
  const std::string_view digits = number.national.view();
  const LengthFit fit = length_fit(plan.region(code.region_first), digits.size());
  number.is_local_only = fit == LengthFit::LocalOnly;
  number.is_possible = fit == LengthFit::Possible || number.is_local_only;
  const std::uint16_t label = plan.walk(code.numbers, digits);
  number.type = static_cast<PhoneType>(label % 16);
  number.is_valid = number.type != PhoneType::Unknown;
  if (code.region_count == 1) {
    number.region = plan.region(code.region_first).code();
  } else if (label != 0) {
    number.region = plan.region(code.region_first + label / 16 - 1).code();
  }
}

bool is_sign_between(char c) { return contains("-x ./()[]~*\t", c); }

}  // namespace

std::string_view name_of(PhoneType type) {
  constexpr std::string_view kNames[] = {
      "unknown",         "fixed_line",   "mobile",      "fixed_line_or_mobile",
      "toll_free",       "premium_rate", "shared_cost", "voip",
      "personal_number", "pager",        "uan",         "voicemail"};
  return kNames[static_cast<std::size_t>(type)];
}

bool PhoneDigits::append(std::string_view digits) {
  if (digits.size() > kMax - size_) return false;
  std::ranges::copy(digits, digits_.begin() + size_);
  size_ = static_cast<std::uint8_t>(size_ + digits.size());
  return true;
}

std::optional<PhoneNumber> parse_phone_digits(const PhonePlan& plan, std::string_view compact,
                                              int region) {
  const bool has_plus = compact.starts_with('+');
  const std::string_view digits = compact.substr(has_plus ? 1 : 0);
  if (digits.size() < kNationalMin + (has_plus ? 1 : 0) || digits.size() > PhoneDigits::kMax ||
      !all_digits(digits) || (!has_plus && region == PhonePlan::kNone)) {
    return {};
  }
  std::optional<Split> parts = split(plan, digits, has_plus, region);
  if (!parts) return {};
  if (parts->calling_code == 0) {
    parts->calling_code = plan.region(region).calling_code;
    parts->rest.append(digits);
  } else {
    region = plan.find_code(parts->calling_code)->region_first;
  }
  PhoneNumber number{.calling_code = parts->calling_code, .national = parts->rest};
  if (number.national.view().size() < kNationalMin) return {};
  const PhoneRegion& home = plan.region(region);
  const PhoneDigits shorter = without_prefix(plan, home, number.national.view());
  const LengthFit fit = length_fit(home, shorter.view().size());
  if (fit == LengthFit::Possible || fit == LengthFit::TooLong) number.national = shorter;
  const std::size_t size = number.national.view().size();
  if (size < kNationalMin || size > kNationalMax) return {};
  judge(plan, *plan.find_code(number.calling_code), number);
  return number;
}

std::optional<PhoneNumber> parse_phone(const PhonePlan& plan, std::string_view text,
                                       std::string_view region) {
  if (text.size() > kTextMax) return {};
  // What stands before the number, and the punctuation of the sentence behind it.
  while (!text.empty() && text[0] != '+' && !is_digit(text[0])) text.remove_prefix(1);
  while (!text.empty() && !is_alnum(text.back()) && text.back() != '#') text.remove_suffix(1);
  const PhoneExtension extension = find_phone_extension(text);
  std::array<char, PhoneDigits::kMax + 1> compact;
  std::size_t size = 0;
  for (const char c : text.substr(0, extension.begin)) {
    if (is_digit(c) || (c == '+' && size == 0)) {
      if (size == compact.size()) return {};
      compact[size++] = c;
    } else if (c != '+' && !is_sign_between(c)) {
      return {};
    }
  }
  std::optional<PhoneNumber> number =
      parse_phone_digits(plan, {compact.data(), size}, plan.find_region(region));
  if (number) number->extension.append(extension.digits);
  return number;
}

}  // namespace holdfast::detect
