#include "platform/crypto/password.h"

#include <semaphore>

#include <fmt/core.h>
#include <sodium.h>

#include "base/check.h"

namespace holdfast::crypto {
namespace {

constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemoryBytes = 19U * 1024 * 1024;

// Every running hash holds kMemoryBytes, and sign-ins can come in floods.
std::counting_semaphore<> running(4);

class Turn {
 public:
  Turn() { running.acquire(); }
  ~Turn() { running.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

void ensure_sodium() {
  static const bool is_ready = sodium_init() >= 0;
  CHECK(is_ready);
}

// The library wants a terminated text in a buffer of its own size.
bool is_hash(std::string_view text) {
  return text.size() < crypto_pwhash_STRBYTES && text.starts_with(crypto_pwhash_argon2id_STRPREFIX);
}

}  // namespace

Result<std::string> hash_password(const Sensitive<std::string>& password) {
  ensure_sodium();
  const std::string& text = password.reveal();
  if (text.empty() || text.size() > kPasswordBytesMax) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("a password has 1 to {} bytes", kPasswordBytesMax)};
  }
  const Turn turn;
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, text.data(), text.size(), kPasses, kMemoryBytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return Error{ErrorCode::Unavailable, "not enough memory to hash a password"};
  }
  return std::string(hash);
}

bool password_matches(std::string_view hash, const Sensitive<std::string>& password) {
  ensure_sodium();
  const std::string& text = password.reveal();
  if (!is_hash(hash) || text.empty() || text.size() > kPasswordBytesMax) return false;
  const Turn turn;
  return crypto_pwhash_str_verify(std::string(hash).c_str(), text.data(), text.size()) == 0;
}

bool no_password_matches(const Sensitive<std::string>& password) {
  // The hash of a random password that was not kept.
  static const std::string kNobodys = [] {
    unsigned char random[32];
    ensure_sodium();
    randombytes_buf(random, sizeof random);
    const Result<std::string> hash =
        hash_password(Sensitive(std::string(reinterpret_cast<char*>(random), sizeof random)));
    return hash ? *hash : std::string();
  }();
  static_cast<void>(password_matches(kNobodys, password));
  return false;
}

bool needs_rehash(std::string_view hash) {
  ensure_sodium();
  return !is_hash(hash) ||
         crypto_pwhash_str_needs_rehash(std::string(hash).c_str(), kPasses, kMemoryBytes) != 0;
}

}  // namespace holdfast::crypto
