#include "channels/presidio/operator_config.h"

#include <algorithm>
#include <limits>

#include <fmt/core.h>

#include "base/utf8.h"
#include "engine/protect/aes.h"

namespace holdfast::presidio {
namespace {

Refusal invalid(std::string message) { return {422, std::move(message)}; }

std::string_view json_type(const JsonValue& value) {
  if (value.is_string()) return "string";
  if (value.is_object()) return "object";
  if (value.boolean()) return "boolean";
  if (value.number()) return "number";
  return "array";
}

class Parameters {
 public:
  explicit Parameters(ObjectReader& object) : object_(object) {}

  Outcome<std::string> required_text(std::string_view name) {
    const auto value = object_.optional(name);
    if (!value) return invalid(fmt::format("Expected parameter {}", name));
    return text(name, *value);
  }

  Outcome<std::string> text_or(std::string_view name, std::string_view otherwise) {
    const auto value = object_.optional(name);
    if (!value) return std::string(otherwise);
    return text(name, *value);
  }

  Outcome<std::int64_t> required_integer(std::string_view name) {
    const auto value = object_.optional(name);
    if (!value) return invalid(fmt::format("Expected parameter {}", name));
    const auto number = value->integer();
    if (!number) return wrong_type(name, "number", *value);
    return *number;
  }

  Outcome<bool> flag_or(std::string_view name, bool otherwise) {
    const auto value = object_.optional(name);
    if (!value) return otherwise;
    const auto flag = value->boolean();
    if (!flag) return wrong_type(name, "boolean", *value);
    return *flag;
  }

 private:
  static Outcome<std::string> text(std::string_view name, const JsonValue& value) {
    const auto read = value.string();
    if (!read) return wrong_type(name, "string", value);
    return std::string(*read);
  }

  ObjectReader& object_;
};

Outcome<protect::Operator> read_mask(Parameters& parameters) {
  protect::MaskEnd mask { .mask_character = TRY(parameters.required_text("masking_char")) };
  const std::string& character = mask.mask_character;
  if (!character.empty() && utf8_step(character, 0).length != character.size()) {
    return invalid("Invalid input, masking_char must be a character");
  }
  const std::int64_t count = TRY(parameters.required_integer("chars_to_mask"));
  mask.count = static_cast<std::size_t>(std::max<std::int64_t>(count, 0));
  mask.from_end = TRY(parameters.flag_or("from_end", false));
  return protect::Operator(std::move(mask));
}

Outcome<protect::Operator> read_hash(Parameters& parameters) {
  const std::string kind = TRY(parameters.text_or("hash_type", "sha256"));
  const std::string salt = TRY(parameters.text_or("salt", ""));
  if (kind != "sha256" && kind != "sha512") {
    return invalid(fmt::format(
        "Parameter hash_type value {} is not in range of values ['sha256', 'sha512']", kind));
  }
  return protect::Operator(protect::Digest{
      .kind = kind == "sha512" ? protect::DigestKind::Sha512 : protect::DigestKind::Sha256,
      .salt = SecretBytes(as_bytes(salt))});
}

Outcome<SecretBytes> read_key(Parameters& parameters) {
  const std::string key = TRY(parameters.required_text("key"));
  if (!protect::is_aes_key_size(key.size())) {
    return invalid("Invalid input, key must be of length 128, 192 or 256 bits");
  }
  return SecretBytes(as_bytes(key));
}

}  // namespace

Refusal wrong_type(std::string_view parameter, std::string_view expected, const JsonValue& got) {
  return invalid(fmt::format("Invalid parameter value for {}. Expecting '{}', but got '{}'.",
                             parameter, expected, json_type(got)));
}

Outcome<std::string> operator_name(const JsonValue& config) {
  auto object = config.object();
  if (!object) return wrong_type("operator config", "object", config);
  const auto type = object->optional("type");
  if (!type) return invalid("Invalid input, operator config must contain operator_name");
  const auto name = type->string();
  if (!name) return wrong_type("type", "string", *type);
  return std::string(*name);
}

NamedOperator replace_by_type(std::string_view entity) {
  return {.name = "replace", .what = protect::ReplaceBy{fmt::format("<{}>", entity)}};
}

Outcome<NamedOperator> read_operator(const JsonValue& config, std::string_view entity,
                                     Direction direction) {
  NamedOperator read {
    .name = TRY(operator_name(config))
    , .what = protect::Keep {}
  };
  ObjectReader object = TRY(config.object());
  Parameters parameters(object);
  const std::string& name = read.name;
  if (direction == Direction::Deanonymize) {
    if (name == "deanonymize_keep") return read;
    if (name != "decrypt") return invalid(fmt::format("Invalid operator class '{}'.", name));
    read.what = protect::DecryptCbc { TRY(read_key(parameters)) };
    return read;
  }
  if (name == "keep") return read;
  if (name == "redact") {
    read.what = protect::Redact{};
  } else if (name == "replace") {
    std::string text = TRY(parameters.text_or("new_value", ""));
    if (text.empty()) return replace_by_type(entity);
    read.what = protect::ReplaceBy{std::move(text)};
  } else if (name == "mask") {
    read.what = TRY(read_mask(parameters));
  } else if (name == "hash") {
    read.what = TRY(read_hash(parameters));
  } else if (name == "encrypt") {
    read.what = protect::EncryptCbc { TRY(read_key(parameters)) };
  } else {
    return invalid(fmt::format("Invalid operator class '{}'.", name));
  }
  return read;
}

}  // namespace holdfast::presidio
