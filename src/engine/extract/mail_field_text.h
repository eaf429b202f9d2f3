// What the fields of a mail are made of: for mail_fields.cc and mail_addresses.cc alone.

#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace holdfast::extract::field_text {

inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
inline bool is_ascii_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
inline bool is_printable(char c) { return c >= ' ' && c <= '~'; }

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

inline std::string unfolded(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c != '\r' && c != '\n') out.push_back(c);
  }
  return std::string(trimmed(out));
}

inline bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, is_printable) && text.find("=?") == std::string_view::npos &&
         !text.starts_with(' ') && !text.ends_with(' ');
}

inline std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + '"';
}

inline std::string unquoted(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') continue;
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace holdfast::extract::field_text
