#include "platform/http/target.h"

#include <algorithm>

#include "base/utf8.h"

namespace holdfast::http {
namespace {

Error bad(std::string_view what) { return {ErrorCode::InvalidInput, std::string(what)}; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// "http://host:1/a" becomes "/a"; what is in origin form stays.
std::string_view without_authority(std::string_view raw) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!raw.starts_with(scheme)) continue;
    raw.remove_prefix(scheme.size());
    const std::size_t end = raw.find_first_of("/?");
    if (end == std::string_view::npos) return "/";
    return raw.substr(end);
  }
  return raw;
}

bool is_plain(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) {
    return c > 0x20 && c < 0x7F && c != '%' && c != '\\' && c != '#';
  });
}

// Segments that a file system or a proxy would read as another place.
bool climbs(std::string_view path) {
  std::size_t begin = 1;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    const bool is_last = end == path.size();
    if (segment == "." || segment == ".." || (segment.empty() && !is_last)) return true;
    begin = end + 1;
  }
  return false;
}

Result<std::string> decode_path(std::string_view raw) {
  if (is_plain(raw)) return std::string(raw);
  std::optional<std::string> path = percent_decode(raw, Plus::IsItself);
  if (!path) return bad("the path has an escape that is broken or does not make UTF-8");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(path->begin(), path->end(), is_control)) {
    return bad("the path has a control character");
  }
  if (path->find('\\') != std::string::npos || raw.find('#') != std::string_view::npos ||
      std::count(path->begin(), path->end(), '/') != std::count(raw.begin(), raw.end(), '/')) {
    return bad("the path has an escaped '/', a '\\' or a '#'");
  }
  return *std::move(path);
}

}  // namespace

Result<Target> parse_target(std::string_view raw) {
  if (raw == "*") return Target{.path = "*", .query = ""};
  raw = without_authority(raw);
  const std::size_t question = std::min(raw.find('?'), raw.size());
  const std::string_view raw_path = raw.substr(0, question);
  Target target;
  target.path = raw_path.empty() ? "/" : TRY(decode_path(raw_path));
  if (target.path.front() != '/') return bad("the request's target must begin with '/'");
  if (climbs(target.path)) return bad("the path has an empty, '.' or '..' segment");
  if (target.path.size() > 1 && target.path.back() == '/') target.path.pop_back();
  if (question < raw.size()) {
    target.query = raw.substr(question + 1);
    if (!percent_decode(target.query, Plus::IsSpace)) {
      return bad("the query has an escape that is broken or does not make UTF-8");
    }
  }
  return target;
}

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus == Plus::IsSpace) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out.push_back(c);
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view item = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (item.empty()) continue;
    const std::size_t equals = std::min(item.find('='), item.size());
    parameters.emplace_back(
        percent_decode(item.substr(0, equals), Plus::IsSpace).value_or(""),
        percent_decode(item.substr(std::min(equals + 1, item.size())), Plus::IsSpace).value_or(""));
  }
  return parameters;
}

}  // namespace holdfast::http
