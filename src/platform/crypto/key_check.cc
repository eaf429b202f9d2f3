#include "platform/crypto/key_check.h"

namespace holdfast::crypto {

Result<std::optional<std::string>> stored_fingerprint(store::Reader& reader) {
  std::optional<std::string> stored;
  TRY(reader.query("SELECT fingerprint FROM crypto_master_key WHERE singleton = 1", {},
                   [&](const store::Row& row) {
                     stored = row.string(0);
                     return false;
                   }));
  return stored;
}

std::string fingerprint_of(const MasterKeys& keys) {
  const SecretBytes derived = derive_key(keys.wrapping_key().reveal(), "master key fingerprint");
  return to_hex(derived.reveal().first(16));
}

Result<> expect_key(const std::optional<std::string>& stored, const MasterKeys& keys) {
  if (!stored || *stored == fingerprint_of(keys)) return {};
  return Error{ErrorCode::Corrupted,
               "master.key is not the key of this database: put the right one back"};
}

Result<> mark_key(store::Transaction& transaction, const MasterKeys& keys, Timestamp now) {
  TRY(transaction.execute(
      "INSERT INTO crypto_master_key (singleton, fingerprint, checked_at_ms) VALUES (1, $1, $2) "
      "ON CONFLICT (singleton) DO UPDATE SET checked_at_ms = excluded.checked_at_ms",
      {fingerprint_of(keys), to_ms(now)}));
  return {};
}

}  // namespace holdfast::crypto
