// Surrogates of numbers with check digits: cards, IBANs, and whatever the rules' checks can tell.

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/core.h>

#include "engine/detect/validators/registry.h"
#include "engine/protect/layout.h"
#include "engine/protect/surrogate_kinds.h"

namespace holdfast::protect {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The first digits of the schemes' published test numbers.
struct TestRange {
  std::string_view scheme;  // what a card of the scheme begins with
  std::string_view test;
};
constexpr TestRange kTestRanges[] = {
    {"4", "424242"},  {"51", "555555"}, {"52", "520082"}, {"53", "555555"}, {"54", "545454"},
    {"55", "555555"}, {"22", "222300"}, {"23", "222300"}, {"24", "222300"}, {"25", "222300"},
    {"26", "222300"}, {"27", "222300"}, {"34", "343434"}, {"37", "378282"}, {"6011", "601111"},
    {"64", "644564"}, {"65", "650000"}, {"35", "353011"}, {"36", "362272"}, {"30", "305693"},
    {"38", "385200"}, {"62", "620000"}, {"67", "675964"},
};
// Of other schemes the issuer's first digits stay, which say whose card it is and not which.
constexpr std::size_t kIssuerDigits = 4;

char luhn_check_digit(std::string_view digits) {
  int sum = 0;
  bool is_doubled = true;
  for (std::size_t i = digits.size(); i-- > 0; is_doubled = !is_doubled) {
    const int value = digits[i] - '0';
    sum += is_doubled ? value * 2 - (value > 4 ? 9 : 0) : value;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string card_of_length(std::string_view head, std::size_t length, KeyedStream& stream) {
  std::string card(head);
  while (card.size() + 1 < length) card.push_back(stream.one_of("0123456789"));
  card.push_back(luhn_check_digit(card));
  return card;
}

// The number modulo 97 with letters read as 10 to 35 (ISO/IEC 7064).
int mod97(std::string_view alnum) {
  int rest = 0;
  for (const char c : alnum) {
    const int value = is_digit(c) ? c - '0' : c - 'A' + 10;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

// How many characters behind the check digits name the bank, for countries where all zeros, or four
// Z, name none. Elsewhere three.
struct BankCode {
  std::string_view country;
  std::size_t characters;
};
constexpr BankCode kBankCodes[] = {
    {"AT", 5}, {"CH", 5}, {"CZ", 4}, {"DE", 8}, {"DK", 4}, {"EE", 2}, {"ES", 4}, {"FR", 5},
    {"GB", 4}, {"GR", 3}, {"HR", 7}, {"HU", 3}, {"IE", 4}, {"IT", 6}, {"LI", 5}, {"LT", 5},
    {"LU", 3}, {"LV", 4}, {"MC", 5}, {"MT", 4}, {"NL", 4}, {"NO", 4}, {"PL", 8}, {"PT", 4},
    {"RO", 4}, {"SE", 3}, {"SI", 5}, {"SK", 4}, {"SM", 6}, {"TR", 5},
};

std::size_t bank_code_size(std::string_view country) {
  const auto* found = std::ranges::find(kBankCodes, country, &BankCode::country);
  return found == std::end(kBankCodes) ? 3 : found->characters;
}

// Characters of the same kind; those of the bank's code name none.
std::string account_like(std::string_view account, std::size_t bank_code, KeyedStream& stream) {
  std::string out;
  for (const char c : account) {
    const bool is_bank = out.size() < bank_code;
    if (is_digit(c)) {
      out.push_back(is_bank ? '0' : stream.one_of("0123456789"));
    } else {
      out.push_back(is_bank ? 'Z' : stream.one_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    }
  }
  return out;
}

// Two check digits ask for some hundred draws, a date with one for a thousand. What is longer than
// the numbers of states is a key, whose checksum nobody meets by drawing.
constexpr int kDrawsMax = 20'000;
constexpr int kDrawsOfLongMax = 500;
constexpr std::size_t kLongBytes = 24;

char drawn(std::uint64_t choices, char old, KeyedStream& stream) {
  if (choices == 0) return old;
  const auto count = static_cast<std::uint32_t>(__builtin_popcountll(choices));
  for (std::uint32_t skip = stream.below(count); skip > 0; --skip) choices &= choices - 1;
  const int symbol = __builtin_ctzll(choices);
  const char character = static_cast<char>(symbol < 10 ? '0' + symbol : 'A' + symbol - 10);
  const bool is_lower = old >= 'a' && old <= 'z';
  return is_lower && symbol >= 10 ? static_cast<char>(character | 0x20) : character;
}

void draw(std::string& compact, std::string_view old, const detect::ValueForm& form,
          KeyedStream& stream) {
  for (std::size_t i = 0; i < compact.size(); ++i) {
    compact[i] = drawn(form.choices[i], old[i], stream);
  }
  if (form.starts.empty()) return;
  const auto& start = form.starts[stream.below(static_cast<std::uint32_t>(form.starts.size()))];
  if (start.digits > compact.size()) return;
  const std::uint32_t value = start.low + stream.below(start.high - start.low + 1);
  compact.replace(0, start.digits, fmt::format("{:0{}}", value, start.digits));
}

// Numbers of which only few in a million exist: a date, a region and a check digit together. A few
// places are drawn anew at a time, with the last two, where check digits are, until the checks
// accept them; after two rounds nothing is left of the old ones but what the rest demands.
class Windows {
 public:
  Windows(std::string_view old, const detect::ValueForm& form, KeyedStream& stream)
      : old_(old), compact_(old), form_(form), stream_(stream), is_redrawn_(old.size(), false) {}

  // Empty when some place could not be drawn anew.
  std::string run() {
    for (int round = 0; round < 2; ++round) {
      for (std::size_t begin = 0; begin < compact_.size(); begin += 2) redraw(begin);
    }
    for (std::size_t i = 0; i < compact_.size(); ++i) {
      if (__builtin_popcountll(form_.choices[i]) > 1 && !is_redrawn_[i]) return {};
    }
    return compact_ == old_ ? std::string() : compact_;
  }

 private:
  static constexpr std::size_t kWindow = 4;
  static constexpr std::size_t kChecks = 2;
  static constexpr int kDraws = 3000;

  bool is_in_window(std::size_t place, std::size_t begin) const {
    return (place >= begin && place < begin + kWindow) || place + kChecks >= compact_.size();
  }

  void redraw(std::size_t begin) {
    std::string next = compact_;
    for (int i = 0; i < kDraws; ++i) {
      for (std::size_t place = 0; place < next.size(); ++place) {
        if (is_in_window(place, begin)) {
          next[place] = drawn(form_.choices[place], old_[place], stream_);
        }
      }
      if (!form_.accepts(next)) continue;
      compact_ = next;
      for (std::size_t place = 0; place < next.size(); ++place) {
        is_redrawn_[place] = is_redrawn_[place] || is_in_window(place, begin);
      }
      return;
    }
  }

  std::string old_, compact_;
  const detect::ValueForm& form_;
  KeyedStream& stream_;
  std::vector<bool> is_redrawn_;
};

bool has_other_letters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c & '\x80') != 0; });
}

// Keys that are hexadecimal stay so.
detect::ValueForm with_hex(detect::ValueForm form, std::string_view value) {
  constexpr std::uint64_t kHexSymbols = (1ULL << 16) - 1;
  const std::vector<bool> places = hex_places(value);
  for (std::size_t i = 0; i < form.choices.size(); ++i) {
    if (places[i]) form.choices[i] &= kHexSymbols;
  }
  return form;
}

}  // namespace

std::string surrogate_card(std::string_view value, KeyedStream& stream) {
  const std::string compact = compact_form(value);
  const bool is_number = std::ranges::all_of(compact, is_digit);
  if (!is_number || compact.size() < 12 || compact.size() > 19) {
    // Digits said in words: a whole number in place of what cannot be laid out.
    return card_of_length("424242", 16, stream);
  }
  std::string_view head = std::string_view(compact).substr(0, kIssuerDigits);
  for (const TestRange& range : kTestRanges) {
    if (compact.starts_with(range.scheme)) head = range.test;
  }
  return laid_out_like(value, card_of_length(head, compact.size(), stream));
}

std::string surrogate_iban(std::string_view value, KeyedStream& stream) {
  const std::string compact = compact_form(value);
  const auto is_alnum = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); };
  if (compact.size() < 15 || compact.size() > 34 || !std::ranges::all_of(compact, is_alnum) ||
      is_digit(compact[0]) || is_digit(compact[1])) {
    return {};
  }
  const std::string country = compact.substr(0, 2);
  const std::string account =
      account_like(std::string_view(compact).substr(4), bank_code_size(country), stream);
  const int check = 98 - mod97(account + country + "00");
  return laid_out_like(value, fmt::format("{}{:02}{}", country, check, account));
}

std::string surrogate_of_form(std::string_view value, const detect::ValueForm& form_given,
                              KeyedStream& stream) {
  const std::string old = form_given.is_verbatim ? std::string(value) : compact_form(value);
  if (old.size() != form_given.choices.size() || has_other_letters(old)) return {};
  const bool can_change = std::ranges::any_of(
      form_given.choices, [](std::uint64_t choices) { return __builtin_popcountll(choices) > 1; });
  if (!can_change) return {};
  const detect::ValueForm form = form_given.is_verbatim ? with_hex(form_given, old) : form_given;
  std::string compact = old;
  const int draws = old.size() > kLongBytes ? kDrawsOfLongMax : kDrawsMax;
  bool is_drawn = false;
  for (int i = 0; i < draws && !is_drawn; ++i) {
    draw(compact, old, form, stream);
    is_drawn = compact != old && form.accepts(compact);
  }
  if (!is_drawn && old.size() <= kLongBytes) {
    compact = Windows(old, form, stream).run();
    is_drawn = !compact.empty();
  }
  if (!is_drawn) return {};
  return form.is_verbatim ? compact : laid_out_like(value, compact);
}

}  // namespace holdfast::protect
