#include "app/cli/operator_plan.h"

#include <fmt/core.h>

#include "app/cli/safe_file.h"
#include "base/random.h"
#include "engine/protect/token.h"

namespace holdfast::cli {
namespace {

std::string in_brackets(std::string_view type_name) { return fmt::format("[{}]", type_name); }

// "replace" without a text.
bool is_replaced_by_type(const protect::Operator& what) {
  const auto* replace = std::get_if<protect::ReplaceBy>(&what);
  return replace != nullptr && replace->text.empty();
}

}  // namespace

const protect::Operator& OperatorPlan::for_type(std::string_view type_name) const {
  static const protect::Operator kByType = protect::ReplaceBy{};
  const auto found = types_.find(type_name);
  if (found != types_.end()) return found->second;
  return has_default_ ? default_ : kByType;
}

const OperatorPlan::Column* OperatorPlan::for_column(std::string_view column) const {
  const auto found = columns_.find(column);
  return found == columns_.end() ? nullptr : &found->second;
}

std::vector<std::string> OperatorPlan::column_names() const {
  std::vector<std::string> names;
  for (const auto& [name, column] : columns_) names.push_back(name);
  return names;
}

Result<std::string> OperatorPlan::open_token(std::string_view token,
                                             const protect::Occasion& occasion) const {
  if (!protect::find_tokens(token).empty()) {
    if (!has_key()) return Error{ErrorCode::InvalidInput, "tokens need the key"};
    return protect::open_token(token, token_key_.reveal(), occasion.scope);
  }
  if (vault_ == nullptr) return Error{ErrorCode::NotFound, "numbered tokens need their vault"};
  return vault_->value_of(token, occasion.scope);
}

std::string OperatorPlan::apply(const protect::Operator& what, const Value& value,
                                const protect::Occasion& occasion) {
  const bool is_secret = value.type != nullptr && value.type->keeps_nothing_derived;
  if (is_replaced_by_type(what) || (is_secret && protect::derives(what))) {
    return in_brackets(value.type_name);
  }
  SystemRandom random;
  auto changed = protect::operate(what, value.text, value.type_name, random, occasion);
  if (changed) return *std::move(changed);
  ++refused_count_;
  return in_brackets(value.type_name);
}

Result<> OperatorPlan::save_vault() const {
  if (vault_ == nullptr || vault_path_.empty()) return {};
  SafeFile file = TRY(SafeFile::create(vault_path_));
  TRY(file.write(as_text(vault_->seal(key_.reveal()))));
  return file.commit();
}

}  // namespace holdfast::cli
