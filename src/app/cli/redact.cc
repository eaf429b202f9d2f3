// holdfast redact

#include <cstring>
#include <memory>
#include <optional>

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/common_options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/cli/redactor.h"
#include "app/cli/safe_file.h"
#include "base/random.h"
#include "platform/own_rules/rule_directory.h"

namespace holdfast::cli {
namespace {

constexpr const char* kDescription =
    "Writes a text with its sensitive data made safe.\n"
    "\n"
    "Plain text, JSON and JSON lines keep their form, every byte outside the findings as it was; "
    "of\n"
    "mail, mailboxes and HTML the text is written, part by part.";

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
  auto source = ByteSource::open(options.key_file);
  std::string text;
  const Result<> read = source ? source->fill(text, 4096) : Result<>(source.error());
  if (!read) {
    return Error{read.error().code,
                 fmt::format("cannot read {}: {}", options.key_file, read.error().message)};
  }
  if (text.size() < 16) {
    return Error{ErrorCode::InvalidInput, fmt::format("{} holds {} bytes, a key needs 16 or more",
                                                      options.key_file, text.size())};
  }
  SecretBytes key(as_bytes(text));
  explicit_bzero(text.data(), text.size());
  return key;
}

Result<> write_to_stdout(std::string_view text) {
  if (print_result(text)) return {};
  return Error{ErrorCode::Unavailable, "cannot write to standard output"};
}

Result<int> redact(const RedactOptions& options) {
  const detect::Detector detector = TRY(load_rules(options.detect.rules));
  RedactSettings settings;
  settings.detect = TRY(detector_options(options.detect, detector));
  settings.transform.method = method_named(options.method);
  settings.transform.keep_first = static_cast<std::uint8_t>(options.keep_first);
  settings.transform.keep_last = static_cast<std::uint8_t>(options.keep_last);
  settings.digest_key = TRY(digest_key(options));

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
  std::optional<SafeFile> file;
  if (!options.output.empty()) file.emplace(TRY(SafeFile::create(options.output)));
  bool is_write_failure = false;
  const Write write = [&](std::string_view text) {
    auto written = file ? file->write(text) : write_to_stdout(text);
    is_write_failure |= !written;
    return written;
  };
  const auto outcome = redactor.run(*source, options.path, write);
  if (!outcome) {
    return is_write_failure ? outcome.error() : cannot_read(outcome.error());
  }
  for (const std::string& what : outcome->unreadable) {
    print_message(fmt::format("cannot read {}: {}", options.path, what));
  }
  if (file) TRY(file->commit());
  if (!file && !flush_results()) {
    return Error{ErrorCode::Unavailable, "cannot write to standard output"};
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
  add_detect_options(command, options->detect);
  command.add_option("--output", options->output, "Write here instead of to standard output")
      .type_name("FILE");
  return [options] {
    const auto exit_code = redact(*options);
    return exit_code ? *exit_code : fail(exit_code.error());
  };
}

}  // namespace holdfast::cli
