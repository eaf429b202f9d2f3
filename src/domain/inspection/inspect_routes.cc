#include "domain/inspection/inspect_routes.h"

#include <atomic>
#include <deque>
#include <map>

#include <fmt/core.h>

#include "domain/inspection/answer_writer.h"
#include "domain/inspection/request_reader.h"

namespace holdfast::inspection {
namespace {

constexpr std::size_t kDepthMax = 32;  // of JSON

JsonLimits json_limits(const RouteLimits& limits) {
  return {.bytes_max = limits.body_bytes_max, .depth_max = kDepthMax};
}

Result<OffsetCounter::Unit> offsets_of(const http::Request& request) {
  const auto unit = request.query_parameter("offsets");
  if (!unit || *unit == "code_point") return OffsetCounter::Unit::CodePoint;
  if (*unit == "byte") return OffsetCounter::Unit::Byte;
  if (*unit == "utf16") return OffsetCounter::Unit::Utf16;
  return Error{ErrorCode::InvalidInput, "offsets: expected one of code_point, byte, utf16"};
}

// "" when the request has none.
Result<std::string> idempotency_key(const http::Request& request) {
  const std::string_view key = request.header("idempotency-key");
  if (key.size() > 128) {
    return Error{ErrorCode::InvalidInput, "Idempotency-Key: at most 128 bytes"};
  }
  return std::string(key);
}

Hash request_hash(const http::Request& request, OffsetCounter::Unit offsets) {
  const auto unit = static_cast<std::byte>(offsets);
  return sha256({{&unit, 1}, as_bytes(request.body)});
}

Result<InspectionRequest> read_one(const http::Request& request, const RouteLimits& limits) {
  TRY(request.expect_query({"offsets"}));
  const JsonDocument document = TRY(JsonDocument::parse(request.body, json_limits(limits)));
  InspectionRequest inspection = TRY(read_request(document.root()));
  inspection.offsets = TRY(offsets_of(request));
  inspection.idempotency_key = TRY(idempotency_key(request));
  if (!inspection.idempotency_key.empty()) {
    inspection.request_hash = request_hash(request, inspection.offsets);
  }
  return inspection;
}

http::Response answer(const Inspection& inspection) {
  JsonWriter json;
  write_answer(json, inspection);
  return http::json(json.take());
}

// Items of one contact one after another, items of different contacts side by side.
class Batch : public std::enable_shared_from_this<Batch> {
 public:
  Batch(Inspections& inspections, const RouteLimits& limits, Caller caller, http::Respond respond)
      : inspections_(inspections),
        limits_(limits),
        caller_(std::move(caller)),
        respond_(std::move(respond)) {}

  Result<> read(const http::Request& request) {
    TRY(request.expect_query({"offsets"}));
    const OffsetCounter::Unit offsets = TRY(offsets_of(request));
    const JsonDocument document = TRY(JsonDocument::parse(request.body, json_limits(limits_)));
    ObjectReader object = TRY(document.object());
    const std::vector<JsonValue> items = TRY(TRY(object.required("items")).array());
    TRY(object.finish());
    if (items.empty() || items.size() > limits_.batch_messages_max) {
      return object.error("items",
                          fmt::format("expected 1 to {} items", limits_.batch_messages_max));
    }
    for (const JsonValue& item : items) {
      Result<InspectionRequest> read = read_request(item);
      if (read) read->offsets = offsets;
      requests_.push_back(std::move(read));
    }
    const std::string key = TRY(idempotency_key(request));
    if (!key.empty()) set_keys(key, request_hash(request, offsets));
    return {};
  }

  void start() {
    if (keys_.empty()) return inspect_all();
    inspections_.expect_same_request(caller_, keys_, request_hash_,
                                     [self = shared_from_this()](Result<> is_same) {
                                       if (!is_same) return self->respond_(is_same.error());
                                       self->inspect_all();
                                     });
  }

 private:
  using Line = std::deque<std::size_t>;

  // Each item has a key of its own, so that a batch which was cut off goes on where it ended.
  void set_keys(const std::string& key, const Hash& hash) {
    request_hash_ = hash;
    for (std::size_t index = 0; index < requests_.size(); ++index) {
      keys_.push_back(fmt::format("{}\n{}", key, index));
      if (!requests_[index]) continue;
      requests_[index]->idempotency_key = keys_.back();
      requests_[index]->request_hash = hash;
    }
  }

  void inspect_all() {
    answers_.resize(requests_.size());
    left_ = requests_.size();
    for (std::size_t index = 0; index < requests_.size(); ++index) {
      lines_[line_of(index)].push_back(index);
    }
    // Lines run by themselves; the map is only read from here on.
    for (auto& [name, line] : lines_) run_next(line);
  }

  std::string line_of(std::size_t index) const {
    if (!requests_[index]) return fmt::format("alone {}", index);
    const contacts::ContactReference& contact = requests_[index]->contact;
    if (contact.id) return "id " + to_string(*contact.id);
    if (contact.external_id.empty()) return fmt::format("alone {}", index);
    return fmt::format("{} {}", requests_[index]->channel, contact.external_id);
  }

  void run_next(Line& line) {
    if (line.empty()) return;
    const std::size_t index = line.front();
    line.pop_front();
    if (!requests_[index]) {
      keep(index, http::problem(requests_[index].error()).body);
      return run_next(line);
    }
    inspections_.inspect(
        *std::move(requests_[index]), caller_,
        [self = shared_from_this(), &line, index](Result<Inspection> result) {
          self->keep(index, result ? answer(*result).body : http::problem(result.error()).body);
          self->run_next(line);
        });
  }

  void keep(std::size_t index, std::string json) {
    answers_[index] = std::move(json);
    if (left_.fetch_sub(1) != 1) return;
    JsonWriter writer;
    writer.begin_object().key("items").begin_array();
    for (const std::string& item : answers_) writer.raw(item);
    writer.end().end();
    respond_(http::json(writer.take()));
  }

  Inspections& inspections_;
  RouteLimits limits_;
  Caller caller_;
  http::Respond respond_;
  std::vector<Result<InspectionRequest>> requests_;
  std::vector<std::string> keys_;  // of the items; none when the request has no key
  Hash request_hash_{};
  std::vector<std::string> answers_;
  std::map<std::string, Line> lines_;
  std::atomic<std::size_t> left_{0};
};

}  // namespace

Caller caller_of(const http::Request& request) {
  return {.tenant = request.principal.tenant, .actor = request.principal.actor()};
}

void add_inspect_routes(http::Router& router, const RouteParts& parts) {
  Inspections& inspections = parts.inspections;
  const RouteLimits limits = parts.limits;
  router.add_async(
      http::Method::Post, "/v1/inspections", http::requires_permission("inspections.create"),
      [&inspections, limits](std::shared_ptr<const http::Request> request, http::Respond respond) {
        Result<InspectionRequest> inspection = read_one(*request, limits);
        if (!inspection) return respond(inspection.error());
        inspections.inspect(*std::move(inspection), caller_of(*request),
                            [respond = std::move(respond)](Result<Inspection> result) {
                              if (!result) return respond(result.error());
                              respond(answer(*result));
                            });
      },
      {.body_bytes_max = limits.body_bytes_max});
  router.add_async(
      http::Method::Post, "/v1/inspections:batch", http::requires_permission("inspections.create"),
      [&inspections, limits](std::shared_ptr<const http::Request> request, http::Respond respond) {
        const auto batch =
            std::make_shared<Batch>(inspections, limits, caller_of(*request), respond);
        const Result<> is_read = batch->read(*request);
        if (!is_read) return respond(is_read.error());
        batch->start();
      },
      {.body_bytes_max = limits.body_bytes_max});
}

}  // namespace holdfast::inspection
