// The finders: each turns one kind of sign in the text into checked candidates. None weighs the
// words around; weigh.h does that for all of them, place by place.

#pragma once

#include <cstdint>
#include <string_view>

#include "engine/detect/work.h"

namespace holdfast::detect {

// Reads the masks of work.text, calls the finders below and fills work.weighed. Linear in the
// length of the text.
void find_all(const Compiled& rules, Work& work);
// What stands in the text as it is written.
void find_written(const Compiled& rules, Work& work);
// What is read out in it: "four one double one".
void find_said(const Compiled& rules, Work& work);
// What rules of one's own look for by pattern or in long lists.
void find_own(const Compiled& rules, Work& work);
// Names of persons that the model reads where cheap signs call for it.
void find_names(const Compiled& rules, Work& work);
// The cluster of digits in work.runs and work.digits.
void find_digits(const Compiled& rules, Work& work);
// Digits that merge a value and its followers into one run: a card, its expiry and its code.
void find_merged(const Compiled& rules, Work& work, const Run& run);
// The followers of a value of the detector, from digit `first` of the cluster on. False when what
// stands there is none.
bool find_followers(const Compiled& rules, Work& work, DetectorIndex leader, std::size_t first);
void find_dates(const Compiled& rules, Work& work);
void find_ipv4(const Compiled& rules, Work& work);

// A run of ASCII digits and the letters it may follow.
struct TokenRun {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t lead = 0;        // ASCII letters right before it, at most kLeads
  std::uint32_t split_lead = 0;  // the same before `gap`, where that may stand within a token
  char gap = '\0';               // what stands right before it when no letter does
};
TokenRun token_run(const Work& work, std::uint32_t begin, std::uint32_t end);
void find_tokens(const Compiled& rules, Work& work, const TokenRun& run);
void find_iban(const Compiled& rules, Work& work, const TokenRun& run);
void find_dashed_mac(const Compiled& rules, Work& work, const TokenRun& run);

// A run of ASCII digits [begin, end).
// A street that is one word with its kind: "Lindenstraße 7".
void find_compound_street(const Compiled& rules, Work& work, std::uint32_t begin,
                          std::uint32_t end);
// A day or year beside the name of a month.
void find_named_date(const Compiled& rules, Work& work, std::uint32_t begin, std::uint32_t end);

void find_email(const Compiled& rules, Work& work, std::uint32_t at_sign);
// The word "dot" between two others, or a domain after " at " or "[at]".
void find_written_email(const Compiled& rules, Work& work, std::uint32_t dot);
// Returns where the text that may be a URL ends.
std::uint32_t find_url(const Compiled& rules, Work& work, std::uint32_t colon);
void find_www(const Compiled& rules, Work& work, std::uint32_t dot);
// A colon between hexadecimal digits or colons. Returns where the address it read ends.
std::uint32_t find_colons(const Compiled& rules, Work& work, std::uint32_t colon);

// A run of 16 or more letters, digits, '_' and '-' that begins here.
void find_secret(const Compiled& rules, Work& work, std::uint32_t begin);
// The house numbers beside a word such as "street".
void find_street_near(const Compiled& rules, Work& work, const CueHit& hit);
void find_pem(const Compiled& rules, Work& work, std::uint32_t begin);

// The value that a cue announces, or that answers the question; weighed by its caller.
struct Value {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool looks_right = false;  // by its form alone
  bool is_found() const { return end > begin; }
};
// `from` is the end of the cue.
Value value_after(const Compiled& rules, const DetectorRule& rule, std::string_view text,
                  std::uint32_t from);
// The value before a cue that begins at `cue`: "anna77 is my username". Only what its form tells.
Value value_before(const Compiled& rules, const DetectorRule& rule, std::string_view text,
                   std::uint32_t cue);
// The whole text answers a question.
Value value_of_answer(const Compiled& rules, const DetectorRule& rule, std::string_view text);

// The name that begins with the given name at [begin, end), with the surnames after it; nothing
// when it is not written as a name.
Value full_name(const Compiled& rules, std::string_view text, std::uint32_t begin,
                std::uint32_t end);

// Weighs work.candidates, which lie close together, and empties it.
void weigh_place(const Compiled& rules, Work& work, const Neighbourhood& near);

// Runs the checks of a rule over the compact value; false when one fails.
bool passes(const DetectorRule& rule, std::string_view compact, Candidate& candidate);
// The text's character at `at`, or 0 outside.
inline char char_at(std::string_view text, std::int64_t at) {
  return at >= 0 && at < static_cast<std::int64_t>(text.size()) ? text[static_cast<std::size_t>(at)]
                                                                : '\0';
}
// True when a letter or digit that would belong to the same word stands right before or after.
bool touches_word_before(std::string_view text, std::uint32_t begin);
bool touches_word_after(std::string_view text, std::uint32_t end);

}  // namespace holdfast::detect
