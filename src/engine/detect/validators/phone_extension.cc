#include "engine/detect/validators/phone_extension.h"

#include <algorithm>

#include "engine/detect/validators/digits.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kExplicitMax = 20;
constexpr std::size_t kLikelyMax = 15;
constexpr std::size_t kAmbiguousMax = 9;
constexpr std::size_t kUnsureMax = 6;

// Longer words first, since a word is tried before its begin.
constexpr std::string_view kWords[] = {"extensi\u00F3n",
                                       "extensio\u0301n",
                                       "extensi\u00F3",
                                       "extensio\u0301",
                                       "extension",
                                       "extensio",
                                       "extensin",
                                       "extensi",
                                       "xtensi\u00F3n",
                                       "xtensio\u0301n",
                                       "xtensi\u00F3",
                                       "xtensio\u0301",
                                       "xtension",
                                       "xtensio",
                                       "xtensin",
                                       "xtensi",
                                       "extn",
                                       "ext",
                                       "xtn",
                                       "xt",
                                       "\u0434\u043E\u0431",
                                       "\u0414\u041E\u0411",
                                       "\u0414\u043E\u0431",
                                       "anexo"};
constexpr std::string_view kSigns[] = {"x", "#", "~", "int"};

void skip(std::string_view& text, std::string_view signs) {
  while (!text.empty() && contains(signs, text[0])) text.remove_prefix(1);
}

bool take_word(std::string_view& text, std::string_view word) {
  const bool is_there = text.size() >= word.size() &&
                        std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) {
                          return a == (is_upper(b) ? to_lower(b) : b);
                        });
  if (is_there) text.remove_prefix(word.size());
  return is_there;
}

template <std::size_t N>
bool take_one_of(std::string_view& text, const std::string_view (&words)[N]) {
  return std::ranges::any_of(words,
                             [&text](std::string_view word) { return take_word(text, word); });
}

// The digits that end the text, with a '#' or without; empty if it is anything else.
std::string_view digits_to_end(std::string_view text, std::size_t max, bool needs_hash = false) {
  const bool has_hash = text.ends_with('#');
  if (has_hash) text.remove_suffix(1);
  if (needs_hash && !has_hash) return {};
  return all_digits(text) && text.size() <= max ? text : std::string_view();
}

// Behind a label: ":" or ".", then blanks, commas and dashes.
std::string_view digits_behind_label(std::string_view text, std::size_t max) {
  if (!text.empty() && contains(":.", text[0])) text.remove_prefix(1);
  skip(text, " \t,-");
  return digits_to_end(text, max);
}

std::string_view labelled(std::string_view text) {
  skip(text, " \t,");
  std::string_view rest = text;
  if (take_one_of(rest, kWords)) {
    const std::string_view digits = digits_behind_label(rest, kExplicitMax);
    if (!digits.empty()) return digits;
  }
  return take_one_of(text, kSigns) ? digits_behind_label(text, kAmbiguousMax) : std::string_view();
}

// "- 12#"
std::string_view before_hash(std::string_view text) {
  if (text.empty() || !contains("- ", text[0])) return {};
  skip(text, "- ");
  return digits_to_end(text, kUnsureMax, true);
}

// ",,12" ";12" ",12": what telephones dial after a pause.
std::string_view behind_pause(std::string_view text) {
  skip(text, " \t");
  std::string_view rest = text;
  if (take_word(rest, ",,") || take_word(rest, ";")) {
    const std::string_view digits = digits_behind_label(rest, kLikelyMax);
    if (!digits.empty()) return digits;
  }
  if (text.empty() || text[0] != ',') return {};
  skip(text, ",");
  return digits_behind_label(text, kAmbiguousMax);
}

std::string_view extension_at(std::string_view text) {
  std::string_view rest = text;
  if (take_word(rest, ";ext=")) {
    const std::string_view digits = digits_to_end(rest, kExplicitMax);
    if (!digits.empty() && digits.size() == rest.size()) return digits;
  }
  if (const auto digits = labelled(text); !digits.empty()) return digits;
  if (const auto digits = before_hash(text); !digits.empty()) return digits;
  return behind_pause(text);
}

// Whether a number can end here: an extension is looked for behind three digits, or two alone.
bool is_number_before(std::string_view text) {
  const auto digits = std::ranges::count_if(text, is_digit);
  return digits >= 3 || (digits == 2 && text.size() == 2);
}

}  // namespace

PhoneExtension find_phone_extension(std::string_view text) {
  for (std::size_t begin = 1; begin < text.size(); ++begin) {
    if (is_alnum(text[begin]) && is_digit(text[begin])) continue;
    const std::string_view digits = extension_at(text.substr(begin));
    if (digits.empty()) continue;
    // As the pattern is searched once, what stands first decides.
    if (!is_number_before(text.substr(0, begin))) break;
    return {.begin = begin, .digits = digits};
  }
  return {.begin = text.size(), .digits = {}};
}

}  // namespace holdfast::detect
