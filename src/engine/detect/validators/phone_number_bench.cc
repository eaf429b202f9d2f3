// Speed of the verdict on a telephone number: every region's examples with their calling code, and
// dialled at home.

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/check.h"
#include "engine/detect/validators/phone_number.h"

namespace {

using namespace holdfast::detect;

struct Asked {
  std::string digits;
  int region;
};

// Examples are the fourth word of a line of phone_regions.txt that has five.
std::vector<Asked> examples(const char* path) {
  std::ifstream lines(path);
  CHECK(lines);
  std::vector<Asked> asked;
  int region = -1;
  std::string code;
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> words(1);
    for (const char c : line) c == ' ' ? void(words.emplace_back()) : words.back().push_back(c);
    if (words[0] == "region") {
      region = PhonePlan::built_in().find_region(words[1]);
      code = words[2];
    } else if (words.size() == 5 && words[3] != "-") {
      asked.push_back({'+' + code + words[3], PhonePlan::kNone});
      if (region != PhonePlan::kNone) asked.push_back({words[3], region});
    }
  }
  return asked;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "wants the path of phone_regions.txt\n");
    return 2;
  }
  const std::vector<Asked> asked = examples(argv[1]);
  constexpr int kRounds = 2000;
  std::size_t valid = 0;
  std::size_t bytes = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    for (const Asked& one : asked) {
      const auto number = parse_phone_digits(PhonePlan::built_in(), one.digits, one.region);
      valid += number && number->is_valid;
      bytes += one.digits.size();
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double count = static_cast<double>(asked.size()) * kRounds;
  std::printf("%zu numbers, %.1f %% valid: %.0f ns a number, %.0f MB of digits a second\n",
              asked.size(), 100.0 * static_cast<double>(valid) / count, 1e9 * seconds / count,
              static_cast<double>(bytes) / seconds / 1e6);
  return 0;
}
