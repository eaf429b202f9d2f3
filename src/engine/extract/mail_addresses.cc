// The fields of a mail that hold addresses.

#include <algorithm>

#include "engine/extract/mail_field_text.h"
#include "engine/extract/mail_fields.h"

namespace holdfast::extract {
namespace {

using namespace field_text;

constexpr std::size_t kLineMax = 76;
constexpr std::string_view kNobody = "@redacted.invalid";

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

}  // namespace holdfast::extract
