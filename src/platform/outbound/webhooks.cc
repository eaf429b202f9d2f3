#include "platform/outbound/webhooks.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/check.h"
#include "base/embedded.h"
#include "base/json_reader.h"
#include "base/json_writer.h"
#include "platform/bus/topic.h"
#include "platform/outbound/webhook_signature.h"
#include "platform/telemetry/log.h"

namespace holdfast {
extern const EmbeddedFile outbound_schema[];
extern const std::size_t outbound_schema_count;
}  // namespace holdfast

namespace holdfast::outbound {
namespace {

using store::Row;

constexpr std::string_view kDeliver = "webhook.deliver";
constexpr std::size_t kUrlBytesMax = 2048;
constexpr std::size_t kTopicBytesMax = 128;
constexpr int kGone = 410;

// 5 s, 10 s, … up to 4 hours: 3 days in all.
const jobs::RetryPolicy kPolicy{.first = std::chrono::seconds(5),
                                .longest = std::chrono::hours(4),
                                .attempts_max = 29,
                                .lease = std::chrono::minutes(1)};

std::string context_of(std::string_view what, const Uuid& webhook) {
  return fmt::format("webhook-{} {}", what, to_string(webhook));
}

Uuid uuid_at(const Row& row, int column) {
  const Bytes bytes = row.blob(column);
  Uuid id;
  CHECK(bytes.size() == id.bytes.size());
  std::ranges::copy(bytes, id.bytes.begin());
  return id;
}

// What the receiver gets.
std::string content_of(const bus::Event& event) {
  JsonWriter json;
  json.begin_object()
      .member("id", event.id)
      .member("type", event.topic)
      .member("timestamp", event.at)
      .member("tenant", event.tenant)
      .key("data")
      .raw(event.body)
      .end();
  return json.take();
}

struct Delivery {
  Uuid webhook;
  std::string event;
  std::string content;
};

std::string payload_of(const Uuid& webhook, const bus::Event& event) {
  JsonWriter json;
  json.begin_object()
      .member("webhook", webhook)
      .member("event", event.id)
      .member("content", content_of(event))
      .end();
  return json.take();
}

Result<Delivery> read_payload(std::string_view payload) {
  const JsonDocument document = TRY(JsonDocument::parse(payload));
  ObjectReader object = TRY(document.object());
  Delivery delivery;
  delivery.webhook = TRY(parse_uuid(TRY(object.required_string("webhook"))));
  delivery.event = TRY(object.required_string("event"));
  delivery.content = TRY(object.required_string("content"));
  TRY(object.finish());
  return delivery;
}

Result<> expect_found(std::int64_t changed) {
  if (changed == 1) return {};
  return Error{ErrorCode::NotFound, "no webhook has this id"};
}

}  // namespace

Webhooks::Webhooks(Parts parts, bus::Bus& bus, bool allows_plain)
    : parts_(parts),
      allows_plain_(allows_plain),
      key_(crypto::derive_key(parts.keys.wrapping_key().reveal(), "outbound/webhook")) {
  parts_.jobs.handle(
      std::string(kDeliver), [this](const jobs::Job& job) { return deliver(job); }, kPolicy);
  bus.subscribe_batch("webhooks", "*",
                      [this](std::span<const bus::Event> events) { return schedule(events); });
}

Result<NewWebhook> Webhooks::add(store::Transaction& transaction, std::string_view tenant,
                                 std::string_view url, std::string_view topic_glob) {
  if (url.size() > kUrlBytesMax) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("the URL has {} bytes, {} are allowed", url.size(), kUrlBytesMax)};
  }
  if (topic_glob.empty() || topic_glob.size() > kTopicBytesMax) {
    return Error{ErrorCode::InvalidInput, "topics: give one such as \"inspection.*\""};
  }
  const std::string host = TRY(host_of(url, allows_plain_));
  const Uuid id = parts_.ids.next();
  const SecretBytes secret = make_webhook_secret(parts_.random);
  const ByteVector sealed_url =
      crypto::seal(as_bytes(url), context_of("url", id), key_, parts_.random);
  const ByteVector sealed_secret =
      crypto::seal(secret.reveal(), context_of("secret", id), key_, parts_.random);
  TRY(transaction.execute(
      "INSERT INTO outbound_webhook (id, tenant, url, host, topic_glob, secret, created_at_ms, "
      "last_status, last_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)",
      {Bytes(id.bytes), tenant, Bytes(sealed_url), host, topic_glob, Bytes(sealed_secret),
       to_ms(parts_.clock.now())}));
  return NewWebhook{.id = id, .secret = webhook_secret_text(secret)};
}

Result<> Webhooks::remove(store::Transaction& transaction, std::string_view tenant,
                          const Uuid& webhook) {
  return expect_found(
      TRY(transaction.execute("DELETE FROM outbound_webhook WHERE tenant = $1 AND id = $2",
                              {tenant, Bytes(webhook.bytes)})));
}

Result<> Webhooks::set_enabled(store::Transaction& transaction, std::string_view tenant,
                               const Uuid& webhook, bool is_enabled) {
  const store::Value disabled_at =
      is_enabled ? store::Value(nullptr) : store::Value(to_ms(parts_.clock.now()));
  return expect_found(TRY(transaction.execute(
      "UPDATE outbound_webhook SET disabled_at_ms = $3 WHERE tenant = $1 AND id = $2",
      {tenant, Bytes(webhook.bytes), disabled_at})));
}

Result<std::vector<Webhook>> Webhooks::list(store::Reader& reader, std::string_view tenant) {
  std::vector<Webhook> all;
  TRY(
      reader.query("SELECT id, host, topic_glob, created_at_ms, disabled_at_ms, last_status, "
                   "last_at_ms FROM outbound_webhook WHERE tenant = $1 ORDER BY id",
                   {tenant}, [&](const Row& row) {
                     Webhook& each = all.emplace_back();
                     each.id = uuid_at(row, 0);
                     each.tenant = tenant;
                     each.host = row.text(1);
                     each.topic_glob = row.text(2);
                     each.created = from_ms(row.integer(3));
                     if (!row.is_null(4)) each.disabled = from_ms(row.integer(4));
                     each.last_status = static_cast<int>(row.integer(5));
                     if (row.integer(6) != 0) each.last_attempt = from_ms(row.integer(6));
                     return true;
                   }));
  return all;
}

Result<std::vector<Webhooks::Endpoint>> Webhooks::enabled_endpoints(store::Reader& reader) {
  std::vector<Endpoint> all;
  TRY(
      reader.query("SELECT id, tenant, topic_glob FROM outbound_webhook "
                   "WHERE disabled_at_ms IS NULL ORDER BY id",
                   {}, [&all](const Row& row) {
                     Endpoint& each = all.emplace_back();
                     each.id = uuid_at(row, 0);
                     each.tenant = row.text(1);
                     each.topic_glob = row.text(2);
                     return true;
                   }));
  return all;
}

Result<std::optional<Webhooks::Endpoint>> Webhooks::find(store::Reader& reader,
                                                         const Uuid& webhook) {
  std::optional<Endpoint> found;
  TRY(reader.query("SELECT host, disabled_at_ms, url, secret FROM outbound_webhook WHERE id = $1",
                   {Bytes(webhook.bytes)}, [&](const Row& row) {
                     found.emplace();
                     found->id = webhook;
                     found->host = row.text(0);
                     found->is_enabled = row.is_null(1);
                     found->sealed_url = to_vector(row.blob(2));
                     found->sealed_secret = to_vector(row.blob(3));
                     return false;
                   }));
  return found;
}

Result<> Webhooks::schedule(std::span<const bus::Event> events) {
  std::vector<Endpoint> endpoints;
  TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
    endpoints = TRY(enabled_endpoints(reader));
    return {};
  }));
  if (endpoints.empty()) return {};
  bool is_any = false;
  TRY(parts_.database.write([&](store::Transaction& transaction) -> Result<> {
    for (const bus::Event& event : events) {
      for (const Endpoint& endpoint : endpoints) {
        if (endpoint.tenant != event.tenant) continue;
        if (!bus::topic_matches(endpoint.topic_glob, event.topic)) continue;
        TRY(parts_.jobs.schedule(transaction, kDeliver, parts_.clock.now(),
                                 payload_of(endpoint.id, event)));
        is_any = true;
      }
    }
    return {};
  }));
  if (is_any) parts_.jobs.wake();
  return {};
}

Result<> Webhooks::deliver(const jobs::Job& job) {
  const Delivery delivery = TRY(read_payload(job.payload));
  std::optional<Endpoint> endpoint;
  TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
    endpoint = TRY(find(reader, delivery.webhook));
    return {};
  }));
  if (!endpoint || !endpoint->is_enabled) return {};  // Nobody wants it any more.

  const ByteVector url =
      TRY(crypto::open(endpoint->sealed_url, context_of("url", endpoint->id), key_));
  const SecretBytes secret {
    Bytes(TRY(crypto::open(endpoint->sealed_secret, context_of("secret", endpoint->id), key_)))
  };
  const std::int64_t now_s = to_ms(parts_.clock.now()) / 1000;
  const SignedContent content{.id = delivery.event, .timestamp_s = now_s, .body = delivery.content};
  const Result<HttpResponse> response =
      parts_.http.send({.method = "POST",
                        .url = Sensitive(std::string(as_text(url))),
                        .headers = {{"Content-Type", "application/json"},
                                    {"webhook-id", delivery.event},
                                    {"webhook-timestamp", std::to_string(now_s)},
                                    {"webhook-signature", webhook_signature(secret, content)}},
                        .body = delivery.content});
  TRY(note_attempt(endpoint->id, response ? response->status : 0));
  if (!response) return response.error();
  if (response->status == kGone) {
    telemetry::log_info("webhook {} is disabled: {} answered 410", to_string(endpoint->id),
                        endpoint->host);
    return {};
  }
  if (response->status >= 200 && response->status < 300) return {};
  return Error{ErrorCode::Unavailable,
               fmt::format("{} answered {}", endpoint->host, response->status)};
}

Result<> Webhooks::note_attempt(const Uuid& webhook, int status) {
  return parts_.database.write([&](store::Transaction& transaction) -> Result<> {
    const std::int64_t now = to_ms(parts_.clock.now());
    TRY(transaction.execute(
        "UPDATE outbound_webhook SET last_status = $2, last_at_ms = $3 WHERE id = $1",
        {Bytes(webhook.bytes), std::int64_t{status}, now}));
    if (status != kGone) return {};
    TRY(transaction.execute("UPDATE outbound_webhook SET disabled_at_ms = $2 WHERE id = $1",
                            {Bytes(webhook.bytes), now}));
    return {};
  });
}

std::vector<store::Migration> migrations() {
  return store::migrations_from("platform/outbound", outbound_schema, outbound_schema_count);
}

}  // namespace holdfast::outbound
