#include "channels/presidio/anonymize.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/json_writer.h"
#include "channels/presidio/hit.h"
#include "channels/presidio/operator_config.h"
#include "channels/presidio/positions.h"
#include "engine/protect/overlaps.h"

namespace holdfast::presidio {
namespace {

constexpr std::string_view kDefault = "DEFAULT";

Refusal invalid(std::string message) { return {422, std::move(message)}; }

// What the caller chose for each entity; read when an entity first needs it, as Presidio does, so
// that a mistake in one that is never used is none.
class Operators {
 public:
  Operators(const Known& known, Direction direction) : known_(known), direction_(direction) {}

  Outcome<bool> read(const std::optional<JsonValue>& value) {
    if (!value) return true;
    auto members = value->members();
    if (!members) return wrong_type(member(), "object", *value);
    for (const auto& [entity, config] : *members) {
      const std::string name = TRY(operator_name(config));
      if (name == "custom") return Refusal{400, "Custom type anonymizer is not supported"};
      configs_.insert_or_assign(std::string(entity), config);
    }
    return true;
  }

  Outcome<const NamedOperator*> of(const std::string& entity) {
    if (const auto known = read_.find(entity); known != read_.end()) return &known->second;
    NamedOperator read = TRY(choose(entity));
    return &read_.emplace(entity, std::move(read)).first->second;
  }

 private:
  std::string_view member() const {
    return direction_ == Direction::Anonymize ? "anonymizers" : "deanonymizers";
  }

  Outcome<NamedOperator> choose(const std::string& entity) const {
    auto found = configs_.find(entity);
    if (found == configs_.end()) found = configs_.find(kDefault);
    if (found == configs_.end()) {
      if (direction_ == Direction::Anonymize) return replace_by_type(entity);
      return invalid("Invalid input, deanonymizers must contain DEFAULT or the entity type");
    }
    NamedOperator read = TRY(read_operator(found->second, entity, known_, direction_));
    // Of card codes, PINs and passwords nothing derived leaves: no mask, no digest, no ciphertext.
    const bool derives = read.name != "keep" && protect::derives(read.what);
    if (derives && direction_ == Direction::Anonymize && known_.names.keeps_nothing_derived(entity))
      return replace_by_type(entity);
    return read;
  }

  const Known& known_;
  const Direction direction_;
  std::map<std::string, JsonValue, std::less<>> configs_;
  std::map<std::string, NamedOperator> read_;
};

Outcome<std::int64_t> position(ObjectReader& object, std::string_view name) {
  const auto value = object.optional(name);
  if (!value) return invalid(fmt::format("Invalid input, result must contain {}", name));
  const auto number = value->integer();
  if (!number) return wrong_type(name, "number", *value);
  return *number;
}

Outcome<protect::Claim> read_claim(const JsonValue& value, const Positions& positions,
                                   Direction direction) {
  auto read = value.object();
  if (!read) return wrong_type("result", "object", value);
  ObjectReader& object = *read;
  const std::int64_t start = TRY(position(object, "start"));
  const std::int64_t end = TRY(position(object, "end"));
  const auto entity = object.optional("entity_type");
  const auto name = entity ? entity->string() : std::string_view();
  if (!name) return wrong_type("entity_type", "string", *entity);
  if (name->empty()) return invalid("Invalid input, result must contain entity_type");
  if (start < 0 || end < 0) return invalid("Invalid input, result start and end must be positive");
  if (start > end) {
    return invalid(fmt::format(
        "Invalid input, start index '{}' must be smaller than end index '{}'", start, end));
  }
  protect::Claim claim{.type_name = std::string(*name)};
  if (direction == Direction::Anonymize) {
    const auto score = object.optional("score");
    if (!score) return invalid("Invalid input, analyzer result must contain score");
    const auto number = score->number();
    if (!number) return wrong_type("score", "number", *score);
    claim.score = *number;
  }
  const std::size_t length = positions.code_points();
  if (static_cast<std::uint64_t>(end) > length) {
    return invalid(
        fmt::format("Invalid analyzer result, start: {} and end: {}, while text length is only {}.",
                    start, end, length));
  }
  claim.begin = positions.byte_at(static_cast<std::size_t>(start));
  claim.end = positions.byte_at(static_cast<std::size_t>(end));
  return claim;
}

Outcome<std::vector<protect::Claim>> read_claims(const std::optional<JsonValue>& value,
                                                 std::string_view text, Direction direction) {
  std::vector<protect::Claim> claims;
  if (!value) {
    if (direction == Direction::Deanonymize) return claims;
    return invalid("Invalid input, request must contain analyzer results");
  }
  const auto items = value->array();
  if (!items) return wrong_type("results", "array", *value);
  if (items->size() > kHitsMax) return Refusal{413, "too many results for one request"};
  const Positions positions(text);
  for (const JsonValue& item : *items) {
    claims.push_back(TRY(read_claim(item, positions, direction)));
  }
  return claims;
}

std::string render(const std::string& text, const std::vector<protect::Claim>& claims,
                   const std::vector<protect::Replacement>& replacements,
                   const std::vector<const NamedOperator*>& operators) {
  const Positions positions(text);
  JsonWriter json;
  json.begin_object().member("text", text).key("items").begin_array();
  for (std::size_t i = claims.size(); i-- > 0;) {
    json.begin_object();
    json.member("start", positions.code_point_at(replacements[i].begin));
    json.member("end", positions.code_point_at(replacements[i].end));
    json.member("entity_type", claims[i].type_name).member("text", replacements[i].text);
    json.member("operator", operators[i]->name).end();
  }
  return json.end().end().take();
}

// Whether another claim covers some of its bytes; `claims` in order of begin.
bool others_reach_in(const std::vector<protect::Claim>& claims, std::size_t i) {
  return (i > 0 && claims[i - 1].end > claims[i].begin) ||
         (i + 1 < claims.size() && claims[i + 1].begin < claims[i].end);
}

// What a mask would leave of a value may be another's, whose own operator leaves nothing.
protect::Operator covering(const protect::Operator& what) {
  const auto* mask = std::get_if<protect::MaskEnd>(&what);
  if (mask == nullptr) return what;
  return protect::MaskEnd{.mask_character = mask->mask_character, .count = SIZE_MAX};
}

Outcome<std::string> operate_on(std::string_view text, std::vector<protect::Claim> claims,
                                Operators& chosen, Random& random) {
  std::stable_sort(claims.begin(), claims.end(),
                   [](const auto& a, const auto& b) { return a.begin < b.begin; });
  std::vector<protect::Replacement> replacements;
  std::vector<const NamedOperator*> operators;
  std::size_t bytes = 0;  // read and written: results that overlap in part read a text many times
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const protect::Claim& claim = claims[i];
    operators.push_back(TRY(chosen.of(claim.type_name)));
    const std::string_view value = text.substr(claim.begin, claim.end - claim.begin);
    const NamedOperator& named = *operators.back();
    const std::string& type_name = named.type_name.empty() ? claim.type_name : named.type_name;
    auto changed = protect::operate(others_reach_in(claims, i) ? covering(named.what) : named.what,
                                    value, type_name, random, named.occasion);
    if (!changed) return invalid("Invalid input, " + changed.error().message);
    bytes += value.size() + changed->size();
    if (bytes > kAnswerBytesMax) return Refusal{413, "the answer would be too large"};
    replacements.push_back({.text = *std::move(changed)});
  }
  const std::string out = protect::replace(text, claims, replacements);
  return render(out, claims, replacements, operators);
}

bool is_empty(const JsonDocument& body) {
  const auto members = body.root().members();
  return !members || members->empty();
}

Outcome<std::string> change(const JsonDocument& body, const Known& known, Direction direction,
                            Random& random) {
  const bool anonymizes = direction == Direction::Anonymize;
  if (is_empty(body)) return Refusal{400, "Invalid request json"};
  ObjectReader object = TRY(body.object());
  Operators operators(known, direction);
  TRY(operators.read(object.optional(anonymizes ? "anonymizers" : "deanonymizers")));
  const auto member = object.optional("text");
  const auto text = member ? member->string() : std::string_view();
  if (!text) return wrong_type("text", "string", *member);
  std::vector<protect::Claim> claims = TRY(read_claims(
      object.optional(anonymizes ? "analyzer_results" : "anonymizer_results"), *text, direction));
  claims = protect::resolve(std::move(claims));
  if (anonymizes) claims = protect::join_across_spaces(*text, std::move(claims));
  return operate_on(*text, std::move(claims), operators, random);
}

}  // namespace

Outcome<std::string> anonymize(const JsonDocument& body, const Known& known, Random& random) {
  return change(body, known, Direction::Anonymize, random);
}

Outcome<std::string> deanonymize(const JsonDocument& body, const Known& known, Random& random) {
  return change(body, known, Direction::Deanonymize, random);
}

}  // namespace holdfast::presidio
