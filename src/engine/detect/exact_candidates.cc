#include "engine/detect/exact_candidates.h"

#include <algorithm>
#include <charconv>

#include "engine/detect/exact_values.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kRunsMax = 12;   // of one number
constexpr std::size_t kGapMax = 3;     // bytes between two of them
constexpr std::size_t kTokensMax = 5;  // of one identifier
constexpr std::size_t kNameWordsMax = 4;
constexpr std::size_t kEmailBytesMax = kExactValueBytesMax;
constexpr std::string_view kNumberGaps = " -./()\t";
constexpr std::string_view kIdGaps = " -./_";
constexpr std::size_t kPhoneDigitsMin = 6;

bool is_local_part(char c) {
  return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("._%+-'").find(c) != std::string_view::npos;
}

bool is_domain(char c) {
  return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 || c == '.' || c == '-';
}

unsigned number_of(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

class Collector {
 public:
  Collector(const ExactIndex& index, const ExactWanted& wanted, const MonthNames& months,
            const ReadText& read, const SpanMap& place, std::vector<ExactCandidate>& out)
      : index_(index),
        wanted_(wanted),
        months_(months),
        text_(read.text),
        edges_(read.edges),
        place_(place),
        out_(out) {}

  void run() {
    const bool has_dates = wanted_.has(ColumnKind::Date);
    const bool has_ids = wanted_.has(ColumnKind::Id);
    for (std::size_t edge = 0; edge + 1 < edges_.size(); edge += 2) {
      add_numbers(edge);
      if (has_ids) add_ids(edge);
      if (has_dates) add_dates(edge);
    }
    if (wanted_.has(ColumnKind::Email)) add_emails();
  }

 private:
  char at(std::size_t position) const { return position < text_.size() ? text_[position] : '\0'; }
  std::string_view run_text(std::size_t edge) const {
    return text_.substr(edges_[edge], edges_[edge + 1] - edges_[edge]);
  }
  // Between the run of this edge and the next one.
  std::string_view gap_after(std::size_t edge) const {
    return text_.substr(edges_[edge + 1], edges_[edge + 2] - edges_[edge + 1]);
  }
  static bool is_gap(std::string_view gap, std::string_view allowed) {
    return !gap.empty() && gap.size() <= kGapMax &&
           gap.find_first_not_of(allowed) == std::string_view::npos;
  }

  void add(ColumnKind kind, std::string_view plain, std::size_t begin, std::size_t end) {
    if (!wanted_.has(kind, plain.size())) return;
    const auto span = place_(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
    if (!span) return;
    out_.push_back({index_.hasher().value(kind, plain), span->first, span->second, kind,
                    static_cast<std::uint8_t>(plain.size())});
  }

  // Every number that begins with this run: "1234 5678" is 1234 and 12345678.
  void add_numbers(std::size_t edge) {
    const bool has_digits = wanted_.has(ColumnKind::Digits);
    const bool has_phones = wanted_.has(ColumnKind::Phone);
    if (!has_digits && !has_phones) return;
    const std::size_t begin = edges_[edge];
    const bool has_plus =
        begin > 0 && (text_[begin - 1] == '+' ||
                      (begin > 1 && text_[begin - 1] == '(' && text_[begin - 2] == '+'));
    PlainValue plain;
    for (std::size_t runs = 0; runs < kRunsMax; ++runs) {
      const std::size_t last = edge + 2 * runs;
      if (runs > 0 && (last + 1 >= edges_.size() || !is_gap(gap_after(last - 2), kNumberGaps))) {
        return;
      }
      for (const char c : run_text(last)) {
        if (!plain.add(c)) return;
      }
      const std::size_t end = edges_[last + 1];
      if (class_of(at(end)) == CharClass::Letter) return;
      if (has_digits) add(ColumnKind::Digits, plain.view(), begin, end);
      if (has_phones && plain.view().size() >= kPhoneDigitsMin) {
        for (const std::string& code : wanted_.country_codes()) {
          for_each_phone_form(plain.view(), has_plus, code, [&](std::string_view form) {
            add(ColumnKind::Phone, form, begin - (has_plus && text_[begin - 1] == '+' ? 1 : 0),
                end);
          });
        }
      }
    }
  }

  // The token around a position: ASCII letters and digits.
  std::pair<std::size_t, std::size_t> token_around(std::size_t position) const {
    std::size_t begin = position;
    std::size_t end = position;
    while (begin > 0 && position - begin <= kExactValueBytesMax && is_alnum(text_[begin - 1])) {
      --begin;
    }
    while (end < text_.size() && end - position <= kExactValueBytesMax && is_alnum(text_[end])) {
      ++end;
    }
    return {begin, end};
  }

  // Identifiers whose first digits are this run's.
  void add_ids(std::size_t edge) {
    const auto token = token_around(edges_[edge]);
    if (edge > 0 && edges_[edge - 1] > token.first) return;  // not the token's first digits
    add_ids_from(token.first);
    // Letters may stand apart before: "AB 1234".
    std::size_t begin = token.first;
    for (int back = 0; back < 2 && begin >= 2; ++back) {
      if (kIdGaps.find(text_[begin - 1]) == std::string_view::npos) return;
      const std::size_t end_before = begin - 1;
      if (!is_ascii_letter(text_[end_before - 1])) return;
      begin = token_around(end_before - 1).first;
      if (std::any_of(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                      text_.begin() + static_cast<std::ptrdiff_t>(end_before), is_digit)) {
        return;
      }
      add_ids_from(begin);
    }
  }

  void add_ids_from(std::size_t begin) {
    if (begin > 0 && static_cast<unsigned char>(text_[begin - 1]) >= 0x80) return;
    PlainValue plain;
    bool has_digit = false;
    std::size_t position = begin;
    for (std::size_t tokens = 0; tokens < kTokensMax; ++tokens) {
      while (position < text_.size() && is_alnum(text_[position])) {
        const char c = text_[position++];
        has_digit |= is_digit(c);
        if (!plain.add(is_ascii_letter(c) ? static_cast<char>(c & ~0x20) : c)) return;
      }
      if (static_cast<unsigned char>(at(position)) >= 0x80) return;
      if (has_digit) add(ColumnKind::Id, plain.view(), begin, position);
      if (kIdGaps.find(at(position)) == std::string_view::npos || !is_alnum(at(position + 1)))
        return;
      ++position;
    }
  }

  void add_emails() {
    for (std::size_t sign = text_.find('@'); sign != std::string_view::npos;
         sign = text_.find('@', sign + 1)) {
      std::size_t begin = sign;
      std::size_t end = sign + 1;
      while (begin > 0 && sign - begin < kEmailBytesMax && is_local_part(text_[begin - 1])) --begin;
      while (end < text_.size() && end - sign < kEmailBytesMax && is_domain(text_[end])) ++end;
      while (end > sign + 1 && (text_[end - 1] == '.' || text_[end - 1] == '-')) --end;
      while (begin < sign && (text_[begin] == '.' || text_[begin] == '\'')) ++begin;
      if (begin < sign && end > sign + 1) {
        add(ColumnKind::Email, folded(text_.substr(begin, end - begin)), begin, end);
      }
    }
  }

  void add_day(unsigned year, std::size_t year_digits, unsigned month, unsigned day,
               std::size_t begin, std::size_t end) {
    if (year_digits == 4) return add(ColumnKind::Date, plain_date(year, month, day), begin, end);
    if (year_digits != 2) return;
    add(ColumnKind::Date, plain_date(1900 + year, month, day), begin, end);
    add(ColumnKind::Date, plain_date(2000 + year, month, day), begin, end);
  }

  void add_dates(std::size_t edge) {
    const std::string_view first = run_text(edge);
    if (first.size() == 8) add_compact_date(edge);
    if (first.size() > 4) return;
    add_numeric_date(edge);
    if (first.size() <= 2) add_named_date(edge);
  }

  void add_compact_date(std::size_t edge) {
    const std::string_view run = run_text(edge);
    const auto part = [run](std::size_t from, std::size_t size) {
      return number_of(run.substr(from, size));
    };
    add_day(part(0, 4), 4, part(4, 2), part(6, 2), edges_[edge], edges_[edge + 1]);
    add_day(part(4, 4), 4, part(2, 2), part(0, 2), edges_[edge], edges_[edge + 1]);
    add_day(part(4, 4), 4, part(0, 2), part(2, 2), edges_[edge], edges_[edge + 1]);
  }

  // 7.4.1985, 04/07/85, 1985-04-07: both orders of day and month.
  void add_numeric_date(std::size_t edge) {
    if (edge + 5 >= edges_.size() || !is_gap(gap_after(edge), " -./") ||
        !is_gap(gap_after(edge + 2), " -./")) {
      return;
    }
    const std::string_view a = run_text(edge);
    const std::string_view b = run_text(edge + 2);
    const std::string_view c = run_text(edge + 4);
    const std::size_t begin = edges_[edge];
    const std::size_t end = edges_[edge + 5];
    if (b.size() > 2) return;
    if (a.size() == 4 && c.size() <= 2) {
      add_day(number_of(a), 4, number_of(b), number_of(c), begin, end);
    }
    if (a.size() > 2 || (c.size() != 2 && c.size() != 4)) return;
    add_day(number_of(c), c.size(), number_of(b), number_of(a), begin, end);
    if (number_of(a) != number_of(b)) {
      add_day(number_of(c), c.size(), number_of(a), number_of(b), begin, end);
    }
  }

  // "7 April 1985", "7th of April, 1985", "April 7, 1985": the run is the day.
  void add_named_date(std::size_t edge) {
    if (edge + 3 >= edges_.size()) return;
    const std::string_view year = run_text(edge + 2);
    const std::string_view between = gap_after(edge);
    if ((year.size() != 2 && year.size() != 4) || between.size() > 24) return;
    const unsigned day = number_of(run_text(edge));
    for_each_word(between, [&](std::size_t begin, std::size_t end) {
      const unsigned month = months_.month(between.substr(begin, end - begin));
      if (month != 0) {
        add_day(number_of(year), year.size(), month, day, edges_[edge], edges_[edge + 3]);
      }
    });
    const std::size_t day_begin = edges_[edge];
    if (between.size() > 4 || day_begin < 4 || text_[day_begin - 1] != ' ') return;
    std::size_t word_end = day_begin - 1;
    if (text_[word_end - 1] == '.') --word_end;
    std::size_t word = word_end;
    while (word > 0 && word_end - word < 20 && class_of(text_[word - 1]) == CharClass::Letter)
      --word;
    const unsigned month = months_.month(text_.substr(word, word_end - word));
    if (month != 0) add_day(number_of(year), year.size(), month, day, word, edges_[edge + 3]);
  }

  const ExactIndex& index_;
  const ExactWanted& wanted_;
  const MonthNames& months_;
  std::string_view text_;
  std::span<const std::uint32_t> edges_;
  const SpanMap& place_;
  std::vector<ExactCandidate>& out_;
};

struct Word {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// Letters in a row; apostrophes and dashes of typography (U+2010 to U+201F) end a word as theirs of
// ASCII do.
Word next_name_word(std::string_view text, std::uint32_t from) {
  const auto is_mark = [text](std::size_t at) {
    return static_cast<unsigned char>(text[at]) == 0xE2 && at + 2 < text.size() &&
           static_cast<unsigned char>(text[at + 1]) == 0x80;
  };
  std::size_t begin = from;
  while (begin < text.size() && (class_of(text[begin]) != CharClass::Letter || is_mark(begin))) {
    begin += is_mark(begin) ? 3 : 1;
  }
  std::size_t end = begin;
  while (end < text.size() && class_of(text[end]) == CharClass::Letter && !is_mark(end)) ++end;
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace

ExactWanted::ExactWanted(const ExactIndex& index) {
  const ExactHeader& header = index.header();
  for (std::size_t i = 0; i < header.schema.columns.size(); ++i) {
    const ExactColumn& column = header.schema.columns[i];
    lengths_[static_cast<std::size_t>(column.kind)] |= header.lengths[i];
    const bool is_new = std::find(country_codes_.begin(), country_codes_.end(),
                                  column.country_code) == country_codes_.end();
    if (column.kind == ColumnKind::Phone && is_new) country_codes_.push_back(column.country_code);
  }
}

void collect_values(const ExactIndex& index, const ExactWanted& wanted, const MonthNames& months,
                    const ReadText& read, const SpanMap& place,
                    std::vector<ExactCandidate>& candidates) {
  Collector(index, wanted, months, read, place, candidates).run();
}

void collect_names(const ExactIndex& index, const ExactWanted& wanted, std::string_view text,
                   std::uint32_t begin, std::uint32_t end,
                   std::vector<ExactCandidate>& candidates) {
  if (!wanted.has(ColumnKind::Name)) return;
  constexpr std::size_t kShortName = 2;
  for (Word first = next_name_word(text, begin); first.begin < end && first.begin < first.end;
       first = next_name_word(text, first.end)) {
    std::string plain;
    Word last = first;
    for (std::size_t words = 0; words < kNameWordsMax; ++words) {
      plain = plain_name(text.substr(first.begin, last.end - first.begin));
      if (plain.empty() || plain.size() > wanted.longest(ColumnKind::Name)) break;
      // "An" is a name, "an" is not.
      const bool is_too_plain = plain.size() <= kShortName && text[first.begin] >= 'a';
      if (!is_too_plain && wanted.has(ColumnKind::Name, plain.size())) {
        candidates.push_back({index.hasher().value(ColumnKind::Name, plain), first.begin, last.end,
                              ColumnKind::Name, static_cast<std::uint8_t>(plain.size())});
      }
      const Word next = next_name_word(text, last.end);
      if (next.begin == next.end || next.begin - last.end > kGapMax ||
          text.substr(last.end, next.begin - last.end).find_first_of("\n,;:()\"") !=
              std::string_view::npos) {
        break;
      }
      last = next;
    }
  }
}

}  // namespace holdfast::detect
