#include "engine/extract/mail_rewrite.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "engine/extract/html_rewrite.h"
#include "engine/extract/mail_fields.h"
#include "engine/extract/transfer_encoding.h"

namespace holdfast::extract {
namespace {

constexpr int kDepthMax = 20;

constexpr std::array<std::string_view, 12> kAddressFields = {"from",
                                                             "to",
                                                             "cc",
                                                             "bcc",
                                                             "reply-to",
                                                             "sender",
                                                             "resent-to",
                                                             "resent-cc",
                                                             "resent-from",
                                                             "resent-sender",
                                                             "mail-reply-to",
                                                             "disposition-notification-to"};
// Written by programs for programs, and what a mail needs to be one.
constexpr std::array<std::string_view, 6> kKept = {"mime-version",     "date",       "content-id",
                                                   "content-language", "importance", "precedence"};
constexpr std::array<std::string_view, 3> kIdFields = {"message-id", "in-reply-to", "references"};
// Traces of servers, with addresses of people and machines, and signatures of what is changed.
constexpr std::array<std::string_view, 14> kDropped = {"received",
                                                       "return-path",
                                                       "dkim-signature",
                                                       "domainkey-signature",
                                                       "authentication-results",
                                                       "received-spf",
                                                       "delivered-to",
                                                       "thread-index",
                                                       "autocrypt",
                                                       "feedback-id",
                                                       "x-originating-ip",
                                                       "content-length",
                                                       "x-original-to",
                                                       "errors-to"};
constexpr std::array<std::string_view, 8> kDroppedPrefixes = {
    "arc-", "x-ms-", "x-google-", "x-gm-", "x-received", "x-forefront-", "list-", "x-spam"};

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& list) {
  return std::ranges::find(list, name) != list.end();
}

std::string replaced(std::string_view text, const std::vector<Replacement>& replacements) {
  std::string out;
  std::size_t at = 0;
  for (const Replacement& replacement : replacements) {
    out.append(text.substr(at, replacement.begin - at));
    out += replacement.text;
    at = replacement.end;
  }
  return out.append(text.substr(at));
}

std::string with_line_end(std::string_view text, std::string_view line_end) {
  return std::string(text) + std::string(line_end);
}

class Rewriter {
 public:
  Rewriter(const MailChanges& changes, RewrittenMail& out) : changes_(changes), out_(out) {}

  // A message, or a part of one, with its head.
  Result<std::string> entity(std::string_view bytes, int depth) {
    if (depth > kDepthMax) {
      return Error{ErrorCode::LimitExceeded, "parts within parts deeper than 20"};
    }
    const MailHead head = read_mail_head(bytes);
    const std::string_view body = bytes.substr(head.end);
    const ParameterField type = read_parameters(field_value(head, "content-type"));
    const std::string media_type = type.value.empty() ? "text/plain" : lower_case(type.value);
    const std::string encoding =
        lower_case(read_parameters(field_value(head, "content-transfer-encoding")).value);
    if (media_type.starts_with("multipart/") && !type.get("boundary").empty()) {
      return fields(head, nullptr) + content_fields(head) + std::string(head.line_end) +
             TRY(multipart(body, type.get("boundary"), head.line_end, depth));
    }
    const auto decoded = decoded_body(body, encoding);
    if (media_type == "message/rfc822" && decoded) {
      const std::string inner = TRY(entity(*decoded, depth + 1));
      return fields(head, nullptr) + content_fields(head) + std::string(head.line_end) +
             encoded_body(inner, encoding, head.line_end);
    }
    const auto text = decoded ? in_utf8(*decoded, type.get("charset")) : std::nullopt;
    if (!media_type.starts_with("text/") || !text) return removed(head, media_type);
    return leaf(head, type, media_type, encoding, body, *text);
  }

 private:
  static std::string_view field_value(const MailHead& head, std::string_view name) {
    for (const MailField& field : head.fields) {
      if (lower_case(field.name) == name) return field.value;
    }
    return {};
  }

  static std::optional<std::string> decoded_body(std::string_view body, std::string_view encoding) {
    if (encoding == "base64") return decoded_base64(body);
    if (encoding == "quoted-printable") return decoded_quoted_printable(body);
    const bool is_plain =
        encoding.empty() || encoding == "7bit" || encoding == "8bit" || encoding == "binary";
    if (!is_plain) return std::nullopt;
    return std::string(body);
  }

  static std::string encoded_body(std::string_view text, std::string_view encoding,
                                  std::string_view line_end) {
    if (encoding == "base64") return encoded_base64(text, line_end);
    if (encoding == "quoted-printable") return encoded_quoted_printable(text, line_end);
    return std::string(text);
  }

  // All but those that say how the body is written; with `note`, those of a part that was taken out
  // are left out as well.
  std::string fields(const MailHead& head, const char* note) {
    std::string out;
    for (const MailField& field : head.fields) {
      const std::string name = lower_case(field.name);
      if (name.starts_with("content-") && (note != nullptr || name != "content-id")) continue;
      out += rewritten_field(field, name, head.line_end);
    }
    return out;
  }

  std::string rewritten_field(const MailField& field, const std::string& name,
                              std::string_view line_end) {
    const auto has_dropped_prefix = [&](std::string_view prefix) {
      return name.starts_with(prefix);
    };
    if (is_one_of(name, kDropped) || std::ranges::any_of(kDroppedPrefixes, has_dropped_prefix)) {
      return {};
    }
    if (is_one_of(name, kKept)) return with_line_end(trimmed_end(field.whole), line_end);
    if (is_one_of(name, kIdFields)) return ids_field(field, line_end);
    if (is_one_of(name, kAddressFields)) return address_field(field, line_end);
    const auto text = decoded_field(field.value);
    if (!text) {
      out_.removed.push_back("the field " + name + " in another character set");
      return {};
    }
    const std::string context = std::string(field.name) + ": ";
    const std::string safe = found_and_changed(context, *text);
    if (safe == *text) return with_line_end(trimmed_end(field.whole), line_end);
    return context + encoded_field(safe, context.size(), line_end) + std::string(line_end);
  }

  static std::string_view trimmed_end(std::string_view whole) {
    while (!whole.empty() && (whole.back() == '\n' || whole.back() == '\r')) whole.remove_suffix(1);
    return whole;
  }

  // What is found in the text, with the context before it; the context itself stays.
  std::string found_and_changed(const std::string& context, const std::string& text) {
    std::vector<Replacement> within;
    for (Replacement& replacement : changes_.find(context + text)) {
      if (replacement.end <= context.size()) continue;
      replacement.begin = static_cast<std::uint32_t>(
          std::max<std::size_t>(replacement.begin, context.size()) - context.size());
      replacement.end -= static_cast<std::uint32_t>(context.size());
      within.push_back(std::move(replacement));
    }
    return replaced(text, within);
  }

  std::string address_field(const MailField& field, std::string_view line_end) {
    auto mailboxes = read_mailboxes(field.value);
    if (!mailboxes) {
      out_.removed.push_back("names in " + lower_case(field.name) + " in another character set");
      mailboxes.emplace();
    }
    for (Mailbox& mailbox : *mailboxes) {
      if (!mailbox.name.empty()) mailbox.name = changes_.change("person", mailbox.name);
      mailbox.address = changes_.change("email", unquoted_address(mailbox.address));
    }
    const std::string context = std::string(field.name) + ": ";
    return context + written_mailboxes(*mailboxes, context.size(), line_end) +
           std::string(line_end);
  }

  // Threads hold together: equal ids stay equal. What stands in them may be an address of a person.
  static std::string ids_field(const MailField& field, std::string_view line_end) {
    std::string out = std::string(field.name) + ":";
    for (std::size_t at = field.value.find('<'); at != std::string_view::npos;) {
      const std::size_t end = std::min(field.value.find('>', at), field.value.size());
      const std::string_view id = field.value.substr(at + 1, end - at - 1);
      const bool is_ours = id.ends_with("@redacted.invalid");
      const Hash digest = sha256({as_bytes(id)});
      if (out.size() > field.name.size() + 1) out += line_end;
      out += " <" +
             (is_ours ? std::string(id) : to_hex(Bytes(digest).first(16)) + "@redacted.invalid") +
             ">";
      at = field.value.find('<', end);
    }
    return out + std::string(line_end);
  }

  // How the body is written, as it was; but names of files.
  std::string content_fields(const MailHead& head) {
    std::string out;
    for (const MailField& field : head.fields) {
      const std::string name = lower_case(field.name);
      if (!name.starts_with("content-") || name == "content-id" || name == "content-length") {
        continue;
      }
      if (name == "content-type" || name == "content-disposition") {
        out += std::string(field.name) + ": " +
               written_parameters(safe_parameters(read_parameters(field.value)), head.line_end) +
               std::string(head.line_end);
      } else {
        out += rewritten_field(field, name == "content-description" ? name : "mime-version",
                               head.line_end);
      }
    }
    return out;
  }

  // A file's name is data. Those in pieces or other character sets lose it.
  ParameterField safe_parameters(ParameterField field) {
    std::erase_if(field.parameters, [](const auto& parameter) {
      return parameter.name.starts_with("filename*") || parameter.name.starts_with("name*");
    });
    for (auto& [name, value] : field.parameters) {
      if (name != "filename" && name != "name") continue;
      const auto decoded = decoded_field(value);
      value = decoded ? found_and_changed("file: ", *decoded) : "attachment";
    }
    return field;
  }

  std::string removed(const MailHead& head, const std::string& media_type) {
    const bool is_name = std::ranges::all_of(media_type, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '.' ||
             c == '+';
    });
    const std::string what = is_name ? media_type : "another type";
    out_.removed.push_back("a part of " + what);
    const std::string end(head.line_end);
    return fields(head, "removed") + "Content-Type: text/plain; charset=utf-8" + end + end +
           "[removed: " + what + "]" + end;
  }

  Result<std::string> leaf(const MailHead& head, const ParameterField& type,
                           const std::string& media_type, const std::string& encoding,
                           std::string_view body, const std::string& text) {
    std::string safe;
    if (media_type == "text/html") {
      const Part part = html_source_text(text);
      safe = TRY(rewrite_html(text, part, changes_.find(part.text)));
    } else {
      safe = replaced(text, changes_.find(text));
    }
    const std::string end(head.line_end);
    if (safe == text) {
      return fields(head, nullptr) + content_fields(head) + end + std::string(body);
    }
    ParameterField changed = safe_parameters(type);
    if (changed.value.empty()) changed.value = "text/plain";
    std::erase_if(changed.parameters,
                  [](const auto& parameter) { return parameter.name == "charset"; });
    changed.parameters.push_back({"charset", "utf-8"});
    const std::string written = encoding == "base64" ? "base64" : "quoted-printable";
    std::string out = fields(head, nullptr);
    for (const MailField& field : head.fields) {
      const std::string name = lower_case(field.name);
      if (name == "content-disposition") {
        out += std::string(field.name) + ": " +
               written_parameters(safe_parameters(read_parameters(field.value)), end) + end;
      }
    }
    out += "Content-Type: " + written_parameters(changed, end) + end;
    out += "Content-Transfer-Encoding: " + written + end + end;
    return out + encoded_body(safe, written, end);
  }

  Result<std::string> multipart(std::string_view body, std::string_view boundary,
                                std::string_view line_end, int depth) {
    const std::string delimiter = "--" + std::string(boundary);
    std::string out;
    std::size_t part_begin = 0;
    bool is_preamble = true;
    bool is_over = false;
    for (std::size_t at = 0; at <= body.size();) {
      const std::size_t feed = body.find('\n', at);
      const std::size_t next = feed == std::string_view::npos ? body.size() + 1 : feed + 1;
      const std::string_view line = body.substr(at, std::min(next, body.size()) - at);
      if (!is_over && line.starts_with(delimiter)) {
        std::string_view rest = line.substr(delimiter.size());
        const bool is_last = rest.starts_with("--");
        rest.remove_prefix(is_last ? 2 : 0);
        if (rest.find_first_not_of(" \t\r\n") == std::string_view::npos) {
          out += TRY(piece(body.substr(part_begin, at - part_begin), is_preamble, depth, line_end));
          out += with_line_end(delimiter + (is_last ? "--" : ""), line_end);
          part_begin = std::min(next, body.size());
          is_preamble = false;
          is_over = is_last;
        }
      }
      at = next;
    }
    const std::string_view rest = body.substr(std::min(part_begin, body.size()));
    out += TRY(piece(rest, is_preamble || is_over, depth, line_end));
    if (!is_over && !is_preamble) out += with_line_end(delimiter + "--", line_end);
    return out;
  }

  // Between two boundaries: a part, or text that mail programs do not show.
  Result<std::string> piece(std::string_view bytes, bool is_outside, int depth,
                            std::string_view line_end) {
    std::string out;
    if (is_outside) {
      const std::string text = *in_utf8(bytes, "");
      out = replaced(text, changes_.find(text));
      if (out.empty()) return out;
    } else {
      out = TRY(entity(bytes, depth + 1));
    }
    if (!out.ends_with('\n')) out += line_end;
    return out;
  }

  const MailChanges& changes_;
  RewrittenMail& out_;
};

}  // namespace

Result<RewrittenMail> rewrite_mail(std::string_view mail, const MailChanges& changes) {
  RewrittenMail out;
  out.mail = TRY(Rewriter(changes, out).entity(mail, 0));
  return out;
}

}  // namespace holdfast::extract
