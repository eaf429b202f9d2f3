#include "domain/inspection/stream.h"

#include <deque>
#include <mutex>
#include <set>

#include "base/json_reader.h"

namespace holdfast::inspection {
namespace {

constexpr std::string_view kTopic = "inspection.decided";
// What a client that comes back is sent at most; whoever missed more reads the lists again.
constexpr std::size_t kReplayEventsMax = 5000;
constexpr std::size_t kReplayBytesMax = 2U << 20;
// What an event has around its body: names of fields, its id.
constexpr std::size_t kFrameBytesMax = 128;

// One client's view: made before what it missed is read, so that nothing falls between, and gone
// with its stream. Events that come before there is a stream wait here.
class VerdictView : public std::enable_shared_from_this<VerdictView> {
 public:
  VerdictView(bus::Bus& bus, std::string tenant, std::optional<decide::Verdict> verdict_min)
      : bus_(bus), tenant_(std::move(tenant)), verdict_min_(verdict_min) {}
  ~VerdictView() {
    if (watch_) bus_.unwatch(*watch_);
  }

  void watch() {
    watch_ = bus_.watch(std::string(kTopic), [weak = weak_from_this()](const bus::Event& event) {
      if (const auto view = weak.lock()) view->on_event(event);
    });
  }

  // What the stream begins with: the events after the one named, or `reset` when they are not kept
  // any more or too many. Reads the database.
  std::string missed_since(std::string_view last_event) {
    std::string text;
    if (!append_missed(text, last_event)) {
      text.clear();
      append_reset(text);
    }
    return text;
  }

  // The stream holds this view until its client is gone. Waits for nothing.
  void begin(std::shared_ptr<http::EventStream> stream) {
    stream->on_close([self = shared_from_this()] {});
    const std::lock_guard lock(mutex_);
    stream_ = std::move(stream);
    if (is_behind_) stream_->send("reset", "", "{}");
    for (const bus::Event& event : waiting_) {
      if (!replayed_.contains(event.id)) send(event);
    }
    waiting_.clear();
    replayed_.clear();
  }

 private:
  static void append_reset(std::string& text) { http::append_event(text, "reset", "", "{}"); }

  bool append_missed(std::string& text, std::string_view last_event) {
    const Result<Uuid> id = parse_uuid(last_event);
    if (!id) return false;
    const auto missed = bus_.replay_since(tenant_, *id, kTopic, kReplayEventsMax);
    if (!missed) return false;
    for (const bus::Event& event : *missed) {
      replayed_.insert(event.id);
      if (is_wanted(event)) {
        http::append_event(text, "verdict", to_string(event.id), event.body);
      }
      if (text.size() > kReplayBytesMax) return false;
    }
    return true;
  }

  void on_event(const bus::Event& event) {
    if (event.tenant != tenant_) return;
    const std::lock_guard lock(mutex_);
    if (stream_) {
      send(event);
    } else if (!is_behind_) {
      wait(event);
    }
  }

  // A client that takes its first bytes too slowly has missed these as well.
  void wait(const bus::Event& event) {
    waiting_bytes_ += event.body.size() + kFrameBytesMax;
    waiting_.push_back(event);
    if (waiting_bytes_ <= http::EventStream::kBytesWaitingMax) return;
    is_behind_ = true;
    waiting_.clear();
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
  const std::string tenant_;
  const std::optional<decide::Verdict> verdict_min_;
  std::optional<std::uint64_t> watch_;
  std::set<Uuid> replayed_;
  std::mutex mutex_;
  std::shared_ptr<http::EventStream> stream_;
  std::deque<bus::Event> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool is_behind_ = false;
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
  const auto view = std::make_shared<VerdictView>(bus, std::string(request.tenant()), verdict_min);
  view->watch();
  http::Response response;
  const std::string_view last_event = request.header("last-event-id");
  if (!last_event.empty()) response.body = view->missed_since(last_event);
  response.on_stream = [view](std::shared_ptr<http::EventStream> stream) {
    view->begin(std::move(stream));
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
