#include "engine/extract/html_rewrite.h"

#include <algorithm>

#include "base/utf8.h"
#include "engine/extract/mail_fields.h"

namespace holdfast::extract {
namespace {

struct NamedEntity {
  std::string_view name;
  std::string_view text;
};
// What stands for signs within values; others are left as they are and change nothing.
constexpr NamedEntity kEntities[] = {
    {"amp", "&"},       {"lt", "<"},        {"gt", ">"},        {"quot", "\""},
    {"apos", "'"},      {"nbsp", "\u00A0"}, {"ndash", "–"},     {"mdash", "—"},
    {"commat", "@"},    {"period", "."},    {"hyphen", "-"},    {"dash", "-"},
    {"shy", "\u00AD"},  {"auml", "ä"},      {"ouml", "ö"},      {"uuml", "ü"},
    {"Auml", "Ä"},      {"Ouml", "Ö"},      {"Uuml", "Ü"},      {"szlig", "ß"},
    {"eacute", "é"},    {"egrave", "è"},    {"agrave", "à"},    {"ccedil", "ç"},
    {"ntilde", "ñ"},    {"aacute", "á"},    {"iacute", "í"},    {"oacute", "ó"},
    {"uacute", "ú"},    {"plus", "+"},      {"zwnj", "\u200C"}, {"thinsp", "\u2009"},
    {"ensp", "\u2002"}, {"emsp", "\u2003"}, {"colon", ":"},
};

constexpr std::string_view kInline[] = {"a",      "abbr",   "b",   "bdi",  "bdo", "code",  "em",
                                        "font",   "i",      "kbd", "mark", "s",   "small", "span",
                                        "strike", "strong", "sub", "sup",  "tt",  "u",     "wbr"};

class SourceReader {
 public:
  explicit SourceReader(std::string_view html) : html_(html) {
    part_.media_type = MediaType::PlainText;
  }

  Part run() {
    while (at_ < html_.size()) {
      const std::size_t tag = std::min(html_.find('<', at_), html_.size());
      text(at_, tag);
      at_ = tag;
      if (at_ < html_.size()) markup();
    }
    return std::move(part_);
  }

 private:
  void copy(std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    part_.segments.push_back(
        {static_cast<std::uint32_t>(part_.text.size()), static_cast<std::uint32_t>(end - begin),
         static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)});
    part_.text += html_.substr(begin, end - begin);
  }

  void entity(std::size_t begin, std::size_t end, std::string_view text) {
    part_.segments.push_back(
        {static_cast<std::uint32_t>(part_.text.size()), static_cast<std::uint32_t>(text.size()),
         static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)});
    part_.text += text;
  }

  void text(std::size_t begin, std::size_t end) {
    std::size_t copied = begin;
    for (std::size_t at = html_.find('&', begin); at < end; at = html_.find('&', at + 1)) {
      std::string decoded;
      const std::size_t behind = read_entity(at, end, decoded);
      if (behind == at) continue;
      copy(copied, at);
      entity(at, behind, decoded);
      copied = behind;
    }
    copy(copied, end);
  }

  // Behind the entity at `at`; `at` itself when there is none that is known.
  std::size_t read_entity(std::size_t at, std::size_t end, std::string& decoded) const {
    std::size_t name_end = at + 1;
    if (name_end < end && html_[name_end] == '#') ++name_end;
    while (name_end < end && name_end - at < 12 && is_name(html_[name_end])) ++name_end;
    const std::string_view name = html_.substr(at + 1, name_end - at - 1);
    const bool is_closed = name_end < end && html_[name_end] == ';';
    if (name.starts_with('#')) {
      const bool is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
      const char32_t code = number_of(name.substr(is_hex ? 2 : 1), is_hex ? 16 : 10);
      if (code == 0) return at;
      append_utf8(decoded, code);
    } else {
      const auto* found = std::ranges::find(kEntities, name, &NamedEntity::name);
      if (found == std::end(kEntities) || !is_closed) return at;
      decoded = found->text;
    }
    return name_end + (is_closed ? 1 : 0);
  }

  static bool is_name(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  // 0 for what is no character.
  static char32_t number_of(std::string_view digits, unsigned base) {
    char32_t value = 0;
    if (digits.empty()) return 0;
    for (const char c : digits) {
      const unsigned digit =
          c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>((c | 0x20) - 'a') + 10;
      if (digit >= base) return 0;
      value = value * base + digit;
      if (value > 0x10FFFF) return 0;
    }
    return value >= 0xD800 && value <= 0xDFFF ? 0 : value;
  }

  // Made up: no value runs over the end of a block, an attribute or a comment.
  void line_break() {
    if (!part_.text.empty() && part_.text.back() != '\n') part_.text += '\n';
  }

  void markup() {
    if (html_.substr(at_).starts_with("<!--")) return comment();
    const std::size_t name_begin = at_ + (at_ + 1 < html_.size() && html_[at_ + 1] == '/' ? 2 : 1);
    std::size_t name_end = name_begin;
    while (name_end < html_.size() && is_name(html_[name_end])) ++name_end;
    if (name_end == name_begin && name_begin < html_.size() && html_[name_begin] != '!' &&
        html_[name_begin] != '?') {
      copy(at_, at_ + 1);  // a bracket that begins no tag
      ++at_;
      return;
    }
    const std::string name = lower_case(html_.substr(name_begin, name_end - name_begin));
    const bool is_inline = std::ranges::find(kInline, name) != std::end(kInline);
    if (!is_inline) line_break();
    attributes(name_end, is_inline);
  }

  void comment() {
    const std::size_t end = html_.find("-->", at_ + 4);
    const std::size_t close = std::min(end, html_.size());
    line_break();
    copy(std::min(at_ + 4, close), close);
    line_break();
    at_ = end == std::string_view::npos ? html_.size() : end + 3;
  }

  // Values of attributes are put behind the text that surrounds the tag, a line each. The text runs
  // on behind an inline tag without any, so a number is seen whole across <b>.
  void attributes(std::size_t at, bool is_inline) {
    while (at < html_.size() && html_[at] != '>') {
      const std::size_t sign = html_.find_first_of("=>\"'", at);
      if (sign == std::string_view::npos) {
        at = html_.size();
        break;
      }
      at = sign;
      if (html_[at] == '>') break;
      if (html_[at] == '=') {
        ++at;
        while (at < html_.size() && (html_[at] == ' ' || html_[at] == '\n')) ++at;
      }
      if (at >= html_.size() || html_[at] == '>') break;
      const bool is_quoted = html_[at] == '"' || html_[at] == '\'';
      const std::size_t begin = is_quoted ? at + 1 : at;
      const std::size_t found =
          is_quoted ? html_.find(html_[at], begin) : html_.find_first_of(" \t\r\n>", begin);
      const std::size_t end = std::min(found, html_.size());
      line_break();
      text(begin, end);
      line_break();
      at = is_quoted && end < html_.size() ? end + 1 : end;
    }
    if (!is_inline) line_break();
    at_ = std::min(at + 1, html_.size());
  }

  std::string_view html_;
  std::size_t at_ = 0;
  Part part_;
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

}  // namespace

Part html_source_text(std::string_view html) { return SourceReader(html).run(); }

Result<std::string> rewrite_html(std::string_view html, const Part& part,
                                 std::span<const Replacement> replacements) {
  std::vector<Replacement> safe;
  for (const Replacement& replacement : replacements) {
    safe.push_back({replacement.begin, replacement.end, escaped(replacement.text)});
  }
  return rewrite(as_bytes(html), part, safe);
}

}  // namespace holdfast::extract
