#include "platform/outbound/webhook_signature.h"

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/sha256.h"

namespace holdfast::outbound {

SecretBytes make_webhook_secret(Random& random) {
  SecretBytes secret(std::size_t{32});
  random.fill(secret.writable());
  return secret;
}

Sensitive<std::string> webhook_secret_text(const SecretBytes& secret) {
  return Sensitive("whsec_" + to_base64(secret.reveal()));
}

std::string webhook_signature(const SecretBytes& secret, const SignedContent& content) {
  const std::string text = fmt::format("{}.{}.{}", content.id, content.timestamp_s, content.body);
  return "v1," + to_base64(hmac_sha256(secret.reveal(), as_bytes(text)));
}

}  // namespace holdfast::outbound
