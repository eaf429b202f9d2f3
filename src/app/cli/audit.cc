// holdfast audit verify|prove|export: the log, checked and taken along.

#include <cstdio>
#include <fstream>
#include <iterator>

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/progress.h"
#include "app/cli/server_options.h"
#include "app/server/core.h"
#include "base/json_writer.h"
#include "base/timestamp.h"

namespace holdfast::cli {
namespace {

using OpenedCore = std::unique_ptr<server::Core>;

Result<OpenedCore> open_read_only(const ServerOptions& options) {
  return server::Core::open(TRY(options.load()), server::OpenMode::ReadOnly);
}

Result<std::string> read_note(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::NotFound, fmt::format("cannot read {}", path)};
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void print_outcome(const audit::Verification& verification) {
  if (!verification.first_problem) {
    fmt::print(
        "The log verifies: {} entries, {} bodies checked, {} erased, {} waiting for their number.\n"
        "root {}\n",
        verification.entries, verification.bodies_checked, verification.bodies_erased,
        verification.staged, to_hex(verification.root));
    return;
  }
  const audit::Verification::Problem& problem = *verification.first_problem;
  fmt::print("THE LOG DOES NOT VERIFY\n{}\n", problem.what);
  if (problem.leaf_index) fmt::print("entry number {}\n", *problem.leaf_index);
  if (problem.entry) fmt::print("entry id {}\n", to_string(*problem.entry));
}

Result<bool> all_rows_are_vouched_for(server::Core& core) {
  const std::optional<std::string> problem = TRY(server::find_unvouched_row(core));
  if (problem) fmt::print("THE DATABASE DOES NOT VERIFY\n{}\n", *problem);
  return !problem;
}

// Storage that is damaged says so before the log is asked.
Result<bool> storage_is_sound(server::Core& core) {
  const std::vector<std::string> problems = TRY(core.database->integrity_problems());
  for (const std::string& problem : problems) fmt::print("database: {}\n", problem);
  return problems.empty();
}

Result<int> verify(const ServerOptions& options, const std::string& note_file) {
  const std::string note = TRY(read_note(note_file));
  const OpenedCore core = TRY(open_read_only(options));
  const Result<bool> is_sound = storage_is_sound(*core);
  const audit::Verification verification = TRY(core->audit.verify(server::kTenant, {}, note));
  print_outcome(verification);
  if (!is_sound) return is_sound.error();
  const bool are_vouched_for = TRY(all_rows_are_vouched_for(*core));
  const bool is_fine = !verification.first_problem && *is_sound && are_vouched_for;
  return is_fine ? kExitFine : kExitFailed;
}

Result<int> prove(const ServerOptions& options, const std::string& entry) {
  const Uuid id = TRY(parse_uuid(entry));
  const OpenedCore core = TRY(server::Core::open(TRY(options.load()), server::OpenMode::ReadWrite));
  const audit::EntryProof proof = TRY(core->audit.prove(server::kTenant, id));
  JsonWriter json;
  json.begin_object()
      .member("leaf", proof.leaf)
      .member("leaf_hash", to_hex(proof.entry.leaf_hash))
      .member("leaf_index", proof.inclusion.position.leaf_index)
      .member("tree_size", proof.inclusion.position.tree_size)
      .key("siblings")
      .begin_array();
  for (const Hash& sibling : proof.inclusion.siblings) json.value(to_hex(sibling));
  json.end()
      .member("checkpoint", proof.checkpoint_note)
      .member("verifier_key", proof.verifier_key)
      .end();
  fmt::print("{}\n", json.text());
  return kExitFine;
}

Result<int> export_entries(const ServerOptions& options) {
  constexpr std::size_t kPage = 1000;
  const OpenedCore core = TRY(open_read_only(options));
  for (std::uint64_t from = 0;;) {
    const std::vector<audit::Entry> page = TRY(core->audit.entries(server::kTenant, from, kPage));
    for (const audit::Entry& entry : page) {
      JsonWriter json;
      json.begin_object()
          .member("leaf_index", entry.leaf_index)
          .member("entry", entry.id)
          .member("at", entry.at)
          .member("actor", entry.act.actor)
          .member("act", entry.act.act)
          .member("subject", entry.act.subject)
          .member("decision", entry.act.decision)
          .member("policy_version", entry.act.policy_version)
          .member("body_hash", to_hex(entry.act.body_hash))
          .member("leaf_hash", to_hex(entry.leaf_hash))
          .end();
      fmt::print("{}\n", json.text());
    }
    if (page.size() < kPage) return kExitFine;
    from = page.back().leaf_index + 1;
  }
}

int finish(const Result<int>& code) { return code ? *code : fail(code.error()); }

}  // namespace

Action define_audit(CommandLine command) {
  command.description("Verify the log, prove an entry, export");
  command.footer(
      "Examples:\n"
      "  holdfast audit verify                        also beside a running server\n"
      "  holdfast audit verify --checkpoint old.note  against a checkpoint kept elsewhere\n"
      "  holdfast audit prove 0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e\n"
      "  holdfast audit export > log.jsonl\n"
      "\n"
      "verify recomputes the tree from the entries, the entries from their content, and the rows "
      "they\n"
      "vouch for, and names the first that was changed, removed or reordered. Exit 0: it verifies; "
      "1: it\n"
      "does not.");
  command.require_subcommand();
  auto code = std::make_shared<int>(kExitUsage);

  CommandLine verify_command =
      command.add_subcommand("verify", "Check the log and what it vouches for");
  auto verify_options = add_server_options(verify_command);
  auto note = std::make_shared<std::string>();
  verify_command.add_option("--checkpoint", *note, "A signed checkpoint that was kept elsewhere");
  verify_command.on_parsed([=] { *code = finish(verify(*verify_options, *note)); });

  CommandLine prove_command =
      command.add_subcommand("prove", "The proof that one entry stands in the log");
  auto prove_options = add_server_options(prove_command);
  auto entry = std::make_shared<std::string>();
  prove_command.add_option("ENTRY", *entry, "The entry's id, as in a receipt").required();
  prove_command.on_parsed([=] { *code = finish(prove(*prove_options, *entry)); });

  CommandLine export_command = command.add_subcommand("export", "Every entry as JSON lines");
  auto export_options = add_server_options(export_command);
  export_command.on_parsed([=] { *code = finish(export_entries(*export_options)); });
  return [code] { return *code; };
}

}  // namespace holdfast::cli
