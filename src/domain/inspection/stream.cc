#include "domain/inspection/stream.h"

#include <deque>
#include <mutex>
#include <set>

#include "base/json_reader.h"

namespace holdfast::inspection {
namespace {

constexpr std::string_view kTopic = "inspection.decided";
constexpr std::size_t kReplayMax = 5000;

// One client's view. Events that come while the missed ones are being read wait behind them.
class VerdictStream : public std::enable_shared_from_this<VerdictStream> {
 public:
  VerdictStream(bus::Bus& bus, std::string tenant, std::optional<decide::Verdict> verdict_min,
                std::shared_ptr<http::EventStream> stream)
      : bus_(bus),
        tenant_(std::move(tenant)),
        verdict_min_(verdict_min),
        stream_(std::move(stream)) {}

  void start(std::optional<Uuid> last_event) {
    // The watch holds this view alive until the client is gone.
    const std::uint64_t watch =
        bus_.watch(std::string(kTopic),
                   [self = shared_from_this()](const bus::Event& event) { self->on_event(event); });
    stream_->on_close([&bus = bus_, watch] { bus.unwatch(watch); });
    if (last_event) replay(*last_event);
    const std::lock_guard lock(mutex_);
    is_live_ = true;
    for (const bus::Event& event : waiting_) {
      if (!replayed_.contains(event.id)) send(event);
    }
    waiting_.clear();
    replayed_.clear();
  }

 private:
  void replay(const Uuid& last_event) {
    const auto missed = bus_.replay_since(tenant_, last_event, kTopic, kReplayMax);
    if (!missed) {
      stream_->send("reset", "", "{}");
      return;
    }
    for (const bus::Event& event : *missed) {
      replayed_.insert(event.id);
      send(event);
    }
  }

  void on_event(const bus::Event& event) {
    if (event.tenant != tenant_) return;
    const std::lock_guard lock(mutex_);
    if (is_live_) {
      send(event);
    } else {
      waiting_.push_back(event);
    }
  }

  void send(const bus::Event& event) {
    if (!is_wanted(event)) return;
    stream_->send("verdict", to_string(event.id), event.body);
  }

  bool is_wanted(const bus::Event& event) const {
    if (!verdict_min_) return true;
    const Result<JsonDocument> document = JsonDocument::parse(event.body);
    if (!document) return false;
    auto object = document->object();
    if (!object) return false;
    const auto name = object->required_string("verdict");
    if (!name) return false;
    const auto verdict = decide::parse_verdict(*name);
    return verdict && *verdict >= *verdict_min_;
  }

  bus::Bus& bus_;
  std::string tenant_;
  std::optional<decide::Verdict> verdict_min_;
  std::shared_ptr<http::EventStream> stream_;
  std::mutex mutex_;
  bool is_live_ = false;
  std::deque<bus::Event> waiting_;
  std::set<Uuid> replayed_;
};

Result<http::Response> open_stream(bus::Bus& bus, const http::Request& request) {
  TRY(request.expect_query({"verdict_min"}));
  std::optional<decide::Verdict> verdict_min;
  if (const auto name = request.query_parameter("verdict_min")) {
    verdict_min = decide::parse_verdict(*name);
    if (!verdict_min) {
      return Error{ErrorCode::InvalidInput,
                   "verdict_min: expected allow, coach, redact, tokenise, hold or block"};
    }
  }
  std::optional<Uuid> last_event;
  if (const Result<Uuid> id = parse_uuid(request.header("last-event-id"))) last_event = *id;
  http::Response response;
  response.on_stream = [&bus, tenant = std::string(request.tenant()), verdict_min,
                        last_event](std::shared_ptr<http::EventStream> stream) {
    std::make_shared<VerdictStream>(bus, tenant, verdict_min, std::move(stream))->start(last_event);
  };
  return response;
}

}  // namespace

void add_stream_route(http::Router& router, const RouteParts& parts) {
  router.get(
      "/v1/verdicts/stream", http::requires_permission("contacts.read"),
      [&bus = parts.bus](const http::Request& request) { return open_stream(bus, request); });
}

}  // namespace holdfast::inspection
