// Run by the build: pack_phones INPUT OUTPUT writes the tables of the numbering plans in INPUT
// (phone_facts.h) as phone_plan.h reads them.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/detect/validators/phone_facts.h"
#include "engine/detect/validators/phone_tables.h"

namespace {

int fail(const std::string& why) {
  std::fprintf(stderr, "pack_phones: %s\n", why.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fail("wants INPUT OUTPUT");
  std::ifstream input(argv[1], std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(input), {});
  if (!input) return fail(std::string("cannot read ") + argv[1]);
  const auto facts = holdfast::detect::read_phone_facts(text);
  if (!facts) return fail(facts.error().message);
  const auto tables = holdfast::detect::build_phone_tables(*facts);
  if (!tables) return fail(tables.error().message);
  std::ofstream output(argv[2], std::ios::binary);
  output << *tables << std::flush;
  return output ? 0 : fail(std::string("cannot write ") + argv[2]);
}
