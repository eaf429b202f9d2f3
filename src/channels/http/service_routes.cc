#include "channels/http/service_routes.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

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

// What was found holds for a second. Whoever asks meanwhile waits for the check that runs.
class Readiness {
 public:
  explicit Readiness(std::function<Result<>()> check) : check_(std::move(check)) {}

  Result<> get() {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (!checked_at_ || now - *checked_at_ >= kHoldsFor) {
      outcome_ = check_();
      checked_at_ = std::chrono::steady_clock::now();
    }
    return outcome_;
  }

 private:
  static constexpr std::chrono::seconds kHoldsFor{1};

  const std::function<Result<>()> check_;
  std::mutex mutex_;
  std::optional<std::chrono::steady_clock::time_point> checked_at_;
  Result<> outcome_;
};

http::Response healthy() { return http::json(R"({"status":"ok"})"); }

}  // namespace

void add_service_routes(http::Router& router, const ServiceParts& parts) {
  router.get("/health/live", http::open_to_all(),
             [](const http::Request&) -> Result<http::Response> { return healthy(); });
  router.get("/health/ready", http::open_to_all(),
             [readiness = std::make_shared<Readiness>(parts.check_ready),
              are_rules_refused =
                  parts.are_rules_refused](const http::Request&) -> Result<http::Response> {
               TRY(readiness->get());
               if (!are_rules_refused || !are_rules_refused()) return healthy();
               return http::json(R"({"status":"ok","rules":"refused"})");
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
