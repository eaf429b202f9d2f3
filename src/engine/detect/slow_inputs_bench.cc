// Hunts for texts that cost much: mixes of what the finders look at, kept and changed again while
// they get slower.
//
//   engine_detect_slow_inputs_bench [seconds [seed [directory]]]
//
// Prints the worst, in times of what ordinary talk costs a byte, and writes what the worst repeat
// into the directory; slow_inputs_test.cc holds those of testdata/slow_inputs to their bound.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "engine/detect/detector.h"
#include "engine/detect/slow_inputs.h"

namespace holdfast::detect {
namespace {

constexpr std::string_view kPieces[] = {
    "0",
    "1",
    "4",
    "9",
    "12",
    "4111",
    "1111 1111",
    "2024",
    "31",
    "007",
    " ",
    "-",
    ".",
    "/",
    ",",
    ":",
    "@",
    "(",
    ")",
    "+",
    "#",
    "_",
    "\n",
    "=",
    "&",
    ";",
    "'",
    "\"",
    "a",
    "A",
    "x",
    "f0",
    "DE89",
    "GB",
    "card",
    "my card is",
    "pin",
    "password",
    "account number",
    "street",
    "road",
    "ssn",
    "iban",
    "born",
    "code",
    "phone",
    "order",
    "is",
    "the",
    "one",
    "double",
    "four",
    "five hundred",
    "oh",
    "no wait",
    "eins",
    "zwei",
    "und",
    "quatre",
    "dot",
    "at",
    "b for bravo",
    "jan",
    "march",
    "may",
    "http://",
    "www.",
    "example.com",
    "1Z",
    "sk_live_",
    "AKIA",
    "eyJ",
    "-----BEGIN",
    "::",
    "fe80:",
    "00:1a",
    "10.0.0.",
    "é",
    "ü",
    "中",
    "\xEF\xBC\x91",
    "\xE2\x80\x8B",
    "&#49;",
    "%20",
    "Mr",
    "John",
    "Smith",
    "Str. 5",
    "10115 Berlin",
    "SW1A",
    "M5V",
    "cvv",
    "exp",
    "12/29",
    "AB",
    "XY12",
    "ZZ-99",
};

constexpr int kWritten = 3;

using Recipe = std::vector<std::uint16_t>;  // pieces, repeated to the length of a text

std::string unit_of(const Recipe& recipe) {
  std::string unit;
  for (const std::uint16_t piece : recipe) unit += kPieces[piece];
  return unit;
}

class Hunt {
 public:
  Hunt(const Detector& detector, std::uint64_t seed) : detector_(detector), random_(seed) {}

  void step() {
    Recipe recipe = best_.empty() || random_() % 4 == 0 ? fresh() : changed(pick());
    const double cost = cost_of(detector_, scratch_, repeated(unit_of(recipe)), 1);
    best_.push_back({cost, std::move(recipe)});
    std::sort(best_.begin(), best_.end(),
              [](const Kept& a, const Kept& b) { return a.cost > b.cost; });
    if (best_.size() > kKept) best_.pop_back();
  }

  struct Kept {
    double cost;
    Recipe recipe;
  };
  const std::vector<Kept>& best() const { return best_; }

 private:
  static constexpr std::size_t kKept = 24;

  std::uint16_t piece() { return static_cast<std::uint16_t>(random_() % std::size(kPieces)); }
  const Recipe& pick() { return best_[random_() % best_.size()].recipe; }

  Recipe fresh() {
    Recipe recipe(1 + random_() % 12);
    for (std::uint16_t& each : recipe) each = piece();
    return recipe;
  }

  Recipe changed(Recipe recipe) {
    for (std::size_t changes = 1 + random_() % 3; changes > 0; --changes) {
      const std::size_t at = random_() % recipe.size();
      switch (random_() % 4) {
        case 0:
          recipe[at] = piece();
          break;
        case 1:
          recipe.insert(recipe.begin() + static_cast<std::ptrdiff_t>(at), piece());
          break;
        case 2:
          if (recipe.size() > 1) recipe.erase(recipe.begin() + static_cast<std::ptrdiff_t>(at));
          break;
        default: {
          const Recipe& other = pick();
          recipe.insert(recipe.end(), other.begin(),
                        other.begin() + static_cast<std::ptrdiff_t>(1 + random_() % other.size()));
        }
      }
    }
    if (recipe.size() > 400) recipe.resize(400);
    return recipe;
  }

  const Detector& detector_;
  Scratch scratch_;
  std::mt19937_64 random_;
  std::vector<Kept> best_;
};

int run(double seconds, std::uint64_t seed, const char* directory) {
  const auto detector = Detector::load_embedded();
  if (!detector) return 1;
  Scratch scratch;
  const double ordinary = cost_of(*detector, scratch, ordinary_talk(), 5);
  std::printf("ordinary talk: %.1f ns a byte\n", ordinary);
  Hunt hunt(*detector, seed);
  const double begin = thread_seconds();
  int tried = 0;
  for (; thread_seconds() - begin < seconds; ++tried) hunt.step();
  std::printf("tried: %d texts\n", tried);
  int number = 0;
  for (const Hunt::Kept& kept : hunt.best()) {
    const std::string unit = unit_of(kept.recipe);
    const double cost = cost_of(*detector, scratch, repeated(unit), 5);
    std::printf("%5.1f times, %.0f ns a byte: %.60s\n", cost / ordinary, cost, unit.c_str());
    if (directory == nullptr || number == kWritten) continue;
    std::ofstream(std::string(directory) + "/" + std::to_string(seed) + "-" +
                      std::to_string(number++) + ".txt",
                  std::ios::binary)
        << unit;
  }
  return 0;
}

}  // namespace
}  // namespace holdfast::detect

int main(int argc, char** argv) {
  return holdfast::detect::run(argc > 1 ? std::atof(argv[1]) : 60,
                               argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1,
                               argc > 3 ? argv[3] : nullptr);
}
