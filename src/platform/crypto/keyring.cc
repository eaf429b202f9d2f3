#include "platform/crypto/keyring.h"

#include <algorithm>
#include <atomic>

#include <fmt/core.h>

#include "base/check.h"
#include "base/embedded.h"
#include "platform/crypto/key_cache.h"

namespace holdfast {
extern const EmbeddedFile crypto_schema[];
extern const std::size_t crypto_schema_count;
}  // namespace holdfast

namespace holdfast::crypto {
namespace {

constexpr std::string_view kSelect =
    "SELECT wrapped FROM crypto_subject_key WHERE tenant = $1 AND subject = $2";
constexpr std::string_view kInsert =
    "INSERT INTO crypto_subject_key (tenant, subject, wrapped, created_at_ms) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, subject) DO NOTHING";
// Zeros of the same length first: SQLite then overwrites the key where it stands in the page, which
// NULL alone, being shorter, would leave readable until the page is used again.
constexpr std::string_view kOverwrite =
    "UPDATE crypto_subject_key SET wrapped = $3 "
    "WHERE tenant = $1 AND subject = $2 AND wrapped IS NOT NULL";
constexpr std::string_view kDestroy =
    "UPDATE crypto_subject_key SET wrapped = NULL, destroyed_at_ms = $3 "
    "WHERE tenant = $1 AND subject = $2 AND wrapped IS NOT NULL";

// Erasures whose commit was not seen yet, before find() goes to look for it.
constexpr std::size_t kDoomedMax = 4096;

struct Row {
  bool exists = false;
  ByteVector wrapped;  // empty once destroyed
  bool is_destroyed() const { return exists && wrapped.empty(); }
};

Result<Row> read_row(store::Reader& reader, std::string_view tenant, std::string_view subject) {
  Row row;
  TRY(reader.query(kSelect, {tenant, subject}, [&row](const store::Row& columns) {
    row.exists = true;
    row.wrapped = to_vector(columns.blob(0));
    return false;
  }));
  return row;
}

// Binds a wrapped key to its row.
std::string wrapping_context(std::string_view tenant, std::string_view subject) {
  return fmt::format("subject-key {} {}{}", tenant.size(), tenant, subject);
}

Result<> destroy_row(store::Transaction& transaction, const Erasure& erasure) {
  const ByteVector zeros(kKeyBytes + kSealedOverheadBytes);
  TRY(transaction.execute(kOverwrite, {erasure.tenant, erasure.subject, Bytes(zeros)}));
  TRY(transaction.execute(kDestroy, {erasure.tenant, erasure.subject, to_ms(erasure.at)}));
  return {};
}

}  // namespace

struct Keyring::Impl {
  store::Database& database;
  const MasterKeys& keys;
  ErasureLedger ledger;
  Random& random;
  const Clock& clock;
  KeyCache cache;
  std::atomic<std::size_t> doomed_max{kDoomedMax};

  Result<SubjectKey> unwrap(std::string_view tenant, std::string_view subject,
                            Bytes wrapped) const {
    ByteVector plain =
        TRY(crypto::open(wrapped, wrapping_context(tenant, subject), keys.wrapping_key()));
    auto key = std::make_shared<SecretBytes>(Bytes(plain));
    std::ranges::fill(plain, std::byte{0});
    if (key->size() != kKeyBytes) {
      return Error{ErrorCode::Corrupted, "a subject's key has a wrong length"};
    }
    return SubjectKey(std::move(key));
  }

  // Sees whether what was doomed is gone, so that the list of it stays short.
  Result<> settle_doomed() {
    const std::vector<SubjectName> doomed = cache.doomed_beyond(doomed_max);
    if (doomed.empty()) return {};
    std::size_t remaining = 0;
    TRY(database.read([&](store::Reader& reader) -> Result<> {
      for (const auto& [tenant, subject] : doomed) {
        const Row row = TRY(read_row(reader, tenant, subject));
        if (row.is_destroyed()) {
          cache.confirm_destroyed(tenant, subject);
        } else {
          ++remaining;
        }
      }
      return {};
    }));
    doomed_max = std::max(kDoomedMax, 2 * remaining);  // Rolled back erasures are not asked again.
    return {};
  }
};

Keyring::Keyring(store::Database& database, const MasterKeys& keys, std::string ledger_path,
                 Random& random, const Clock& clock, KeyringOptions options)
    : impl_(new Impl{.database = database,
                     .keys = keys,
                     .ledger = ErasureLedger(std::move(ledger_path)),
                     .random = random,
                     .clock = clock,
                     .cache = KeyCache(clock, options)}) {}

Keyring::~Keyring() = default;

Result<std::optional<SubjectKey>> Keyring::find(std::string_view tenant, std::string_view subject) {
  if (SubjectKey key = impl_->cache.find(tenant, subject)) return std::optional(std::move(key));

  const KeyCache::Ticket ticket = impl_->cache.ticket();
  Row row;
  TRY(impl_->database.read([&](store::Reader& reader) -> Result<> {
    row = TRY(read_row(reader, tenant, subject));
    return {};
  }));
  if (!row.exists) return std::optional<SubjectKey>();
  if (row.is_destroyed()) {
    impl_->cache.confirm_destroyed(tenant, subject);
    return Error{ErrorCode::NotFound, "the subject was erased"};
  }
  SubjectKey key = TRY(impl_->unwrap(tenant, subject, row.wrapped));
  impl_->cache.offer(tenant, subject, key, ticket);
  TRY(impl_->settle_doomed());
  return std::optional(std::move(key));
}

Result<SubjectKey> Keyring::get_or_create(store::Transaction& transaction, std::string_view tenant,
                                          std::string_view subject) {
  if (SubjectKey key = impl_->cache.find(tenant, subject)) return key;

  Row row = TRY(read_row(transaction, tenant, subject));
  if (!row.exists) {
    auto key = std::make_shared<SecretBytes>(kKeyBytes);
    impl_->random.fill(key->writable());
    const ByteVector wrapped = seal(key->reveal(), wrapping_context(tenant, subject),
                                    impl_->keys.wrapping_key(), impl_->random);
    const std::int64_t inserted = TRY(
        transaction.execute(kInsert, {tenant, subject, Bytes(wrapped), to_ms(impl_->clock.now())}));
    if (inserted == 1) return SubjectKey(std::move(key));
    row = TRY(read_row(transaction, tenant, subject));  // Another node was first.
  }
  if (row.wrapped.empty()) {
    return Error{ErrorCode::Conflict, "the subject was erased and its name is not used again"};
  }
  return impl_->unwrap(tenant, subject, row.wrapped);
}

Result<SubjectKey> Keyring::get(store::Reader& reader, std::string_view tenant,
                                std::string_view subject) {
  if (SubjectKey key = impl_->cache.find(tenant, subject)) return key;
  const Row row = TRY(read_row(reader, tenant, subject));
  if (row.wrapped.empty()) {
    return Error{ErrorCode::NotFound,
                 row.exists ? "the subject was erased" : "the subject has no key"};
  }
  return impl_->unwrap(tenant, subject, row.wrapped);
}

Result<> Keyring::destroy(store::Transaction& transaction, std::string_view tenant,
                          std::span<const std::string> subjects) {
  std::vector<Erasure> erasures;
  for (const std::string& subject : subjects) {
    const Row row = TRY(read_row(transaction, tenant, subject));
    if (row.wrapped.empty()) continue;
    erasures.push_back(
        {.tenant = std::string(tenant), .subject = subject, .at = impl_->clock.now()});
  }
  TRY(impl_->ledger.append(erasures));
  for (const Erasure& erasure : erasures) {
    impl_->cache.doom(tenant, erasure.subject);
    TRY(destroy_row(transaction, erasure));
  }
  return {};
}

Result<> Keyring::destroy(store::Transaction& transaction, std::string_view tenant,
                          std::string_view subject) {
  const std::string subjects[] = {std::string(subject)};
  return destroy(transaction, tenant, subjects);
}

Result<std::vector<Erasure>> reapply_erasures(const std::string& ledger_path,
                                              store::Transaction& transaction) {
  std::vector<Erasure> destroyed;
  TRY(read_erasures(ledger_path, [&](const Erasure& erasure) -> Result<> {
    const Row row = TRY(read_row(transaction, erasure.tenant, erasure.subject));
    if (row.wrapped.empty()) return {};
    TRY(destroy_row(transaction, erasure));
    destroyed.push_back(erasure);
    return {};
  }));
  return destroyed;
}

std::vector<store::Migration> migrations() {
  return store::migrations_from("platform/crypto", crypto_schema, crypto_schema_count);
}

}  // namespace holdfast::crypto
