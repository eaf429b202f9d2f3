// holdfast rules documents build: fingerprints of forms and templates.

#include "app/cli/rules_documents.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include <fmt/core.h>

#include "app/cli/byte_source.h"
#include "engine/detect/document_prints.h"
#include "platform/own_rules/whole_file.h"
#include "platform/sandbox/extractor.h"
#include "platform/sandbox/pool.h"

namespace holdfast::cli {
namespace {

constexpr std::size_t kFileBytesMax = 100U << 20;  // extract::Limits::file_bytes_max

struct BuildOptions {
  std::vector<std::string> inputs, without;
  std::string output;
};

Error refused(std::string message) { return Error{ErrorCode::InvalidInput, std::move(message)}; }

// The text of any file that `scan` reads.
Result<std::string> text_of(const std::string& path, sandbox::Extractor& extractor) {
  auto source = TRY(ByteSource::open(path));
  std::string bytes;
  TRY(source.fill(bytes, kFileBytesMax));
  const extract::Document document = TRY(extractor.read(as_bytes(bytes), {}, path));
  if (!document.is_readable()) return refused(fmt::format("{} cannot be read whole", path));
  std::string text;
  for (const extract::Part& part : document.parts) {
    text += part.text;
    text += '\n';
  }
  return text;
}

void take_out(std::vector<std::uint64_t>& prints, const std::vector<std::uint64_t>& common) {
  std::vector<std::uint64_t> left;
  std::set_difference(prints.begin(), prints.end(), common.begin(), common.end(),
                      std::back_inserter(left));
  prints = std::move(left);
}

Result<int> build(const BuildOptions& options) {
  if (!options.output.ends_with(".prints")) {
    return refused("the name of a file of fingerprints ends in .prints");
  }
  if (options.inputs.size() > detect::kDocumentsMax) {
    return refused(fmt::format("up to {} documents go into one file", detect::kDocumentsMax));
  }
  sandbox::Pool pool(sandbox::PoolOptions{});
  sandbox::Extractor extractor(pool);
  std::vector<std::uint64_t> common;
  for (const std::string& path : options.without) {
    const auto prints = detect::prints_of(TRY(text_of(path, extractor)));
    common.insert(common.end(), prints.begin(), prints.end());
  }
  std::sort(common.begin(), common.end());
  detect::DocumentPrints file;
  for (const std::string& path : options.inputs) {
    detect::RegisteredDocument document;
    document.name = std::filesystem::path(path).filename().string();
    document.prints = detect::prints_of(TRY(text_of(path, extractor)));
    take_out(document.prints, common);
    if (document.prints.size() < detect::kPrintsMin) {
      return refused(
          fmt::format("{} has {} fingerprints, {} are needed: some 25 words that are its "
                      "own",
                      path, document.prints.size(), detect::kPrintsMin));
    }
    if (document.name.size() > detect::kDocumentNameMax) {
      return refused(fmt::format("{}: a name has up to {} bytes", path, detect::kDocumentNameMax));
    }
    fmt::print("{}: {} fingerprints\n", document.name, document.prints.size());
    file.documents.push_back(std::move(document));
  }
  own_rules::WholeFile out = TRY(own_rules::WholeFile::create(options.output));
  TRY(out.append(file.write()));
  TRY(out.commit());
  return kExitFine;
}

}  // namespace

void define_rules_documents(CommandLine rules, std::shared_ptr<int> code) {
  CommandLine documents = rules.add_subcommand("documents", "Fingerprints of your documents");
  documents.require_subcommand();
  CommandLine sub = documents.add_subcommand(
      "build", "Take the fingerprints of forms, templates and other files");
  auto options = std::make_shared<BuildOptions>();
  sub.add_option("FILE", options->inputs, "Any file that scan reads").required();
  sub.add_option("--out", options->output, "The fingerprints, replaced whole when they are done")
      .required()
      .type_name("FILE.prints");
  sub.add_option("--without", options->without,
                 "Files whose words are no sign of the others: a footer, what is published")
      .separated_by_commas()
      .type_name("A,B");
  sub.footer(
      "Examples:\n"
      "  holdfast rules documents build forms/*.txt --out rules/forms.prints\n"
      "\n"
      "The file holds hashes of words and the files' names, no text. How to write the rule: "
      "docs/guides/document-fingerprints.md.");
  sub.on_parsed([=] {
    const Result<int> built = build(*options);
    *code = built ? *built : fail(built.error());
  });
}

}  // namespace holdfast::cli
