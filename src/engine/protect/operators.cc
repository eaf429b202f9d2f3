#include "engine/protect/operators.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <openssl/evp.h>

#include "base/check.h"
#include "base/utf8.h"
#include "engine/protect/aes.h"
#include "engine/protect/token.h"

namespace holdfast::protect {
namespace {

Error invalid(const char* why) { return {ErrorCode::InvalidInput, why}; }

std::string to_padded_base64url(Bytes bytes) {
  std::string text = to_base64url(bytes);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

Result<std::string> as_utf8(Result<ByteVector> plaintext) {
  const ByteVector bytes = TRY(std::move(plaintext));
  if (!is_utf8(as_text(bytes))) return invalid("the ciphertext cannot be read with this key");
  return std::string(as_text(bytes));
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += utf8_step(text, at).length) ++count;
  return count;
}

std::string digest_of(const Digest& what, std::string_view value) {
  using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const EVP_MD* kind = what.kind == DigestKind::Sha512 ? EVP_sha512() : EVP_sha256();
  ByteVector digest(EVP_MAX_MD_SIZE);
  unsigned int bytes = 0;
  const bool ok =
      EVP_DigestInit_ex(context.get(), kind, nullptr) == 1 &&
      EVP_DigestUpdate(context.get(), what.salt.reveal().data(), what.salt.size()) == 1 &&
      EVP_DigestUpdate(context.get(), value.data(), value.size()) == 1 &&
      EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), &bytes) ==
          1;
  CHECK(ok);  // Fails only without memory or without SHA-2 in OpenSSL.
  return to_hex(Bytes(digest).first(bytes));
}

std::string masked_at_end(const MaskEnd& what, std::string_view value) {
  const std::size_t length = count_code_points(value);
  const std::size_t masked = std::min(what.count, length);
  const std::size_t begin = what.from_end ? length - masked : 0;
  std::string out;
  std::size_t index = 0;
  for (std::size_t at = 0; at < value.size(); ++index) {
    const Utf8Step step = utf8_step(value, at);
    const bool is_masked = index >= begin && index < begin + masked;
    out.append(is_masked ? std::string_view(what.mask_character) : value.substr(at, step.length));
    at += step.length;
  }
  return out;
}

struct Operation {
  std::string_view value;
  std::string_view type_name;
  Random& random;
  const Occasion& occasion;

  using Outcome = Result<std::string>;

  Outcome by_transform(Transform transform, Bytes digest_key) const {
    const Span whole{.begin = 0,
                     .end = static_cast<std::uint32_t>(value.size()),
                     .type_name = type_name,
                     .transform = transform};
    return protect(value, {&whole, 1}, digest_key);
  }

  Outcome operator()(const Keep&) const { return std::string(value); }
  Outcome operator()(const Redact&) const { return std::string(); }
  Outcome operator()(const ReplaceBy& what) const { return what.text; }
  Outcome operator()(const MaskEnd& what) const { return masked_at_end(what, value); }
  Outcome operator()(const MaskFormat& what) const { return by_transform(what.transform, {}); }
  Outcome operator()(const Digest& what) const { return digest_of(what, value); }

  Outcome operator()(const EncryptCbc& what) const {
    if (!is_aes_key_size(what.key.size())) return invalid("the key must have 16, 24 or 32 bytes");
    return to_padded_base64url(encrypt_cbc(what.key.reveal(), as_bytes(value), random));
  }

  Outcome operator()(const DecryptCbc& what) const {
    if (!is_aes_key_size(what.key.size())) return invalid("the key must have 16, 24 or 32 bytes");
    return as_utf8(decrypt_cbc(what.key.reveal(), TRY(from_base64(value))));
  }

  Outcome operator()(const EncryptSiv& what) const {
    if (!is_siv_key_size(what.key.size())) return invalid("the key must have 32, 48 or 64 bytes");
    if (value.empty()) return std::string();
    const Bytes type = as_bytes(type_name);
    return to_padded_base64url(encrypt_siv(what.key.reveal(), as_bytes(value), {&type, 1}));
  }

  Outcome operator()(const DecryptSiv& what) const {
    if (!is_siv_key_size(what.key.size())) return invalid("the key must have 32, 48 or 64 bytes");
    if (value.empty()) return std::string();
    const Bytes type = as_bytes(type_name);
    return as_utf8(decrypt_siv(what.key.reveal(), TRY(from_base64(value)), {&type, 1}));
  }

  Outcome operator()(const EncryptFormat& what) const {
    if (!is_aes_key_size(what.key.size())) return invalid("the key must have 16, 24 or 32 bytes");
    return encrypt_format(value, what.key.reveal(), as_bytes(type_name), what.alphabet);
  }

  Outcome operator()(const DecryptFormat& what) const {
    if (!is_aes_key_size(what.key.size())) return invalid("the key must have 16, 24 or 32 bytes");
    return decrypt_format(value, what.key.reveal(), as_bytes(type_name), what.alphabet);
  }

  Outcome operator()(const KeyedHash& what) const {
    return by_transform({.method = Method::Hash}, what.key.reveal());
  }

  Outcome operator()(const Surrogate& what) const {
    return what.surrogates->of(value, type_name, what.key.reveal(), occasion.scope);
  }

  Outcome operator()(const SealToken& what) const {
    return seal_token(value, type_name, what.key.reveal(), occasion.scope);
  }

  Outcome operator()(const OpenToken& what) const {
    return open_token(value, what.key.reveal(), occasion.scope);
  }

  Outcome operator()(const NumberToken& what) const {
    return what.vault->token_for(value, type_name, occasion.scope);
  }

  Outcome operator()(const LookUpToken& what) const {
    return what.vault->value_of(value, occasion.scope);
  }

  Outcome operator()(const ShiftDate& what) const {
    const int days = days_of(what.key.reveal(), occasion.subject, what.rule);
    return shift_date(value, what.is_back ? -days : days, what.rule);
  }

  Outcome operator()(const BucketNumber& what) const { return bucket_number(value, what.buckets); }
  Outcome operator()(const CoarseAge& what) const { return coarse_age(value, what.size); }
  Outcome operator()(const PostalArea& what) const { return postal_area(value, what.areas); }
  Outcome operator()(const TakeDatePart& what) const {
    return date_part(value, what.part, what.order);
  }
};

}  // namespace

bool derives(const Operator& what) {
  return !std::holds_alternative<Redact>(what) && !std::holds_alternative<ReplaceBy>(what);
}

std::optional<Operator> reverse_of(const Operator& what) {
  if (const auto* cbc = std::get_if<EncryptCbc>(&what)) return DecryptCbc{cbc->key};
  if (const auto* siv = std::get_if<EncryptSiv>(&what)) return DecryptSiv{siv->key};
  if (const auto* ff1 = std::get_if<EncryptFormat>(&what)) {
    return DecryptFormat{ff1->key, ff1->alphabet};
  }
  if (const auto* token = std::get_if<SealToken>(&what)) return OpenToken{token->key};
  if (const auto* number = std::get_if<NumberToken>(&what)) return LookUpToken{number->vault};
  if (const auto* shift = std::get_if<ShiftDate>(&what)) {
    return ShiftDate{shift->key, shift->rule, !shift->is_back};
  }
  return std::nullopt;
}

Result<std::string> operate(const Operator& what, std::string_view value,
                            std::string_view type_name, Random& random, const Occasion& occasion) {
  return std::visit(Operation{value, type_name, random, occasion}, what);
}

}  // namespace holdfast::protect
