// Values given in pieces, a few digits a message.

#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/detect/conversation_state.h"
#include "engine/detect/work.h"

namespace holdfast::detect {

enum class PieceKind : std::uint8_t {
  None,   // small talk between pieces ("ok", "one moment"): they may go on after it
  Piece,  // hardly more than digits
  Other,  // a message about something else: what came before will not be completed
};

// Reads the message that `work` was run on last; fills begin, end and digits of `piece` when it is
// one.
PieceKind read_piece(const Compiled& rules, Work& work, std::string_view text, DigitPiece& piece);

// The same for a piece of an IBAN: with its two letters and check digits it begins one, and while
// one is `begun` a few letters may stand among the digits. False when it is none.
bool read_iban_piece(const Compiled& rules, Work& work, std::string_view text, bool is_begun,
                     DigitPiece& piece);
// Whether the piece begins an IBAN.
bool begins_iban(const DigitPiece& piece);

// Forgets leading pieces with which no value can be made any more: too many digits follow them.
void drop_hopeless(const Compiled& rules, std::vector<DigitPiece>& pieces);

// The best value that the last pieces make together, two at least.
struct Joined {
  std::size_t first = 0;  // its first piece; pieces.size() when there is none
  DetectorIndex detector = 0;
  float confidence = 0;
  std::string_view check;  // that vouched, or ""
};
Joined best_join(const Compiled& rules, const std::vector<DigitPiece>& pieces,
                 std::span<const QuestionCue> question);

struct TextSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// Where the value stands in the text: as written, or digit by digit with any separators.
std::vector<TextSpan> occurrences(Work& work, std::string_view text, std::string_view value);

}  // namespace holdfast::detect
