#include "engine/detect/pieces.h"

#include <algorithm>
#include <bit>

#include "engine/detect/find.h"
#include "engine/detect/fold.h"
#include "engine/detect/iban_lengths.h"
#include "engine/detect/separators.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kTalkWordsMax = 4;    // around the digits of a piece
constexpr std::size_t kIbanLettersMax = 4;  // in a row, within one
constexpr std::size_t kPauseWordsMax = 6;   // of a message without digits that does not end a value
// Chance makes one in ten numbers pass a check digit: only long values are believed without a
// question.
constexpr std::uint32_t kUnaskedDigitsMin = 13;
// People send a card by threes and fours; a count, a size or a day that stands in message after
// message is no piece of one.
constexpr std::size_t kUnaskedPieceDigitsMin = 3;

bool holds(const std::vector<DetectorIndex>& list, DetectorIndex detector) {
  return std::find(list.begin(), list.end(), detector) != list.end();
}

bool asks_for(const Compiled& rules, std::span<const QuestionCue> question,
              DetectorIndex detector) {
  return std::any_of(question.begin(), question.end(), [&](const QuestionCue& asked) {
    return holds(rules.cues[asked.cue].speaks_for, detector);
  });
}

bool asks_harmlessly(const Compiled& rules, std::span<const QuestionCue> question) {
  return std::any_of(question.begin(), question.end(),
                     [&](const QuestionCue& asked) { return rules.cues[asked.cue].is_look_alike; });
}

void consider(const Compiled& rules, DetectorIndex index, std::string_view digits,
              std::span<const QuestionCue> question, std::size_t first, std::size_t shortest_piece,
              Joined& best) {
  const DetectorRule& rule = rules.rule(index);
  if (!rule.disguise || rule.plus == Plus::Required) return;
  const bool is_asked = asks_for(rules, question, index);
  if (!is_asked && (rule.cue_required || digits.size() < kUnaskedDigitsMin ||
                    shortest_piece < kUnaskedPieceDigitsMin || asks_harmlessly(rules, question))) {
    return;
  }
  Candidate candidate;
  if (!passes(rule, digits, candidate)) return;
  if (!is_asked && !candidate.is_strong) return;
  const Confidence& levels = rule.confidence;
  const float unasked = levels.bare + (candidate.is_strong ? levels.strong : 0);
  const float confidence =
      std::min(0.99F, is_asked ? std::max(levels.cued * 0.95F, unasked) : unasked * 0.9F);
  // Of two that are as likely, the longer.
  if (confidence < best.confidence) return;
  best = {first, index, confidence,
          candidate.strong_check < 0
              ? std::string_view{}
              : rule.checks[static_cast<std::size_t>(candidate.strong_check)].name};
}

void consider_iban(const Compiled& rules, std::string_view text, std::size_t first, Joined& best) {
  constexpr float kConfidence = 0.95F;  // two check digits and the country's length vouch
  if (text.size() != iban_length(text[0], text[1])) return;
  for (const DetectorIndex index : rules.ibans) {
    Candidate candidate;
    if (!passes(rules.rule(index), text, candidate) || !candidate.is_strong) continue;
    const auto check = static_cast<std::size_t>(candidate.strong_check);
    best = {first, index, kConfidence, rules.rule(index).checks[check].name};
  }
}

bool is_connector(const Compiled& rules, std::string_view word) {
  const Cue* cue = rules.cues.find_word(word);
  return cue != nullptr && cue->is_connector;
}

std::size_t longest_value(const Compiled& rules) {
  return rules.digit_lengths == 0
             ? 0
             : 63U - static_cast<unsigned>(std::countl_zero(rules.digit_lengths));
}

}  // namespace

PieceKind read_piece(const Compiled& rules, Work& work, std::string_view text, DigitPiece& piece) {
  work.view.reset(text);
  const std::string_view plain = work.view.text();
  const bool is_said =
      !work.said_text.is_empty() && std::none_of(plain.begin(), plain.end(), is_digit);
  const std::string_view view = is_said ? work.said_text.text() : plain;
  std::size_t words = 0;
  bool is_glued = false;  // to letters
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  piece.digits.clear();
  for_each_word(view, [&](std::size_t from, std::size_t to) {
    if (!is_digit(view[from])) {
      // "28726113X" is whole as it is.
      is_glued |=
          (from > 0 && is_digit(view[from - 1])) || is_digit(char_at(view, std::int64_t(to)));
      words += is_connector(rules, view.substr(from, to - from)) ? 0U : 1U;
      return;
    }
    if (piece.digits.empty()) begin = static_cast<std::uint32_t>(from);
    end = static_cast<std::uint32_t>(to);
    piece.digits += view.substr(from, to - from);
  });
  if (piece.digits.empty()) return words <= kPauseWordsMax ? PieceKind::None : PieceKind::Other;
  if (is_glued || words > kTalkWordsMax ||
      piece.digits.size() > ConversationState::kPieceDigitsMax) {
    return PieceKind::Other;
  }
  if (is_said) {
    begin = work.said_text.original_begin(begin);
    end = work.said_text.original_end(end);
  }
  piece.begin = work.view.original_begin(begin);
  piece.end = work.view.original_end(end);
  return PieceKind::Piece;
}

bool begins_iban(const DigitPiece& piece) {
  const std::string_view text = piece.digits;
  return text.size() >= 4 && is_ascii_letter(text[0]) && is_ascii_letter(text[1]) &&
         is_digit(text[2]) && is_digit(text[3]) && iban_length(text[0], text[1]) > 0;
}

bool read_iban_piece(const Compiled& rules, Work& work, std::string_view text, bool is_begun,
                     DigitPiece& piece) {
  if (rules.ibans.empty()) return false;
  work.view.reset(text);
  const std::string_view view = work.view.text();
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::size_t words = 0;
  piece.digits.clear();
  for_each_word(view, [&](std::size_t from, std::size_t to) {
    const std::string_view word = view.substr(from, to - from);
    const bool is_code =
        is_digit(word[0]) ||
        (word.size() <= kIbanLettersMax &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
    if (!is_code) {
      words += is_connector(rules, word) ? 0U : 1U;
      return;
    }
    if (piece.digits.empty()) begin = static_cast<std::uint32_t>(from);
    end = static_cast<std::uint32_t>(to);
    piece.digits += word;
  });
  const bool has_digits = std::any_of(piece.digits.begin(), piece.digits.end(), is_digit);
  if (!has_digits || words > kTalkWordsMax ||
      piece.digits.size() > ConversationState::kPieceDigitsMax ||
      !(is_begun || begins_iban(piece))) {
    return false;
  }
  piece.begin = work.view.original_begin(begin);
  piece.end = work.view.original_end(end);
  return true;
}

void drop_hopeless(const Compiled& rules, std::vector<DigitPiece>& pieces) {
  constexpr std::size_t kIbanMax = 34;
  const bool has_iban = !pieces.empty() && begins_iban(pieces.front());
  const std::size_t longest = has_iban ? kIbanMax : longest_value(rules);
  std::size_t digits = 0;
  for (const DigitPiece& piece : pieces) digits += piece.digits.size();
  while (!pieces.empty() && digits > longest) {
    digits -= pieces.front().digits.size();
    pieces.erase(pieces.begin());
  }
}

Joined best_join(const Compiled& rules, const std::vector<DigitPiece>& pieces,
                 std::span<const QuestionCue> question) {
  Joined best{.first = pieces.size()};
  std::string digits;
  std::size_t shortest_piece = kDigitsMax;
  for (std::size_t first = pieces.size(); first-- > 0;) {
    digits.insert(0, pieces[first].digits);
    shortest_piece = std::min(shortest_piece, pieces[first].digits.size());
    if (digits.size() > kDigitsMax) break;
    if (first + 1 == pieces.size()) continue;
    if (begins_iban(pieces[first])) consider_iban(rules, digits, first, best);
    if (!std::all_of(digits.begin(), digits.end(), is_digit)) continue;
    for (const DetectorIndex index : rules.by_length[digits.size()]) {
      consider(rules, index, digits, question, first, shortest_piece, best);
    }
  }
  return best;
}

std::vector<TextSpan> occurrences(Work& work, std::string_view text, std::string_view value) {
  std::vector<TextSpan> spans;
  const auto add = [&](std::uint32_t begin, std::uint32_t end) {
    if (touches_word_before(work.view.text(), begin) || touches_word_after(work.view.text(), end))
      return;
    spans.push_back({work.view.original_begin(begin), work.view.original_end(end)});
  };
  work.view.reset(text);
  const std::string_view view = work.view.text();
  if (!std::all_of(value.begin(), value.end(), is_digit)) {
    for (std::size_t at = view.find(value); at != std::string_view::npos;
         at = view.find(value, at + value.size())) {
      add(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + value.size()));
    }
    return spans;
  }
  for (std::size_t at = 0; at < view.size(); ++at) {
    if (!is_digit(view[at]) || (at > 0 && is_digit(view[at - 1]))) continue;
    std::size_t matched = 0;
    std::size_t end = at;
    for (std::size_t i = at; i < view.size() && matched < value.size(); ++i) {
      if (view[i] == value[matched]) {
        ++matched;
        end = i + 1;
      } else if (!is_separator(view[i])) {
        break;
      }
    }
    if (matched < value.size() || (end < view.size() && is_digit(view[end]))) continue;
    add(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end));
    at = end;
  }
  return spans;
}

}  // namespace holdfast::detect
