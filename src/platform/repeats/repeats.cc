#include "platform/repeats/repeats.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/sha256.h"

namespace holdfast {
extern const EmbeddedFile repeats_schema[];
extern const std::size_t repeats_schema_count;
}  // namespace holdfast

namespace holdfast::repeats {
namespace {

constexpr std::size_t kKeyBytesMax = 128;
constexpr std::chrono::hours kKeptFor{24};

Hash request_hash(const http::Request& request) {
  const Bytes end = as_bytes(std::string_view("\n"));
  return sha256({as_bytes(to_string(request.method)), end, as_bytes(request.path), end,
                 as_bytes(request.query), end, as_bytes(request.body)});
}

// Whether the request was turned down before it had an effect.
bool is_refused(const Result<http::Response>& result) {
  if (result) return result->status >= 400 && result->status < 500;
  return result.error().code != ErrorCode::Unavailable &&
         result.error().code != ErrorCode::Corrupted;
}

}  // namespace

struct Repeats::Entry {
  std::string tenant;
  Hash key_hash{};
  Hash request_hash{};
  bool shows_secret = false;
};

void Repeats::guard(http::Router& router) {
  router.wrap([this](const http::Route& route) -> http::AsyncHandler {
    if (route.options.creates == http::Creates::Nothing) return nullptr;
    CHECK(route.runs_on_worker);  // what follows reads and writes the database
    return [this, &route, inner = route.handler](std::shared_ptr<const http::Request> request,
                                                 http::Respond respond) {
      handle(route, inner, std::move(request), std::move(respond));
    };
  });
}

void Repeats::handle(const http::Route& route, const http::AsyncHandler& inner,
                     std::shared_ptr<const http::Request> request, http::Respond respond) {
  const std::string_view key = request->header("idempotency-key");
  if (key.empty()) return inner(std::move(request), std::move(respond));
  if (key.size() > kKeyBytesMax) {
    return respond(Error{ErrorCode::InvalidInput, "Idempotency-Key: at most 128 bytes"});
  }
  const Entry entry{.tenant = std::string(request->tenant()),
                    .key_hash = sha256({as_bytes(request->principal.actor()),
                                        as_bytes(std::string_view("\n")), as_bytes(key)}),
                    .request_hash = request_hash(*request),
                    .shows_secret = route.options.creates == http::Creates::Secret};
  Result<std::optional<http::Response>> known = begin(entry);
  if (!known) return respond(known.error());
  if (*known) return respond(**std::move(known));
  inner(std::move(request),
        [this, entry, respond = std::move(respond)](Result<http::Response> result) {
          finish(entry, result);
          respond(std::move(result));
        });
}

Result<std::optional<http::Response>> Repeats::begin(const Entry& entry) {
  bool is_first = false;
  bool is_same = false;
  std::optional<std::int64_t> status;
  std::optional<std::string> answer;
  TRY(database_.write([&](store::Transaction& transaction) -> Result<> {
    const Timestamp now = clock_.now();
    TRY(transaction.execute("DELETE FROM repeat WHERE at_ms < $1", {to_ms(now - kKeptFor)}));
    is_first = TRY(
        transaction.execute("INSERT INTO repeat (tenant_id, key_hash, request_hash, at_ms) "
                            "VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, key_hash) DO NOTHING",
                            {std::string_view(entry.tenant), Bytes(entry.key_hash),
                             Bytes(entry.request_hash), to_ms(now)}))
    == 1;
    if (is_first) return {};
    return transaction.query(
        "SELECT request_hash, status, answer FROM repeat WHERE tenant_id = $1 AND key_hash = $2",
        {std::string_view(entry.tenant), Bytes(entry.key_hash)}, [&](const store::Row& row) {
          is_same = std::ranges::equal(row.blob(0), Bytes(entry.request_hash));
          if (!row.is_null(1)) status = row.integer(1);
          if (!row.is_null(2)) answer = row.string(2);
          return false;
        });
  }));
  if (is_first) return std::optional<http::Response>();
  if (!is_same) {
    return Error{ErrorCode::Conflict, "the Idempotency-Key was used for another request"};
  }
  if (!status) {
    return Error{ErrorCode::Conflict,
                 "the first request with this Idempotency-Key has no outcome yet, or the server "
                 "stopped before it was known: look whether it took effect before you send it with "
                 "another key"};
  }
  if (!answer) {
    return Error{ErrorCode::Conflict,
                 "the first request with this Idempotency-Key took effect; its answer showed a "
                 "secret, which is shown once: look it up in the list and replace it there, or "
                 "send the request with another key"};
  }
  return std::optional(http::json(*std::move(answer), static_cast<int>(*status)));
}

// When this write fails the repeat hears that the outcome is not known, which is then true.
void Repeats::finish(const Entry& entry, const Result<http::Response>& result) {
  const bool is_done = result && result->status < 300;
  if (!is_done && !is_refused(result)) return;
  (void)database_.write([&](store::Transaction& transaction) -> Result<> {
    if (!is_done) {
      TRY(transaction.execute("DELETE FROM repeat WHERE tenant_id = $1 AND key_hash = $2",
                              {std::string_view(entry.tenant), Bytes(entry.key_hash)}));
      return {};
    }
    const store::Value answer =
        entry.shows_secret ? store::Value(nullptr) : store::Value(std::string_view(result->body));
    TRY(transaction.execute(
        "UPDATE repeat SET status = $1, answer = $2 WHERE tenant_id = $3 AND key_hash = $4",
        {std::int64_t{result->status}, answer, std::string_view(entry.tenant),
         Bytes(entry.key_hash)}));
    return {};
  });
}

std::vector<store::Migration> migrations() {
  return store::migrations_from("platform/repeats", repeats_schema, repeats_schema_count);
}

}  // namespace holdfast::repeats
