#include "engine/protect/protect.h"

#include "base/check.h"
#include "engine/protect/mask.h"

namespace holdfast::protect {
namespace {

constexpr std::string_view kRedacted = "█████";
constexpr std::size_t kShortDigestDigits = 12;  // 48 bits: enough to tell a day's values apart

// DESIGN.md's list. A caller knows it from the rules; here it holds even for one that did not ask.
bool is_never_derived(std::string_view type_name) {
  return type_name == "card_cvv" || type_name == "pin" || type_name == "one_time_code" ||
         type_name == "password" || type_name == "security_answer" || type_name == "card_track" ||
         type_name == "basic_auth";
}

void append_type(std::string& out, std::string_view type_name) {
  out.push_back('[');
  out.append(type_name);
  out.push_back(']');
}

Method effective_method(const Span& span) {
  return span.keeps_nothing_derived || is_never_derived(span.type_name) ? Method::Replace
                                                                        : span.transform.method;
}

// Without a key a digest could be found by trying all values, so it falls back to the type's name.
void append_digest(std::string& out, std::string_view value, const Span& span, Bytes digest_key) {
  if (digest_key.empty()) return append_type(out, span.type_name);
  const std::string digest = keyed_digest(value, span.type_name, digest_key);
  out.push_back('[');
  out.append(span.type_name);
  out.push_back(':');
  out.append(digest, 0, kShortDigestDigits);
  out.push_back(']');
}

void append_protected(std::string& out, std::string_view value, const Span& span,
                      Bytes digest_key) {
  switch (effective_method(span)) {
    case Method::Mask:
      return append_masked(out, value, span.transform);
    case Method::Redact:
      out.append(kRedacted);
      return;
    case Method::Hash:
      return append_digest(out, value, span, digest_key);
    case Method::Replace:
      return append_type(out, span.type_name);
  }
}

}  // namespace

std::string protect(std::string_view text, std::span<const Span> spans, Bytes digest_key) {
  std::string out;
  out.reserve(text.size() + spans.size() * 16);
  std::size_t copied = 0;
  for (const Span& span : spans) {
    CHECK(span.begin >= copied && span.begin <= span.end && span.end <= text.size());
    out.append(text.substr(copied, span.begin - copied));
    append_protected(out, text.substr(span.begin, span.end - span.begin), span, digest_key);
    copied = span.end;
  }
  out.append(text.substr(copied));
  return out;
}

std::string masked_form(std::string_view value, const Span& span) {
  std::string out;
  switch (effective_method(span)) {
    case Method::Mask:
    case Method::Hash:  // a list shows people what they can recognise; the digest stands beside it
      append_masked(out, value, span.transform);
      break;
    case Method::Redact:
      out.append(kRedacted);
      break;
    case Method::Replace:
      append_type(out, span.type_name);
      break;
  }
  return out;
}

std::string keyed_digest(std::string_view value, std::string_view type_name, Bytes digest_key) {
  if (is_never_derived(type_name)) return {};
  CHECK(!digest_key.empty());
  // The zero byte keeps a name that ends where a value begins from meaning two things.
  std::string message(type_name);
  message.push_back('\0');
  message += canonical_form(value, type_name);
  return to_hex(hmac_sha256(digest_key, as_bytes(message)));
}

}  // namespace holdfast::protect
