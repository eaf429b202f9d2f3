// Keys and tokens of programs. Case matters, so these want the value as it stands, prefix included.

#include <algorithm>
#include <array>

#include "engine/detect/validators/digits.h"
#include "engine/detect/validators/groups.h"
#include "engine/detect/validators/public_suffix.h"

namespace holdfast::detect {
namespace {

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    table[i] = value;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kCrcTable = crc_table();

// CRC-32 of ISO 3309, as zip has it.
std::uint32_t crc32(std::string_view text) {
  std::uint32_t sum = 0xFFFFFFFFU;
  for (const char c : text) {
    sum = sum >> 8 ^ kCrcTable[(sum ^ static_cast<std::uint8_t>(c)) & 0xFFU];
  }
  return ~sum;
}

// Thirty random characters, then six that are the CRC-32 of those in base 62.
bool checksum_holds(std::string_view body) {
  if (body.size() != 36 || !all_of(body, is_alnum)) return false;
  std::uint32_t sum = crc32(body.substr(0, 30));
  for (std::size_t i = 36; i-- > 30; sum /= 62) {
    if (body[i] != kBase62[sum % 62]) return false;
  }
  return sum == 0;
}

Outcome github_token(std::string_view text) {
  if (text.starts_with("github_pat_")) {
    const std::string_view body = text.substr(11);
    const bool fits = body.size() == 82 && body[22] == '_' &&
                      all_of(body.substr(0, 22), is_alnum) && all_of(body.substr(23), is_alnum);
    return pass_if(fits && !all_same(body.substr(0, 22)));
  }
  if (text.size() != 40 || !text.starts_with("gh") || !contains("pousr", text[2]) ||
      text[3] != '_') {
    return Outcome::Fail;
  }
  return strong_if(checksum_holds(text.substr(4)));
}

Outcome npm_token(std::string_view text) {
  return strong_if(text.starts_with("npm_") && checksum_holds(text.substr(4)));
}

constexpr int base64url_value(char c) {
  if (is_upper(c)) return c - 'A';
  if (is_lower(c)) return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  return c == '-' || c == '+' ? 62 : c == '_' || c == '/' ? 63 : -1;
}

// Decodes the front of `text` as far as the buffer goes; the bytes written.
std::size_t decode_base64url(std::string_view text, std::array<char, 96>& out) {
  std::size_t count = 0;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = base64url_value(c);
    if (value < 0) return 0;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      if (count == out.size()) return count;
      out[count++] = static_cast<char>(static_cast<std::uint8_t>(bits >> held & 0xFFU));
    }
  }
  return count;
}

// JSON Web Token in compact form (RFC 7519): three parts, or five when encrypted; the header is a
// JSON object that names its algorithm.
Outcome jwt(std::string_view text) {
  const std::size_t first_dot = text.find('.');
  if (first_dot == std::string_view::npos || first_dot < 10) return Outcome::Fail;
  int dots = 0;
  for (const char c : text) {
    if (c == '.') {
      ++dots;
    } else if (base64url_value(c) < 0) {
      return Outcome::Fail;
    }
  }
  if (dots != 2 && dots != 4) return Outcome::Fail;
  std::array<char, 96> header;
  const std::size_t count = decode_base64url(text.substr(0, first_dot), header);
  const std::string_view decoded(header.data(), count);
  return strong_if(decoded.starts_with("{\"") &&
                   decoded.find("\"alg\"") != std::string_view::npos &&
                   text.size() > first_dot + 4);
}

// Access key ids of AWS: kind, then sixteen characters of base 32 that hold the account.
Outcome aws_access_key(std::string_view text) {
  const bool fits =
      text.size() == 20 && is_one_of(text.substr(0, 4), {"AKIA", "ASIA", "ABIA", "ACCA", "AGPA",
                                                         "AIDA", "AIPA", "ANPA", "ANVA", "AROA"});
  const bool is_base32 =
      all_of(text.substr(fits ? 4 : 0), [](char c) { return is_upper(c) || between(c, '2', '7'); });
  return pass_if(fits && is_base32 && !all_same(text.substr(4)));
}

// How mixed a secret is: it has upper and lower case and digits, and no run of one character.
bool is_mixed(std::string_view text) {
  bool upper = false;
  bool lower = false;
  bool figure = false;
  int run = 0;
  char last = '\0';
  for (const char c : text) {
    upper = upper || is_upper(c);
    lower = lower || is_lower(c);
    figure = figure || is_digit(c);
    run = c == last ? run + 1 : 1;
    if (run > 4) return false;
    last = c;
  }
  return upper && lower && figure;
}

// Forty characters of base 64 with the mix that random bytes have.
Outcome aws_secret_key(std::string_view text) {
  return pass_if(text.size() == 40 && is_mixed(text) && all_of(text, [](char c) {
                   return is_alnum(c) || c == '/' || c == '+' || c == '=';
                 }));
}

// Base 64 of a key of 32 or 64 bytes, padded.
Outcome base64_key(std::string_view text) {
  const bool fits =
      (text.size() == 44 && text.ends_with('=')) || (text.size() == 88 && text.ends_with("=="));
  return pass_if(fits && is_mixed(text.substr(0, 40)) && all_of(text, [](char c) {
                   return is_alnum(c) || c == '/' || c == '+' || c == '=';
                 }));
}

// A generated key behind a known prefix: long enough and not a word or a placeholder
// ("sk_live_xxxx").
Outcome mixed_secret(std::string_view text) {
  const std::size_t mark = text.find_last_of("_-", text.size() > 12 ? text.size() - 12 : 0);
  const std::string_view body = mark == std::string_view::npos ? text : text.substr(mark + 1);
  int figures = 0;
  int letters = 0;
  int run = 0;
  int run_max = 0;
  char last = '\0';
  for (const char c : body) {
    figures += is_digit(c) ? 1 : 0;
    letters += is_alnum(c) && !is_digit(c) ? 1 : 0;
    run = c == last ? run + 1 : 1;
    run_max = run > run_max ? run : run_max;
    last = c;
  }
  return pass_if(body.size() >= 10 && figures > 0 && letters > 0 && run_max < 6);
}

Outcome google_api_key(std::string_view text) {
  return pass_if(text.size() == 39 && text.starts_with("AIza") && is_mixed(text) &&
                 all_of(text, [](char c) { return is_alnum(c) || c == '-' || c == '_'; }));
}

// xoxb-, xoxp- and kin: numbers of workspace and user, then the secret.
Outcome slack_token(std::string_view text) {
  const bool is_app = text.starts_with("xapp-");
  const bool is_user =
      text.size() > 5 && text.starts_with("xox") && contains("abeoprs", text[3]) && text[4] == '-';
  if ((!is_app && !is_user) || text.size() < 20) return Outcome::Fail;
  const std::string_view body = text.substr(5);
  const std::size_t dash = body.find('-');
  return pass_if(dash != std::string_view::npos && dash > 0 && !all_same(body) &&
                 all_of(body, [](char c) { return is_alnum(c) || c == '-'; }));
}

// scheme://user:password@host, the password not a placeholder in brackets.
Outcome url_with_password(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || scheme == 0) return Outcome::Fail;
  const std::string_view rest = text.substr(scheme + 3);
  const std::size_t at = rest.substr(0, rest.find_first_of("/?#")).rfind('@');
  if (at == std::string_view::npos || at + 1 == rest.size()) return Outcome::Fail;
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || colon + 3 > at) return Outcome::Fail;
  const std::string_view password = rest.substr(colon + 1, at - colon - 1);
  return pass_if(!contains("<{[$%", password.front()) && !all_same(password));
}

// What follows "Authorization: Basic": the base 64 of user:password.
Outcome basic_auth(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() < 6) return Outcome::Fail;
  std::array<char, 96> out;
  const std::string_view decoded(out.data(), decode_base64url(text, out));
  const bool is_plain =
      all_of(decoded, [](char c) { return c >= 0x20 && static_cast<unsigned char>(c) != 0x7F; });
  return strong_if(is_plain && decoded.size() > 3 && decoded.find(':') != std::string_view::npos);
}

// A password's hash: in crypt's form ($2b$…, $6$…), a directory's ({SSHA}…), or bare MD5 and SHA.
Outcome password_hash(std::string_view text) {
  if (text.starts_with('$')) {
    const std::size_t second = text.find('$', 1);
    const std::size_t last = text.rfind('$');
    return pass_if(second != std::string_view::npos && second >= 2 && last > second &&
                   text.size() - last >= 20 && !all_same(text.substr(last + 1)));
  }
  if (text.starts_with('{')) {
    const std::size_t close = text.find('}');
    return pass_if(close != std::string_view::npos && text.size() - close > 24 &&
                   !all_same(text.substr(close + 1)));
  }
  const bool is_size = text.size() == 32 || text.size() == 40 || text.size() == 64 ||
                       text.size() == 96 || text.size() == 128;
  return pass_if(is_size && all_of(text, is_hex) && !all_same(text));
}

// Number of the bot, a colon, 35 characters.
Outcome telegram_token(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon < 8 || colon > 10) return Outcome::Fail;
  const std::string_view key = text.substr(colon + 1);
  return pass_if(all_digits(text.substr(0, colon)) && key.size() == 35 && is_mixed(key) &&
                 all_of(key, [](char c) { return is_alnum(c) || c == '-' || c == '_'; }));
}

// Three parts, the first of which is the base 64 of the bot's number.
Outcome discord_token(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot < 22 || dot > 28 || text.size() < 58) {
    return Outcome::Fail;
  }
  std::array<char, 96> out;
  const std::string_view id(out.data(), decode_base64url(text.substr(0, dot), out));
  return strong_if(id.size() >= 16 && id.size() <= 20 && all_digits(id) &&
                   text.find('.', dot + 1) != std::string_view::npos);
}

// A link that lets whoever holds it read a stored file: signatures of AWS, Google and Azure.
Outcome signed_url(std::string_view text) {
  const std::size_t query = text.find('?');
  if (query == std::string_view::npos) return Outcome::Fail;
  const std::string_view rest = text.substr(query);
  for (const std::string_view mark : {"X-Amz-Signature=", "x-amz-signature=", "X-Goog-Signature=",
                                      "&sig=", "?sig=", "&Signature=", "?Signature="}) {
    const std::size_t at = rest.find(mark);
    if (at != std::string_view::npos && rest.size() - at - mark.size() >= 16) return Outcome::Pass;
  }
  return Outcome::Fail;
}

// Labels of letters, digits and hyphens between dots, the last of letters.
Outcome domain_name(std::string_view text) { return pass_if(is_domain(text)); }

// Nothing but figures and letters of base 16, not all the same: many issuers' keys.
Outcome hex_secret(std::string_view text) {
  return pass_if(text.size() >= 16 && all_of(text, is_hex) && !all_same(text) &&
                 !all_of(text, is_digit));
}

// name=value, perhaps with more behind it; or, where the cue was the name, the value alone.
Outcome http_cookie(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of(" ;"), text.size());
  const std::string_view first = text.substr(0, end);
  const std::size_t equals = first.find('=');
  if (equals != std::string_view::npos) return pass_if(equals > 0 && first.size() - equals > 4);
  return pass_if(first.size() >= 16 && !all_of(first, [](char c) { return !is_digit(c); }));
}

// Product and version: "Mozilla/5.0 (X11; …".
Outcome user_agent(std::string_view text) {
  const std::size_t slash = text.find('/');
  return pass_if(slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() &&
                 is_digit(text[slash + 1]) && text.find(' ') > slash);
}

// A prefix, then a key in the form of a UUID.
Outcome uuid_key(std::string_view text) {
  if (text.size() < 36) return Outcome::Fail;
  const std::string_view key = text.substr(text.size() - 36);
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? key[i] != '-' : !is_hex(key[i])) return Outcome::Fail;
  }
  return pass_if(!all_same(key.substr(24)));
}

// 32 figures of base 16 and the data centre: -us12.
Outcome mailchimp_key(std::string_view text) {
  const std::size_t dash = text.find('-');
  return pass_if(dash == 32 && all_of(text.substr(0, 32), is_hex) &&
                 !all_same(text.substr(0, 32)) && text.substr(33).starts_with("us") &&
                 text.size() <= 37 && all_digits(text.substr(35)));
}

constexpr NamedValidator kValidators[] = {
    {"http_cookie", http_cookie},
    {"mailchimp_key", mailchimp_key},
    {"user_agent", user_agent},
    {"uuid_key", uuid_key},
    {"basic_auth", basic_auth},
    {"discord_token", discord_token},
    {"domain_name", domain_name},
    {"hex_secret", hex_secret},
    {"password_hash", password_hash},
    {"signed_url", signed_url},
    {"telegram_token", telegram_token},
    {"aws_access_key", aws_access_key},
    {"aws_secret_key", aws_secret_key},
    {"base64_key", base64_key},
    {"github_token", github_token},
    {"google_api_key", google_api_key},
    {"jwt", jwt},
    {"mixed_secret", mixed_secret},
    {"npm_token", npm_token},
    {"url_with_password", url_with_password},
    {"slack_token", slack_token},
};

}  // namespace

std::span<const NamedValidator> secret_validators() { return kValidators; }

}  // namespace holdfast::detect
