#include <map>
#include <string_view>

#include "base/embedded.h"
#include "channels/http/service_routes.h"

namespace holdfast {
extern const EmbeddedFile console_files[];
extern const std::size_t console_files_count;
}  // namespace holdfast

namespace holdfast::channels {
namespace {

constexpr std::string_view kNoConsole =
    "<!doctype html><meta charset=utf-8><title>Holdfast</title>"
    "<p>This program was built without the console. Run <code>script/run</code>, which builds "
    "both.";

std::string_view type_of(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"}};
  for (const auto& [ending, type] : kTypes) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

using Files = std::map<std::string_view, std::string_view>;

Files embedded_files() {
  Files files;
  for (std::size_t i = 0; i < console_files_count; ++i) {
    files.emplace(console_files[i].name, console_files[i].content());
  }
  return files;
}

// Paths of programs, which must hear "not found" rather than get a page.
bool is_for_programs(std::string_view path) {
  for (const std::string_view prefix :
       {"/v1/", "/assets/", "/scim/", "/access/", "/audit/", "/presidio/"}) {
    if (path.starts_with(prefix)) return true;
  }
  return false;
}

http::Response page(std::string_view content) {
  http::Response response;
  response.static_body = content;
  response.header("content-type", "text/html; charset=utf-8").header("cache-control", "no-cache");
  return response;
}

Result<http::Response> serve(const Files& files, const http::Request& request) {
  const std::string_view name = std::string_view(request.path).substr(1);
  if (const auto found = files.find(name); found != files.end() && name != "index.html") {
    http::Response response;
    response.static_body = found->second;
    response.header("content-type", std::string(type_of(name)));
    // Names under assets/ hold a hash of their content.
    response.header("cache-control", name.starts_with("assets/")
                                         ? "public, max-age=31536000, immutable"
                                         : "no-cache");
    return response;
  }
  const bool is_a_read =
      request.method == http::Method::Get || request.method == http::Method::Head;
  if (!is_a_read || is_for_programs(request.path)) {
    return Error{ErrorCode::NotFound, "nothing is here"};
  }
  const auto index = files.find("index.html");
  return page(index == files.end() ? kNoConsole : index->second);
}

}  // namespace

void add_console(http::Router& router) {
  router.fallback(http::open_to_all(), [files = embedded_files()](const http::Request& request) {
    return serve(files, request);
  });
}

}  // namespace holdfast::channels
