#include "engine/protect/token.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "engine/protect/aes.h"

namespace holdfast::protect {
namespace {

constexpr std::string_view kMark = ":t1.";
constexpr std::size_t kKeyBytes = 64;  // AES-256 for each half
constexpr std::size_t kNameBytesMax = 64;

bool is_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         c == '-';
}

std::string name_of(std::string_view type_name) {
  std::string name(type_name.substr(0, kNameBytesMax));
  std::ranges::replace_if(name, [](char c) { return !is_name(c); }, '_');
  return name.empty() ? "value" : name;
}

struct Pieces {
  std::string_view name;
  std::string_view sealed;
  std::size_t end = 0;
};

// The token that text[at] == '[' begins.
std::optional<Pieces> token_at(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_name(text[end])) ++end;
  const std::string_view name = text.substr(at + 1, end - at - 1);
  if (name.empty() || !text.substr(end).starts_with(kMark)) return std::nullopt;
  const std::size_t begin = end + kMark.size();
  for (end = begin; end < text.size() && is_name(text[end]);) ++end;
  if (end == begin || end == text.size() || text[end] != ']') return std::nullopt;
  return Pieces{name, text.substr(begin, end - begin), end + 1};
}

SecretBytes token_key(Bytes key, const Scope& scope) {
  return scoped_key(key, "token", scope, kKeyBytes);
}

}  // namespace

std::string seal_token(std::string_view value, std::string_view type_name, Bytes key,
                       const Scope& scope) {
  if (value.empty()) return {};
  const std::string name = name_of(type_name);
  const Bytes bound = as_bytes(name);
  const ByteVector sealed =
      encrypt_siv(token_key(key, scope).reveal(), as_bytes(value), {&bound, 1});
  std::string token = "[" + name;
  token += kMark;
  return token += to_base64url(sealed) + "]";
}

Result<std::string> open_token(std::string_view token, Bytes key, const Scope& scope) {
  if (token.empty()) return std::string();
  const auto pieces = token.front() == '[' ? token_at(token, 0) : std::nullopt;
  const Error error{ErrorCode::InvalidInput, "this is no token of this key and scope"};
  if (!pieces || pieces->end != token.size()) return error;
  const auto sealed = from_base64(pieces->sealed);
  if (!sealed) return error;
  const Bytes bound = as_bytes(pieces->name);
  const auto value = decrypt_siv(token_key(key, scope).reveal(), *sealed, {&bound, 1});
  if (!value) return error;
  return std::string(as_text(*value));
}

std::vector<TokenPlace> find_tokens(std::string_view text) {
  std::vector<TokenPlace> places;
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at)) {
    if (const auto pieces = token_at(text, at)) {
      places.push_back({at, pieces->end});
      at = pieces->end;
    } else {
      ++at;
    }
  }
  return places;
}

}  // namespace holdfast::protect
