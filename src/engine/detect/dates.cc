// Calendar dates: 14/03/1985, 1985-03-14, 14031985, 14 March 1985, March 14th, 1985, 12/27, dec
// 2027.

#include <algorithm>
#include <array>

#include "engine/detect/clusters.h"
#include "engine/detect/find.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

struct Date {
  unsigned year = 0;
  unsigned month = 0;
  unsigned day = 0;  // 0 when only the month is given
};

bool exists(const Date& date) {
  constexpr unsigned kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (date.month < 1 || date.month > 12 || date.year < 1800 || date.year > 2199) return false;
  if (date.day == 29 && date.month == 2) {
    return date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
  }
  return date.day <= kDays[date.month - 1];
}

void write_number(char* out, unsigned value, unsigned digits) {
  for (unsigned i = digits; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

// A birthday in '31 was in 1931; years of two digits until 30 are of this century.
unsigned full_year(unsigned year, std::size_t digits) {
  if (digits != 2) return year;
  return year <= 30 ? 2000 + year : 1900 + year;
}

// What a date's detectors are tried with: its place and all its readings.
struct Readings {
  std::array<Date, 3> dates;
  std::size_t count = 0;
  void add(const Date& date) {
    if (exists(date) && (date.day > 0) == needs_day) dates[count++] = date;
  }
  bool needs_day = true;
};

void add_candidates(const Compiled& rules, Work& work, const Readings& readings,
                    const Candidate& place) {
  const auto& detectors = readings.needs_day ? rules.days : rules.months;
  for (const DetectorIndex index : detectors) {
    if (!work.attention.tries(index, place.form == Form::Formatted)) continue;
    for (std::size_t i = 0; i < readings.count; ++i) {
      std::array<char, 10> text{};
      write_number(text.data(), readings.dates[i].year, 4);
      text[4] = '-';
      write_number(text.data() + 5, readings.dates[i].month, 2);
      text[7] = '-';
      write_number(text.data() + 8, readings.dates[i].day, 2);
      Candidate candidate = place;
      candidate.detector = index;
      if (!passes(rules.rule(index), {text.data(), readings.needs_day ? 10U : 7U}, candidate)) {
        continue;
      }
      work.candidates.push_back(candidate);
      break;
    }
  }
}

unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

std::string_view digits_of(const Work& work, const Run& run) {
  return work.digits.substr(run.digits, run.count);
}

// The sign between the parts of a date: '/', '-', '.', or ' '; 0 when the gap is something else.
char date_sign(std::string_view gap) {
  char sign = ' ';
  if (gap.empty() || gap.size() > 3) return 0;
  for (const char c : gap) {
    if (c == ' ') continue;
    if (sign != ' ' || !(c == '/' || c == '-' || c == '.')) return 0;
    sign = c;
  }
  return sign;
}

bool goes_on(const Work& work, std::size_t first, std::size_t last, char sign) {
  return (first > 0 && date_sign(gap_before(work, first)) == sign && sign != ' ') ||
         (last + 1 < work.runs.size() && date_sign(gap_before(work, last + 1)) == sign &&
          sign != ' ');
}

Candidate place_of(const Work& work, std::size_t first, std::size_t last, Form form) {
  Candidate place{.begin = work.runs[first].begin, .end = work.runs[last].end, .form = form};
  place.around.is_glued =
      touches_word_before(work.text, place.begin) || touches_word_after(work.text, place.end);
  return place;
}

void try_three(const Compiled& rules, Work& work, std::size_t first) {
  const char sign = date_sign(gap_before(work, first + 1));
  if (sign == 0 || date_sign(gap_before(work, first + 2)) != sign) return;
  const std::string_view a = digits_of(work, work.runs[first]);
  const std::string_view b = digits_of(work, work.runs[first + 1]);
  const std::string_view c = digits_of(work, work.runs[first + 2]);
  if (b.size() > 2) return;
  Readings readings;
  if (a.size() == 4 && c.size() <= 2) {
    readings.add({number(a), number(b), number(c)});
  } else if (a.size() <= 2 && (c.size() == 4 || c.size() == 2)) {
    const unsigned year = full_year(number(c), c.size());
    readings.add({year, number(b), number(a)});
    readings.add({year, number(a), number(b)});
  }
  if (readings.count == 0) return;
  Candidate place = place_of(work, first, first + 2, sign == ' ' ? Form::Ragged : Form::Formatted);
  place.around.is_part = goes_on(work, first, first + 2, sign);
  add_candidates(rules, work, readings, place);
}

void try_two(const Compiled& rules, Work& work, std::size_t first) {
  const char sign = date_sign(gap_before(work, first + 1));
  if (sign == 0 || sign == '.') return;
  const std::string_view month = digits_of(work, work.runs[first]);
  const std::string_view year = digits_of(work, work.runs[first + 1]);
  if (month.size() > 2 || (year.size() != 2 && year.size() != 4)) return;
  Readings readings{.needs_day = false};
  readings.add({year.size() == 2 ? 2000 + number(year) : number(year), number(month), 0});
  if (readings.count == 0) return;
  Candidate place = place_of(work, first, first + 1, sign == '/' ? Form::Formatted : Form::Ragged);
  place.around.is_part = goes_on(work, first, first + 1, sign);
  add_candidates(rules, work, readings, place);
}

void try_one(const Compiled& rules, Work& work, std::size_t first) {
  const std::string_view digits = digits_of(work, work.runs[first]);
  if (digits.size() == 4 && !rules.months.empty()) {
    Readings readings{.needs_day = false};
    readings.add({2000 + number(digits.substr(2)), number(digits.substr(0, 2)), 0});
    if (readings.count > 0) {
      add_candidates(rules, work, readings, place_of(work, first, first, Form::Bare));
    }
  }
  if ((digits.size() != 8 && digits.size() != 6) || rules.days.empty()) return;
  const std::size_t year_digits = digits.size() - 4;
  const unsigned year = full_year(number(digits.substr(4)), year_digits);
  Readings readings;
  readings.add({year, number(digits.substr(2, 2)), number(digits.substr(0, 2))});
  readings.add({year, number(digits.substr(0, 2)), number(digits.substr(2, 2))});
  if (digits.size() == 8) {
    readings.add(
        {number(digits.substr(0, 4)), number(digits.substr(4, 2)), number(digits.substr(6, 2))});
  }
  if (readings.count == 0) return;
  add_candidates(rules, work, readings, place_of(work, first, first, Form::Bare));
}

// A cursor over the text between the parts of a date in words.
struct Cursor {
  std::string_view text;
  std::uint32_t at;

  char peek() const { return char_at(text, at); }
  bool skip(std::string_view any, unsigned count_max) {
    unsigned count = 0;
    while (count < count_max && at < text.size() && any.find(text[at]) != std::string_view::npos) {
      ++at;
      ++count;
    }
    return count > 0;
  }
  std::string_view word() {
    const std::uint32_t begin = at;
    while (at < text.size() && class_of(text[at]) == CharClass::Letter) ++at;
    return text.substr(begin, at - begin);
  }
  std::string_view digits() {
    const std::uint32_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return text.substr(begin, at - begin);
  }
  // A small word such as "of" or "de", with the space after it.
  void skip_particle() {
    const std::uint32_t begin = at;
    const std::string_view particle = word();
    if (particle.size() < 2 || particle.size() > 3 || !skip(" ", 1) ||
        !(particle == "of" || particle == "de" || particle == "del" || particle == "do" ||
          particle == "the")) {
      at = begin;
    }
  }
  void skip_ordinal() {
    const std::uint32_t begin = at;
    const std::string_view ending = word();
    if (!(ending == "st" || ending == "nd" || ending == "rd" || ending == "th" || ending == "er" ||
          ending == "º" || ending == "ª")) {
      at = begin;
    }
  }
};

// The year at the cursor: four digits, or two, with an apostrophe before them or not.
unsigned read_year(Cursor& cursor) {
  cursor.skip("'", 1);
  const std::string_view digits = cursor.digits();
  if (digits.size() != 4 && digits.size() != 2) return 0;
  return full_year(number(digits), digits.size());
}

void add_named(const Compiled& rules, Work& work, std::uint32_t begin, std::uint32_t end,
               const Date& date) {
  Readings readings{.needs_day = date.day > 0};
  readings.add(date);
  if (readings.count == 0 || touches_word_after(work.text, end)) return;
  add_candidates(rules, work, readings, {.begin = begin, .end = end, .form = Form::Formatted});
}

// The month named right before `end`, and where its name begins.
unsigned month_before(const Compiled& rules, std::string_view text, std::uint32_t end,
                      std::uint32_t& begin) {
  std::uint32_t word_end = end;
  while (word_end > 0 && end - word_end < 2 &&
         std::string_view(" .-,").find(text[word_end - 1]) != std::string_view::npos) {
    --word_end;
  }
  if (word_end == end) return 0;
  begin = word_end;
  while (begin > 0 && word_end - begin < 12 && class_of(text[begin - 1]) == CharClass::Letter) {
    --begin;
  }
  return rules.month_names.month(text.substr(begin, word_end - begin));
}

}  // namespace

void find_dates(const Compiled& rules, Work& work) {
  for (std::size_t first = 0; first < work.runs.size(); ++first) {
    if (work.runs[first].count <= 8) try_one(rules, work, first);
    if (first + 1 < work.runs.size() && !rules.months.empty()) try_two(rules, work, first);
    if (first + 2 < work.runs.size() && !rules.days.empty()) try_three(rules, work, first);
  }
}

void find_named_date(const Compiled& rules, Work& work, std::uint32_t begin, std::uint32_t end) {
  const std::string_view digits = work.text.substr(begin, end - begin);
  if (digits.size() != 4 && digits.size() > 2) return;
  std::uint32_t month_begin = 0;
  const unsigned before = month_before(rules, work.text, begin, month_begin);
  if (digits.size() == 4) {  // dec 2027
    if (before > 0) add_named(rules, work, month_begin, end, {number(digits), before, 0});
    return;
  }
  Cursor cursor{work.text, end};
  cursor.skip_ordinal();
  if (before > 0) {  // March 14th, 1985
    Cursor after = cursor;
    after.skip(", ", 2);
    after.skip_particle();
    const unsigned year = read_year(after);
    if (year > 0) add_named(rules, work, month_begin, after.at, {year, before, number(digits)});
  }
  cursor.skip(" .-/", 2);
  cursor.skip_particle();
  const unsigned month = rules.month_names.month(cursor.word());
  if (month == 0) return;
  cursor.skip(" .,-/", 2);
  cursor.skip_particle();
  const unsigned year = read_year(cursor);
  if (year > 0) add_named(rules, work, begin, cursor.at, {year, month, number(digits)});
}

}  // namespace holdfast::detect
