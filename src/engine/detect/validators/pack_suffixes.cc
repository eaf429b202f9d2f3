// Run by the build: pack_suffixes INPUT OUTPUT writes the Public Suffix List in INPUT
// (tools/public_suffixes.mjs) as suffix_table.h describes it.

#include <bit>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "engine/detect/validators/suffix_table.h"

namespace {

using holdfast::detect::SuffixFlags;
using Names = std::map<std::string, std::uint8_t>;

int fail(const std::string& why) {
  std::fprintf(stderr, "pack_suffixes: %s\n", why.c_str());
  return 1;
}

// False for what is no rule.
bool add_rule(std::string_view rule, bool is_private, Names& names) {
  std::uint8_t flags = is_private ? SuffixFlags::kPrivate : SuffixFlags::kInternet;
  if (rule.starts_with("*.")) {
    rule.remove_prefix(2);
    flags = is_private ? SuffixFlags::kPrivateBelow : SuffixFlags::kInternetBelow;
  } else if (rule.starts_with('!')) {
    rule.remove_prefix(1);
    flags = SuffixFlags::kException;
  }
  if (rule.empty() || rule.size() > 253 || rule.find_first_of("*! ") != std::string_view::npos) {
    return false;
  }
  names[std::string(rule)] |= flags;
  // Ends of the name, so that the walk comes to it.
  for (std::string_view end = rule;;) {
    names[std::string(end)] |= is_private ? 0 : SuffixFlags::kIsOfInternet;
    const std::size_t dot = end.find('.');
    if (dot == std::string_view::npos) return true;
    end.remove_prefix(dot + 1);
  }
}

std::string packed(const Names& names) {
  const holdfast::detect::SuffixTableHeader header{
      .slot_count = std::bit_ceil(static_cast<std::uint32_t>(names.size()) * 2)};
  std::vector<std::uint32_t> slots(header.slot_count);
  std::string entries;
  for (const auto& [name, flags] : names) {
    std::uint32_t slot = holdfast::detect::hash_before(name) & (header.slot_count - 1);
    while (slots[slot] != 0) slot = (slot + 1) & (header.slot_count - 1);
    slots[slot] = static_cast<std::uint32_t>(entries.size()) + 1;
    entries.push_back(static_cast<char>(flags));
    entries.push_back(static_cast<char>(name.size()));
    entries += name;
  }
  std::string out(reinterpret_cast<const char*>(&header), sizeof(header));
  out.append(reinterpret_cast<const char*>(slots.data()), slots.size() * sizeof(slots[0]));
  return out + entries;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fail("wants INPUT OUTPUT");
  std::ifstream input(argv[1], std::ios::binary);
  if (!input) return fail(std::string("cannot read ") + argv[1]);
  Names names;
  bool is_private = false;
  int number = 0;
  for (std::string line; std::getline(input, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    if (line == "section icann" || line == "section private") {
      is_private = line.ends_with("private");
    } else if (!holdfast::is_utf8(line) || !add_rule(line, is_private, names)) {
      return fail("line " + std::to_string(number) + " is no rule of the Public Suffix List");
    }
  }
  std::ofstream output(argv[2], std::ios::binary);
  output << packed(names) << std::flush;
  return output ? 0 : fail(std::string("cannot write ") + argv[2]);
}
