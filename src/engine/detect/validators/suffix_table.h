// The Public Suffix List as the build packs it and public_suffix.cc reads it: a hash table of names
// and of all their ends, so that a walk over a name's labels from the right ends where no rule can
// follow.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace holdfast::detect {

// What the list says of a name.
struct SuffixFlags {
  static constexpr std::uint8_t kInternet = 1;       // is a suffix
  static constexpr std::uint8_t kPrivate = 2;        // is one of a company's
  static constexpr std::uint8_t kInternetBelow = 4;  // any label in front of it makes one
  static constexpr std::uint8_t kPrivateBelow = 8;   // the same, of a company's
  static constexpr std::uint8_t kException = 16;     // is none, although any label would make one
  static constexpr std::uint8_t kIsOfInternet = 32;  // it or a name below it is in that section
};

// In front: the number of slots, a power of two. Then the slots, each the place of an entry in what
// follows them plus one, 0 for none. An entry is its flags, its size and its name.
struct SuffixTableHeader {
  std::uint32_t slot_count;
};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// FNV-1a of the name in lower case, from its end to its begin, so that longer names go on from
// where shorter ones stopped.
constexpr std::uint32_t kSuffixHash = 2166136261U;
constexpr std::uint32_t hash_before(std::string_view label, std::uint32_t hash = kSuffixHash) {
  for (std::size_t i = label.size(); i-- > 0;) {
    hash = (hash ^ static_cast<unsigned char>(lower(label[i]))) * 16777619U;
  }
  return hash;
}

}  // namespace holdfast::detect
