#include "platform/http/response_head.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>

#include <fmt/core.h>

#include "platform/http/problem.h"

namespace holdfast::http {
namespace {

struct Header {
  std::string_view name;
  std::string_view value;
};

// Scripts and everything else from ourselves alone. Mantine writes its theme into <style> elements
// and style attributes, hence 'unsafe-inline' for styles.
constexpr std::string_view kPagePolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
// JSON is never a page.
constexpr std::string_view kApiPolicy = "default-src 'none'; frame-ancestors 'none'";

constexpr std::array<Header, 5> kAlways = {{
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
}};
constexpr Header kStrictTransport = {"Strict-Transport-Security", "max-age=31536000"};
constexpr Header kNoStore = {"Cache-Control", "no-store"};

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

const std::string* find_header(const Response& response, std::string_view name) {
  for (const auto& [given, value] : response.headers) {
    if (equal_ignoring_case(given, name)) return &value;
  }
  return nullptr;
}

void append(std::string& out, const Header& header) {
  out.append(header.name).append(": ").append(header.value).append("\r\n");
}

void append_default(std::string& out, const Response& response, const Header& header) {
  if (find_header(response, header.name) == nullptr) append(out, header);
}

void append_cleaned(std::string& out, std::string_view value) {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back((byte < 0x20 && c != '\t') || byte == 0x7F ? ' ' : c);
  }
}

bool is_page(const Response& response) {
  const std::string* type = find_header(response, "Content-Type");
  return type != nullptr && type->starts_with("text/html");
}

bool has_no_body(int status) { return status == 204 || status == 304 || status < 200; }

}  // namespace

void append_head(std::string& out, const Response& response, const HeadOptions& options) {
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status,
                 status_phrase(response.status));
  append(out, {"Date", options.date});
  for (const auto& [name, value] : response.headers) {
    append_cleaned(out, name);
    out.append(": ");
    append_cleaned(out, value);
    out.append("\r\n");
  }
  for (const Header& header : kAlways) append_default(out, response, header);
  append_default(out, response,
                 {"Content-Security-Policy", is_page(response) ? kPagePolicy : kApiPolicy});
  append_default(out, response, kNoStore);
  if (options.is_tls) append(out, kStrictTransport);
  if (options.is_stream) {
    append(out, {"Content-Type", "text/event-stream"});
  } else if (!has_no_body(response.status)) {
    fmt::format_to(
        std::back_inserter(out), "Content-Length: {}\r\n",
        response.static_body.empty() ? response.body.size() : response.static_body.size());
  }
  if (!options.keeps_connection) {
    append(out, {"Connection", "close"});
  } else if (options.is_http_1_0) {
    append(out, {"Connection", "keep-alive"});
  }
  out.append("\r\n");
}

std::string http_date(std::int64_t unix_seconds) {
  constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                     "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = unix_seconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                     kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                     utc.tm_min, utc.tm_sec);
}

}  // namespace holdfast::http
