// What a Conversation remembers, and its stored form.
//
// Less is stored than remembered. A value that was found is never stored, not even as a hash: card
// codes and PINs are so short that any hash of them is the value, and of a card whose last digits
// are shown the rest is soon guessed. What is remembered of them lives as long as the Conversation
// object: a contact taken up again from its stored form knows what was asked and the pieces of a
// value that was not complete, but recognises no echo of what was said before.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::detect {

// Digits of one message that may be a part of a longer value; of an IBAN capital letters as well.
struct DigitPiece {
  std::uint32_t message = 0;  // which message, from 0
  std::uint32_t begin = 0;    // bytes in that message
  std::uint32_t end = 0;
  std::string digits;
  // False for digits that were found to be something or answer a question after a secret.
  bool may_be_stored = true;
};

// A value found before, so that its echo is recognised. Never stored.
struct RecentValue {
  std::uint32_t message = 0;
  std::string type;   // its name: indexes change with the rules
  std::string value;  // digits alone where it is a number
};

struct ConversationState {
  static constexpr std::size_t kQuestionCuesMax = 16;
  static constexpr std::size_t kPiecesMax = 20;
  static constexpr std::size_t kPieceDigitsMax = 19;
  static constexpr std::size_t kRecentMax = 8;
  static constexpr std::size_t kRecentBytesMax = 64;

  std::uint32_t message_count = 0;
  std::uint32_t last_entity = 0;
  // The agent's question: hashes of its cues (Cue::hash), which rules of a later version may know.
  std::vector<std::uint64_t> question;
  std::uint32_t answers = 0;  // customer messages since it was asked
  std::vector<DigitPiece> pieces;
  // That the pieces already make up, or 0. More digits may make it longer, so they are remembered;
  // they are not stored any more.
  std::uint32_t pieces_entity = 0;
  std::vector<RecentValue> recent;

  ByteVector serialise() const;
  static Result<ConversationState> parse(Bytes bytes);
};

}  // namespace holdfast::detect
