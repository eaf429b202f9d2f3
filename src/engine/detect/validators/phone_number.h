// Telephone numbers as libphonenumber judges them: where a number belongs, what it is, whether it
// can exist.
//
// The rules are those of its parse(), isPossibleNumber(), isValidNumber(), getNumberType() and
// getRegionCodeForNumber(), on its own facts about numbering plans; tests/accuracy/test_phone.py
// holds them against it. Letters in numbers (1-800-FLOWERS) are not read, nor RFC 3966's
// phone-context. Pure, without allocation.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/detect/validators/phone_plan.h"

namespace holdfast::detect {

enum class PhoneType : std::uint8_t {
  Unknown,
  FixedLine,
  Mobile,
  FixedLineOrMobile,  // cannot be told apart
  TollFree,
  PremiumRate,
  SharedCost,
  Voip,
  PersonalNumber,  // reaches a person wherever they are
  Pager,
  Uan,  // "universal access number": a company's, whatever the place
  Voicemail,
};

// "fixed_line" and so on, as libphonenumber has it.
std::string_view name_of(PhoneType type);

// Digits, at most as many as anything that may become a number has.
class PhoneDigits {
 public:
  static constexpr std::size_t kMax = 39;

  // False when they are full.
  bool append(std::string_view digits);
  std::string_view view() const { return {digits_.data(), size_}; }

 private:
  std::array<char, kMax> digits_;  // the first size_ are set
  std::uint8_t size_ = 0;
};

struct PhoneNumber {
  unsigned calling_code = 0;
  PhoneDigits national;     // without what is dialled before it; with zeros that belong to it
  std::string_view region;  // ISO 3166-1 alpha-2; "001": of no region; empty: not told
  PhoneType type = PhoneType::Unknown;
  bool is_possible = false;    // its length fits the calling code
  bool is_local_only = false;  // fits it without the area's digits: dialled within an area only
  bool is_valid = false;       // it lies in a range that is in use
  PhoneDigits extension;       // often empty
};

// `text` is as people write it: digits, a '+' before them, spaces and the usual signs between, an
// extension behind ("ext. 12", "x12", "#12", ";ext=12"), all ASCII but for a few words. A number
// without its calling code is read as one that is dialled in `region`, two capital letters; without
// region it needs a '+'. Nothing for what is no number.
std::optional<PhoneNumber> parse_phone(const PhonePlan& plan, std::string_view text,
                                       std::string_view region = {});

// The same for digits alone, with or without '+'. `region` is an index of the plan or kNone.
std::optional<PhoneNumber> parse_phone_digits(const PhonePlan& plan, std::string_view compact,
                                              int region);

}  // namespace holdfast::detect
