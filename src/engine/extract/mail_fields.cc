#include "engine/extract/mail_fields.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/utf8.h"
#include "engine/extract/mail_field_text.h"
#include "engine/extract/text_decoder.h"
#include "engine/extract/transfer_encoding.h"

namespace holdfast::extract {
namespace {

using namespace field_text;

constexpr std::size_t kLineMax = 76;
constexpr std::size_t kEncodedBytesMax = 42;  // of one word: 56 characters of base64

// "=?charset?B?text?=" at text[at]; moves `at` behind it.
struct EncodedWord {
  bool is_word = false;
  std::optional<std::string> text;  // nothing: not read here
};
EncodedWord read_encoded_word(std::string_view text, std::size_t& at) {
  EncodedWord word;
  if (!text.substr(at).starts_with("=?")) return word;
  const std::size_t charset_end = text.find('?', at + 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() ||
      text[charset_end + 2] != '?') {
    return word;
  }
  const std::size_t end = text.find("?=", charset_end + 3);
  if (end == std::string_view::npos) return word;
  word.is_word = true;
  std::string_view charset = text.substr(at + 2, charset_end - at - 2);
  charset = charset.substr(0, charset.find('*'));  // RFC 2231's language
  std::string content(text.substr(charset_end + 3, end - charset_end - 3));
  at = end + 2;
  const char kind = static_cast<char>(text[charset_end + 1] | 0x20);
  if (kind == 'b') {
    word.text = in_utf8(decoded_base64(content), charset);
  } else if (kind == 'q') {
    std::ranges::replace(content, '_', ' ');
    word.text = in_utf8(decoded_quoted_printable(content), charset);
  }
  return word;
}

std::string encoded_word(std::string_view text) {
  return "=?utf-8?B?" + to_base64(as_bytes(text)) + "?=";
}

// Between words of ASCII, before what would make the line too long.
std::string folded_words(std::string_view text, std::size_t begin, std::string_view line_end) {
  std::string out;
  std::size_t line = begin;
  while (!text.empty()) {
    std::size_t end = text.find(' ', 1);
    end = std::min(end, text.size());
    if (line + end > kLineMax && text[0] == ' ' && line > 1 &&
        text.substr(0, end).find_first_not_of(' ') != std::string_view::npos) {
      out += line_end;
      line = 0;
    }
    out += text.substr(0, end);
    line += end;
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return out;
}

MailHead read_mail_head(std::string_view mail) {
  MailHead head;
  std::size_t at = 0;
  bool has_line_end = false;
  while (at < mail.size()) {
    const std::size_t feed = mail.find('\n', at);
    const std::size_t next = feed == std::string_view::npos ? mail.size() : feed + 1;
    std::size_t line_end = feed == std::string_view::npos ? mail.size() : feed;
    if (line_end > at && mail[line_end - 1] == '\r') --line_end;
    if (!has_line_end && feed != std::string_view::npos) {
      head.line_end = line_end < feed ? "\r\n" : "\n";
      has_line_end = true;
    }
    const std::string_view line = mail.substr(at, line_end - at);
    const std::size_t begin = at;
    at = next;
    if (line.empty()) break;
    if (line[0] == ' ' || line[0] == '\t') {
      if (head.fields.empty()) continue;
      MailField& last = head.fields.back();
      if (last.whole.data() + last.whole.size() != mail.data() + begin) continue;
      last.value = {last.value.data(),
                    static_cast<std::size_t>(line.data() + line.size() - last.value.data())};
      last.whole = {last.whole.data(),
                    static_cast<std::size_t>(mail.data() + next - last.whole.data())};
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) continue;
    head.fields.push_back({.name = trimmed(line.substr(0, colon)),
                           .value = line.substr(colon + 1),
                           .whole = mail.substr(begin, next - begin)});
  }
  head.end = at;
  return head;
}

std::optional<std::string> decoded_field(std::string_view value) {
  const std::string text = is_utf8(value)
                               ? unfolded(value)
                               : decode_text(unfolded(value), TextEncoding::Windows1252).text;
  const auto is_blank = [&](std::size_t at) { return text[at] == ' ' || text[at] == '\t'; };
  std::string out;
  bool was_word = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && is_blank(at)) ++at;
    const std::string blank = text.substr(begin, at - begin);
    const EncodedWord word = read_encoded_word(text, at);
    if (word.is_word) {
      if (!word.text) return std::nullopt;
      out += (was_word ? "" : blank) + *word.text;  // blanks between two words are none of theirs
      was_word = true;
      continue;
    }
    // Up to the next blank, or a word that some program put right behind other text.
    std::size_t end = at;
    while (end < text.size() && !is_blank(end) &&
           (end == at || !std::string_view(text).substr(end).starts_with("=?"))) {
      ++end;
    }
    out += blank + text.substr(at, end - at);
    was_word = was_word && end == at;
    at = end;
  }
  return to_valid_utf8(out);
}

std::string encoded_field(std::string_view text, std::size_t begin, std::string_view line_end) {
  if (text.empty()) return {};
  if (is_plain_ascii(text)) return folded_words(text, begin, line_end);
  std::string out;
  while (!text.empty()) {
    std::size_t end = 0;
    while (end < text.size()) {
      const std::size_t step = utf8_step(text, end).length;
      if (end + step > kEncodedBytesMax) break;
      end += step;
    }
    if (!out.empty()) out += std::string(line_end) + " ";
    out += encoded_word(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

std::string_view ParameterField::get(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &Parameter::name);
  return found == parameters.end() ? std::string_view() : std::string_view(found->value);
}

ParameterField read_parameters(std::string_view value) {
  const std::string text = unfolded(value);
  ParameterField field;
  std::size_t at = std::min(text.find(';'), text.size());
  field.value = std::string(trimmed(std::string_view(text).substr(0, at)));
  while (at < text.size()) {
    ++at;  // the semicolon
    const std::size_t equals = std::min(text.find_first_of("=;", at), text.size());
    ParameterField::Parameter parameter{
        .name = lower_case(trimmed(std::string_view(text).substr(at, equals - at))), .value = {}};
    at = equals;
    if (at < text.size() && text[at] == '=') {
      std::size_t end = at + 1;
      for (bool is_quoted = false; end < text.size() && (is_quoted || text[end] != ';'); ++end) {
        if (is_quoted && text[end] == '\\' && end + 1 < text.size()) {
          ++end;
        } else if (text[end] == '"') {
          is_quoted = !is_quoted;
        }
      }
      const std::string_view raw = trimmed(std::string_view(text).substr(at + 1, end - at - 1));
      parameter.value = raw.starts_with('"') ? unquoted(raw) : std::string(raw);
      at = end;
    }
    if (!parameter.name.empty()) field.parameters.push_back(std::move(parameter));
  }
  return field;
}

std::string written_parameters(const ParameterField& field, std::string_view line_end) {
  std::string out = field.value;
  for (const auto& [name, value] : field.parameters) {
    const bool is_token = !value.empty() && std::ranges::all_of(value, [](char c) {
      return is_ascii_alnum(c) || c == '-' || c == '.' || c == '_' || c == '\'' || c == '%';
    });
    std::string written = is_token ? value : quoted(value);
    if (!std::ranges::all_of(value, is_printable)) written = quoted(encoded_field(value, 0, ""));
    out += ";";
    out += line_end;
    out += " " + name + "=" + written;
  }
  return out;
}

}  // namespace holdfast::extract
