#include "platform/outbound/mail.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/utf8.h"

namespace holdfast::outbound {
namespace {

constexpr std::size_t kBase64LineCharacters = 76;
// A line with an encoded word has at most 76 characters: "Subject: =?UTF-8?B?", the base64 of up to
// 39 bytes, "?=".
constexpr std::size_t kEncodedWordBytes = 39;

bool has_line_end(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

// Encoded words (RFC 2047), one a line.
std::string encoded_words(std::string_view text) {
  std::string words;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size()) {  // Whole characters only.
      const std::size_t length = utf8_step(text, end).length;
      if (end + length - begin > kEncodedWordBytes) break;
      end += length;
    }
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + to_base64(as_bytes(text.substr(begin, end - begin))) + "?=";
    begin = end;
  }
  return words;
}

std::string header_text(std::string_view text) {
  const bool looks_encoded = text.find("=?") != std::string_view::npos;
  const bool is_plain = is_printable_ascii(text) && !looks_encoded && text.size() <= 60;
  return is_plain ? std::string(text) : encoded_words(text);
}

std::string date_text(Timestamp at) {
  using namespace std::chrono;
  constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(at - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", kDays[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::string base64_lines(std::string_view text) {
  const std::string encoded = to_base64(as_bytes(text));
  std::string lines;
  for (std::size_t at = 0; at < encoded.size(); at += kBase64LineCharacters) {
    lines += encoded.substr(at, kBase64LineCharacters) + "\r\n";
  }
  return lines;
}

Error unsendable(std::string_view part) {
  return {ErrorCode::InvalidInput, fmt::format("the mail's {} cannot be sent", part)};
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.size() > 254 || at > 64 || text.front() == '-') return false;
  return std::ranges::all_of(text,
                             [](char c) {
                               return c > 0x20 && c < 0x7f &&
                                      std::string_view("\"<>(),;:\\[]").find(c) ==
                                          std::string_view::npos;
                             }) &&
         std::ranges::count(text, '@') == 1;
}

Result<std::string> compose(const Mail& mail, Timestamp at, const Uuid& id) {
  if (!is_mail_address(mail.from)) return unsendable("sender");
  if (has_line_end(mail.from_name) || !is_utf8(mail.from_name)) return unsendable("sender's name");
  if (has_line_end(mail.subject) || !is_utf8(mail.subject)) return unsendable("subject");
  if (!is_utf8(mail.text)) return unsendable("text");
  if (mail.to.empty()) return unsendable("list of recipients");
  std::string recipients;
  for (const Sensitive<std::string>& each : mail.to) {
    if (!is_mail_address(each.reveal())) return unsendable("list of recipients");
    recipients += (recipients.empty() ? "" : ",\r\n ") + each.reveal();
  }
  const std::string from =
      mail.from_name.empty() ? mail.from
                             // An encoded word needs no quoting, whatever the name holds.
                             : fmt::format("{}\r\n <{}>", encoded_words(mail.from_name), mail.from);
  return fmt::format(
      "Date: {}\r\nFrom: {}\r\nTo: {}\r\nMessage-ID: <{}@{}>\r\nSubject: {}\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n{}",
      date_text(at), from, recipients, to_string(id), mail.from.substr(mail.from.rfind('@') + 1),
      header_text(mail.subject), base64_lines(mail.text));
}

}  // namespace holdfast::outbound
