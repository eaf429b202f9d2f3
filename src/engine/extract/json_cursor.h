// Walks strictly through JSON (RFC 8259) token by token, telling where each stands in the source.
//
// simdjson reads what we understand (base/json_reader.h); this reads what we only look through,
// where places in the source matter, numbers may have any length and a file may end early.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast::extract {

struct JsonToken {
  enum class Kind : std::uint8_t {
    Key,     // [begin, end) lies between the quotes
    String,  // as Key
    Number,
    Literal,  // true, false, null
    OpenObject,
    OpenArray,
    Close,
    Done,        // the value is complete; `begin` is just behind it
    Malformed,   // at `begin`
    Incomplete,  // the source ends within the value
    TooDeep,
  };
  Kind kind;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// One value of the source. After Done or an error, next() repeats it.
class JsonCursor {
 public:
  JsonCursor(std::string_view source, std::size_t begin, std::size_t nesting_max)
      : source_(source), at_(begin), nesting_max_(nesting_max) {}

  JsonToken next();

 private:
  enum class Expect : std::uint8_t { Value, ValueOrClose, KeyOrClose, Key, CommaOrClose, Nothing };

  JsonToken value();
  JsonToken key();
  JsonToken string(JsonToken::Kind kind);
  JsonToken number();
  JsonToken literal(std::string_view word);
  JsonToken open(char bracket);
  JsonToken close();
  JsonToken fail(JsonToken::Kind kind);
  void after_value();
  void skip_space();
  bool at_end() const { return at_ >= source_.size(); }

  std::string_view source_;
  std::size_t at_;
  std::size_t nesting_max_;
  std::string open_;  // the brackets that are open, outermost first
  Expect expect_ = Expect::Value;
  JsonToken last_{JsonToken::Kind::Done};
  bool is_over_ = false;
};

// The character that an escape at source[at] == '\\' stands for, in UTF-16 pairs where given so; a
// lone surrogate is U+FFFD. The cursor has checked that the escape is complete.
struct JsonEscape {
  char32_t code_point;
  std::size_t length;  // source bytes, the backslash included
};
JsonEscape json_escape(std::string_view source, std::size_t at);

}  // namespace holdfast::extract
