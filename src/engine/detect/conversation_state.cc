#include "engine/detect/conversation_state.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "base/check.h"
#include "engine/detect/detector.h"

namespace holdfast::detect {
namespace {

constexpr std::byte kVersion{2};

void put_number(ByteVector& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::byte>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::byte>(value));
}

void put_text(ByteVector& out, std::string_view text) {
  put_number(out, text.size());
  const Bytes bytes = as_bytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

Error corrupted() { return {ErrorCode::Corrupted, "conversation state: not as it was written"}; }

class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}

  Result<std::uint64_t> number(std::uint64_t max) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == bytes_.size()) return corrupted();
      const auto byte = std::to_integer<std::uint64_t>(bytes_[at_++]);
      value |= (byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) {
        if (value > max || (byte == 0 && shift > 0) || (shift == 63 && byte > 1)) {
          return corrupted();
        }
        return value;
      }
    }
    return corrupted();
  }

  Result<std::uint32_t> small(std::uint64_t max) {
    return static_cast<std::uint32_t>(TRY(number(max)));
  }

  Result<std::string> text(std::size_t bytes_max) {
    const std::size_t size = TRY(number(bytes_max));
    if (size > bytes_.size() - at_) return corrupted();
    std::string text(as_text(bytes_.subspan(at_, size)));
    at_ += size;
    return text;
  }

  bool is_done() const { return at_ == bytes_.size(); }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
};

constexpr std::uint64_t kCountMax = 0xFFFFFFFF;

Result<DigitPiece> read_piece(Reader& reader, std::uint32_t message_count) {
  DigitPiece piece;
  if (message_count == 0) return corrupted();
  piece.message = TRY(reader.small(message_count - 1));
  piece.begin = TRY(reader.small(kTextBytesMax));
  piece.end = TRY(reader.small(kTextBytesMax));
  piece.digits = TRY(reader.text(ConversationState::kPieceDigitsMax));
  const bool is_compact = std::all_of(piece.digits.begin(), piece.digits.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  });
  if (piece.begin >= piece.end || piece.digits.empty() || !is_compact) return corrupted();
  return piece;
}

// The last pieces, up to one that must not be stored: a value cannot be joined over a gap.
std::span<const DigitPiece> stored_pieces(const ConversationState& state) {
  const std::span<const DigitPiece> pieces = state.pieces;
  if (state.pieces_entity != 0) return {};
  std::size_t count = 0;
  while (count < pieces.size() && pieces[pieces.size() - 1 - count].may_be_stored) ++count;
  return pieces.last(count);
}

}  // namespace

ByteVector ConversationState::serialise() const {
  ByteVector out;
  out.push_back(kVersion);
  put_number(out, message_count);
  put_number(out, last_entity);
  put_number(out, question.size());
  for (const std::uint64_t cue : question) put_number(out, cue);
  put_number(out, answers);
  const std::span<const DigitPiece> stored = stored_pieces(*this);
  put_number(out, stored.size());
  for (const DigitPiece& piece : stored) {
    put_number(out, piece.message);
    put_number(out, piece.begin);
    put_number(out, piece.end);
    put_text(out, piece.digits);
  }
  CHECK(out.size() <= Conversation::kStateBytesMax);
  return out;
}

Result<ConversationState> ConversationState::parse(Bytes bytes) {
  if (bytes.empty() || bytes.size() > Conversation::kStateBytesMax) return corrupted();
  if (bytes[0] != kVersion) {
    return Error{ErrorCode::Corrupted, "conversation state: written by another version"};
  }
  Reader reader(bytes.subspan(1));
  ConversationState state;
  state.message_count = TRY(reader.small(kCountMax));
  state.last_entity = TRY(reader.small(kCountMax));
  const std::size_t cues = TRY(reader.number(kQuestionCuesMax));
  for (std::size_t i = 0; i < cues; ++i) state.question.push_back(TRY(reader.number(~0ULL)));
  state.answers = TRY(reader.small(kCountMax));
  const std::size_t pieces = TRY(reader.number(kPiecesMax));
  for (std::size_t i = 0; i < pieces; ++i) {
    state.pieces.push_back(TRY(read_piece(reader, state.message_count)));
    if (i > 0 && state.pieces[i].message <= state.pieces[i - 1].message) return corrupted();
  }
  if (!reader.is_done()) return corrupted();
  return state;
}

}  // namespace holdfast::detect
