// What analytics show instead of a person's name: "Agent 7Q4F". The same person keeps the same
// code; without the pseudonym key nobody can go from one to the other.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "platform/crypto/sealer.h"

namespace holdfast::crypto {

inline constexpr std::size_t kPseudonymCharacters = 4;
inline constexpr std::size_t kPseudonymCharactersMax = 12;

// The code alone ("7Q4F"); the word before it is the reader's language. 32 letters and digits
// without I, L, O and U. Four characters tell a million apart, so of 40 people two share a code
// once in 1,300 tenants, of 1,000 people in one of three: ask for more characters there. The longer
// code of a person begins with the shorter one. `characters` is 1 to kPseudonymCharactersMax.
std::string pseudonym(const MasterKeys& keys, std::string_view tenant, const Uuid& person,
                      std::size_t characters = kPseudonymCharacters);

}  // namespace holdfast::crypto
