#include "engine/protect/surrogate.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "engine/protect/layout.h"
#include "engine/protect/mask.h"
#include "engine/protect/surrogate_kinds.h"

namespace holdfast::protect {
namespace {

constexpr int kAttemptsMax = 12;

std::string type_in_brackets(std::string_view type_name) { return fmt::format("[{}]", type_name); }

std::size_t strong_count(const detect::ValueForm& form) {
  return static_cast<std::size_t>(std::ranges::count_if(form.checks, [](const auto& outcome) {
    return outcome.at_least == detect::Check::Outcome::Strong;
  }));
}

// What a web token's header begins with, JSON in base64 as all have it.
std::string surrogate_jwt(std::string_view value, KeyedStream& stream) {
  const std::size_t dot = value.find('.');
  if (!value.starts_with("eyJ") || dot == std::string_view::npos) return {};
  return "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9" + same_shape(value.substr(dot), stream);
}

// In lower case, where no letter's case is a checksum (EIP-55).
std::string surrogate_eth(std::string_view value, KeyedStream& stream) {
  if (!value.starts_with("0x")) return {};
  std::string lower(value.substr(2));
  for (char& c : lower) c = c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c;
  return "0x" + same_shape(lower, stream);
}

// Blocks such as "-----BEGIN RSA PRIVATE KEY-----" keep the lines that frame them.
std::string same_shape_within_frame(std::string_view value, KeyedStream& stream) {
  std::string out;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find('\n'), value.size() - 1) + 1;
    const std::string_view line = value.substr(0, end);
    out += line.starts_with("-----") ? std::string(line) : same_shape(line, stream);
    value.remove_prefix(end);
  }
  return out;
}

}  // namespace

Surrogates::Surrogates(const detect::Detector& detector)
    : forms_(detector), street_words_(forms_.street_words()) {
  std::ranges::sort(street_words_);
}

std::string Surrogates::of(std::string_view value, std::string_view type_name, Bytes key,
                           const Scope& scope) const {
  const detect::EntityType* type = forms_.detector().find_type(type_name);
  if (value.empty() || (type != nullptr && type->keeps_nothing_derived)) {
    return type_in_brackets(type_name);
  }
  // All spellings of a value have one surrogate, each in its own writing.
  const std::string canonical = canonical_form(value, type_name);
  const std::string compact = compact_form(value);
  const SecretBytes scoped = scoped_key(key, "surrogate", scope, 32);
  for (int i = 0; i < kAttemptsMax; ++i) {
    const std::string number = std::to_string(i);
    KeyedStream stream(scoped.reveal(), {type_name, canonical, number});
    std::string other = attempt(value, type_name, stream);
    if (!other.empty() && compact_form(other) != compact) return other;
  }
  return type_in_brackets(type_name);
}

std::string Surrogates::attempt(std::string_view value, std::string_view type_name,
                                KeyedStream& stream) const {
  std::string other;
  if (type_name == "payment_card") other = surrogate_card(value, stream);
  if (type_name == "iban") other = surrogate_iban(value, stream);
  if (type_name == "phone") other = surrogate_phone(value, stream);
  if (type_name == "email") other = surrogate_email(value, stream);
  if (type_name == "person") other = surrogate_person(value, stream);
  if (type_name == "address") other = surrogate_address(value, street_words_, stream);
  if (type_name == "date_of_birth") other = surrogate_date(value, true, stream);
  if (type_name == "date") other = surrogate_date(value, false, stream);
  if (type_name == "ip_address") other = surrogate_ip(value, stream);
  const bool is_url =
      type_name == "url" || type_name == "connection_string" || type_name == "signed_url";
  if (is_url) other = surrogate_url(value, stream);
  if (type_name == "jwt") other = surrogate_jwt(value, stream);
  if (type_name == "eth_address") other = surrogate_eth(value, stream);
  if (type_name == "mac_address") other = surrogate_mac(value, stream);
  if (other.empty()) other = by_form(value, type_name, stream);
  if (other.empty()) other = another_word(value, type_name, stream);
  if (other.empty()) other = same_shape_within_frame(value, stream);
  return other;
}

std::string Surrogates::by_form(std::string_view value, std::string_view type_name,
                                KeyedStream& stream) const {
  std::vector<detect::ValueForm> forms = forms_.of(type_name, compact_form(value), value);
  // What more check digits vouch for first: it is found in more places.
  std::ranges::stable_sort(
      forms, [](const auto& a, const auto& b) { return strong_count(a) > strong_count(b); });
  for (const detect::ValueForm& form : forms) {
    std::string other = surrogate_of_form(value, form, stream);
    if (!other.empty()) return other;
  }
  return {};
}

std::string Surrogates::another_word(std::string_view value, std::string_view type_name,
                                     KeyedStream& stream) const {
  const std::vector<std::string_view> words = forms_.words(type_name);
  if (words.empty()) return {};
  const std::string_view word = words[stream.below(static_cast<std::uint32_t>(words.size()))];
  const bool is_ascii = std::ranges::all_of(word, [](char c) { return (c & '\x80') == 0; });
  return is_ascii ? in_case(word, case_of(value)) : std::string(word);
}

}  // namespace holdfast::protect
