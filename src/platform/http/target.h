// What a request line asks for: the decoded path and the query.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace holdfast::http {

struct Target {
  std::string path;   // decoded, begins with '/', without empty, "." or ".." segments
  std::string query;  // raw, without '?'; every escape in it decodes
};

// Origin form ("/v1/x?y=1") and absolute form ("http://host/v1/x"); "*" gives the path "*".
// InvalidInput for escapes that are broken, stand for NUL, a control character, '/' or '\', or do
// not make UTF-8, and for paths that climb. A '/' at the end of a longer path is dropped.
Result<Target> parse_target(std::string_view raw);

enum class Plus { IsItself, IsSpace };
// Nothing when an escape is broken, stands for NUL, or the result is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, Plus plus);

// "a=1&b" as pairs of decoded names and values, in order.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

}  // namespace holdfast::http
