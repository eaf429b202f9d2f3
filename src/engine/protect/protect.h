// Makes text safe: replaces each span by a masked, redacted, hashed or typed form.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/sensitive.h"
#include "base/sha256.h"

namespace holdfast::protect {

enum class Method : std::uint8_t {
  Mask,    // letters and digits become `mask_char`, the first `keep_first` and the last `keep_last`
           // of them stay; separators stay
  Redact,  // the span becomes "█████", always five, so that the length is not told
  Hash,    // "[payment_card:3f9a1c…]" keyed, 12 hex digits: the same value gives the same text
  Replace,  // "[payment_card]"
};

struct Transform {
  Method method = Method::Mask;
  std::uint8_t keep_last = 4;
  char mask_char = '*';
  std::uint8_t keep_first = 0;
};

// Bytes [begin, end) of the text.
struct Span {
  std::uint32_t begin;
  std::uint32_t end;
  std::string_view type_name;
  Transform transform;
  bool keeps_nothing_derived = false;  // then the method is Replace whatever was asked
};

// Spans must be sorted and apart. Text outside them is kept byte for byte. Where a mask would leave
// more than half of the letters and digits readable, fewer are kept.
std::string protect(std::string_view text, std::span<const Span> spans, Bytes digest_key);

// The form in which a value may be shown in a list: "************1111". Types that keep nothing
// derived give "[card_cvv]".
std::string masked_form(std::string_view value, const Span& span);

// HMAC-SHA-256 under `digest_key`, bound to the type's name, of the value in the form that all its
// spellings share: without separators, in upper case, other scripts' digits as ASCII (the dots of
// an ip_address, email or url stay). 64 hex digits; empty for the types of DESIGN.md that keep
// nothing derived. The key must not be empty.
std::string keyed_digest(std::string_view value, std::string_view type_name, Bytes digest_key);

}  // namespace holdfast::protect
