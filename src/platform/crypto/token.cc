#include "platform/crypto/token.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"
#include "base/secret_bytes.h"

namespace holdfast::crypto {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretCharacters = 43;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kChecksumCharacters = 6;

// Over prefix and secret, so that a prefix exchanged by hand is noticed too.
std::string checksum(std::string_view prefix_and_secret) {
  const Hash hash = sha256({as_bytes("holdfast token"), as_bytes(prefix_and_secret)});
  return to_base64url(Bytes(hash).first(kChecksumBytes));
}

bool is_prefix(std::string_view prefix) {
  return prefix.size() >= 2 && prefix.size() <= 8 &&
         std::ranges::all_of(prefix, [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

Token make_token(std::string_view prefix, Random& random) {
  CHECK(is_prefix(prefix));
  SecretBytes secret(kSecretBytes);
  random.fill(secret.writable());
  std::string text = std::string(prefix) + '_' + to_base64url(secret.reveal());
  text += checksum(text);
  const Hash stored = sha256({as_bytes(text)});
  return {.text = Sensitive(std::move(text)), .stored = stored};
}

Result<Hash> read_token(std::string_view prefix, std::string_view text) {
  CHECK(is_prefix(prefix));
  const std::size_t body = prefix.size() + 1 + kSecretCharacters;
  const bool has_form = text.size() == body + kChecksumCharacters && text.starts_with(prefix) &&
                        text[prefix.size()] == '_';
  if (!has_form || checksum(text.substr(0, body)) != text.substr(body)) {
    return Error{ErrorCode::InvalidInput, "not a token of this kind, or mistyped"};
  }
  return sha256({as_bytes(text)});
}

}  // namespace holdfast::crypto
