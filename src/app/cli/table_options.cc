#include "app/cli/table_options.h"

namespace holdfast::cli {

void add_operator_options(CommandLine command, OperatorOptions& options) {
  command
      .add_option("--input", options.input,
                  "csv: a table; text: none, whatever its name; auto: .csv and .tsv are tables")
      .one_of({"auto", "csv", "text"})
      .shows_default()
      .type_name("KIND");
  command.add_option("--delimiter", options.delimiter, "Between a table's cells; else guessed")
      .one_of({",", ";", "tab", "|"})
      .type_name("D");
  command.add_flag("--no-header", options.has_no_header,
                   "The table's first record is data; columns are called 1, 2 ...");
  command
      .add_option("--subject", options.subject,
                  "Whose dates they are, unless a column or member says so")
      .type_name("ID");
  command
      .add_option(
          "--conversation", options.conversation,
          "Within which tokens and surrogates are stable, unless a column or member says so")
      .type_name("ID");
  command
      .add_option("--places", options.places,
                  "Where encrypted numbers and shifted dates stand; reverse reads it")
      .type_name("FILE");
}

bool is_table(const OperatorOptions& options, std::string_view path) {
  if (options.input != "auto") return options.input == "csv";
  return path.ends_with(".csv") || path.ends_with(".tsv") || path.ends_with(".CSV") ||
         path.ends_with(".TSV");
}

TableForm table_form(const OperatorOptions& options) {
  TableForm form{.has_header = !options.has_no_header};
  if (!options.delimiter.empty()) {
    form.delimiter = options.delimiter == "tab" ? '\t' : options.delimiter[0];
  }
  return form;
}

protect::Occasion occasion_of(const OperatorOptions& options, const OperatorPlan& plan) {
  protect::Occasion occasion = plan.occasion();
  occasion.subject = options.subject;
  occasion.scope.conversation = options.conversation;
  return occasion;
}

}  // namespace holdfast::cli
