#include "engine/protect/written_date.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/utf8.h"
#include "engine/protect/layout.h"

namespace holdfast::protect {
namespace {

using Names = std::array<std::string_view, 12>;

// Whole and short names by language, in lower case; what has no short form repeats the whole one.
constexpr Names kMonthLists[] = {
    {"january", "february", "march", "april", "may", "june", "july", "august", "september",
     "october", "november", "december"},
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
    {"januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober",
     "november", "dezember"},
    {"jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"},
    {"januar", "februar", "maerz", "april", "mai", "juni", "juli", "august", "september", "oktober",
     "november", "dezember"},
    {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
     "octubre", "noviembre", "diciembre"},
    {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"},
    {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
     "octobre", "novembre", "décembre"},
    {"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
     "octobre", "novembre", "decembre"},
    {"janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"},
    {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
     "ottobre", "novembre", "dicembre"},
    {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"},
    {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
     "outubro", "novembro", "dezembro"},
    {"jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"},
    {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
     "oktober", "november", "december"},
    {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sept", "oct", "nov", "dec"},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_number = false;
};

// ASCII letters and, of two-byte characters, the Latin ones in lower case.
std::string lowered(std::string_view word) {
  std::string out;
  for (std::size_t at = 0; at < word.size();) {
    const Utf8Step step = utf8_step(word, at);
    const char32_t c = step.code_point;
    const bool is_big = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
    append_utf8(out, is_big ? c + 0x20 : c);
    at += step.length;
  }
  return out;
}

// Runs of digits and of letters, up to six: no date has more.
std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < text.size() && pieces.size() < 8;) {
    const auto is_letter = [&](std::size_t i) {
      const auto c = static_cast<unsigned char>(text[i]);
      return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? true : c >= 0x80;
    };
    const std::size_t begin = at;
    if (is_digit(text[at])) {
      while (at < text.size() && is_digit(text[at])) ++at;
      pieces.push_back({begin, at, true});
    } else if (is_letter(at)) {
      while (at < text.size() && is_letter(at)) ++at;
      pieces.push_back({begin, at, false});
    } else {
      ++at;
    }
  }
  return pieces;
}

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits.substr(0, 8)) value = value * 10 + (c - '0');
  return value;
}

// "de", "of", "the" between the fields, and the ordinals' endings.
bool is_filler(std::string_view word) {
  for (const std::string_view known : {"of", "the", "de", "del", "di", "do", "den"}) {
    if (word == known) return true;
  }
  return false;
}

bool is_ordinal(std::string_view word) {
  for (const std::string_view known : {"st", "nd", "rd", "th", "er", "º", "ª", "°"}) {
    if (word == known) return true;
  }
  return false;
}

std::string_view ordinal_of(int day) {
  if (day / 10 != 1) {
    if (day % 10 == 1) return "st";
    if (day % 10 == 2) return "nd";
    if (day % 10 == 3) return "rd";
  }
  return "th";
}

std::pair<int, int> month_named(std::string_view word) {  // list and month, or -1
  for (std::size_t list = 0; list < std::size(kMonthLists); ++list) {
    for (std::size_t month = 0; month < 12; ++month) {
      if (kMonthLists[list][month] == word) {
        return {static_cast<int>(list), static_cast<int>(month) + 1};
      }
    }
  }
  return {-1, 0};
}

}  // namespace

bool exists(CivilDate date) {
  if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1) {
    return false;
  }
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
  return date.day <= (date.month == 2 && is_leap ? 29 : kDays[date.month - 1]);
}

// Days are counted from 1 March 0000, so that the leap day is the last of its year.
std::int64_t days_from_epoch(CivilDate date) {
  const int year = date.month > 2 ? date.year : date.year - 1;
  const int era = year / 400;
  const int year_of_era = year - era * 400;
  const int day_of_year =
      (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return static_cast<std::int64_t>(era) * 146097 + day_of_era - 719468;
}

CivilDate date_of_days(std::int64_t days) {
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const auto day_of_era = static_cast<int>(shifted - era * 146097);
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int month_from_march = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const int year = year_of_era + static_cast<int>(era) * 400 + (month <= 2 ? 1 : 0);
  return {year, month, day};
}

int weekday_of(CivilDate date) {
  const std::int64_t days = days_from_epoch(date) + 3;  // 1970-01-01 was a Thursday
  return static_cast<int>((days % 7 + 7) % 7);
}

int WrittenDate::number_at(const Field& field) const {
  return number_of(std::string_view(text_).substr(field.begin, field.end - field.begin));
}

// "14 March 1985", "March 14, 1985", "1985 March 14".
bool WrittenDate::read_names(const std::vector<Field>& numbers, std::size_t month_at) {
  if (numbers.size() < 2) return false;
  const bool is_year_first = month_at == 1 && numbers[0].end - numbers[0].begin == 4;
  day_ = numbers[is_year_first ? 1 : 0];
  year_ = numbers[is_year_first ? 0 : 1];
  return true;
}

// 19850314 or 14031985. No date of a year from 1800 to 2199 can be read both ways: what would be
// the month is a century.
bool WrittenDate::read_eight_digits(const Field& number, const DateReading& reading) {
  const std::size_t at = number.begin;
  const Field year{at, at + 4}, month{at + 4, at + 6}, day{at + 6, at + 8};
  if (number_at(year) >= 1800 && number_at(year) < 2200 &&
      exists({number_at(year), number_at(month), number_at(day)})) {
    year_ = year, month_ = month, day_ = day;
    return true;
  }
  return read_numbers({{at, at + 2}, {at + 2, at + 4}, {at + 4, at + 8}}, reading);
}

bool WrittenDate::read_numbers(const std::vector<Field>& numbers, const DateReading& reading) {
  if (numbers[0].end - numbers[0].begin == 4) {
    year_ = numbers[0], month_ = numbers[1], day_ = numbers[2];
    return true;
  }
  year_ = numbers[2];
  bool is_month_first = reading.order == FieldOrder::MonthFirst &&
                        (numbers[0].end == numbers[1].begin || text_[numbers[0].end] != '.');
  const bool can_swap = reading.may_swap && number_at(numbers[is_month_first ? 0 : 1]) > 12;
  if (can_swap) is_month_first = !is_month_first;
  month_ = numbers[is_month_first ? 0 : 1];
  day_ = numbers[is_month_first ? 1 : 0];
  return true;
}

bool WrittenDate::finish() {
  const auto length = [](const Field& field) { return field.end - field.begin; };
  if ((length(year_) != 2 && length(year_) != 4) || length(day_) > 2) return false;
  date_.year = number_at(year_);
  if (has_two_digit_year()) date_.year += date_.year < 30 ? 2000 : 1900;
  date_.day = number_at(day_);
  is_padded_ = length(day_) == 2;
  if (month_list_ < 0) {
    if (length(month_) > 2) return false;
    date_.month = number_at(month_);
    is_padded_ = is_padded_ && length(month_) == 2;
  }
  return exists(date_);
}

std::optional<WrittenDate> WrittenDate::parse(std::string_view text, const DateReading& reading) {
  WrittenDate written;
  written.text_ = text;
  std::vector<Field> numbers;
  std::size_t month_at = 0;  // how many numbers stood before the month's name
  for (const Piece& piece : pieces_of(text)) {
    if (piece.is_number) {
      // A time or a zone that follows is none of the date's.
      if (numbers.size() == (written.month_list_ >= 0 ? 2U : 3U)) break;
      numbers.push_back({piece.begin, piece.end});
      continue;
    }
    const std::string word = lowered(text.substr(piece.begin, piece.end - piece.begin));
    if (is_filler(word)) continue;
    if (is_ordinal(word) && !numbers.empty() && numbers.back().end == piece.begin) {
      written.ordinal_ = {piece.begin, piece.end};
      continue;
    }
    const auto [list, month] = month_named(word);
    if (list >= 0 && written.month_list_ < 0 && numbers.size() < 2) {
      written.month_list_ = list;
      written.date_.month = month;
      written.month_ = {piece.begin, piece.end};
      month_at = numbers.size();
      continue;
    }
    // The name of a weekday before a date is let be; letters behind it end it.
    if (!numbers.empty() || written.month_list_ >= 0) break;
  }
  const bool is_one = numbers.size() == 1 && numbers[0].end - numbers[0].begin == 8;
  const bool is_read = written.month_list_ >= 0 ? written.read_names(numbers, month_at)
                       : is_one                 ? written.read_eight_digits(numbers[0], reading)
                       : numbers.size() == 3    ? written.read_numbers(numbers, reading)
                                                : false;
  if (!is_read || !written.finish()) return std::nullopt;
  return written;
}

std::optional<std::string> WrittenDate::with(CivilDate date) const {
  const bool fits = has_two_digit_year() ? date.year >= 1930 && date.year <= 2029
                                         : date.year >= 1 && date.year <= 9999;
  if (!fits || !exists(date)) return std::nullopt;
  struct Change {
    Field field;
    std::string text;
  };
  std::vector<Change> changes = {
      {year_, has_two_digit_year() ? fmt::format("{:02}", date.year % 100)
                                   : fmt::format("{:04}", date.year)},
      {day_, fmt::format("{:0{}}", date.day, is_padded_ ? 2 : 1)}};
  const std::string_view text = text_;
  if (month_list_ < 0) {
    changes.push_back({month_, fmt::format("{:0{}}", date.month, is_padded_ ? 2 : 1)});
  } else {
    std::string name(kMonthLists[month_list_][static_cast<std::size_t>(date.month - 1)]);
    const std::string_view was = text.substr(month_.begin, month_.end - month_.begin);
    if (const LetterCase letter_case = case_of(was); letter_case != LetterCase::Lower) {
      const std::size_t upper_count = letter_case == LetterCase::Upper ? name.size() : 1;
      for (std::size_t i = 0; i < upper_count; ++i) {
        if (name[i] >= 'a' && name[i] <= 'z') name[i] = static_cast<char>(name[i] - 0x20);
      }
    }
    changes.push_back({month_, std::move(name)});
  }
  if (ordinal_.end > ordinal_.begin) {
    const std::string was = lowered(text.substr(ordinal_.begin, ordinal_.end - ordinal_.begin));
    if (was != "er" && was.size() == 2 && static_cast<unsigned char>(was[0]) < 0x80) {
      changes.push_back({ordinal_, std::string(ordinal_of(date.day))});
    }
  }
  std::ranges::sort(changes, {}, [](const Change& change) { return change.field.begin; });
  std::string out;
  std::size_t copied = 0;
  for (const Change& change : changes) {
    out += text.substr(copied, change.field.begin - copied);
    out += change.text;
    copied = change.field.end;
  }
  return out += text.substr(copied);
}

}  // namespace holdfast::protect
