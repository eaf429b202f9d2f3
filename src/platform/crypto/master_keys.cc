#include <sodium.h>

#include "base/check.h"
#include "base/sha256.h"
#include "platform/crypto/key_file.h"
#include "platform/crypto/sealer.h"

namespace holdfast::crypto {

SecretBytes derive_key(Bytes secret, std::string_view purpose) {
  // RFC 5869: extract, then the first block of expand, whose counter byte is 1.
  const Hash no_salt{};
  Hash pseudorandom = hmac_sha256(no_salt, secret);
  std::string info(purpose);
  info += '\x01';
  Hash block = hmac_sha256(pseudorandom, as_bytes(info));
  SecretBytes key{Bytes(block)};
  sodium_memzero(pseudorandom.data(), pseudorandom.size());
  sodium_memzero(block.data(), block.size());
  return key;
}

MasterKeys::MasterKeys(Bytes master)
    : wrapping_(derive_key(master, "holdfast/1/wrapping")),
      digest_(derive_key(master, "holdfast/1/digest")),
      pseudonym_(derive_key(master, "holdfast/1/pseudonym")),
      signing_(derive_key(master, "holdfast/1/signing")) {}

Result<MasterKeys> MasterKeys::load(const std::string& path, bool create, Random& random) {
  return MasterKeys(TRY(load_key_file(path, create, random)).reveal());
}

MasterKeys MasterKeys::for_tests() {
  const Hash master = sha256({as_bytes("the master key of tests")});
  return MasterKeys(master);
}

}  // namespace holdfast::crypto
