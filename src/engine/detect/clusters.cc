#include "engine/detect/clusters.h"

#include <array>

#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/separators.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kGapMax = 4;
// A letter at the end of a number is read as a digit only where the number is as long as this.
constexpr std::uint32_t kLongNumber = 7;

// What a byte can be within a cluster.
enum Part : std::uint8_t { None, Separator, LookAlikeDigit, Digit };

constexpr std::array<Part, 256> make_parts() {
  std::array<Part, 256> parts{};
  for (const char c : kSeparators) parts[static_cast<unsigned char>(c)] = Separator;
  for (const char c : {'O', 'o', 'l', 'I'}) parts[static_cast<unsigned char>(c)] = LookAlikeDigit;
  for (unsigned char c = '0'; c <= '9'; ++c) parts[c] = Digit;
  return parts;
}
constexpr std::array<Part, 256> kParts = make_parts();

Part part_of(char c) { return kParts[static_cast<unsigned char>(c)]; }

char digit_for(char c) {
  if (is_digit(c)) return c;
  return c == 'O' || c == 'o' ? '0' : '1';
}

// Whether the gap [begin, end) joins the digits on both sides. Notes letters read as digits in it.
bool joins(std::string_view text, std::uint32_t begin, std::uint32_t end, bool& has_look_alikes) {
  if (end - begin > kGapMax) return false;
  unsigned newlines = 0;
  bool is_look_alike = false;
  for (std::uint32_t i = begin; i < end; ++i) {
    const Part part = part_of(text[i]);
    if (part == None) return false;
    is_look_alike |= part == LookAlikeDigit;
    newlines += text[i] == '\n';
  }
  if (newlines > 1) return false;
  has_look_alikes |= is_look_alike;
  return true;
}

// Letters read as digits that a long number begins or ends with: so many bytes, none when a word
// goes on there.
std::uint32_t look_alikes_before(std::string_view text, std::uint32_t begin) {
  std::uint32_t count = 0;
  while (count < begin && count <= kGapMax && part_of(text[begin - count - 1]) == LookAlikeDigit) {
    ++count;
  }
  return count > kGapMax || touches_word_before(text, begin - count) ? 0 : count;
}

std::uint32_t look_alikes_after(std::string_view text, std::uint32_t end) {
  std::uint32_t count = 0;
  while (count <= kGapMax && part_of(char_at(text, std::int64_t{end} + count)) == LookAlikeDigit) {
    ++count;
  }
  return count > kGapMax || touches_word_after(text, end + count) ? 0 : count;
}

// The runs of digits as they stand.
void add_plain_runs(Work& work, std::size_t edge, std::size_t next) {
  std::uint32_t digits = 0;
  for (std::size_t i = edge; i < next; i += 2) {
    const std::uint32_t count = work.edges[i + 1] - work.edges[i];
    work.runs.push_back({work.edges[i], work.edges[i + 1], digits, count});
    digits += count;
  }
  if (next == edge + 2) {
    work.digits = work.text.substr(work.edges[edge], digits);
    return;
  }
  work.digits_copy.clear();
  for (const Run& run : work.runs) work.digits_copy.append(work.text, run.begin, run.count);
  work.digits = work.digits_copy;
}

// Turns [begin, end) into runs, letters among them read as digits.
void add_folded_runs(Work& work, std::uint32_t begin, std::uint32_t end) {
  work.digits_copy.clear();
  bool is_open = false;
  for (std::uint32_t i = begin; i < end; ++i) {
    const Part part = part_of(work.text[i]);
    if (part == Separator) {
      is_open = false;
      continue;
    }
    if (!is_open) {
      work.runs.push_back(
          {.begin = i, .digits = static_cast<std::uint32_t>(work.digits_copy.size())});
      is_open = true;
    }
    Run& run = work.runs.back();
    run.is_folded |= part == LookAlikeDigit;
    run.end = i + 1;
    ++run.count;
    work.digits_copy.push_back(digit_for(work.text[i]));
  }
  work.digits = work.digits_copy;
}

}  // namespace

std::size_t read_cluster(Work& work, std::size_t edge) {
  work.runs.clear();
  bool is_folded = false;
  std::uint32_t begin = work.edges[edge];
  std::uint32_t end = work.edges[edge + 1];
  std::size_t next = edge + 2;
  while (next + 1 < work.edges.size() && joins(work.text, end, work.edges[next], is_folded)) {
    end = work.edges[next + 1];
    next += 2;
  }
  const std::string_view text = work.text;
  if (end - begin >= kLongNumber) {
    begin -= look_alikes_before(text, begin);
    end += look_alikes_after(text, end);
    is_folded |= begin < work.edges[edge] || end > work.edges[next - 1];
  }
  if (is_folded) {
    add_folded_runs(work, begin, end);
  } else {
    add_plain_runs(work, edge, next);
  }
  return next;
}

}  // namespace holdfast::detect
