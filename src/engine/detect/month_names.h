// The names of months, whole and short, in the languages served.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace holdfast::detect {

class MonthNames {
 public:
  MonthNames();

  // 1 to 12; 0 when the word names no month.
  unsigned month(std::string_view word) const;

 private:
  struct Name {
    std::uint64_t hash;
    std::uint8_t month;
  };
  std::vector<Name> names_;          // in order of hash
  std::uint32_t first_letters_ = 0;  // bit n: some name begins with the n-th letter
};

}  // namespace holdfast::detect
