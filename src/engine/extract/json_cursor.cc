#include "engine/extract/json_cursor.h"

#include <array>

namespace holdfast::extract {
namespace {

using Kind = JsonToken::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Bytes that a string runs over without a second look: all but the quote, the backslash and
// controls.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t i = 0x20; i < plain.size(); ++i) plain[i] = i != '"' && i != '\\';
  return plain;
}();

bool is_plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

enum class EscapeState { Good, Bad, CutOff };

// Whether the escape whose backslash is at `at` is one, and how long.
EscapeState measure_escape(std::string_view source, std::size_t at, std::size_t& length) {
  if (at + 1 >= source.size()) return EscapeState::CutOff;
  length = 2;
  if (source[at + 1] != 'u') {
    return std::string_view("\"\\/bfnrt").find(source[at + 1]) == std::string_view::npos
               ? EscapeState::Bad
               : EscapeState::Good;
  }
  for (; length < 6; ++length) {
    if (at + length >= source.size()) return EscapeState::CutOff;
    if (hex_value(source[at + length]) < 0) return EscapeState::Bad;
  }
  return EscapeState::Good;
}

char32_t hex_unit(std::string_view source, std::size_t at) {
  char32_t unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    unit = unit << 4 | static_cast<char32_t>(hex_value(source[i]));
  }
  return unit;
}

}  // namespace

JsonEscape json_escape(std::string_view source, std::size_t at) {
  switch (source[at + 1]) {
    case 'b':
      return {'\b', 2};
    case 'f':
      return {'\f', 2};
    case 'n':
      return {'\n', 2};
    case 'r':
      return {'\r', 2};
    case 't':
      return {'\t', 2};
    case 'u':
      break;
    default:
      return {static_cast<unsigned char>(source[at + 1]), 2};
  }
  const char32_t first = hex_unit(source, at);
  if (first < 0xD800 || first > 0xDFFF) return {first, 6};
  std::size_t length = 0;
  if (first < 0xDC00 && at + 7 < source.size() && source[at + 6] == '\\' && source[at + 7] == 'u' &&
      measure_escape(source, at + 6, length) == EscapeState::Good) {
    const char32_t second = hex_unit(source, at + 6);
    if (second >= 0xDC00 && second <= 0xDFFF) {
      return {0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12};
    }
  }
  return {0xFFFD, 6};
}

JsonToken JsonCursor::next() {
  if (is_over_) return last_;
  if (expect_ == Expect::Nothing) {
    is_over_ = true;
    return last_ = {Kind::Done, at_, at_};
  }
  skip_space();
  if (at_end()) return fail(Kind::Incomplete);
  if (expect_ == Expect::CommaOrClose) {
    if (source_[at_] != ',') return close();
    ++at_;
    skip_space();
    if (at_end()) return fail(Kind::Incomplete);
    expect_ = open_.back() == '{' ? Expect::Key : Expect::Value;
  }
  switch (expect_) {
    case Expect::KeyOrClose:
      return source_[at_] == '}' ? close() : key();
    case Expect::ValueOrClose:
      return source_[at_] == ']' ? close() : value();
    case Expect::Key:
      return key();
    default:
      return value();
  }
}

JsonToken JsonCursor::value() {
  switch (source_[at_]) {
    case '"':
      return string(Kind::String);
    case '{':
    case '[':
      return open(source_[at_]);
    case 't':
      return literal("true");
    case 'f':
      return literal("false");
    case 'n':
      return literal("null");
    default:
      return number();
  }
}

JsonToken JsonCursor::key() {
  if (source_[at_] != '"') return fail(Kind::Malformed);
  const JsonToken token = string(Kind::Key);
  if (token.kind != Kind::Key) return token;
  skip_space();
  if (at_end()) return fail(Kind::Incomplete);
  if (source_[at_] != ':') return fail(Kind::Malformed);
  ++at_;
  expect_ = Expect::Value;
  return token;
}

JsonToken JsonCursor::string(Kind kind) {
  const std::size_t begin = ++at_;
  for (;;) {
    while (!at_end() && is_plain(source_[at_])) ++at_;
    if (at_end()) return fail(Kind::Incomplete);
    if (source_[at_] == '"') break;
    if (source_[at_] != '\\') return fail(Kind::Malformed);
    std::size_t length = 0;
    switch (measure_escape(source_, at_, length)) {
      case EscapeState::Good:
        at_ += length;
        break;
      case EscapeState::Bad:
        return fail(Kind::Malformed);
      case EscapeState::CutOff:
        return fail(Kind::Incomplete);
    }
  }
  const std::size_t end = at_++;
  after_value();
  return {kind, begin, end};
}

JsonToken JsonCursor::number() {
  const std::size_t begin = at_;
  const auto peek = [this] { return at_end() ? '\0' : source_[at_]; };
  const auto digits = [&] {
    const std::size_t first = at_;
    while (is_digit(peek())) ++at_;
    return at_ > first;
  };
  const auto fault = [this] { return fail(at_end() ? Kind::Incomplete : Kind::Malformed); };
  if (peek() == '-') ++at_;
  if (peek() == '0') {
    ++at_;
  } else if (!digits()) {
    return fault();
  }
  if (peek() == '.') {
    ++at_;
    if (!digits()) return fault();
  }
  if (peek() == 'e' || peek() == 'E') {
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    if (!digits()) return fault();
  }
  after_value();
  return {Kind::Number, begin, at_};
}

JsonToken JsonCursor::literal(std::string_view word) {
  const std::size_t begin = at_;
  const std::string_view found = source_.substr(at_, word.size());
  if (found != word) {
    return fail(word.starts_with(found) ? Kind::Incomplete : Kind::Malformed);
  }
  at_ += word.size();
  after_value();
  return {Kind::Literal, begin, at_};
}

JsonToken JsonCursor::open(char bracket) {
  if (open_.size() >= nesting_max_) return fail(Kind::TooDeep);
  open_ += bracket;
  expect_ = bracket == '{' ? Expect::KeyOrClose : Expect::ValueOrClose;
  const std::size_t begin = at_++;
  return {bracket == '{' ? Kind::OpenObject : Kind::OpenArray, begin, at_};
}

JsonToken JsonCursor::close() {
  if (source_[at_] != (open_.back() == '{' ? '}' : ']')) return fail(Kind::Malformed);
  open_.pop_back();
  const std::size_t begin = at_++;
  after_value();
  return {Kind::Close, begin, at_};
}

JsonToken JsonCursor::fail(Kind kind) {
  is_over_ = true;
  return last_ = {kind, at_, at_};
}

void JsonCursor::after_value() { expect_ = open_.empty() ? Expect::Nothing : Expect::CommaOrClose; }

void JsonCursor::skip_space() {
  while (!at_end() && (source_[at_] == ' ' || source_[at_] == '\n' || source_[at_] == '\r' ||
                       source_[at_] == '\t')) {
    ++at_;
  }
}

}  // namespace holdfast::extract
