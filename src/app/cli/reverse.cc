// holdfast reverse

#include <memory>
#include <optional>

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/common_options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/cli/output_file.h"
#include "app/cli/reverser.h"
#include "app/cli/table_options.h"
#include "app/cli/text_reverse.h"

namespace holdfast::cli {
namespace {

constexpr const char* kDescription =
    "Turns back what redact --operators changed: tokens, encrypted values, shifted dates.\n"
    "\n"
    "Needs the same file of operators with the same key and vault, and for values that show "
    "nothing of\n"
    "what they are (encrypt, encrypt_format, shift_date outside of columns) the file of --places.";

constexpr const char* kFooter =
    "Examples:\n"
    "  holdfast redact calls.csv --operators operators.yaml --output safe.csv\n"
    "  holdfast reverse safe.csv --operators operators.yaml\n"
    "\n"
    "  holdfast redact chat.txt --operators operators.yaml --places p.jsonl > safe.txt\n"
    "  holdfast reverse safe.txt --operators operators.yaml --places p.jsonl\n"
    "\n"
    "Exit codes: 0 done, 2 wrong usage, 1 something could not be read or turned back (it stays as "
    "it is).";

struct ReverseOptions {
  std::string path = kStandardInput;
  std::string output;
  std::string rules;
  OperatorOptions by;
};

Result<int> reverse(const ReverseOptions& options) {
  if (options.by.operators.empty()) {
    return Error{ErrorCode::InvalidInput, "reverse needs --operators"};
  }
  const detect::Detector detector = TRY(load_rules(options.rules));
  OperatorPlan plan = TRY(OperatorPlan::read(options.by.operators, detector));
  const Places places = options.by.places.empty() ? Places() : TRY(Places::read(options.by.places));
  const protect::Occasion occasion = occasion_of(options.by, plan);
  auto source = options.path == kStandardInput ? ByteSource::standard_input()
                                               : ByteSource::open(options.path);
  if (!source) {
    return Error{source.error().code,
                 fmt::format("cannot read {}: {}", options.path, source.error().message)};
  }
  Output output = TRY(Output::create(options.output));
  Reverser reverser(plan);
  if (is_table(options.by, options.path)) {
    TableRedactor table(detector, {}, plan, table_form(options.by));
    TRY(table.reverse(*source, occasion, places, reverser, output.write()));
  } else {
    TextReverse text(plan, places, reverser);
    TRY(text.run(*source, options.path, occasion, output.write()));
  }
  TRY(output.finish());
  if (reverser.refused_count() == 0) return kExitFine;
  print_message(fmt::format(
      "{} of {} values could not be turned back: the key, vault, tenant, conversation or places "
      "are not those they were made with",
      reverser.refused_count(), reverser.refused_count() + reverser.reversed_count()));
  return kExitFailed;
}

}  // namespace

Action define_reverse(CommandLine command) {
  auto options = std::make_shared<ReverseOptions>();
  command.description(kDescription);
  command.footer(kFooter);
  command.add_option("PATH", options->path, "The file; none or - is standard input");
  command.add_option("--operators", options->by.operators, "The file that redact was given")
      .type_name("FILE");
  add_operator_options(command, options->by);
  add_rules_option(command, options->rules);
  command.add_option("--output", options->output, "Write here instead of to standard output")
      .type_name("FILE");
  return [options] {
    const auto exit_code = reverse(*options);
    return exit_code ? *exit_code : fail(exit_code.error());
  };
}

}  // namespace holdfast::cli
