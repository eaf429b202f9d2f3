// What becomes of each type and each column, as a file of operators says.
//
//   key: {file: protect.key}           or {env: HOLDFAST_PROTECT_KEY}
//   tenant: acme
//   default: {operator: replace}
//   types:
//     payment_card: {operator: encrypt_format}
//     person: {operator: surrogate}
//   columns:
//     age: {operator: age, size: 5}
//   subject: customer_id               a column or a member that says whose dates these are
//   conversation: ticket               and one that says which talk it is
//
// docs/guides/de-identification.md describes all of it.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "engine/detect/detector.h"
#include "engine/protect/operators.h"

namespace holdfast::cli {

// Of one run, one thread: tokens that are numbered change its vault.
class OperatorPlan {
 public:
  struct Column {
    protect::Operator what;
    std::string type_name;  // what its values are, "" for the column's own name
  };

  // InvalidInput names the file, the line and what to change; NotFound or Unavailable where a file
  // it names cannot be read.
  static Result<OperatorPlan> read(const std::string& path, const detect::Detector& detector);

  const protect::Operator& for_type(std::string_view type_name) const;
  const Column* for_column(std::string_view column) const;  // null where none is chosen
  std::vector<std::string> column_names() const;

  // The value that such a token, of either kind, stands for. InvalidInput or NotFound where key,
  // vault or scope are not those it was made with.
  Result<std::string> open_token(std::string_view token, const protect::Occasion& occasion) const;

  // What becomes of a value. One of a type that keeps nothing derived, or that the operator cannot
  // take, becomes "[type]"; the latter are counted.
  struct Value {
    std::string_view text;
    std::string_view type_name;
    const detect::EntityType* type = nullptr;  // null for what no rule defines
  };
  std::string apply(const protect::Operator& what, const Value& value,
                    const protect::Occasion& occasion);
  std::size_t refused_count() const { return refused_count_; }

  // Names of the column or member, "" for none.
  const std::string& subject_field() const { return subject_field_; }
  const std::string& conversation_field() const { return conversation_field_; }
  // With the tenant; whose and of which talk a text is, its reader adds.
  const protect::Occasion& occasion() const { return occasion_; }

  bool has_key() const { return !key_.empty(); }
  Bytes key() const { return key_.reveal(); }
  // Null unless the plan numbers tokens or names a vault.
  const protect::TokenVault* vault() const { return vault_.get(); }
  // Writes the vault, if it has one: before anybody sees a text with its tokens.
  Result<> save_vault() const;

 private:
  friend class OperatorPlanReader;

  SecretBytes key_, token_key_;  // the latter derived
  std::string vault_path_;
  std::unique_ptr<protect::Surrogates> surrogates_;
  std::unique_ptr<protect::TokenVault> vault_;
  protect::Operator default_ = protect::MaskFormat{};
  bool has_default_ = false;  // else types without an operator become "[type]"
  std::map<std::string, protect::Operator, std::less<>> types_;
  std::map<std::string, Column, std::less<>> columns_;
  std::string subject_field_, conversation_field_;
  protect::Occasion occasion_;
  std::size_t refused_count_ = 0;
};

}  // namespace holdfast::cli
