// Judges numbers by given facts, for comparison with other programs (tests/accuracy/test_phone.py):
// phone_verdicts FACTS reads lines REGION TAB NUMBER and answers each with
// CODE NATIONAL EXTENSION possible|impossible valid|invalid REGION TYPE, '-' for none, or "none".
// Without FACTS it judges by the plans that the program was built with.

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "engine/detect/validators/phone_facts.h"
#include "engine/detect/validators/phone_number.h"
#include "engine/detect/validators/phone_tables.h"

namespace {

using holdfast::detect::PhonePlan;

std::string or_dash(std::string_view text) { return text.empty() ? "-" : std::string(text); }

std::string answer(const PhonePlan& plan, std::string_view line) {
  const std::size_t tab = line.find('\t');
  if (tab == std::string_view::npos) return "none";
  const auto number =
      holdfast::detect::parse_phone(plan, line.substr(tab + 1), line.substr(0, tab));
  if (!number) return "none";
  std::string out = std::to_string(number->calling_code);
  out += ' ' + or_dash(number->national.view()) + ' ' + or_dash(number->extension.view());
  out += number->is_possible ? " possible" : " impossible";
  out += number->is_valid ? " valid " : " invalid ";
  out += or_dash(number->region) + ' ';
  return out += name_of(number->type);
}

}  // namespace

int main(int argc, char** argv) {
  std::string tables;
  if (argc > 1) {
    std::ifstream input(argv[1], std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(input), {});
    const auto facts = holdfast::detect::read_phone_facts(text);
    const auto built = facts ? holdfast::detect::build_phone_tables(*facts) : facts.error();
    if (!input || !built) {
      std::fprintf(stderr, "phone_verdicts: %s\n",
                   input ? built.error().message.c_str() : "cannot read the facts");
      return 1;
    }
    tables = *built;
  }
  const PhonePlan plan = argc > 1 ? PhonePlan(tables) : PhonePlan::built_in();
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) std::cout << answer(plan, line) << '\n';
  return 0;
}
