#include "domain/access/access.h"

#include "base/embedded.h"
#include "domain/access/record.h"
#include "domain/access/store.h"
#include "platform/telemetry/log.h"

namespace holdfast {
extern const EmbeddedFile access_schema[];
extern const std::size_t access_schema_count;
}  // namespace holdfast

namespace holdfast::access {
namespace {

constexpr std::chrono::milliseconds kRound{500};
constexpr int kRoundsPerFull = 120;  // a minute

}  // namespace

Access::Access(store::Database& database, const Clock& clock, IdSource& ids, Random& random,
               audit::AuditLog& audit, AccessOptions options, telemetry::Metrics* metrics)
    : database_(database),
      clock_(clock),
      options_(std::move(options)),
      sessions_(database, clock, ids, random, options_),
      keys_(database, clock, ids, random, audit),
      people_(database, clock, ids, random, audit, sessions_, options_),
      sign_in_(database, clock, ids, audit, sessions_, options_, metrics) {
  verify_records(audit);
  if (metrics != nullptr) {
    sessions_known_ = metrics->gauge(telemetry::Family::SessionsKnown);
  }
}

Result<std::optional<std::string>> Access::name_of(std::string_view tenant,
                                                   std::string_view actor) const {
  const std::size_t colon = actor.find(':');
  if (colon == std::string_view::npos) return std::optional<std::string>();
  const Result<Uuid> id = parse_uuid(actor.substr(colon + 1));
  if (!id) return std::optional<std::string>();
  const std::string_view kind = actor.substr(0, colon);
  std::optional<std::string> name;
  TRY(database_.read([&](store::Reader& reader) -> Result<> {
    if (kind == "person") {
      if (const auto person = TRY(find_person(reader, tenant, *id))) name = person->name.reveal();
    } else if (kind == "key") {
      if (const auto key = TRY(find_key(reader, tenant, *id))) name = key->name;
    }
    return {};
  }));
  return name;
}

void Access::start() {
  is_stopping_ = false;
  thread_ = std::thread([this] { work(); });
}

void Access::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  if (const Result<> last = maintain(true); !last) {
    telemetry::log_warning("could not write who was seen last: {}", last.error().message);
  }
}

void Access::work() {
  std::unique_lock lock(mutex_);
  for (int round = 1; !is_stopping_; ++round) {
    wake_.wait_for(lock, kRound, [this] { return is_stopping_; });
    if (is_stopping_) return;
    lock.unlock();
    if (const Result<> done = maintain(round % kRoundsPerFull == 0); !done) {
      telemetry::log_warning("access cannot reach its database: {}", done.error().message);
    }
    lock.lock();
  }
}

Result<> Access::maintain(bool is_full) {
  std::int64_t now_at = 0;
  const Result<> read = database_.read([&](store::Reader& reader) -> Result<> {
    now_at = TRY(revision(reader, options_.tenant));
    return {};
  });
  const bool must_forget = !read || now_at != revision_seen_;
  const Result<> flushed = must_forget || is_full ? flush() : Result<>();
  // Who cannot tell whether something was revoked must not go on from memory.
  if (must_forget) {
    sessions_.forget_all();
    keys_.forget_all();
  }
  TRY(read);
  revision_seen_ = now_at;
  TRY(flushed);
  if (!is_full) return {};
  sessions_known_.set(static_cast<double>(sessions_.known_count()));
  return database_.write(
      [&](store::Transaction& transaction) { return delete_expired(transaction, clock_.now()); });
}

Result<> Access::flush() {
  TRY(sessions_.flush());
  return keys_.flush();
}

std::string link_address(std::string_view base_url, const Link& link) {
  while (base_url.ends_with('/')) base_url.remove_suffix(1);
  return std::string(base_url) + "/sign-in#token=" + link.token.reveal();
}

std::vector<store::Migration> migrations() {
  std::vector<store::Migration> steps;
  for (std::size_t i = 0; i < access_schema_count; ++i) {
    steps.push_back({.module = "domain/access",
                     .name = access_schema[i].name,
                     .sql = access_schema[i].content()});
  }
  return steps;
}

}  // namespace holdfast::access
