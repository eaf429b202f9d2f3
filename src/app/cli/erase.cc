// holdfast erase: a customer, at the machine, while no server runs.

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/server_options.h"
#include "app/server/core.h"
#include "domain/inspection/erasure.h"

namespace holdfast::cli {
namespace {

struct EraseOptions {
  std::string customer, reason;
};

Result<contacts::Erased> erase(const ServerOptions& server, const EraseOptions& options) {
  const auto core = TRY(server::Core::open(TRY(server.load()), server::OpenMode::ReadWrite));
  contacts::Erased erased = TRY(inspection::erase_customer(
      {.database = *core->database,
       .clock = core->clock,
       .ids = core->ids,
       .contacts = {.keys = core->keys, .keyring = core->keyring, .audit = core->audit}},
      {.tenant = std::string(server::kTenant),
       .actor = "system",
       .customer = options.customer,
       .reason = options.reason}));
  TRY(core->audit.sequence());
  return erased;
}

}  // namespace

Action define_erase(CommandLine command) {
  command.description("Erase a customer for good, while no server runs");
  command.footer(
      "Example:\n"
      "  holdfast erase --data data --customer 4711 --reason \"request of 20 November\"\n"
      "\n"
      "Destroys the keys of the customer and of the customer's contacts, so that content can no "
      "longer be read,\n"
      "here or in any backup. Verdicts, counts and the log stay, and the log still verifies. The "
      "reason goes into\n"
      "the log for good, so name nobody in it. There is no way back.\n"
      "\n"
      "This works on the data directory itself, so stop the server first; while it runs, POST "
      "/v1/customers:erase\n"
      "does the same. Keep erased.jsonl: it has whoever was erased erased again when a backup is "
      "restored.");
  auto server = add_server_options(command);
  auto options = std::make_shared<EraseOptions>();
  command.add_option("--customer", options->customer, "The customer's id where it came from")
      .required();
  command.add_option("--reason", options->reason, "Why; it goes into the log").required();
  return [server, options] {
    const Result<contacts::Erased> done = erase(*server, *options);
    if (!done) return fail(done.error());
    fmt::print("Erased: {} contacts, {} keys destroyed. Entry {} of the log.\n",
               done->contacts.size(), done->subjects.size(), to_string(done->receipt.entry));
    return kExitFine;
  };
}

}  // namespace holdfast::cli
