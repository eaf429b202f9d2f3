#include "domain/policies/routes.h"

#include <charconv>
#include <limits>
#include <memory>

#include <fmt/core.h>

#include "base/json_reader.h"
#include "base/timestamp.h"
#include "domain/policies/store.h"
#include "domain/policies/views.h"
#include "platform/http/query.h"

namespace holdfast::policies {
namespace {

constexpr std::size_t kTextBodyBytesMax = 3U << 20;  // a policy of 1 MB, escaped as JSON
constexpr std::size_t kTrialTextBytesMax = 100'000;
constexpr std::size_t kTrialRecipientsMax = 100;
constexpr std::size_t kModeChangesShown = 20;
constexpr std::int64_t kBacktestMessagesMax = 100'000;

Author author_of(const http::Request& request) {
  return {std::string(request.tenant()), request.principal.actor()};
}

Result<std::uint32_t> version_parameter(const http::Request& request) {
  const std::string_view text = request.parameter("version");
  std::uint32_t version = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (problem != std::errc() || end != text.data() + text.size()) {
    return Error{ErrorCode::InvalidInput, "version: expected a number"};
  }
  return version;
}

Error no_policy() { return {ErrorCode::NotFound, "no policy has this name"}; }

Result<decide::Mode> mode_from(const JsonValue& value) {
  if (const auto mode = decide::parse_mode(TRY(value.string()))) return *mode;
  return value.error("observe, coach or enforce");
}

Result<Modes> modes_from(const JsonValue& list) {
  Modes modes;
  for (const JsonValue& item : TRY(list.array())) {
    ObjectReader entry = TRY(item.object());
    const std::string queue(TRY(entry.required_string("queue")));
    const decide::Mode mode = TRY(mode_from(TRY(entry.required("mode"))));
    TRY(entry.finish());
    if (!modes.emplace(queue, mode).second) return item.error("each queue once");
  }
  return modes;
}

class PolicyRoutes {
 public:
  PolicyRoutes(StoredPolicies& policies, StoredTraffic& traffic, const crypto::MasterKeys& keys)
      : policies_(policies), traffic_(traffic), keys_(keys) {}

  Result<http::Response> list(const http::Request& request) const {
    TRY(request.expect_query({"limit", "cursor"}));
    const std::size_t limit = TRY(http::limit_parameter(request));
    const std::string after = request.query_parameter("cursor").value_or("");
    JsonWriter json;
    json.begin_object().key("items").begin_array();
    std::vector<StoredPolicy> stored;
    TRY(policies_.database().read([&](store::Reader& reader) -> Result<> {
      stored = TRY(list_policies(reader, request.tenant(), after, limit + 1));
      for (std::size_t i = 0; i < stored.size() && i < limit; ++i) {
        const StoredVersion version = TRY(shown_version(reader, request.tenant(), stored[i]));
        const decide::Policy document = TRY(policies_.parse(version.yaml));
        json.begin_object();
        write_summary(json, {stored[i], version, document});
        json.end();
      }
      return {};
    }));
    json.end().key("next_cursor");
    stored.size() > limit ? json.value(stored[limit - 1].name) : json.null();
    json.end();
    return http::json(json.take());
  }

  Result<http::Response> get(const http::Request& request) const {
    TRY(request.expect_query({}));
    return detail(request.tenant(), request.parameter("name"));
  }

  Result<http::Response> list_of_versions(const http::Request& request) const {
    TRY(request.expect_query({"limit", "cursor"}));
    const std::size_t limit = TRY(http::limit_parameter(request));
    const std::int64_t before = TRY(version_cursor(request));
    std::vector<StoredVersion> versions;
    TRY(policies_.database().read([&](store::Reader& reader) -> Result<> {
      const std::string_view name = request.parameter("name");
      if (!TRY(find_policy(reader, request.tenant(), name))) return no_policy();
      versions = TRY(list_versions(reader, request.tenant(), name, before, limit + 1));
      return {};
    }));
    JsonWriter json;
    json.begin_object().key("items").begin_array();
    for (std::size_t i = 0; i < versions.size() && i < limit; ++i) write_version(json, versions[i]);
    json.end().key("next_cursor");
    const bool has_more = versions.size() > limit;
    has_more ? json.value(std::to_string(versions[limit - 1].version)) : json.null();
    json.end();
    return http::json(json.take());
  }

  Result<http::Response> get_version(const http::Request& request) const {
    TRY(request.expect_query({}));
    const StoredVersion version = TRY(version_named(request));
    const decide::Policy document = TRY(policies_.parse(version.yaml));
    JsonWriter json;
    write_version_with_text(json, version, document);
    return http::json(json.take());
  }

  Result<http::Response> add_version(const http::Request& request) {
    const JsonDocument body = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(body.object());
    Draft draft;
    draft.yaml = TRY(object.required_string("yaml"));
    draft.comment = TRY(object.string_or("comment", ""));
    TRY(object.finish());
    const StoredVersion version =
        TRY(policies_.add_draft(author_of(request), request.parameter("name"), draft));
    JsonWriter json;
    write_version(json, version);
    return http::json(json.take(), 201);
  }

  Result<http::Response> activate(const http::Request& request) {
    const std::uint32_t version = TRY(version_parameter(request));
    const JsonDocument body = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(body.object());
    Activation activation;
    activation.reason = TRY(object.required_string("reason"));
    activation.keeps_modes = TRY(object.boolean_or("keep_modes", false));
    if (const auto modes = object.optional("modes")) activation.modes = TRY(modes_from(*modes));
    TRY(object.finish());
    const std::string_view name = request.parameter("name");
    TRY(policies_.activate(author_of(request), name, version, activation));
    return detail(request.tenant(), name);
  }

  Result<http::Response> set_modes(const http::Request& request) {
    const JsonDocument body = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(body.object());
    const Modes modes = TRY(modes_from(TRY(object.required("modes"))));
    const std::string_view reason = TRY(object.required_string("reason"));
    TRY(object.finish());
    const std::string_view name = request.parameter("name");
    TRY(policies_.set_modes(author_of(request), name, modes, reason));
    return detail(request.tenant(), name);
  }

  Result<http::Response> check(const http::Request& request) const {
    const JsonDocument body = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(body.object());
    const std::string_view yaml = TRY(object.required_string("yaml"));
    TRY(object.finish());
    JsonWriter json;
    write_check(json, policies_.parse(yaml));
    return http::json(json.take());
  }

  Result<http::Response> backtest_text(const http::Request& request) {
    const JsonDocument body = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(body.object());
    const decide::Policy draft = TRY(policies_.parse(TRY(object.required_string("yaml"))));
    return backtest(request, draft, object);
  }

  Result<http::Response> backtest_version(const http::Request& request) {
    const StoredVersion version = TRY(version_named(request));
    const decide::Policy draft = TRY(policies_.parse(version.yaml));
    const JsonDocument body = TRY(JsonDocument::parse(request.body.empty() ? "{}" : request.body));
    ObjectReader object = TRY(body.object());
    return backtest(request, draft, object);
  }

  Result<http::Response> attempt(const http::Request& request) const {
    const JsonDocument body = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(body.object());
    const TrialRequest trial_request = TRY(read_trial(object));
    const auto active = policies_.snapshot(request.tenant());
    const Timestamp now = policies_.clock().now();
    const detect::Detector detector = policies_.detector();
    const Trial trial = TRY(run_trial(
        *active, detector, keys_.digest_key().reveal(),
        {.now = now, .utc_offset_minutes = policies_.utc_offset_minutes(now)}, trial_request));
    JsonWriter json;
    write_trial(json, trial_request, trial, detector);
    return http::json(json.take());
  }

 private:
  Result<std::int64_t> version_cursor(const http::Request& request) const {
    const auto text = request.query_parameter("cursor");
    if (!text || text->empty()) return std::numeric_limits<std::int64_t>::max();
    std::int64_t before = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), before);
    if (problem != std::errc() || end != text->data() + text->size()) {
      return Error{ErrorCode::InvalidInput, "cursor: give the `next_cursor` of the page before"};
    }
    return before;
  }

  // The version whose document describes the policy: the active one, else the newest draft.
  static Result<StoredVersion> shown_version(store::Reader& reader, std::string_view tenant,
                                             const StoredPolicy& policy) {
    const std::uint32_t number =
        policy.active_version != 0 ? policy.active_version : policy.latest_version;
    auto version = TRY(find_version(reader, tenant, policy.name, number));
    if (!version) return Error{ErrorCode::Corrupted, "a policy's version is gone: " + policy.name};
    return *std::move(version);
  }

  Result<StoredVersion> version_named(const http::Request& request) const {
    const std::uint32_t number = TRY(version_parameter(request));
    std::optional<StoredVersion> version;
    TRY(policies_.database().read([&](store::Reader& reader) -> Result<> {
      version = TRY(find_version(reader, request.tenant(), request.parameter("name"), number));
      return {};
    }));
    if (!version) return Error{ErrorCode::NotFound, "no such version of this policy"};
    return *std::move(version);
  }

  Result<http::Response> detail(std::string_view tenant, std::string_view name) const {
    StoredPolicy stored;
    StoredVersion version;
    std::vector<RulePrecision> precision;
    std::vector<ModeChange> changes;
    TRY(policies_.database().read([&](store::Reader& reader) -> Result<> {
      auto found = TRY(find_policy(reader, tenant, name));
      if (!found) return no_policy();
      stored = *std::move(found);
      version = TRY(shown_version(reader, tenant, stored));
      precision = TRY(count_feedback(reader, tenant, name));
      changes = TRY(list_mode_changes(reader, tenant, name, kModeChangesShown));
      return {};
    }));
    const decide::Policy document = TRY(policies_.parse(version.yaml));
    JsonWriter json;
    write_detail(json, {stored, version, document}, precision, changes);
    return http::json(json.take());
  }

  Result<http::Response> backtest(const http::Request& request, const decide::Policy& draft,
                                  ObjectReader& object) {
    BacktestRequest what{.tenant = std::string(request.tenant())};
    if (const auto from = object.optional("from")) what.range.from = TRY(time_from(*from));
    if (const auto to = object.optional("to")) what.range.to = TRY(time_from(*to));
    const std::int64_t limit = TRY(object.integer_or("messages_max", 10'000));
    if (limit < 1 || limit > kBacktestMessagesMax) {
      return object.error("messages_max", fmt::format("1 to {}", kBacktestMessagesMax));
    }
    what.range.messages_max = static_cast<std::size_t>(limit);
    if (const auto mode = object.optional("mode")) {
      what.mode.reset();
      if (TRY(mode->string()) != "current") what.mode = TRY(mode_from(*mode));
    }
    TRY(object.finish());
    const auto active = policies_.snapshot(request.tenant());
    JsonWriter json;
    write_backtest(json, TRY(run_backtest(draft, *active, traffic_, what)));
    return http::json(json.take());
  }

  static Result<Timestamp> time_from(const JsonValue& value) {
    const Result<Timestamp> time = from_rfc3339(TRY(value.string()));
    if (!time) return value.error("a time such as 2026-03-02T22:15:00Z");
    return *time;
  }

  Result<TrialRequest> read_trial(ObjectReader& object) const {
    TrialRequest trial;
    std::string text(TRY(object.required_string("text")));
    if (text.size() > kTrialTextBytesMax) {
      return object.error("text", fmt::format("at most {} bytes", kTrialTextBytesMax));
    }
    trial.text = Sensitive(std::move(text));
    trial.channel = TRY(object.required_string("channel"));
    trial.direction = TRY(object.required_string("direction"));
    trial.sender_role =
        TRY(object.string_or("sender_role", trial.direction == "inbound" ? "customer" : "agent"));
    trial.queue = TRY(object.string_or("queue", ""));
    trial.locale = TRY(object.string_or("locale", "en"));
    trial.is_readable = TRY(object.boolean_or("readable", true));
    TRY(read_recipients(object, trial));
    if (const auto mode = object.optional("mode")) {
      trial.mode.reset();
      if (TRY(mode->string()) != "current") trial.mode = TRY(mode_from(*mode));
    }
    if (const auto yaml = object.optional("yaml")) {
      trial.draft =
          std::make_shared<const decide::Policy>(TRY(policies_.parse(TRY(yaml->string()))));
    }
    TRY(object.finish());
    return trial;
  }

  // Without recipients: the customer gets what goes out, a colleague what stays in.
  static Result<> read_recipients(ObjectReader& object, TrialRequest& trial) {
    const auto list = object.optional("recipients");
    if (!list) {
      if (trial.direction == "outbound") {
        trial.recipients.push_back({decide::RecipientKind::Customer, ""});
      } else if (trial.direction == "internal") {
        trial.recipients.push_back({decide::RecipientKind::Internal, ""});
      }
      return {};
    }
    const std::vector<JsonValue> items = TRY(list->array());
    if (items.size() > kTrialRecipientsMax) {
      return list->error(fmt::format("at most {} recipients", kTrialRecipientsMax));
    }
    for (const JsonValue& item : items) {
      ObjectReader recipient = TRY(item.object());
      const std::string_view kind = TRY(recipient.required_string("kind"));
      const auto known = recipient_kind(kind);
      if (!known) return item.error("kind: internal, customer or external");
      trial.recipients.push_back({ *known, std::string(TRY(recipient.string_or("domain", ""))) });
      TRY(recipient.finish());
    }
    return {};
  }

  static std::optional<decide::RecipientKind> recipient_kind(std::string_view name) {
    for (const auto kind : {decide::RecipientKind::Internal, decide::RecipientKind::Customer,
                            decide::RecipientKind::External}) {
      if (to_string(kind) == name) return kind;
    }
    return std::nullopt;
  }

  StoredPolicies& policies_;
  StoredTraffic& traffic_;
  const crypto::MasterKeys& keys_;
};

}  // namespace

void add_routes(http::Router& router, StoredPolicies& policies, StoredTraffic& traffic,
                const crypto::MasterKeys& keys) {
  const auto routes = std::make_shared<PolicyRoutes>(policies, traffic, keys);
  const http::RouteOptions with_text{.body_bytes_max = kTextBodyBytesMax};
  const http::Access read = http::requires_permission("policies.read");
  const http::Access write = http::requires_permission("policies.write");
  const http::Access activate = http::requires_permission("policies.activate");
  const auto to = [&routes](auto member) {
    return
        [routes, member](const http::Request& request) { return (routes.get()->*member)(request); };
  };
  router.get("/v1/policies", read, to(&PolicyRoutes::list));
  router.get("/v1/policies/{name}", read, to(&PolicyRoutes::get));
  router.get("/v1/policies/{name}/versions", read, to(&PolicyRoutes::list_of_versions));
  router.get("/v1/policies/{name}/versions/{version}", read, to(&PolicyRoutes::get_version));
  router.post("/v1/policies:check", read, to(&PolicyRoutes::check), with_text);
  router.post("/v1/policies:try", read, to(&PolicyRoutes::attempt), with_text);
  router.post("/v1/policies:backtest", write, to(&PolicyRoutes::backtest_text), with_text);
  router.post("/v1/policies/{name}/versions", write, to(&PolicyRoutes::add_version),
              {.body_bytes_max = kTextBodyBytesMax, .creates = http::Creates::Something});
  router.post("/v1/policies/{name}/versions/{version}:backtest", write,
              to(&PolicyRoutes::backtest_version));
  router.post("/v1/policies/{name}/versions/{version}:activate", activate,
              to(&PolicyRoutes::activate));
  router.put("/v1/policies/{name}/modes", activate, to(&PolicyRoutes::set_modes));
}

}  // namespace holdfast::policies
