#include "channels/presidio/operator_config.h"

#include <algorithm>
#include <limits>

#include <fmt/core.h>

#include "base/utf8.h"
#include "engine/protect/aes.h"
#include "engine/protect/operator_keys.h"

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

  Outcome<std::int64_t> integer_or(std::string_view name, std::int64_t otherwise) {
    const auto value = object_.optional(name);
    if (!value) return otherwise;
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

// Presidio's own. False for a name it has not.
Outcome<bool> read_anonymizer(Parameters& parameters, std::string_view entity,
                              NamedOperator& read) {
  const std::string& name = read.name;
  if (name == "keep") return true;
  if (name == "redact") {
    read.what = protect::Redact{};
  } else if (name == "replace") {
    std::string text = TRY(parameters.text_or("new_value", ""));
    if (text.empty()) {
      read = replace_by_type(entity);
    } else {
      read.what = protect::ReplaceBy{std::move(text)};
    }
  } else if (name == "mask") {
    read.what = TRY(read_mask(parameters));
  } else if (name == "hash") {
    read.what = TRY(read_hash(parameters));
  } else if (name == "encrypt") {
    read.what = protect::EncryptCbc { TRY(read_key(parameters)) };
  } else {
    return false;
  }
  return true;
}

Outcome<bool> read_deanonymizer(Parameters& parameters, NamedOperator& read) {
  if (read.name == "deanonymize_keep") return true;
  if (read.name != "decrypt") return false;
  read.what = protect::DecryptCbc { TRY(read_key(parameters)) };
  return true;
}

Outcome<protect::ShiftRule> read_shift_rule(Parameters& parameters) {
  protect::ShiftRule rule;
  rule.keeps_weekday = TRY(parameters.flag_or("keeps_weekday", false));
  const std::int64_t days = TRY(parameters.integer_or("days", 365));
  if (days < (rule.keeps_weekday ? 7 : 1) || days > 3650) {
    return invalid("Invalid input, days must be from 1 (with keeps_weekday 7) to 3650");
  }
  rule.days_max = static_cast<int>(days);
  const std::string order = TRY(parameters.text_or("order", "day_first"));
  if (order != "day_first" && order != "month_first") {
    return invalid("Invalid input, order must be day_first or month_first");
  }
  if (order == "month_first") rule.order = protect::FieldOrder::MonthFirst;
  return rule;
}

Outcome<protect::Alphabet> read_alphabet(Parameters& parameters) {
  const std::string name = TRY(parameters.text_or("alphabet", "digits"));
  if (name == "digits") return protect::Alphabet::Digits;
  if (name == "upper_alnum") return protect::Alphabet::UpperAlnum;
  if (name == "alnum") return protect::Alphabet::Alnum;
  return invalid("Invalid input, alphabet must be digits, upper_alnum or alnum");
}

// Ours: each takes a key of 16 characters or more, from which its own is derived.
Outcome<bool> read_own(Parameters& parameters, const Known& known, Direction direction,
                       NamedOperator& read) {
  using protect::KeyUse;
  const std::vector<std::string> names = operator_names(direction);
  if (std::ranges::find(names, read.name) == names.end()) return false;
  const std::string given = TRY(parameters.required_text("key"));
  if (given.size() < protect::kGivenKeyBytesMin) {
    return invalid("Invalid input, key must have 16 characters or more");
  }
  const auto key = [&](KeyUse use) { return protect::operator_key(as_bytes(given), use); };
  read.occasion.scope.tenant = TRY(parameters.text_or("tenant", ""));
  read.occasion.scope.conversation = TRY(parameters.text_or("conversation", ""));
  read.occasion.subject = TRY(parameters.text_or("subject", ""));
  const bool is_back = direction == Direction::Deanonymize;
  const std::string& name = read.name;
  if (name == "surrogate") {
    read.what = protect::Surrogate{key(KeyUse::Surrogate), &known.surrogates};
  } else if (name == "token") {
    read.what = protect::SealToken{key(KeyUse::Token)};
  } else if (name == "open_token") {
    read.what = protect::OpenToken{key(KeyUse::Token)};
  } else if (name == "encrypt_deterministic") {
    read.what = protect::EncryptSiv{key(KeyUse::Siv)};
  } else if (name == "decrypt_deterministic") {
    read.what = protect::DecryptSiv{key(KeyUse::Siv)};
  } else if (name == "shift_date" || name == "unshift_date") {
    const auto rule = TRY(read_shift_rule(parameters));  // TRY among braces would leak the key
    read.what = protect::ShiftDate{key(KeyUse::Shift), rule, is_back};
  } else {
    const protect::Alphabet alphabet = TRY(read_alphabet(parameters));
    read.what = is_back ? protect::Operator(protect::DecryptFormat{key(KeyUse::Format), alphabet})
                        : protect::Operator(protect::EncryptFormat{key(KeyUse::Format), alphabet});
  }
  return true;
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

std::vector<std::string> operator_names(Direction direction) {
  if (direction == Direction::Deanonymize) {
    return {"decrypt",        "deanonymize_keep", "decrypt_deterministic",
            "decrypt_format", "open_token",       "unshift_date"};
  }
  return {"hash",
          "mask",
          "redact",
          "replace",
          "encrypt",
          "keep",
          "encrypt_deterministic",
          "encrypt_format",
          "token",
          "surrogate",
          "shift_date"};
}

Outcome<NamedOperator> read_operator(const JsonValue& config, std::string_view entity,
                                     const Known& known, Direction direction) {
  NamedOperator read {
    .name = TRY(operator_name(config))
    , .what = protect::Keep {}
  };
  ObjectReader object = TRY(config.object());
  Parameters parameters(object);
  const bool is_known =
      direction == Direction::Anonymize ? TRY(read_anonymizer(parameters, entity, read))
                            : TRY(read_deanonymizer(parameters, read));
                            if (is_known) return read;
                            if (!TRY(read_own(parameters, known, direction, read))) {
                              return invalid(
                                  fmt::format("Invalid operator class '{}'.", read.name));
                            }
                            read.type_name = known.names.type_name_of(entity);
                            return read;
}

}  // namespace holdfast::presidio
