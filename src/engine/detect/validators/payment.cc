// Payment cards: the check digit and the ranges that issuers live in.

#include <iterator>

#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/groups.h"

namespace holdfast::detect {
namespace {

// Numbers whose first six digits lie in [low, high]; bit n of `lengths` says n digits are issued.
struct IssuerRange {
  int low;
  int high;
  std::uint32_t lengths;
};

constexpr std::uint32_t only(int length) { return 1U << length; }
constexpr std::uint32_t from_to(int low, int high) {
  std::uint32_t bits = 0;
  for (int length = low; length <= high; ++length) bits |= only(length);
  return bits;
}

// ISO/IEC 7812 ranges in use, sorted by `low` and apart. Where schemes share a range (Discover and
// RuPay, UnionPay and Discover, Maestro and Verve) the lengths of all are joined.
constexpr IssuerRange kIssuers[] = {
    {180000, 180099, only(15)},                        // JCB
    {194600, 194699, from_to(16, 19)},                 // GPN, Indonesia
    {213100, 213199, only(15)},                        // JCB
    {220000, 220499, from_to(16, 19)},                 // Mir
    {220500, 220599, only(16)},                        // BORICA, Bulgaria
    {222100, 272099, only(16)},                        // Mastercard, the 2-series
    {300000, 305999, from_to(14, 19)},                 // Diners Club
    {309500, 309599, from_to(14, 19)},                 // Diners Club
    {340000, 349999, only(15)},                        // American Express
    {352800, 358999, from_to(16, 19)},                 // JCB
    {360000, 369999, from_to(14, 19)},                 // Diners Club International
    {370000, 379999, only(15)},                        // American Express
    {380000, 399999, from_to(14, 19)},                 // Diners Club
    {400000, 499999, only(13) | only(16) | only(19)},  // Visa, Dankort, Elo
    {500000, 509999, from_to(12, 19)},      // Maestro, Dankort, Elo, RuPay, Verve, Meeza, LankaPay
    {510000, 559999, only(16)},             // Mastercard
    {560000, 589999, from_to(12, 19)},      // Maestro, Bancontact
    {601100, 601199, from_to(16, 19)},      // Discover
    {603445, 603445, only(16)},             // girocard partners
    {604001, 604200, from_to(16, 19)},      // UkrCard, Ukraine
    {605474, 605474, only(16)},             // NPS Pridnestrovie
    {606282, 606282, from_to(13, 19)},      // Hipercard, Brazil
    {606985, 607984, only(16)},             // RuPay
    {608001, 608500, only(16)},             // RuPay
    {620000, 629999, from_to(16, 19)},      // UnionPay, Elo
    {630400, 630499, from_to(16, 19)},      // Laser, Maestro
    {636000, 636099, from_to(16, 19)},      // InterPayment
    {636297, 636368, only(16)},             // Elo
    {637000, 639999, from_to(12, 19)},      // InstaPayment, Hipercard, Maestro
    {644000, 659999, from_to(16, 19)},      // Discover, RuPay, Verve, Elo, Troy
    {670000, 679999, from_to(12, 19)},      // Maestro, girocard
    {810000, 817199, from_to(16, 19)},      // UnionPay
    {817200, 820199, only(16)},             // RuPay
    {860000, 860099, only(16)},             // UzCard
    {970400, 970499, only(16) | only(19)},  // NAPAS, Vietnam
    {979200, 979289, only(16)},             // Troy, Turkey
    {986000, 986099, only(16)},             // HUMO, Uzbekistan
};

constexpr bool issuers_are_sorted() {
  for (std::size_t i = 1; i < std::size(kIssuers); ++i) {
    if (kIssuers[i - 1].high >= kIssuers[i].low) return false;
  }
  return true;
}
static_assert(issuers_are_sorted());

constexpr bool is_issued(std::string_view digits) {
  const int prefix = small_number(digits.substr(0, 6));
  std::size_t low = 0;
  std::size_t high = std::size(kIssuers);
  while (low < high) {  // the first range that ends at or after the prefix
    const std::size_t middle = (low + high) / 2;
    if (kIssuers[middle].high < prefix) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < std::size(kIssuers) && kIssuers[low].low <= prefix &&
         (kIssuers[low].lengths >> digits.size() & 1U) != 0;
}

bool has_card_shape(std::string_view text) {
  return between(static_cast<int>(text.size()), 12, 19) && all_digits(text) && is_issued(text);
}

Outcome payment_card(std::string_view text) {
  return strong_if(has_card_shape(text) && luhn_holds(text));
}

constexpr bool is_month(std::string_view digits) { return between(small_number(digits), 1, 12); }

// For places where the talk already says that a card number comes: a digit mistyped or misheard
// leaves enough of the number to protect, so the check digit only raises the outcome.
Outcome payment_card_cued(std::string_view text) {
  if (!has_card_shape(text) || all_same(text)) return Outcome::Fail;
  return luhn_holds(text) ? Outcome::Strong : Outcome::Pass;
}

Outcome luhn(std::string_view text) {
  return strong_if(all_digits(text) && text.size() > 1 && !all_same(text) && luhn_holds(text));
}

Outcome card_cvv(std::string_view text) {
  return pass_if(digits_of(text, 3) || digits_of(text, 4));
}

// "2027-12" as the date shape gives it, or the digits MMYY and MMYYYY. The engine has no clock, so
// the window is fixed: 2000 to 2099.
Outcome card_expiry(std::string_view text) {
  if (shaped(text, "9999-99")) {
    return pass_if(text.starts_with("20") && is_month(text.substr(5)));
  }
  if (!digits_of(text, 4) && !digits_of(text, 6)) return Outcome::Fail;
  return pass_if(is_month(text.substr(0, 2)) && (text.size() == 4 || text.substr(2, 2) == "20"));
}

// What a magnetic stripe holds (ISO/IEC 7813). Track 1: %B, card, ^, name, ^, expiry, service code,
// more. Track 2: a semicolon, card, =, the same.
Outcome card_track(std::string_view text) {
  const bool is_first = text.starts_with("%B");
  if (!is_first && !text.starts_with(';')) return Outcome::Fail;
  const std::string_view rest = text.substr(is_first ? 2 : 1);
  const std::size_t card_end = rest.find(is_first ? '^' : '=');
  if (card_end == std::string_view::npos) return Outcome::Fail;
  const std::string_view card = rest.substr(0, card_end);
  const std::size_t name_end = is_first ? rest.find('^', card_end + 1) : card_end;
  if (name_end == std::string_view::npos) return Outcome::Fail;
  const std::string_view data = rest.substr(name_end + 1);
  const bool fits = card.size() >= 12 && card.size() <= 19 && all_digits(card) &&
                    data.size() >= 7 && all_digits(data.substr(0, 7)) &&
                    between(small_number(data.substr(2, 2)), 1, 12);
  return fits && luhn_holds(card) ? Outcome::Strong : Outcome::Fail;
}

constexpr NamedValidator kValidators[] = {
    {"card_track", card_track},     {"card_cvv", card_cvv},
    {"card_expiry", card_expiry},   {"luhn", luhn},
    {"payment_card", payment_card}, {"payment_card_cued", payment_card_cued},
};

}  // namespace

std::span<const NamedValidator> payment_validators() { return kValidators; }

}  // namespace holdfast::detect
