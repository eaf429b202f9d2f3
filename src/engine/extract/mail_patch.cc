#include "engine/extract/mail_patch.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/utf8.h"

namespace holdfast::extract {
namespace {

constexpr int kDepthMax = 64;
constexpr std::size_t kBase64LineCharacters = 76;
constexpr std::size_t kWordBytes = 45;         // of an encoded word, before base64
constexpr std::size_t kPlainValueBytes = 900;  // a line has 998 at most (RFC 5322, 2.1.1)

struct Field {
  std::string name;   // lower case
  std::string value;  // unfolded
  std::size_t begin = 0, end = 0;
};

struct Head {
  std::vector<Field> fields;
  std::size_t end = 0;   // of the lines of fields
  std::size_t body = 0;  // behind the empty line
};

struct Edit {
  std::size_t begin = 0, end = 0;
  std::string text;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// "text/plain; charset=x; name=\"a;b\"" in its pieces.
std::vector<std::string_view> parameters_of(std::string_view value) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at <= value.size(); ++at) {
    if (at < value.size() && value[at] == '\\' && is_quoted) {
      ++at;
    } else if (at < value.size() && value[at] == '"') {
      is_quoted = !is_quoted;
    } else if (at >= value.size() || (value[at] == ';' && !is_quoted)) {
      if (begin <= value.size()) pieces.push_back(trimmed(value.substr(begin, at - begin)));
      begin = at + 1;
    }
  }
  return pieces;
}

std::string parameter(std::string_view value, std::string_view name) {
  for (const std::string_view piece : parameters_of(value)) {
    const std::size_t equals = piece.find('=');
    if (equals == std::string_view::npos || lower(trimmed(piece.substr(0, equals))) != name)
      continue;
    std::string_view found = trimmed(piece.substr(equals + 1));
    if (found.size() >= 2 && found.starts_with('"') && found.ends_with('"')) {
      found = found.substr(1, found.size() - 2);
    }
    return std::string(found);
  }
  return {};
}

std::string base64_lines(std::string_view text, std::string_view line_end) {
  const std::string encoded = to_base64(as_bytes(text));
  std::string lines;
  for (std::size_t at = 0; at < encoded.size(); at += kBase64LineCharacters) {
    lines += encoded.substr(at, kBase64LineCharacters);
    lines += line_end;
  }
  return lines;
}

std::string field_value(std::string_view text, std::string_view line_end) {
  const bool is_plain = text.size() <= kPlainValueBytes &&
                        text.find("=?") == std::string_view::npos &&
                        std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
  if (is_plain) return std::string(text);
  std::string words;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size()) {
      const std::size_t length = std::max<std::size_t>(1, utf8_step(text, end).length);
      if (end + length - begin > kWordBytes) break;
      end += length;
    }
    if (!words.empty()) words.append(line_end).append(" ");
    words += "=?UTF-8?B?" + to_base64(as_bytes(text.substr(begin, end - begin))) + "?=";
    begin = end;
  }
  return words;
}

class Patcher {
 public:
  Patcher(std::string_view mail, std::span<const ChangedPart> changes)
      : mail_(mail),
        changes_(changes),
        line_end_(mail.find("\r\n") == std::string_view::npos ? "\n" : "\r\n") {}

  Result<std::string> patched() {
    TRY(message(0, mail_.size(), "", 0));
    if (found_count_ != changes_.size()) return not_found();
    std::ranges::stable_sort(edits_, {}, &Edit::begin);
    std::string out;
    std::size_t at = 0;
    for (const Edit& edit : edits_) {
      if (edit.begin < at) return not_found();
      out.append(mail_.substr(at, edit.begin - at)).append(edit.text);
      at = edit.end;
    }
    return out.append(mail_.substr(at));
  }

 private:
  // Paths count bodies and attachments of one message.
  struct Counts {
    std::size_t bodies = 0, attachments = 0;
  };

  static Error not_found() {
    return {ErrorCode::InvalidInput, "a part is not where its path says"};
  }

  const ChangedPart* change_of(std::string_view path) {
    const auto found = std::ranges::find(changes_, path, &ChangedPart::path);
    if (found == changes_.end()) return nullptr;
    ++found_count_;
    return &*found;
  }

  Head head_of(std::size_t begin, std::size_t end) const {
    Head head;
    std::size_t at = begin;
    while (at < end) {
      const std::size_t next = std::min(mail_.find('\n', at), end - 1) + 1;
      std::string_view line = mail_.substr(at, next - at);
      const bool is_continued = line.front() == ' ' || line.front() == '\t';
      if (trimmed(line).empty() && !(is_continued && !head.fields.empty())) break;
      if (is_continued && !head.fields.empty()) {
        head.fields.back().value.append(" ").append(trimmed(line));
        head.fields.back().end = next;
      } else {
        const std::size_t colon = std::min(line.find(':'), line.size());
        head.fields.push_back(
            {.name = lower(trimmed(line.substr(0, colon))),
             .value = std::string(trimmed(line.substr(std::min(colon + 1, line.size())))),
             .begin = at,
             .end = next});
      }
      at = next;
    }
    head.end = at;
    head.body = at < end ? std::min(mail_.find('\n', at), end - 1) + 1 : end;
    return head;
  }

  static std::string value_of(const Head& head, std::string_view name) {
    const auto found = std::ranges::find(head.fields, name, &Field::name);
    return found == head.fields.end() ? std::string() : found->value;
  }

  Result<> message(std::size_t begin, std::size_t end, const std::string& prefix, int depth) {
    const Head head = head_of(begin, end);
    if (const ChangedPart* change = change_of(prefix + "headers")) TRY(fields(head, *change));
    Counts counts;
    return object(head, end, prefix, counts, depth);
  }

  // The text of a head has a line a field, though not of every field.
  Result<> fields(const Head& head, const ChangedPart& change) {
    const auto before = lines_of(change.before);
    const auto after = lines_of(change.after);
    if (before.size() != after.size()) return not_found();
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i] == after[i]) continue;
      const std::size_t colon = after[i].find(": ");
      if (colon == std::string_view::npos ||
          before[i].substr(0, colon) != after[i].substr(0, colon)) {
        return not_found();
      }
      const std::string_view name = after[i].substr(0, colon);
      const auto same = [&](std::string_view line) {
        return lower(line.substr(0, line.find(':'))) == lower(name);
      };
      auto place = std::ranges::count_if(before.begin(),
                                         before.begin() + static_cast<std::ptrdiff_t>(i), same);
      const auto field = std::ranges::find_if(head.fields, [&](const Field& candidate) {
        return candidate.name == lower(name) && !candidate.value.empty() && place-- == 0;
      });
      if (field == head.fields.end()) return not_found();
      edits_.push_back(
          {field->begin, field->end,
           fmt::format("{}: {}{}", name, field_value(after[i].substr(colon + 2), line_end_),
                       line_end_)});
    }
    return {};
  }

  Result<> object(const Head& head, std::size_t end, const std::string& prefix, Counts& counts,
                  int depth) {
    if (depth > kDepthMax) return not_found();
    const std::string type_value = value_of(head, "content-type");
    const std::string type = lower(parameters_of(type_value).front());
    if (type.starts_with("multipart/")) {
      return multipart(head.body, end, parameter(type_value, "boundary"), prefix, counts, depth);
    }
    if (type == "message/rfc822") {
      const std::string path = fmt::format("{}attachment[{}]/", prefix, counts.attachments++);
      return message(head.body, end, path, depth + 1);
    }
    const std::string disposition = value_of(head, "content-disposition");
    const bool is_attachment = lower(disposition).starts_with("attachment") ||
                               lower(disposition).find("filename") != std::string::npos ||
                               lower(type_value).find("name") != std::string::npos;
    const bool is_body = (type.empty() || type.starts_with("text/")) && !is_attachment;
    std::string path = prefix;
    if (!is_body) {
      path += fmt::format("attachment[{}]", counts.attachments++);
    } else {
      path += counts.bodies == 0 ? "body" : fmt::format("body[{}]", counts.bodies);
      ++counts.bodies;
    }
    if (const ChangedPart* change = change_of(path)) leaf(head, end, type_value, change->after);
    return {};
  }

  void leaf(const Head& head, std::size_t end, std::string_view type_value, std::string_view text) {
    std::string fields = "Content-Type: text/plain; charset=utf-8";
    for (const std::string_view piece : parameters_of(type_value)) {
      if (lower(piece).starts_with("name")) fields.append("; ").append(piece);
    }
    fields.append(line_end_).append("Content-Transfer-Encoding: base64").append(line_end_);
    for (const Field& field : head.fields) {
      if (field.name == "content-type" || field.name == "content-transfer-encoding") {
        edits_.push_back({field.begin, field.end, ""});
      }
    }
    const std::string_view between = head.body > head.end ? std::string_view() : line_end_;
    edits_.push_back({head.end, head.end, fields + std::string(between)});
    edits_.push_back({head.body, end, base64_lines(text, line_end_)});
  }

  Result<> multipart(std::size_t begin, std::size_t end, std::string_view boundary,
                     const std::string& prefix, Counts& counts, int depth) {
    if (boundary.empty()) return not_found();
    const std::string delimiter = "--" + std::string(boundary);
    std::size_t part = std::string_view::npos;
    for (std::size_t at = begin; at < end;) {
      const std::size_t next = std::min(mail_.find('\n', at), end - 1) + 1;
      const std::string_view line = mail_.substr(at, next - at);
      at = next;
      if (!line.starts_with(delimiter)) continue;
      std::string_view rest = line.substr(delimiter.size());
      const bool is_last = rest.starts_with("--");
      if (is_last) rest.remove_prefix(2);
      if (!trimmed(rest).empty()) continue;
      if (part != std::string_view::npos) {
        TRY(inner(part, next - line.size(), prefix, counts, depth));
      }
      part = next;
      if (is_last) return {};
    }
    return part == std::string_view::npos ? Result<>() : inner(part, end, prefix, counts, depth);
  }

  // The line end before a boundary belongs to the boundary.
  Result<> inner(std::size_t begin, std::size_t end, const std::string& prefix, Counts& counts,
                 int depth) {
    if (end > begin && mail_[end - 1] == '\n') --end;
    if (end > begin && mail_[end - 1] == '\r') --end;
    return object(head_of(begin, end), end, prefix, counts, depth + 1);
  }

  const std::string_view mail_;
  const std::span<const ChangedPart> changes_;
  const std::string_view line_end_;
  std::vector<Edit> edits_;
  std::size_t found_count_ = 0;
};

}  // namespace

Result<std::string> patch_mail(std::string_view mail, std::span<const ChangedPart> changes) {
  return Patcher(mail, changes).patched();
}

}  // namespace holdfast::extract
