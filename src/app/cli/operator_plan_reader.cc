// Reads a file of operators.

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "app/cli/byte_source.h"
#include "app/cli/key_file.h"
#include "app/cli/operator_plan.h"
#include "engine/decide/yaml_node.h"
#include "engine/protect/operator_keys.h"

namespace holdfast::cli {

using decide::YamlMembers;
using decide::YamlNode;

namespace {

constexpr std::size_t kFileBytesMax = 1U << 20;
constexpr std::size_t kVaultBytesMax = 1U << 30;

Result<std::int64_t> whole_number(YamlMembers& members, std::string_view name,
                                  std::int64_t otherwise, std::int64_t low, std::int64_t high) {
  const YamlNode* node = members.optional(name);
  if (node == nullptr) return otherwise;
  const double number = TRY(node->number());
  const auto whole = static_cast<std::int64_t>(number);
  if (number != static_cast<double>(whole) || whole < low || whole > high) {
    return node->error(fmt::format("{} must be a whole number from {} to {}", name, low, high));
  }
  return whole;
}

Result<protect::FieldOrder> order_of(YamlMembers& members) {
  const YamlNode* node = members.optional("order");
  if (node == nullptr) return protect::FieldOrder::DayFirst;
  const std::string_view name = TRY(node->text());
  if (name == "day_first") return protect::FieldOrder::DayFirst;
  if (name == "month_first") return protect::FieldOrder::MonthFirst;
  return node->error("order must be day_first or month_first");
}

Result<protect::Operator> read_mask(YamlMembers& members) {
  protect::Transform transform;
  transform.keep_first =
      static_cast<std::uint8_t>(TRY(whole_number(members, "keep_first", 0, 0, 255)));
  transform.keep_last =
      static_cast<std::uint8_t>(TRY(whole_number(members, "keep_last", 4, 0, 255)));
  return protect::Operator(protect::MaskFormat{transform});
}

Result<protect::Operator> read_shift(YamlMembers& members, SecretBytes key) {
  protect::ShiftDate shift{.key = std::move(key)};
  if (const YamlNode* weekday = members.optional("keeps_weekday")) {
    shift.rule.keeps_weekday = TRY(weekday->boolean());
  }
  const std::int64_t least = shift.rule.keeps_weekday ? 7 : 1;
  shift.rule.days_max = static_cast<int>(TRY(whole_number(members, "days", 365, least, 3650)));
  shift.rule.order = TRY(order_of(members));
  return protect::Operator(std::move(shift));
}

Result<protect::Operator> read_buckets(YamlMembers& members) {
  protect::NumberBuckets buckets;
  buckets.size = TRY(whole_number(members, "size", 10, 1, 1'000'000'000'000));
  if (const YamlNode* edges = members.optional("edges")) {
    if (!edges->is_sequence() || edges->items.empty()) {
      return edges->error("edges must be a list of ascending whole numbers");
    }
    for (const YamlNode& item : edges->items) {
      const auto edge = static_cast<std::int64_t>(TRY(item.number()));
      if (!buckets.edges.empty() && edge <= buckets.edges.back()) {
        return item.error("edges must ascend");
      }
      buckets.edges.push_back(edge);
    }
  }
  return protect::Operator(protect::BucketNumber{std::move(buckets)});
}

Result<protect::Operator> read_postal_area(YamlMembers& members) {
  protect::PostalAreas areas;
  areas.keep = static_cast<std::uint8_t>(TRY(whole_number(members, "keep", 3, 1, 3)));
  areas.is_us = TRY(members.text_or("country", "US"))
  == "US";
  return protect::Operator(protect::PostalArea{areas});
}

Result<protect::Operator> read_date_part(YamlMembers& members) {
  const YamlNode* node = TRY(members.required("part"));
  const auto part = protect::date_part_named(TRY(node->text()));
  if (!part) {
    return node->error("part must be year, quarter, month, month_of_year, weekday or decade");
  }
  return protect::Operator(protect::TakeDatePart { *part, TRY(order_of(members)) });
}

Result<protect::Operator> read_encrypt_format(YamlMembers& members, SecretBytes key) {
  protect::EncryptFormat encrypt{.key = std::move(key)};
  if (const YamlNode* node = members.optional("alphabet")) {
    const std::string_view name = TRY(node->text());
    if (name == "upper_alnum") {
      encrypt.alphabet = protect::Alphabet::UpperAlnum;
    } else if (name == "alnum") {
      encrypt.alphabet = protect::Alphabet::Alnum;
    } else if (name != "digits") {
      return node->error("alphabet must be digits, upper_alnum or alnum");
    }
  }
  return protect::Operator(std::move(encrypt));
}

}  // namespace

class OperatorPlanReader {
 public:
  OperatorPlanReader(const std::string& path, const detect::Detector& detector)
      : folder_(std::filesystem::path(path).parent_path()), detector_(detector) {}

  Result<OperatorPlan> read(std::string_view yaml) {
    const YamlNode root = TRY(decide::parse_yaml(yaml));
    YamlMembers members = TRY(YamlMembers::of(root, "a file of operators"));
    if (const YamlNode* key = members.optional("key")) TRY(read_key(*key));
    plan_.occasion_.scope.tenant = std::string(TRY(members.text_or("tenant", "")));
    if (const YamlNode* vault = members.optional("vault")) {
      TRY(open_vault(*vault));
    }
    if (const YamlNode* other = members.optional("default")) {
      plan_.default_ = TRY(read_operator(*other))
      .what;
      plan_.has_default_ = true;
    }
    if (const YamlNode* types = members.optional("types")) TRY(read_types(*types));
    if (const YamlNode* columns = members.optional("columns")) TRY(read_columns(*columns));
    plan_.subject_field_ = std::string(TRY(members.text_or("subject", "")));
    plan_.conversation_field_ = std::string(TRY(members.text_or("conversation", "")));
    TRY(members.finish());
    return std::move(plan_);
  }

 private:
  std::string beside(std::string_view name) const { return (folder_ / name).string(); }

  Result<> read_key(const YamlNode& node) {
    YamlMembers members = TRY(YamlMembers::of(node, "a key"));
    const std::string_view file = TRY(members.text_or("file", ""));
    const std::string_view variable = TRY(members.text_or("env", ""));
    TRY(members.finish());
    if (file.empty() == variable.empty()) return node.error("a key needs either file or env");
    plan_.key_ = file.empty() ? TRY(read_key_variable(std::string(variable)))
                              : TRY(read_key_file(beside(file)));
                              plan_.token_key_ = key_for(protect::KeyUse::Token);
                              return {};
  }

  Result<> open_vault(const YamlNode& node) {
    plan_.vault_path_ = beside(TRY(node.text()));
    if (!plan_.has_key()) return node.error("a vault is sealed: it needs a key");
    std::error_code error;
    if (!std::filesystem::exists(plan_.vault_path_, error)) {
      plan_.vault_ = std::make_unique<protect::TokenVault>();
      return {};
    }
    ByteSource source = TRY(ByteSource::open(plan_.vault_path_));
    std::string sealed;
    TRY(source.fill(sealed, kVaultBytesMax));
    auto vault = protect::TokenVault::open(plan_.key(), as_bytes(sealed));
    if (!vault) return node.error(vault.error().message);
    plan_.vault_ = std::make_unique<protect::TokenVault>(*std::move(vault));
    return {};
  }

  SecretBytes key_for(protect::KeyUse use) const { return protect::operator_key(plan_.key(), use); }

  Result<OperatorPlan::Column> read_operator(const YamlNode& node) {
    YamlMembers members = TRY(YamlMembers::of(node, "an operator"));
    const YamlNode* name = TRY(members.required("operator"));
    protect::Operator what = TRY(read_named(*name, TRY(name->text()), members));
    OperatorPlan::Column column {
      .what = std::move(what), .type_name = std::string(TRY(members.text_or("type", "")))
    };
    TRY(members.finish());
    return column;
  }

  Result<protect::Operator> read_named(const YamlNode& node, std::string_view name,
                                       YamlMembers& members) {
    if (name == "keep") return protect::Operator(protect::Keep{});
    if (name == "redact") return protect::Operator(protect::Redact{});
    if (name == "replace") {
      return protect::Operator(
          protect::ReplaceBy { std::string(TRY(members.text_or("text", ""))) });
    }
    if (name == "mask") return read_mask(members);
    if (name == "bucket") return read_buckets(members);
    if (name == "age") {
      return protect::Operator(protect::CoarseAge { TRY(whole_number(members, "size", 1, 1, 90)) });
    }
    if (name == "postal_area") return read_postal_area(members);
    if (name == "date_part") return read_date_part(members);
    if (name == "number") {
      if (plan_.vault_ == nullptr) return node.error("number needs a vault, said above it");
      return protect::Operator(protect::NumberToken{plan_.vault_.get()});
    }
    return read_keyed(node, name, members);
  }

  Result<protect::Operator> read_keyed(const YamlNode& node, std::string_view name,
                                       YamlMembers& members) {
    const bool is_known = name == "hash" || name == "token" || name == "surrogate" ||
                          name == "encrypt" || name == "encrypt_format" || name == "shift_date";
    if (!is_known) {
      return node.error(
          "no such operator; there are keep, redact, replace, mask, hash, surrogate, token, "
          "number, encrypt, encrypt_format, shift_date, bucket, age, postal_area and date_part");
    }
    if (!plan_.has_key()) return node.error(fmt::format("{} needs a key", name));
    if (name == "hash")
      return protect::Operator(protect::KeyedHash{key_for(protect::KeyUse::Hash)});
    if (name == "token") return protect::Operator(protect::SealToken{plan_.token_key_});
    if (name == "encrypt")
      return protect::Operator(protect::EncryptSiv{key_for(protect::KeyUse::Siv)});
    if (name == "encrypt_format")
      return read_encrypt_format(members, key_for(protect::KeyUse::Format));
    if (name == "shift_date") return read_shift(members, key_for(protect::KeyUse::Shift));
    if (plan_.surrogates_ == nullptr) {
      plan_.surrogates_ = std::make_unique<protect::Surrogates>(detector_);
    }
    return protect::Operator(
        protect::Surrogate{key_for(protect::KeyUse::Surrogate), plan_.surrogates_.get()});
  }

  Result<> read_types(const YamlNode& node) {
    if (!node.is_mapping()) return node.error("types must map types to operators");
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::string name(TRY(node.keys[i].text()));
      if (detector_.find_type(name) == nullptr) {
        return node.keys[i].error("no such type; holdfast scan --list-types lists them");
      }
      plan_.types_.emplace(name, TRY(read_operator(node.items[i])).what);
    }
    return {};
  }

  Result<> read_columns(const YamlNode& node) {
    if (!node.is_mapping()) return node.error("columns must map columns to operators");
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::string name(TRY(node.keys[i].text()));
      OperatorPlan::Column column = TRY(read_operator(node.items[i]));
      if (column.type_name.empty()) column.type_name = name;
      plan_.columns_.emplace(name, std::move(column));
    }
    return {};
  }

  const std::filesystem::path folder_;
  const detect::Detector& detector_;
  OperatorPlan plan_;
};

Result<OperatorPlan> OperatorPlan::read(const std::string& path, const detect::Detector& detector) {
  auto source = ByteSource::open(path);
  std::string yaml;
  const Result<> read = source ? source->fill(yaml, kFileBytesMax) : Result<>(source.error());
  if (!read) {
    return Error{read.error().code, fmt::format("cannot read {}: {}", path, read.error().message)};
  }
  auto plan = OperatorPlanReader(path, detector).read(yaml);
  if (plan) return plan;
  return Error{plan.error().code, fmt::format("{}: {}", path, plan.error().message)};
}

}  // namespace holdfast::cli
