#include "domain/access/password_rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/utf8.h"
#include "platform/crypto/password.h"

namespace holdfast::access {
namespace {

// The words that most common passwords are made of, once years, digits and signs are taken away.
// Longer ones first, so that "password" goes before "pass".
constexpr std::array kCommonWords = std::to_array<std::string_view>({
    "administrator", "changemenow", "qwertyuiop", "contactcenter", "contactcentre", "callcenter",
    "superman",      "trustno",     "sunshine",   "princess",      "starwars",      "football",
    "baseball",      "basketball",  "whatever",   "computer",      "internet",      "password",
    "passwort",      "contrasena",  "motdepasse", "iloveyou",      "letmein",       "welcome",
    "willkommen",    "bienvenue",   "bienvenido", "holdfast",      "asdfghjkl",     "zxcvbnm",
    "chocolate",     "michelle",    "jennifer",   "liverpool",     "september",     "november",
    "december",      "february",    "customer",   "service",       "company",       "default",
    "changeme",      "temporary",   "security",   "testing",       "support",       "january",
    "october",       "august",      "summer",     "winter",        "spring",        "autumn",
    "sommer",        "monday",      "friday",     "monkey",        "dragon",        "master",
    "shadow",        "secret",      "login",      "admin",         "qwerty",        "qwertz",
    "azerty",        "batman",      "ashley",     "bailey",        "george",        "london",
    "freedom",       "flower",      "hello",      "lovely",        "guest",         "root",
    "user",          "test",        "pass",       "love",          "asdf",          "abc",
});

constexpr std::size_t kOwnCharactersMin = 6;  // beside common words
constexpr std::size_t kDifferentCharactersMin = 6;

std::size_t character_count(std::string_view text) {
  return OffsetCounter(text, OffsetCounter::Unit::CodePoint).at(text.size());
}

// Lower case, with the usual replacements undone: "P@ssw0rd" becomes "password".
std::string plain_letters(std::string_view password) {
  constexpr std::string_view kFrom = "@4301$57!";
  constexpr std::string_view kTo = "aaeolssti";
  std::string plain;
  for (char c : password) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    const std::size_t at = kFrom.find(c);
    plain.push_back(at == std::string_view::npos ? c : kTo[at]);
  }
  return plain;
}

void remove_all(std::string& text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word)) {
    text.erase(at, word.size());
  }
}

// Characters left once common words and the digits and signs around them are gone.
std::size_t own_characters(std::string_view password, std::string_view email) {
  std::string plain = plain_letters(password);
  const std::size_t length_before = plain.size();
  const std::string_view local_part = email.substr(0, email.find('@'));
  if (local_part.size() >= 4) remove_all(plain, plain_letters(local_part));
  for (const std::string_view word : kCommonWords) remove_all(plain, word);
  if (plain.size() == length_before) return character_count(password);
  return static_cast<std::size_t>(std::count_if(
      plain.begin(), plain.end(), [](char c) { return c < 0 || (c >= 'a' && c <= 'z'); }));
}

// "123456789012" and "abcdefabcdef": most characters follow from the one before.
bool is_sequence(std::string_view password) {
  std::size_t steps = 0;
  for (std::size_t i = 1; i < password.size(); ++i) {
    const int step = password[i] - password[i - 1];
    if (step >= -1 && step <= 1) ++steps;
  }
  return steps * 4 >= (password.size() - 1) * 3;
}

}  // namespace

Result<> check_password(const Sensitive<std::string>& password, std::string_view email) {
  const std::string& text = password.reveal();
  const auto refuse = [](std::string message) {
    return Error{ErrorCode::InvalidInput, "password: " + std::move(message)};
  };
  if (!is_utf8(text) || text.size() > crypto::kPasswordBytesMax) {
    return refuse("at most 1024 bytes of UTF-8");
  }
  if (character_count(text) < kPasswordCharactersMin) return refuse("at least 12 characters");
  if (std::set<char>(text.begin(), text.end()).size() < kDifferentCharactersMin ||
      is_sequence(text)) {
    return refuse("too regular to be safe: string a few unusual words together");
  }
  if (own_characters(text, email) < kOwnCharactersMin) {
    return refuse("made of what everybody tries first: string a few unusual words together");
  }
  return {};
}

}  // namespace holdfast::access
