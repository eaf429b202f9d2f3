#include "engine/extract/transfer_encoding.h"

#include <algorithm>
#include <cstdint>

#include "base/bytes.h"
#include "base/utf8.h"
#include "engine/extract/mail_fields.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::extract {
namespace {

constexpr std::size_t kLineMax = 76;
constexpr std::string_view kHex = "0123456789ABCDEF";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

}  // namespace

std::string decoded_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) {
      if (c == '=') count = 0, bits = 0;  // padding ends a group, and joined pieces begin anew
      continue;
    }
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<char>(bits >> count & 0xFF));
  }
  return out;
}

std::string decoded_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '=') {
      out.push_back(text[at]);
      continue;
    }
    std::size_t end = at + 1;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
    if (end < text.size() && text[end] == '\r') ++end;
    if (end < text.size() && text[end] == '\n') {  // a soft line break
      at = end;
      continue;
    }
    const int high = at + 2 < text.size() ? hex_value(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? hex_value(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      out.push_back('=');
      continue;
    }
    out.push_back(static_cast<char>(high * 16 + low));
    at += 2;
  }
  return out;
}

std::string encoded_base64(std::string_view bytes, std::string_view line_end) {
  const std::string text = to_base64(as_bytes(bytes));
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += kLineMax) {
    out.append(text, at, kLineMax);
    out += line_end;
  }
  return out;
}

std::string encoded_quoted_printable(std::string_view bytes, std::string_view line_end) {
  std::string out;
  std::size_t line = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    const bool is_feed = c == '\n';
    const bool is_return = c == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n';
    if (is_return) continue;
    if (is_feed) {
      out += line_end;
      line = 0;
      continue;
    }
    const bool ends_line = at + 1 == bytes.size() || bytes[at + 1] == '\n' || bytes[at + 1] == '\r';
    const bool is_blank = c == ' ' || c == '\t';
    const bool is_plain = (c > ' ' && c <= '~' && c != '=') || (is_blank && !ends_line);
    const std::size_t length = is_plain ? 1 : 3;
    if (line + length >= kLineMax) {
      out += "=";
      out += line_end;
      line = 0;
    }
    if (is_plain) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'=', kHex[byte >> 4], kHex[byte & 15]};
    }
    line += length;
  }
  return out;
}

std::optional<std::string> in_utf8(std::string_view bytes, std::string_view charset) {
  const std::string name = lower_case(charset);
  const bool is_western = name == "iso-8859-1" || name == "windows-1252" || name == "latin1" ||
                          name == "cp1252" || name == "iso-8859-15";
  const bool is_unicode =
      name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii";
  if (!is_western && !is_unicode) return std::nullopt;
  if (!is_western && is_utf8(bytes)) return std::string(bytes);
  if (name == "utf-8" || name == "utf8") return to_valid_utf8(bytes);
  return decode_text(bytes, TextEncoding::Windows1252).text;
}

}  // namespace holdfast::extract
