// Names of persons: given names that are common in the languages served.
//
// A capital letter after "my name is" is enough for a name; in lower case only a known given name
// tells one from "my name is misspelled".

#include <algorithm>
#include <array>

#include "engine/detect/validators/digits.h"
#include "engine/detect/validators/given_names.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kNameBytesMax = 16;

// The letters of the first word in lower case and without accents of Latin-1, or nothing when it is
// longer than any name in the list.
std::string_view first_word(std::string_view text, std::array<char, kNameBytesMax>& buffer) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '-') break;
    if (count == buffer.size()) return {};
    if (is_upper(c)) {
      buffer[count++] = static_cast<char>(c - 'A' + 'a');
    } else if (is_lower(c)) {
      buffer[count++] = c;
    } else if (c == '\xC3' && i + 1 < text.size()) {
      const char plain = plain_letter(text[++i]);
      if (plain == '\0') return {};
      buffer[count++] = plain;
    } else {
      return {};
    }
  }
  return {buffer.data(), count};
}

bool is_title(std::string_view text) {
  std::array<char, kNameBytesMax> buffer;
  return is_one_of(first_word(text, buffer),
                   {"mr", "mrs", "ms", "miss", "dr", "herr", "frau", "sr", "sra", "senor", "senora",
                    "monsieur", "madame", "mme"});
}

Outcome person_name(std::string_view text) {
  if (text.size() < 2) return Outcome::Fail;
  if (is_title(text)) {
    const std::size_t space = text.find(' ');
    return pass_if(space != std::string_view::npos && space + 2 < text.size());
  }
  std::array<char, kNameBytesMax> buffer;
  if (is_given_name(first_word(text, buffer))) return Outcome::Strong;
  const bool is_shouted = all_of(text, [](char c) { return !is_lower(c); });
  const bool is_capitalised = is_upper(text[0]) || (text[0] & '\x80') != 0;
  return pass_if(is_capitalised && !is_shouted);
}

// For weak announcements such as "this is": a known given name, or at least two capitalised words.
Outcome person_name_sure(std::string_view text) {
  const Outcome outcome = person_name(text);
  if (outcome != Outcome::Pass || is_title(text)) return outcome;
  const std::size_t space = text.find(' ');
  return pass_if(space != std::string_view::npos && space + 2 < text.size());
}

constexpr NamedValidator kValidators[] = {
    {"person_name", person_name},
    {"person_name_sure", person_name_sure},
};

}  // namespace

std::span<const NamedValidator> person_validators() { return kValidators; }

}  // namespace holdfast::detect
