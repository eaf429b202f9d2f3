// holdfast redact

#include <memory>
#include <optional>

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/common_options.h"
#include "app/cli/inputs.h"
#include "app/cli/key_file.h"
#include "app/cli/output.h"
#include "app/cli/output_file.h"
#include "app/cli/redactor.h"
#include "app/cli/table_options.h"
#include "base/random.h"

namespace holdfast::cli {
namespace {

constexpr const char* kDescription =
    "Writes a text with its sensitive data made safe.\n"
    "\n"
    "Plain text, JSON and JSON lines keep their form, every byte outside the findings as it was; "
    "of\n"
    "mail, mailboxes and HTML the text is written, part by part. With --operators tables and mail\n"
    "keep their form as well.";

constexpr const char* kFooter =
    "Examples:\n"
    "  holdfast redact chat.txt                       card 4111 1111 1111 1111 -> **** **** **** "
    "1111\n"
    "  holdfast redact chat.txt --method replace      -> [payment_card]\n"
    "  holdfast redact chat.txt --method redact       -> █████\n"
    "  holdfast redact a.jsonl --method hash --key-file digest.key\n"
    "                                                 -> [payment_card:3f9a1c...], equal for equal "
    "values\n"
    "  holdfast redact chat.txt --output chat.txt     in place: the file is replaced whole or not "
    "at all\n"
    "  pbpaste | holdfast redact                      standard input\n"
    "  holdfast redact calls.csv --operators operators.yaml\n"
    "                                                 surrogates, tokens, encryption, date shift "
    "...\n"
    "                                                 by type and column; holdfast reverse takes "
    "it back\n"
    "\n"
    "Card codes, PINs, passwords and the like are always replaced by their type, whatever the "
    "method.\n"
    "Exit codes: 0 done, 2 wrong usage, 1 something could not be read (nothing of it is written).";

struct RedactOptions {
  std::string path = kStandardInput;
  std::string method = "mask";
  unsigned keep_first = 0;
  unsigned keep_last = 4;
  std::string key_file;
  std::string output;
  DetectOptions detect;
  OperatorOptions by_operators;
};

constexpr std::size_t kKeyBytes = 32;

protect::Method method_named(std::string_view name) {
  if (name == "redact") return protect::Method::Redact;
  if (name == "hash") return protect::Method::Hash;
  return name == "replace" ? protect::Method::Replace : protect::Method::Mask;
}

// From the file, or one that nobody will ever have again.
Result<SecretBytes> digest_key(const RedactOptions& options) {
  if (options.key_file.empty()) {
    SecretBytes key(kKeyBytes);
    SystemRandom().fill(key.writable());
    return key;
  }
  return read_key_file(options.key_file);
}

Result<RedactSettings> settings_of(const RedactOptions& options, const detect::Detector& detector) {
  RedactSettings settings;
  settings.detect = TRY(detector_options(options.detect, detector));
  settings.transform.method = method_named(options.method);
  settings.transform.keep_first = static_cast<std::uint8_t>(options.keep_first);
  settings.transform.keep_last = static_cast<std::uint8_t>(options.keep_last);
  settings.digest_key = TRY(digest_key(options));
  return settings;
}

// The file of operators and what it leaves behind: a vault, a list of places.
struct ByOperators {
  std::optional<OperatorPlan> plan;
  std::optional<PlaceWriter> places;

  static Result<ByOperators> read(const OperatorOptions& options,
                                  const detect::Detector& detector) {
    ByOperators by;
    if (options.operators.empty()) {
      if (options.places.empty() && options.input == "auto") return by;
      return Error{ErrorCode::InvalidInput, "--places and --input go with --operators"};
    }
    by.plan.emplace(TRY(OperatorPlan::read(options.operators, detector)));
    if (!options.places.empty()) by.places.emplace(TRY(PlaceWriter::create(options.places)));
    return by;
  }

  Result<> save() {
    if (plan) TRY(plan->save_vault());
    if (places) TRY(places->commit());
    return {};
  }
};

Result<int> redact(const RedactOptions& options) {
  const detect::Detector detector = TRY(load_rules(options.detect.rules));
  RedactSettings settings = TRY(settings_of(options, detector));
  ByOperators by = TRY(ByOperators::read(options.by_operators, detector));
  if (by.plan) {
    settings.plan = &*by.plan;
    settings.occasion = occasion_of(options.by_operators, *by.plan);
    settings.places = by.places ? &*by.places : nullptr;
  }
  const detect::Options detect_options = settings.detect;
  const protect::Occasion occasion = settings.occasion;

  sandbox::PoolOptions pool_options;
  pool_options.worker_count = 1;
  sandbox::Pool pool(std::move(pool_options));
  sandbox::Extractor extractor(pool);
  Redactor redactor(detector, std::move(settings), extractor);

  const auto cannot_read = [&](const Error& error) {
    return Error{error.code == ErrorCode::InvalidInput ? ErrorCode::Unavailable : error.code,
                 fmt::format("cannot read {}: {}", options.path, error.message)};
  };
  auto source = options.path == kStandardInput ? ByteSource::standard_input()
                                               : ByteSource::open(options.path);
  if (!source) return cannot_read(source.error());
  Output output = TRY(Output::create(options.output));
  const Write write = output.write();
  Result<Redactor::Outcome> outcome = Redactor::Outcome{};
  if (by.plan && is_table(options.by_operators, options.path)) {
    TableRedactor table(detector, detect_options, *by.plan, table_form(options.by_operators));
    if (by.places) table.keep_places(*by.places);
    const Result<> done = table.run(*source, occasion, write);
    if (!done) outcome = done.error();
  } else {
    outcome = redactor.run(*source, options.path, write);
  }
  if (!outcome) return output.has_failed() ? outcome.error() : cannot_read(outcome.error());
  for (const std::string& what : outcome->unreadable) {
    print_message(fmt::format("cannot read {}: {}", options.path, what));
  }
  TRY(by.save());
  TRY(output.finish());
  if (by.plan && by.plan->refused_count() > 0) {
    print_message(fmt::format("{} values did not fit their operator and became [type]",
                              by.plan->refused_count()));
  }
  return outcome->unreadable.empty() ? kExitFine : kExitFailed;
}

}  // namespace

Action define_redact(CommandLine command) {
  auto options = std::make_shared<RedactOptions>();
  command.description(kDescription);
  command.footer(kFooter);
  command.add_option("PATH", options->path, "The file; none or - is standard input");
  command
      .add_option("--method", options->method,
                  "mask: keep the last characters; redact: █████; hash: keyed; replace: [type]")
      .one_of({"mask", "redact", "hash", "replace"})
      .shows_default()
      .type_name("METHOD");
  command
      .add_option("--keep-first", options->keep_first,
                  "What mask leaves readable at the beginning, within the same half")
      .in_range(0, 255)
      .shows_default()
      .type_name("N");
  command
      .add_option("--keep-last", options->keep_last,
                  "What mask leaves readable, never more than half")
      .in_range(0, 255)
      .shows_default()
      .type_name("N");
  command
      .add_option("--key-file", options->key_file,
                  "The key of hash; without one, hashes are equal within this run alone")
      .type_name("FILE");
  command
      .add_option("--operators", options->by_operators.operators,
                  "A file that says for each type and column what becomes of it")
      .type_name("FILE");
  add_operator_options(command, options->by_operators);
  add_detect_options(command, options->detect);
  command.add_option("--output", options->output, "Write here instead of to standard output")
      .type_name("FILE");
  return [options] {
    const auto exit_code = redact(*options);
    return exit_code ? *exit_code : fail(exit_code.error());
  };
}

}  // namespace holdfast::cli
