// holdfast rules exact build: an index of customers' records, from a CSV file.

#include "app/cli/rules_exact.h"

#include <fstream>
#include <iterator>

#include <fmt/core.h>

#include "app/cli/common_options.h"
#include "platform/crypto/key_file.h"
#include "platform/own_rules/exact_builder.h"

namespace holdfast::cli {
namespace {

struct BuildOptions {
  std::string schema, input, output, key;
  std::string delimiter = "auto";
  std::size_t memory_mb = 512;
};

Result<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.is_open() || file.bad()) {
    return Error{ErrorCode::Unavailable, fmt::format("cannot read {}", path)};
  }
  return text;
}

char delimiter_named(std::string_view name) {
  if (name == "comma") return ',';
  if (name == "semicolon") return ';';
  if (name == "tab") return '\t';
  return name == "bar" ? '|' : '\0';
}

void print_built(const own_rules::ExactBuild& build, const own_rules::ExactBuilt& built) {
  fmt::print("{}: {} records, {} entries, {} bytes ({:.1f} a record), {} in memory when loaded\n",
             build.output, built.records, built.entries, built.file_bytes,
             static_cast<double>(built.file_bytes) / static_cast<double>(built.records),
             built.memory_bytes);
  for (std::size_t i = 0; i < build.schema.columns.size(); ++i) {
    const detect::ColumnCounts& counts = built.columns[i];
    if (counts.empty == 0 && counts.unfindable == 0) continue;
    fmt::print("  {}: {} empty, {} that are no {}\n", build.schema.columns[i].name, counts.empty,
               counts.unfindable, detect::to_string(build.schema.columns[i].kind));
  }
  if (built.values_left_out == 0) return;
  fmt::print("  {} values are in more than {} records each: fillers, which find nobody\n",
             built.values_left_out, detect::kRowsAValueMax);
}

Result<int> build_index(const BuildOptions& options) {
  own_rules::ExactBuild build{.input = options.input,
                              .output = options.output,
                              .delimiter = delimiter_named(options.delimiter),
                              .memory_bytes = options.memory_mb << 20};
  build.schema = TRY(detect::ExactSchema::parse(options.schema, TRY(read_text(options.schema))));
  if (!options.output.ends_with(".exact")) {
    return Error{ErrorCode::InvalidInput,
                 "the name of an index ends in .exact, by which directories of rules know it"};
  }
  const std::string key_file = options.key.empty() ? index_key_file() : options.key;
  if (key_file.empty()) {
    return Error{ErrorCode::InvalidInput,
                 "give --key FILE, or name the file in HOLDFAST_RULES_INDEX_KEY_FILE"};
  }
  SystemRandom random;
  const SecretBytes secret = TRY(crypto::load_key_file(key_file, true, random));
  print_built(build, TRY(own_rules::build_exact(build, secret, random)));
  return kExitFine;
}

}  // namespace

void define_rules_exact(CommandLine rules, std::shared_ptr<int> code) {
  CommandLine exact = rules.add_subcommand("exact", "Indexes of your customers' records");
  exact.require_subcommand();
  CommandLine build =
      exact.add_subcommand("build", "Build an index of keyed hashes from a CSV file");
  auto options = std::make_shared<BuildOptions>();
  build.add_option("--schema", options->schema, "The columns and how they are compared (YAML)")
      .required()
      .type_name("FILE");
  build.add_option("--in", options->input, "The CSV file; - is standard input")
      .required()
      .type_name("FILE");
  build.add_option("--out", options->output, "The index, replaced whole when it is done")
      .required()
      .type_name("FILE.exact");
  build
      .add_option("--key", options->key,
                  "The key's file, made if there is none (default: what "
                  "HOLDFAST_RULES_INDEX_KEY_FILE names)")
      .type_name("FILE");
  build.add_option("--delimiter", options->delimiter, "Between the cells of the CSV file")
      .one_of({"auto", "comma", "semicolon", "tab", "bar"})
      .shows_default();
  build.add_option("--memory", options->memory_mb, "Mebibytes to sort in; the rest goes to disk")
      .shows_default()
      .type_name("MB");
  build.footer(
      "Examples:\n"
      "  holdfast rules exact build --schema customers.yaml --in customers.csv\n"
      "      --key /etc/holdfast/index.key --out /etc/holdfast/rules/customers.exact\n"
      "\n"
      "The index holds no value, only hashes that are worth nothing without the key: keep the key "
      "elsewhere.\n"
      "A server that watches the directory takes the new index in. How to write the schema and the "
      "rule:\n"
      "docs/guides/exact-data-match.md.");
  build.on_parsed([=] {
    const Result<int> built = build_index(*options);
    *code = built ? *built : fail(built.error());
  });
}

}  // namespace holdfast::cli
