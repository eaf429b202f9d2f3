// The values that stood in a text before it was de-identified.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/operator_plan.h"
#include "app/cli/places.h"
#include "engine/extract/rewrite.h"

namespace holdfast::cli {

class Reverser {
 public:
  explicit Reverser(const OperatorPlan& plan) : plan_(plan) {}

  // What stands at the places, and the tokens wherever they are, turned back; sorted and apart.
  // What this key, vault or scope did not write stays as it is and is counted.
  std::vector<extract::Replacement> replacements(std::string_view text, std::vector<Place> places,
                                                 const protect::Occasion& occasion);

  // The cell of a column that has an operator of its own. Nothing where it stays as it is.
  std::optional<std::string> cell(const OperatorPlan::Column& column, std::string_view value,
                                  const protect::Occasion& occasion);

  std::size_t reversed_count() const { return reversed_count_; }
  std::size_t refused_count() const { return refused_count_; }

 private:
  std::optional<std::string> counted(Result<std::string> value);
  std::optional<std::string> undone(const protect::Operator& what, std::string_view value,
                                    std::string_view type_name, const protect::Occasion& occasion);

  const OperatorPlan& plan_;
  std::size_t reversed_count_ = 0;
  std::size_t refused_count_ = 0;
};

// The text with the replacements in it.
std::string replaced(std::string_view text, const std::vector<extract::Replacement>& replacements);

}  // namespace holdfast::cli
