// holdfast scan

#include <memory>
#include <thread>

#include <fmt/core.h>
#include <unistd.h>

#include "app/cli/commands.h"
#include "app/cli/common_options.h"
#include "app/cli/file_scan.h"
#include "app/cli/output.h"
#include "app/cli/record_scan.h"
#include "platform/own_rules/rule_directory.h"

namespace holdfast::cli {
namespace {

constexpr const char* kDescription =
    "Finds sensitive data in files, folders or standard input.\n"
    "\n"
    "Reads plain text, JSON and JSON lines, HTML, mail (.eml) and mailboxes (mbox), told apart by "
    "what\n"
    "they hold. Prints a line a finding: file:line:column: type confidence masked-value.";

constexpr const char* kFooter =
    "Examples:\n"
    "  holdfast scan chat.txt                       one file\n"
    "  holdfast scan exports/ --types payment_card,iban\n"
    "                                               a folder, two types only\n"
    "  holdfast scan mail.mbox --json | jq .        for programs: a line of JSON an input\n"
    "  git diff | holdfast scan                     standard input\n"
    "\n"
    "Records, one JSON object a line:\n"
    "  echo '{\"id\":1,\"text\":\"my card is 4111 1111 1111 1111\"}' | holdfast scan --input jsonl "
    "--json\n"
    "Whole conversations, where a question explains its answer and values come in pieces:\n"
    "  "
    "{\"id\":1,\"messages\":[{\"role\":\"agent\",\"text\":\"…\"},{\"role\":\"customer\",\"text\":"
    "\"…\"}]}\n"
    "  holdfast scan chats.jsonl --contact --json\n"
    "\n"
    "Exit codes: 0 nothing found, 3 something found, 2 wrong usage, 1 something could not be "
    "read.\n"
    "Values are never printed unless you ask for them with --show-values.";

struct ScanOptions {
  std::vector<std::string> paths;
  std::string input = "auto";
  std::string offsets = "code_point";
  DetectOptions detect;
  std::size_t jobs = std::max(1U, std::thread::hardware_concurrency());
  bool is_json = false;
  bool is_contact = false;
  bool shows_values = false;
  bool explains = false;
  bool lists_types = false;
};

Unit unit_named(std::string_view name) {
  if (name == "byte") return Unit::Byte;
  return name == "utf16" ? Unit::Utf16 : Unit::CodePoint;
}

int list_types(const detect::Detector& detector) {
  for (const detect::EntityType& type : detector.types()) {
    print_result(fmt::format("{:<28} {:<18} {}\n", type.name, detect::to_string(type.category),
                             type.region));
  }
  return flush_results() ? kExitFine : kExitFailed;
}

Result<int> scan(const ScanOptions& options) {
  const detect::Detector detector = TRY(load_rules(options.detect.rules));
  if (options.lists_types) return list_types(detector);
  if (options.is_contact && options.input != "jsonl" && options.input != "auto") {
    return Error{ErrorCode::InvalidInput, "--contact reads records: use it with --input jsonl"};
  }
  ScanSettings settings;
  settings.detect = TRY(detector_options(options.detect, detector));
  settings.unit = unit_named(options.offsets);
  settings.shows_values = options.shows_values;
  settings.gives_evidence = options.is_json;
  settings.explains = options.explains;
  const Scanner scanner(detector, std::move(settings));

  if (options.paths.empty() && isatty(STDIN_FILENO) == 1) {
    print_message(
        "reading standard input; end it with Ctrl-D (holdfast scan --help explains more)");
  }
  const std::vector<Input> inputs = list_inputs(options.paths);
  std::uint64_t bytes_total = 0;
  for (const Input& input : inputs) bytes_total += input.bytes;
  Progress progress(bytes_total);
  Report report(options.is_json ? Report::Format::Json : Report::Format::Lines, progress);
  sandbox::PoolOptions pool_options;
  pool_options.worker_count = options.jobs;
  sandbox::Pool pool(std::move(pool_options));
  sandbox::Extractor extractor(pool);
  Conveyor conveyor(options.jobs, [&report] { report.draw_progress(); });
  if (options.input == "jsonl" || options.is_contact) {
    const auto kind = options.is_contact ? RecordScan::Kind::Contact : RecordScan::Kind::Text;
    RecordScan records(kind, scanner, conveyor, report, progress);
    for (const Input& input : inputs) records.add(input);
    conveyor.finish();
  } else {
    FileScan files(scanner, extractor, conveyor, report, progress);
    if (options.input == "text") files.treat_all_as_text();
    for (const Input& input : inputs) files.add(input);
    conveyor.finish();
  }
  return report.finish();
}

}  // namespace

Action define_scan(CommandLine command) {
  auto options = std::make_shared<ScanOptions>();
  command.description(kDescription);
  command.footer(kFooter);
  command.add_option("PATH", options->paths, "Files and folders; none or - is standard input");
  command
      .add_option("--input", options->input, "auto: by content; text: as it stands; jsonl: records")
      .one_of({"auto", "text", "jsonl"})
      .shows_default()
      .type_name("KIND");
  command.add_flag("--contact", options->is_contact,
                   "The records are contacts with their messages");
  command.add_flag("--json", options->is_json, "Print a line of JSON for each input");
  add_detect_options(command, options->detect);
  command.add_option("--offsets", options->offsets, "What start and end count")
      .one_of({"byte", "utf16", "code_point"})
      .shows_default()
      .type_name("UNIT");
  command.add_flag("--explain", options->explains,
                   "Say why each was found, and what else it may have been");
  command.add_flag("--show-values", options->shows_values, "Print the values found, unmasked");
  command.add_option("--jobs", options->jobs, "How many inputs, or pieces of one, at a time")
      .in_range(1, 256)
      .shows_default()
      .type_name("N");
  command.add_flag("--list-types", options->lists_types,
                   "List the types that can be found, and stop");
  return [options] {
    const auto exit_code = scan(*options);
    return exit_code ? *exit_code : fail(exit_code.error());
  };
}

}  // namespace holdfast::cli
