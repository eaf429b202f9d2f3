#include "base/json_writer.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include <fmt/core.h>

#include "base/check.h"
#include "base/timestamp.h"
#include "base/utf8.h"

namespace holdfast {
namespace {

constexpr std::uint64_t each_byte(unsigned value) { return 0x0101010101010101ULL * value; }

// A bit in each byte of `word` that is below 0x20, '"', '\\' or not ASCII. Borrows run upwards
// only, so the lowest bit is right.
std::uint64_t bytes_to_look_at(std::uint64_t word) {
  const std::uint64_t controls = word - each_byte(0x20);
  const std::uint64_t quotes = (word ^ each_byte('"')) - each_byte(1);
  const std::uint64_t backslashes = (word ^ each_byte('\\')) - each_byte(1);
  return (controls | quotes | backslashes | word) & each_byte(0x80);
}

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// From `from` to the first byte that cannot be copied as it is.
std::size_t end_of_plain(std::string_view text, std::size_t from) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  const auto first_in = [](std::uint64_t found) {
    return static_cast<std::size_t>(std::countr_zero(found)) / 8;
  };
  for (; from + kWord <= text.size(); from += kWord) {
    if (const std::uint64_t found = bytes_to_look_at(word_at(text.data() + from))) {
      return from + first_in(found);
    }
  }
  char rest[kWord] = {'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a'};
  std::memcpy(rest, text.data() + from, text.size() - from);
  const std::uint64_t found = bytes_to_look_at(word_at(rest));
  return found == 0 ? text.size() : from + first_in(found);
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {  // mostly once
    const std::size_t end = end_of_plain(text, i);
    out.append(text, i, end - i);
    i = end;
    if (i == text.size()) break;
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      append_escaped(out, text[i++]);
      continue;
    }
    const Utf8Step step = utf8_step(text, i);
    if (step.is_valid) {
      out.append(text, i, step.length);
    } else {
      out += "\xEF\xBF\xBD";
    }
    i += step.length;
  }
  out += '"';
}

void JsonWriter::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  closers_ += bracket == '{' ? '}' : ']';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end() {
  CHECK(!closers_.empty());
  out_ += closers_.back();
  closers_.pop_back();
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  CHECK(!closers_.empty() && closers_.back() == '}');
  separate();
  append_json_string(out_, name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  return raw(fmt::format("{}", number));
}

JsonWriter& JsonWriter::value(const Uuid& id) {
  separate();
  out_ += '"';
  append_uuid(out_, id);
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::value(Timestamp at) { return value(to_rfc3339(at)); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

}  // namespace holdfast
