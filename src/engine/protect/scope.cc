#include "engine/protect/scope.h"

#include <algorithm>

#include "base/check.h"
#include "base/sha256.h"

namespace holdfast::protect {

SecretBytes keyed_digest_of(Bytes key, std::initializer_list<std::string_view> fields) {
  CHECK(!key.empty());
  std::string message;
  for (const std::string_view field : fields) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      message.push_back(static_cast<char>(static_cast<std::uint64_t>(field.size()) >> shift));
    }
    message += field;
  }
  return SecretBytes(Bytes(hmac_sha256(key, as_bytes(message))));
}

SecretBytes scoped_key(Bytes key, std::string_view purpose, const Scope& scope, std::size_t bytes) {
  SecretBytes out(bytes);
  for (std::size_t done = 0; done < bytes;) {
    const char counter = static_cast<char>(1 + done / sizeof(Hash));
    const SecretBytes block = keyed_digest_of(
        key, {"holdfast/protect/v1", purpose, scope.tenant, scope.conversation, {&counter, 1}});
    const std::size_t count = std::min(bytes - done, block.size());
    std::ranges::copy(block.reveal().first(count),
                      out.writable().begin() + static_cast<std::ptrdiff_t>(done));
    done += count;
  }
  return out;
}

}  // namespace holdfast::protect
