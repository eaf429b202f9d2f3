#include "engine/extract/mail_fields.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/utf8.h"
#include "engine/extract/text_decoder.h"
#include "engine/extract/transfer_encoding.h"

namespace holdfast::extract {
namespace {

constexpr std::size_t kLineMax = 76;
constexpr std::size_t kEncodedBytesMax = 42;  // of one word: 56 characters of base64
constexpr std::string_view kNobody = "@redacted.invalid";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_ascii_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_printable(char c) { return c >= ' ' && c <= '~'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string unfolded(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c != '\r' && c != '\n') out.push_back(c);
  }
  return std::string(trimmed(out));
}

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

bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, is_printable) && text.find("=?") == std::string_view::npos &&
         !text.starts_with(' ') && !text.ends_with(' ');
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + '"';
}

std::string unquoted(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') continue;
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out.push_back(text[i]);
  }
  return out;
}

bool is_atom(char c) {
  return is_ascii_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string::npos;
}

bool is_address(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size()) return false;
  const std::string_view local = address.substr(0, at);
  const std::string_view domain = address.substr(at + 1);
  const auto has_dots_right = [](std::string_view text) {
    return !text.starts_with('.') && !text.ends_with('.') &&
           text.find("..") == std::string_view::npos;
  };
  return has_dots_right(local) && has_dots_right(domain) &&
         std::ranges::all_of(local, [](char c) { return is_atom(c) || c == '.'; }) &&
         std::ranges::all_of(domain,
                             [](char c) { return is_ascii_alnum(c) || c == '.' || c == '-'; });
}

std::string written_address(std::string_view address) {
  if (is_address(address)) return std::string(address);
  const bool can_be_quoted = !address.empty() && std::ranges::all_of(address, is_printable);
  return (can_be_quoted ? quoted(address) : "redacted") + std::string(kNobody);
}

std::string written_name(std::string_view name) {
  if (!is_plain_ascii(name)) return encoded_field(name, kLineMax, "");
  const bool is_phrase = std::ranges::all_of(name, [](char c) { return is_atom(c) || c == ' '; });
  return is_phrase ? std::string(name) : quoted(name);
}

// Splits at commas, semicolons and a group's colon, outside of quotes, comments and brackets.
class MailboxReader {
 public:
  explicit MailboxReader(std::string_view text) : text_(text) {}

  std::optional<std::vector<Mailbox>> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        take_quoted();
      } else if (c == '(') {
        take_comment();
      } else if (c == '<') {
        take_bracket();
      } else if (c == ':') {
        phrase_.clear();  // the name of a group
        ++at_;
      } else if (c == ',' || c == ';') {
        finish();
        ++at_;
      } else {
        phrase_.push_back(text_[at_++]);
      }
    }
    finish();
    if (has_failed_) return std::nullopt;
    return std::move(mailboxes_);
  }

 private:
  void take_quoted() {
    phrase_.push_back(text_[at_++]);
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) phrase_.push_back(text_[at_++]);
      phrase_.push_back(text_[at_++]);
    }
    if (at_ < text_.size()) phrase_.push_back(text_[at_++]);
  }

  void take_comment() {
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        comment_.push_back(text_[++at_]);
        continue;
      }
      depth += text_[at_] == '(' ? 1 : text_[at_] == ')' ? -1 : 0;
      if (depth == 0) break;
      if (depth > 1 || text_[at_] != '(') comment_.push_back(text_[at_]);
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  // A quoted local part may hold a bracket of its own.
  void take_bracket() {
    std::size_t end = at_ + 1;
    for (bool is_quoted = false; end < text_.size() && (is_quoted || text_[end] != '>'); ++end) {
      if (text_[end] == '\\') ++end;
      if (end < text_.size() && text_[end] == '"') is_quoted = !is_quoted;
    }
    end = std::min(end, text_.size());
    address_ = std::string(trimmed(text_.substr(at_ + 1, end - at_ - 1)));
    has_address_ = true;
    at_ = std::min(end + 1, text_.size());
  }

  void finish() {
    const std::string phrase(trimmed(phrase_));
    if (has_address_ || !phrase.empty()) {
      Mailbox mailbox;
      mailbox.address = has_address_ ? address_ : phrase;
      const std::string& raw = has_address_ && !phrase.empty() ? phrase : comment_;
      const auto name = decoded_field(raw.find("=?") == std::string::npos ? unquoted(raw) : raw);
      has_failed_ = has_failed_ || !name;
      if (name) mailbox.name = *name;
      mailboxes_.push_back(std::move(mailbox));
    }
    phrase_.clear();
    comment_.clear();
    address_.clear();
    has_address_ = false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string phrase_, comment_, address_;
  bool has_address_ = false;
  bool has_failed_ = false;
  std::vector<Mailbox> mailboxes_;
};

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

std::optional<std::vector<Mailbox>> read_mailboxes(std::string_view value) {
  return MailboxReader(unfolded(value)).run();
}

std::string written_mailboxes(const std::vector<Mailbox>& mailboxes, std::size_t begin,
                              std::string_view line_end) {
  if (mailboxes.empty()) return "undisclosed-recipients:;";
  std::string out;
  std::size_t line = begin;
  for (const Mailbox& mailbox : mailboxes) {
    const std::string address = written_address(mailbox.address);
    const std::string one =
        mailbox.name.empty() ? address : written_name(mailbox.name) + " <" + address + ">";
    if (!out.empty()) {
      out += ",";
      if (line + one.size() + 2 > kLineMax) {
        out += line_end;
        line = 0;
      }
      out += " ";
    }
    out += one;
    line += one.size() + 2;
  }
  return out;
}

std::string unquoted_address(std::string_view address) {
  if (!address.starts_with('"') || !address.ends_with(kNobody)) return std::string(address);
  return unquoted(address.substr(0, address.size() - kNobody.size()));
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
