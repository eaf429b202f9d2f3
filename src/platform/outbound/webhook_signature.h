// Signatures of webhook deliveries, as Standard Webhooks (standardwebhooks.com) has them, for which
// receivers find libraries in most languages.
//
//   webhook-id: <id of the event>
//   webhook-timestamp: <seconds since the Unix epoch>
//   webhook-signature: v1,<base64 of HMAC-SHA-256 over "<id>.<timestamp>.<body>">

#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret_bytes.h"
#include "base/sensitive.h"

namespace holdfast::outbound {

// 32 random bytes.
SecretBytes make_webhook_secret(Random& random);

// "whsec_<base64>", what the receiver's library takes. Shown once.
Sensitive<std::string> webhook_secret_text(const SecretBytes& secret);

struct SignedContent {
  std::string_view id;
  std::int64_t timestamp_s = 0;
  std::string_view body;
};
// The value of webhook-signature.
std::string webhook_signature(const SecretBytes& secret, const SignedContent& content);

}  // namespace holdfast::outbound
