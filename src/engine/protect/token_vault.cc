#include "engine/protect/token_vault.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "engine/protect/aes.h"
#include "engine/protect/mask.h"

namespace holdfast::protect {
namespace {

constexpr std::size_t kKeyBytes = 64;
constexpr std::string_view kBound = "holdfast/vault/v1";
constexpr std::size_t kVaultBytesMax = 1U << 30;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string name_of(std::string_view type_name) {
  std::string name;
  for (const char c : type_name) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
    name.push_back(is_name(upper) ? upper : '_');
  }
  return name.empty() ? "VALUE" : name;
}

struct Parsed {
  std::string_view name;
  std::size_t number = 0;    // from 1
  std::size_t spelling = 1;  // from 1
  std::size_t end = 0;
};

// At most nine digits, no leading zero; moves `at` behind them. 0 when there are none.
std::size_t read_number(std::string_view text, std::size_t& at) {
  std::size_t value = 0;
  const std::size_t begin = at;
  while (at < text.size() && is_digit(text[at]) && at - begin < 9) {
    value = value * 10 + static_cast<std::size_t>(text[at++] - '0');
  }
  return at > begin && text[begin] != '0' ? value : 0;
}

std::optional<Parsed> token_at(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_name(text[end])) ++end;
  const std::string_view word = text.substr(at + 1, end - at - 1);
  const std::size_t line = word.rfind('_');
  if (line == std::string_view::npos || line == 0) return std::nullopt;
  Parsed parsed{.name = word.substr(0, line)};
  std::size_t digit = at + 1 + line + 1;
  parsed.number = read_number(text, digit);
  if (parsed.number == 0 || digit != end) return std::nullopt;
  if (end < text.size() && text[end] == '.') {
    parsed.spelling = read_number(text, ++end);
    if (parsed.spelling < 2) return std::nullopt;
  }
  if (end >= text.size() || text[end] != ']') return std::nullopt;
  parsed.end = end + 1;
  return parsed;
}

Error unknown() { return {ErrorCode::NotFound, "the vault knows no such token in this scope"}; }

}  // namespace

std::string TokenVault::token_for(std::string_view value, std::string_view type_name,
                                  const Scope& scope) {
  const std::string name = name_of(type_name);
  Numbered& numbered = numbered_[Place{scope.tenant, scope.conversation, name}];
  const auto [known, is_new] =
      numbered.number_of.try_emplace(canonical_form(value, type_name), numbered.spellings.size());
  if (is_new) numbered.spellings.emplace_back();
  std::vector<std::string>& spellings = numbered.spellings[known->second];
  auto spelling = std::ranges::find(spellings, value);
  if (spelling == spellings.end()) {
    spellings.emplace_back(value);
    spelling = spellings.end() - 1;
    ++value_count_;
  }
  const auto index = spelling - spellings.begin();
  return index == 0 ? fmt::format("[{}_{}]", name, known->second + 1)
                    : fmt::format("[{}_{}.{}]", name, known->second + 1, index + 1);
}

Result<std::string> TokenVault::value_of(std::string_view token, const Scope& scope) const {
  const auto parsed = token.starts_with('[') ? token_at(token, 0) : std::nullopt;
  if (!parsed || parsed->end != token.size()) return unknown();
  const auto found =
      numbered_.find(Place{scope.tenant, scope.conversation, std::string(parsed->name)});
  if (found == numbered_.end()) return unknown();
  const auto& all = found->second.spellings;
  if (parsed->number > all.size()) return unknown();
  const auto& spellings = all[parsed->number - 1];
  if (parsed->spelling > spellings.size()) return unknown();
  return spellings[parsed->spelling - 1];
}

ByteVector TokenVault::seal(Bytes key) const {
  JsonWriter json;
  json.begin_array();
  for (const auto& [place, numbered] : numbered_) {
    const auto& [tenant, conversation, name] = place;
    json.begin_object();
    json.member("tenant", to_base64(as_bytes(tenant)));
    json.member("conversation", to_base64(as_bytes(conversation))).member("name", name);
    std::vector<std::string_view> canonical(numbered.spellings.size());
    for (const auto& [form, number] : numbered.number_of) canonical[number] = form;
    json.key("values").begin_array();
    for (std::size_t i = 0; i < canonical.size(); ++i) {
      json.begin_array().value(to_base64(as_bytes(canonical[i])));
      for (const std::string& spelling : numbered.spellings[i]) {
        json.value(to_base64(as_bytes(spelling)));
      }
      json.end();
    }
    json.end().end();
  }
  const std::string text = json.end().take();
  const Bytes bound = as_bytes(kBound);
  return encrypt_siv(scoped_key(key, "vault", {}, kKeyBytes).reveal(), as_bytes(text), {&bound, 1});
}

Result<TokenVault> TokenVault::open(Bytes key, Bytes sealed) {
  const Bytes bound = as_bytes(kBound);
  const auto text =
      decrypt_siv(scoped_key(key, "vault", {}, kKeyBytes).reveal(), sealed, {&bound, 1});
  if (!text) {
    return Error{ErrorCode::InvalidInput, "this key did not seal the vault, or it was changed"};
  }
  auto vault = parse(as_text(*text));
  if (!vault) return Error{ErrorCode::Corrupted, "the vault holds something else"};
  return vault;
}

Result<TokenVault> TokenVault::parse(std::string_view json) {
  const auto text = [](const JsonValue& value) -> Result<std::string> {
    return std::string(as_text(TRY(from_base64(TRY(value.string())))));
  };
  TokenVault vault;
  const JsonDocument document = TRY(JsonDocument::parse(json, {.bytes_max = kVaultBytesMax}));
  for (const JsonValue& item : TRY(document.root().array())) {
    ObjectReader object = TRY(item.object());
    std::string tenant = TRY(text(TRY(object.required("tenant"))));
    std::string conversation = TRY(text(TRY(object.required("conversation"))));
    const std::string_view name = TRY(object.required_string("name"));
    Place place{std::move(tenant), std::move(conversation), std::string(name)};
    Numbered& numbered = vault.numbered_[std::move(place)];
    for (const JsonValue& value : TRY(TRY(object.required("values")).array())) {
      const std::vector<JsonValue> forms = TRY(value.array());
      if (forms.size() < 2) return value.error("a form and a spelling");
      numbered.number_of.emplace(TRY(text(forms[0])), numbered.spellings.size());
      std::vector<std::string>& spellings = numbered.spellings.emplace_back();
      for (std::size_t i = 1; i < forms.size(); ++i) spellings.push_back(TRY(text(forms[i])));
      vault.value_count_ += spellings.size();
    }
  }
  return vault;
}

std::vector<NumberedTokenPlace> find_numbered_tokens(std::string_view text) {
  std::vector<NumberedTokenPlace> places;
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at)) {
    if (const auto parsed = token_at(text, at)) {
      places.push_back({at, parsed->end});
      at = parsed->end;
    } else {
      ++at;
    }
  }
  return places;
}

}  // namespace holdfast::protect
