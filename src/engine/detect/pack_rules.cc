// Run by the build: pack_rules INPUT OUTPUT NAME writes the tree of a rule file as packed_tree.h
// has it. NAME is what messages call the file.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "base/utf8.h"
#include "engine/detect/packed_tree.h"
#include "engine/detect/yaml_tree.h"

namespace {

int fail(const std::string& why) {
  std::fprintf(stderr, "pack_rules: %s\n", why.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return fail("wants INPUT OUTPUT NAME");
  std::ifstream input(argv[1], std::ios::binary);
  const std::string yaml(std::istreambuf_iterator<char>(input), {});
  if (!input) return fail(std::string("cannot read ") + argv[1]);
  if (!holdfast::is_utf8(yaml)) return fail(std::string(argv[3]) + ": not UTF-8");
  const auto tree = holdfast::detect::parse_yaml(argv[3], yaml);
  if (!tree) return fail(tree.error().message);
  std::ofstream output(argv[2], std::ios::binary);
  output << holdfast::detect::pack(*tree) << std::flush;
  return output ? 0 : fail(std::string("cannot write ") + argv[2]);
}
