#include "channels/http/service_routes.h"

#include <string_view>

#include "base/embedded.h"

namespace holdfast {
extern const EmbeddedFile api_files[];
extern const std::size_t api_files_count;
}  // namespace holdfast

namespace holdfast::channels {
namespace {

std::string_view api_file(std::string_view name) {
  for (std::size_t i = 0; i < api_files_count; ++i) {
    if (api_files[i].name == name) return api_files[i].content();
  }
  return {};
}

http::Response file(std::string_view content, std::string type) {
  http::Response response;
  response.static_body = content;
  response.header("content-type", std::move(type));
  return response;
}

http::Response healthy() { return http::json(R"({"status":"ok"})"); }

}  // namespace

void add_service_routes(http::Router& router, const ServiceParts& parts) {
  router.get("/health/live", http::open_to_all(),
             [](const http::Request&) -> Result<http::Response> { return healthy(); });
  router.get("/health/ready", http::open_to_all(),
             [check = parts.check_ready](const http::Request&) -> Result<http::Response> {
               TRY(check());
               return healthy();
             });
  router.get("/metrics", http::requires_permission("metrics.read"),
             [render = parts.render_metrics](const http::Request&) -> Result<http::Response> {
               http::Response response;
               response.body = render();
               response.header("content-type", "text/plain; version=0.0.4; charset=utf-8");
               return response;
             });
  router.get("/openapi.yaml", http::open_to_all(),
             [](const http::Request&) -> Result<http::Response> {
               return file(api_file("openapi.yaml"), "application/yaml");
             });
  router.get("/docs", http::open_to_all(), [](const http::Request&) -> Result<http::Response> {
    return file(api_file("docs.html"), "text/html; charset=utf-8");
  });
  router.get("/docs/docs.css", http::open_to_all(),
             [](const http::Request&) -> Result<http::Response> {
               return file(api_file("docs.css"), "text/css; charset=utf-8");
             });
}

}  // namespace holdfast::channels
