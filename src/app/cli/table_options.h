// How redact and reverse are told that a text is a table, whose it is and where places are.

#pragma once

#include <string>
#include <string_view>

#include "app/cli/command_line.h"
#include "app/cli/operator_plan.h"
#include "app/cli/table_redactor.h"

namespace holdfast::cli {

struct OperatorOptions {
  std::string operators;  // a file; "" is none
  std::string input = "auto";
  std::string delimiter;
  bool has_no_header = false;
  std::string subject, conversation;
  std::string places;
};

void add_operator_options(CommandLine command, OperatorOptions& options);

// By what the options say, else by the name's ending: .csv and .tsv.
bool is_table(const OperatorOptions& options, std::string_view path);
TableForm table_form(const OperatorOptions& options);
// The plan's tenant with the options' subject and conversation.
protect::Occasion occasion_of(const OperatorOptions& options, const OperatorPlan& plan);

}  // namespace holdfast::cli
