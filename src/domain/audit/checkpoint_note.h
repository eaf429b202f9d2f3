// Signed checkpoints, as C2SP's tlog-checkpoint and signed-note have them:
//
//   holdfast.local/3f2a9c1b/default
//   1042
//   <root in base64>
//
//   — holdfast.local/3f2a9c1b/default <base64 of 4 bytes of key hash and 64 of signature>
//
// Any tool that reads transparency-log checkpoints can keep and check them.

#pragma once

#include <string>
#include <string_view>

#include "domain/audit/merkle_log.h"
#include "platform/crypto/signer.h"

namespace holdfast::audit {

// Signs and checks the checkpoints of the logs of one installation. Immutable, thread-safe.
class CheckpointSigner {
 public:
  explicit CheckpointSigner(const SecretBytes& seed) : signer_(seed) {}

  // The log's name in the world: part of the public key's hash tells installations apart.
  std::string origin(std::string_view tenant) const;

  std::string sign(std::string_view tenant, const Checkpoint& checkpoint) const;

  // Corrupted: another log's, not well formed, or not signed by our key.
  Result<Checkpoint> read(std::string_view tenant, std::string_view note) const;

  // "<name>+<key hash>+<key>", what an auditor needs to check notes without us.
  std::string verifier_key(std::string_view tenant) const;

 private:
  crypto::Signer signer_;
};

}  // namespace holdfast::audit
