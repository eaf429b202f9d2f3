// Customers' values in the one form in which an index knows them: what a CSV file says and what
// people write meet here.

#pragma once

#include <array>
#include <string>
#include <string_view>

#include "engine/detect/exact_schema.h"

namespace holdfast::detect {

inline constexpr std::size_t kExactValueBytesMax = 63;  // of a value's plain form

// The plain form of a cell of a CSV file; "" when it holds nothing that could be found in a text:
// it is empty, too long, no day, an identifier without a digit, a number of fewer than three
// digits.
std::string plain_cell(const ExactColumn& column, std::string_view cell);

// A buffer for one plain form.
class PlainValue {
 public:
  void clear() { size_ = 0; }
  bool add(char c) {
    if (size_ == bytes_.size()) return false;
    bytes_[size_++] = c;
    return true;
  }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, kExactValueBytesMax> bytes_{};
  std::size_t size_ = 0;
};

// Words of a text as a name: folded, letters alone, ae oe ue as a o u. "" when too long.
std::string plain_name(std::string_view words);

// The forms that digits written in a text may have as a phone number: at most four, calls
// visit(std::string_view) for each.
template <typename Visit>
void for_each_phone_form(std::string_view digits, bool has_plus, std::string_view country_code,
                         Visit visit);

// "19850407", or "" when it is no day between 1900 and 2099. A year of two digits is taken for the
// century given: 19 or 20.
std::string plain_date(unsigned year, unsigned month, unsigned day);

// --- the template's part ---

// "4402079460958" (of "+44 (0)20 …") as "442079460958".
std::string without_trunk_zero(std::string_view digits, std::string_view country_code);

template <typename Visit>
void for_each_phone_form(std::string_view digits, bool has_plus, std::string_view country_code,
                         Visit visit) {
  if (digits.starts_with("00")) {
    has_plus = true;
    digits.remove_prefix(2);
  }
  const std::string whole = without_trunk_zero(digits, country_code);
  visit(std::string_view(whole));
  if (has_plus || country_code.empty()) return;
  const std::string national =
      std::string(country_code) + std::string(digits.substr(digits.starts_with('0') ? 1 : 0));
  visit(std::string_view(national));
}

}  // namespace holdfast::detect
