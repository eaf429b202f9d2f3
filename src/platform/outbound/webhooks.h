// Webhooks: events that happen here, told to a tenant's own systems.
//
// Each event that a webhook's topics match becomes a job, which posts it signed and tries again
// until the receiver answers 2xx or the job is given up after some three days. At least once and,
// between failures, not in order: receivers tell repetitions by webhook-id.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/random.h"
#include "base/result.h"
#include "base/sensitive.h"
#include "platform/bus/bus.h"
#include "platform/crypto/sealer.h"
#include "platform/jobs/jobs.h"
#include "platform/outbound/http_client.h"
#include "platform/store/database.h"

namespace holdfast::outbound {

struct Webhook {
  Uuid id;
  std::string tenant;
  std::string host;  // of its URL, which itself is not shown again
  std::string topic_glob;
  Timestamp created{};
  std::optional<Timestamp> disabled;
  int last_status =
      0;  // of the newest attempt: an HTTP status, 0 when there was no answer or none yet
  std::optional<Timestamp> last_attempt;
};

struct NewWebhook {
  Uuid id;
  Sensitive<std::string> secret;  // "whsec_…", shown once
};

// Thread-safe.
class Webhooks {
 public:
  struct Parts {
    store::Database& database;
    const Clock& clock;
    Random& random;
    IdSource& ids;
    const crypto::MasterKeys& keys;
    HttpClient& http;
    jobs::Jobs& jobs;
  };
  // Before bus and jobs start: subscribes to every event and handles "webhook.deliver".
  // `allows_plain`: http:// URLs too.
  Webhooks(Parts parts, bus::Bus& bus, bool allows_plain);

  // InvalidInput says what is wrong with the URL or the topics.
  Result<NewWebhook> add(store::Transaction& transaction, std::string_view tenant,
                         std::string_view url, std::string_view topic_glob);
  // NotFound: the tenant has none of this id.
  Result<> remove(store::Transaction& transaction, std::string_view tenant, const Uuid& webhook);
  Result<> set_enabled(store::Transaction& transaction, std::string_view tenant,
                       const Uuid& webhook, bool is_enabled);
  Result<std::vector<Webhook>> list(store::Reader& reader, std::string_view tenant);

 private:
  struct Endpoint {
    Uuid id;
    std::string tenant;
    std::string host;
    std::string topic_glob;
    bool is_enabled = false;
    ByteVector sealed_url;
    ByteVector sealed_secret;
  };

  Result<> schedule(std::span<const bus::Event> events);
  Result<> deliver(const jobs::Job& job);
  Result<std::vector<Endpoint>> enabled_endpoints(store::Reader& reader);
  Result<std::optional<Endpoint>> find(store::Reader& reader, const Uuid& webhook);
  Result<> note_attempt(const Uuid& webhook, int status);

  const Parts parts_;
  const bool allows_plain_;
  const SecretBytes key_;
};

// The schema steps of this module, for Database::migrate.
std::vector<store::Migration> migrations();

}  // namespace holdfast::outbound
