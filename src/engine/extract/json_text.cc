#include "engine/extract/json_text.h"

#include <fmt/core.h>

#include "base/utf8.h"
#include "engine/extract/json_cursor.h"

namespace holdfast::extract {
namespace {

using Kind = JsonToken::Kind;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether a key is a programmer's name for a field ("card_number", "dateOfBirth"), so that it is
// context, not content. Keys that are themselves addresses, numbers or tokens are not.
bool is_field_name(std::string_view key) {
  if (key.empty() || key.size() > 40 || !is_letter(key.front())) return false;
  std::size_t digit_count = 0;
  for (const char c : key) {
    if (is_digit(c)) ++digit_count;
    if (!is_letter(c) && !is_digit(c) && c != '_' && c != '-') return false;
  }
  return digit_count <= 3;
}

// Writes the part while the cursor walks.
class TextBuilder {
 public:
  TextBuilder(std::string_view source, const Limits& limits) : source_(source), limits_(limits) {
    part_.path = "body";
    part_.text.reserve(source.size());
  }

  // Walks the value at `begin` and returns the place behind it.
  Result<std::size_t> value(std::size_t begin) {
    JsonCursor cursor(source_, begin, limits_.nesting_max);
    levels_.clear();
    for (;;) {
      const JsonToken token = cursor.next();
      switch (token.kind) {
        case Kind::Key:
          key_ = token;
          break;
        case Kind::String:
        case Kind::Number:
          scalar(token);
          break;
        case Kind::Literal:
          break;
        case Kind::OpenObject:
        case Kind::OpenArray:
          open(token);
          break;
        case Kind::Close:
          close();
          break;
        case Kind::Done:
          end_line();
          return token.begin;
        case Kind::TooDeep:
          return Error{ErrorCode::LimitExceeded,
                       fmt::format("JSON nested deeper than {} values", limits_.nesting_max)};
        case Kind::Malformed:
          return Error{ErrorCode::InvalidInput, fmt::format("not JSON at byte {}", token.begin)};
        case Kind::Incomplete:
          return Error{ErrorCode::InvalidInput, "the JSON ends before its value is complete"};
      }
      if (part_.text.size() > limits_.text_bytes_max) {
        return Error{ErrorCode::LimitExceeded,
                     fmt::format("more than {} bytes of text", limits_.text_bytes_max)};
      }
    }
  }

  Part take() { return std::move(part_); }

 private:
  struct Level {
    bool is_array;
    std::string_view name;  // the key above it, where that is a field's name
  };

  bool in_array() const { return !levels_.empty() && levels_.back().is_array; }

  void open(const JsonToken& token) {
    end_line();
    Level level{token.kind == Kind::OpenArray, {}};
    if (levels_.empty()) {
      levels_.push_back(level);
      return;
    }
    if (in_array()) {
      level.name = levels_.back().name;  // items are named by what the array is called
    } else if (const std::string_view key = key_text(); is_field_name(key)) {
      level.name = key;
    } else {
      escaped(key_);
      part_.text += ':';
      end_line();
    }
    levels_.push_back(level);
  }

  void close() {
    end_line();
    levels_.pop_back();
  }

  void scalar(const JsonToken& token) {
    if (in_array()) {
      if (line_is_open_) {
        part_.text += ", ";
      } else {
        context(levels_.back().name);
      }
    } else if (!levels_.empty()) {
      end_line();
      member_name();
    }
    if (token.kind == Kind::Number) {
      copy(token.begin, token.end);
    } else {
      escaped(token);
    }
    line_is_open_ = true;
  }

  // "customer card number: ", of which the last key maps to the source.
  void member_name() {
    const std::string_view key = key_text();
    words(levels_.back().name);
    if (!levels_.back().name.empty()) part_.text += ' ';
    if (is_field_name(key)) {
      field_name();
    } else {
      escaped(key_);
    }
    part_.text += ": ";
    line_is_open_ = true;
  }

  void context(std::string_view name) {
    if (name.empty()) return;
    words(name);
    part_.text += ": ";
  }

  // A field's name as words, with no map: it stands in the source once and was or will be mapped.
  void words(std::string_view name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (i > 0 && is_upper(name[i]) && is_lower(name[i - 1])) part_.text += ' ';
      part_.text += name[i] == '_' || name[i] == '-' ? ' ' : name[i];
    }
  }

  void field_name() {
    const std::string_view key = key_text();
    std::size_t run_begin = 0;
    for (std::size_t i = 1; i < key.size(); ++i) {
      if (!is_upper(key[i]) || !is_lower(key[i - 1])) continue;
      copy(key_.begin + run_begin, key_.begin + i);
      part_.text += ' ';
      run_begin = i;
    }
    copy(key_.begin + run_begin, key_.end);
    for (std::size_t i = part_.text.size() - 1; part_.text[i] != '\n' && i > 0; --i) {
      if (part_.text[i] == '_' || part_.text[i] == '-') part_.text[i] = ' ';
    }
  }

  std::string_view key_text() const { return source_.substr(key_.begin, key_.end - key_.begin); }

  void copy(std::size_t begin, std::size_t end) {
    if (begin == end) return;
    segment(begin, end - begin, end - begin);
    part_.text.append(source_, begin, end - begin);
  }

  void segment(std::size_t source_begin, std::size_t text_bytes, std::size_t source_bytes) {
    part_.segments.push_back(
        {static_cast<std::uint32_t>(part_.text.size()), static_cast<std::uint32_t>(text_bytes),
         static_cast<std::uint32_t>(source_begin), static_cast<std::uint32_t>(source_bytes)});
  }

  void escaped(const JsonToken& token) {
    std::size_t at = token.begin;
    while (at < token.end) {
      const std::size_t backslash = std::min(source_.find('\\', at), token.end);
      copy(at, backslash);
      at = backslash;
      if (at == token.end) break;
      const JsonEscape escape = json_escape(source_, at);
      std::string character;
      append_utf8(character, escape.code_point);
      segment(at, character.size(), escape.length);
      part_.text += character;
      at += escape.length;
    }
  }

  void end_line() {
    if (!part_.text.empty() && part_.text.back() != '\n') part_.text += '\n';
    line_is_open_ = false;
  }

  std::string_view source_;
  const Limits& limits_;
  Part part_;
  std::vector<Level> levels_;
  JsonToken key_{Kind::Key};
  bool line_is_open_ = false;
};

std::size_t skip_space(std::string_view source, std::size_t at) {
  const std::size_t found = source.find_first_not_of(" \t\r\n", at);
  return found == std::string_view::npos ? source.size() : found;
}

}  // namespace

Result<Part> json_text(std::string_view source, MediaType type, const Limits& limits) {
  if (!is_utf8(source)) {
    return Error{ErrorCode::InvalidInput, "JSON that is not UTF-8"};
  }
  TextBuilder builder(source, limits);
  std::size_t at = source.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  at = skip_space(source, at);
  if (at == source.size() && type == MediaType::Json) {
    return Error{ErrorCode::InvalidInput, "no JSON value"};
  }
  while (at < source.size()) {
    const std::size_t end = TRY(builder.value(at));
    at = skip_space(source, end);
    if (at == source.size()) break;
    if (type == MediaType::Json) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("text after the JSON value, at byte {}", at)};
    }
    if (source.substr(end, at - end).find('\n') == std::string_view::npos) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("two JSON values on one line, at byte {}", at)};
    }
  }
  Part part = builder.take();
  part.media_type = type;
  return part;
}

JsonGuess guess_json(std::string_view sample, bool is_whole) {
  std::size_t at = skip_space(sample, 0);
  if (at == sample.size() || (sample[at] != '{' && sample[at] != '[')) return JsonGuess::No;
  for (std::size_t value_count = 0;; ++value_count) {
    JsonCursor cursor(sample, at, 1024);
    JsonToken token = cursor.next();
    while (token.kind < Kind::Done) token = cursor.next();
    if (token.kind == Kind::Incomplete) {
      if (is_whole) return JsonGuess::No;
      return value_count == 0 ? JsonGuess::One : JsonGuess::Lines;
    }
    if (token.kind == Kind::TooDeep) return JsonGuess::One;  // its reader says what is wrong
    if (token.kind != Kind::Done) return JsonGuess::No;
    const std::size_t next = skip_space(sample, token.begin);
    if (next == sample.size()) return value_count == 0 ? JsonGuess::One : JsonGuess::Lines;
    if (sample.substr(token.begin, next - token.begin).find('\n') == std::string_view::npos) {
      return JsonGuess::No;
    }
    at = next;
  }
}

}  // namespace holdfast::extract
