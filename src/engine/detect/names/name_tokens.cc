#include "engine/detect/names/name_tokens.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace holdfast::detect {
namespace {

// U+00C0 to U+017F without accents; '-' is no letter. Small and capital alike.
constexpr std::string_view kPlain =
    "aaaaaaaceeeeiiiidnooooo-ouuuuytsaaaaaaaceeeeiiiidnooooo-ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kPlain.size() == 192);

constexpr std::size_t kFoldedMax = 40;  // letters of a word that count

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_number(char c) { return c >= '0' && c <= '9'; }
constexpr unsigned byte_of(char c) { return static_cast<unsigned char>(c); }

// One character: how many bytes it has, its plain letter and its case.
struct Character {
  std::uint8_t bytes = 1;
  bool is_letter = false;
  bool is_capital = false;
  char plain = '\0';  // '\0': stands for itself, in other scripts
};

bool is_capital_latin(unsigned code) {
  if (code < 0x100) return code < 0xE0 && code != 0xD7 && code != 0xDF;
  const bool is_odd_pair = (code >= 0x139 && code <= 0x148) || code >= 0x179;
  if (code == 0x178) return true;
  if (code == 0x138 || code == 0x149 || code == 0x17F) return false;
  return (code % 2 == 1) == is_odd_pair;
}

Character character_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (is_lower(c)) return {1, true, false, c};
  if (is_upper(c)) return {1, true, true, static_cast<char>(c + ('a' - 'A'))};
  const unsigned byte = byte_of(c);
  if (byte < 0x80) return {};
  if (byte >= 0xC3 && byte <= 0xC5 && at + 1 < text.size() &&
      (byte_of(text[at + 1]) & 0xC0) == 0x80) {
    const unsigned code = (byte & 0x1F) << 6 | (byte_of(text[at + 1]) & 0x3F);
    const char plain = kPlain[code - 0xC0];
    if (plain == '-') return {2, false, false, '\0'};
    return {2, true, is_capital_latin(code), plain};
  }
  std::uint8_t bytes = 1;
  while (bytes < 4 && at + bytes < text.size() && (byte_of(text[at + bytes]) & 0xC0) == 0x80) {
    ++bytes;
  }
  // U+0080 to U+00BF and U+2000 to U+2BFF are signs, as good as all of them.
  const bool is_sign = byte == 0xC2 || byte == 0xE2;
  return {bytes, !is_sign, false, '\0'};
}

// The hash of a word takes eight letters at a time, beginning with how many there are.
constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t letters) {
  hash = (hash ^ letters) * 0xD6E8FEB86659FD93ULL;
  return hash ^ hash >> 32;
}
constexpr std::uint64_t finished(std::uint64_t hash) {
  return hash * 0x9E3779B97F4A7C15ULL ^ hash >> 29;
}

// The ASCII letters that eight bytes begin with, in a register.
struct ShortWord {
  std::uint64_t letters = 0;   // in lower case, zeros behind them
  std::uint64_t capitals = 0;  // bit 5 of each byte that is one
  unsigned count = 0;

  explicit ShortWord(std::uint64_t bytes) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kHigh = 0x80 * kOnes;
    constexpr std::uint64_t kLower = 0x20 * kOnes;
    const std::uint64_t lower = bytes | kLower;
    // The high bit of each byte that is not from 'a' to 'z'. No sum carries into the next byte.
    const std::uint64_t low = lower & ~kHigh;
    const std::uint64_t others =
        (lower | ~(low + (0x80 - 'a') * kOnes) | (low + (0x7F - 'z') * kOnes)) & kHigh;
    count = static_cast<unsigned>(std::countr_zero(others)) / 8;
    const std::uint64_t taken = others == 0 ? ~0ULL : (others & (0 - others)) / 0x80 - 1;
    letters = lower & taken;
    capitals = ~bytes & kLower & taken;
  }

  std::uint64_t hash() const { return finished(mixed(count, letters)); }
  std::uint32_t suffix() const {
    return static_cast<std::uint32_t>(letters >> (count > 3 ? 8 * (count - 3) : 0)) & 0xFFFFFF;
  }
  NameShape shape() const {
    if (count == 1) return capitals != 0 ? NameShape::Initial : NameShape::Letter;
    if (capitals == 0) return NameShape::Lower;
    if (capitals == 0x20) return NameShape::Capitalised;
    return capitals == (letters & 0x2020202020202020ULL) ? NameShape::Shouted : NameShape::Inner;
  }
};

// The letters that count of a word, in lower case and without accents.
class Folded {
 public:
  void push(char c) {
    letters_[size_] = c;
    size_ += size_ < kFoldedMax ? 1 : 0;
  }
  void add(const Character& character, std::string_view text, std::size_t at) {
    if (character.plain != '\0') {
      push(character.plain);
      return;
    }
    for (std::size_t i = 0; i < character.bytes; ++i) push(text[at + i]);
  }

  std::uint64_t hash() {
    std::memset(letters_.data() + size_, 0, kChunk);
    std::uint64_t hash = size_;
    for (std::size_t i = 0; i < size_; i += kChunk) hash = mixed(hash, load<std::uint64_t>(i));
    return finished(hash);
  }
  // Of the letters hashed.
  std::uint32_t suffix() const {
    return load<std::uint32_t>(size_ - std::min<std::size_t>(size_, 3)) & 0xFFFFFF;
  }

 private:
  static constexpr std::size_t kChunk = 8;

  template <typename T>
  T load(std::size_t at) const {
    T value{};
    std::memcpy(&value, letters_.data() + at, sizeof value);
    return value;
  }

  std::array<char, kFoldedMax + 2 * kChunk> letters_;
  std::size_t size_ = 0;
};

// The bytes of an apostrophe at `at`: ' or U+2019; 0 when there is none.
std::size_t apostrophe_at(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '\'') return 1;
  return text.substr(std::min(at, text.size())).starts_with("\u2019") ? 3 : 0;
}

// "l" of "l'appareil", "dell" of "dell'anno": words of their own.
bool is_elided(std::string_view word) {
  std::array<char, 4> lower{};
  if (word.empty() || word.size() > lower.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) lower[i] = static_cast<char>(word[i] | 0x20);
  const std::string_view text(lower.data(), word.size());
  if (text.size() == 1) return std::string_view("ldjcsnmt").find(text[0]) != text.npos;
  constexpr std::string_view kLong[] = {"qu", "un", "dell", "all", "nell", "sull", "dall"};
  return std::find(std::begin(kLong), std::end(kLong), text) != std::end(kLong);
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // The next token; false at the end of the text.
  bool next(NameToken& token) {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r')) {
      ++at_;
    }
    if (at_ >= text_.size()) return false;
    const char c = text_[at_];
    if (is_lower(c) || is_upper(c)) {
      if (!read_short_word(token)) read_word(token);
    } else if (c == '\n') {
      read_breaks(token);
    } else if (is_number(c) || character_at(text_, at_).is_letter) {
      read_word(token);
    } else {
      read_sign(token);
    }
    return true;
  }

 private:
  void fill(NameToken& token, std::size_t begin, NameShape shape, Folded& folded) const {
    token = {.begin = static_cast<std::uint32_t>(begin),
             .end = static_cast<std::uint32_t>(at_),
             .word = folded.hash(),
             .suffix = folded.suffix(),
             .shape = shape,
             .opens = opens_};
  }

  // Most words: a few ASCII letters that nothing continues. False when this is none.
  bool read_short_word(NameToken& token) {
    std::uint64_t bytes = 0;
    if (at_ + sizeof bytes > text_.size()) return false;
    std::memcpy(&bytes, text_.data() + at_, sizeof bytes);
    const ShortWord word(bytes);
    if (word.count == sizeof bytes) return false;
    const char after = text_[at_ + word.count];
    if (is_number(after) || after == '-' || after == '\'' || byte_of(after) >= 0x80) return false;
    token = {.begin = static_cast<std::uint32_t>(at_),
             .end = static_cast<std::uint32_t>(at_ + word.count),
             .word = word.hash(),
             .suffix = word.suffix(),
             .shape = word.shape(),
             .opens = opens_};
    at_ += word.count;
    opens_ = false;
    return true;
  }

  void read_breaks(NameToken& token) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == ' ')) {
      ++at_;
    }
    Folded folded;
    folded.push('\n');
    fill(token, begin, NameShape::LineBreak, folded);
    opens_ = true;
  }

  void read_sign(NameToken& token) {
    const Character character = character_at(text_, at_);
    Folded folded;
    folded.add(character, text_, at_);
    if (character.bytes == 1) folded.push(text_[at_]);
    const char c = text_[at_];
    const std::size_t begin = at_;
    at_ += character.bytes;
    fill(token, begin, NameShape::Sign, folded);
    opens_ = c == '.' || c == '!' || c == '?' || (c == ':' && opens_) || (opens_ && c == '"');
  }

  void read_word(NameToken& token) {
    const std::size_t begin = at_;
    Folded folded;
    unsigned letters = 0;
    unsigned capitals = 0;
    bool is_first_capital = false;
    bool has_digit = false;
    std::uint64_t head = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_lower(c) || is_upper(c)) {
        const bool is_capital = is_upper(c);
        is_first_capital |= letters == 0 && is_capital;
        ++letters;
        capitals += is_capital ? 1U : 0U;
        folded.push(static_cast<char>(c | 0x20));
        ++at_;
        continue;
      }
      if (is_number(c)) {
        has_digit = true;
        folded.push('0');  // all numbers of a length are alike
        ++at_;
        continue;
      }
      const Character character = character_at(text_, at_);
      if (!character.is_letter) {
        if (c != '-' && apostrophe_at(text_, at_) == 0) break;
        const std::uint64_t so_far = head == 0 ? folded.hash() : head;
        if (!goes_on_behind(begin, folded)) break;
        head = so_far;
        continue;
      }
      if (letters == 0) is_first_capital = character.is_capital;
      ++letters;
      capitals += character.is_capital ? 1U : 0U;
      folded.add(character, text_, at_);
      at_ += character.bytes;
    }
    fill(token, begin, shape_of(letters, capitals, is_first_capital, has_digit), folded);
    token.head = head;
    opens_ = false;
  }

  // Whether the word goes on behind the sign at at_, which is then passed: "Jean-Luc", "O'Brien".
  bool goes_on_behind(std::size_t begin, Folded& folded) {
    const std::size_t quote = apostrophe_at(text_, at_);
    const std::size_t sign = text_[at_] == '-' ? 1 : quote;
    const std::size_t next = at_ + sign;
    if (sign == 0 || next >= text_.size() || !character_at(text_, next).is_letter) return false;
    if (quote > 0) {
      const std::size_t after = next + character_at(text_, next).bytes;
      const bool is_genitive = (text_[next] | 0x20) == 's' &&
                               (after == text_.size() || !character_at(text_, after).is_letter);
      if (is_genitive || is_elided(text_.substr(begin, at_ - begin))) return false;
    }
    folded.push(quote > 0 ? '\'' : '-');
    at_ = next;
    return true;
  }

  static NameShape shape_of(unsigned letters, unsigned capitals, bool is_first_capital,
                            bool has_digit) {
    if (has_digit) return NameShape::Number;
    if (letters == 1) return capitals == 1 ? NameShape::Initial : NameShape::Letter;
    if (capitals == 0) return NameShape::Lower;
    if (capitals == letters) return NameShape::Shouted;
    return capitals == 1 && is_first_capital ? NameShape::Capitalised : NameShape::Inner;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool opens_ = true;
};

}  // namespace

void read_name_tokens(std::string_view text, std::vector<NameToken>& tokens) {
  tokens.clear();
  Reader reader(text);
  for (NameToken token; reader.next(token);) tokens.push_back(token);
}

std::uint64_t name_word_hash(std::string_view word) {
  Reader reader(word);
  NameToken token;
  NameToken other;
  const bool is_word = reader.next(token) && token.is_word();
  return is_word && !reader.next(other) ? token.word : 0;
}

}  // namespace holdfast::detect
