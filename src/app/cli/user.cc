// holdfast user add|list|reset|deactivate|key: people and keys, at the machine, while no server
// runs.

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/server_options.h"
#include "app/server/core.h"
#include "base/join.h"
#include "base/timestamp.h"
#include "domain/access/permissions.h"

namespace holdfast::cli {
namespace {

using CoreAction = std::function<Result<>(server::Core&)>;

struct UserOptions {
  std::string email, name, roles = "agent", reason, scopes;
};

std::vector<std::string> split(const std::string& words) {
  std::vector<std::string> found(1);
  for (const char c : words) {
    if (c == ',' || c == ' ') {
      if (!found.back().empty()) found.emplace_back();
    } else {
      found.back() += c;
    }
  }
  if (found.back().empty()) found.pop_back();
  return found;
}

access::Actor operator_here() { return access::system_actor(std::string(server::kTenant)); }

void print_link(server::Core& core, const access::Link& link) {
  const std::string& url = core.config.http.public_url;
  const std::string base =
      url.empty() ? fmt::format("http://{}:{}", core.config.http.address, core.config.http.port)
                  : url;
  fmt::print("Link, for one use until {}:\n  {}\n", to_rfc3339(link.expires_at),
             access::link_address(base, link));
}

Result<> add(server::Core& core, const UserOptions& options) {
  std::vector<access::Role> roles;
  for (const std::string& name : split(options.roles)) {
    const auto role = access::parse_role(name);
    if (!role) {
      std::vector<std::string_view> known;
      for (const access::Role each : access::all_roles()) known.push_back(to_string(each));
      return Error{ErrorCode::InvalidInput,
                   fmt::format("no role is named {}; there are {}", name, join(known, ", "))};
    }
    roles.push_back(*role);
  }
  const access::Invitation invitation = TRY(core.access.people().invite(
      operator_here(),
      {.email = Sensitive(options.email), .name = Sensitive(options.name), .roles = roles}));
  print_link(core, invitation.link);
  return {};
}

Result<> list(server::Core& core) {
  access::PageRequest page{.limit = 200};
  while (true) {
    const std::vector<access::Person> people =
        TRY(core.access.people().list(server::kTenant, page));
    for (const access::Person& person : people) {
      std::vector<std::string_view> roles;
      for (const access::Role role : person.roles) roles.push_back(to_string(role));
      fmt::print("{}  {:<32} {:<10} {}\n", to_string(person.id), person.email.reveal(),
                 person.is_active ? "active" : "ended", join(roles, ","));
    }
    if (people.size() < page.limit) return {};
    page.before = people.back().id;
  }
}

Result<> reset(server::Core& core, const UserOptions& options) {
  const access::Person person =
      TRY(core.access.people().get_by_email(server::kTenant, options.email));
  print_link(core,
             TRY(core.access.people().reset(operator_here(), person.id, options.reason)).link);
  return {};
}

Result<> deactivate(server::Core& core, const UserOptions& options) {
  const access::Person person =
      TRY(core.access.people().get_by_email(server::kTenant, options.email));
  TRY(core.access.people().deactivate(operator_here(), person.id, options.reason));
  fmt::print("{} can no longer sign in; sessions have ended.\n", options.email);
  return {};
}

Result<> make_key(server::Core& core, const UserOptions& options) {
  const access::CreatedApiKey created = TRY(core.access.keys().create(
      operator_here(), {.name = options.name, .scopes = split(options.scopes)}));
  fmt::print("{}\n", created.secret.reveal());
  return {};
}

int run(const ServerOptions& options, const CoreAction& action) {
  const auto act = [&]() -> Result<> {
    const auto core = TRY(server::Core::open(TRY(options.load()), server::OpenMode::ReadWrite));
    TRY(action(*core));
    return core->audit.sequence();
  };
  const Result<> done = act();
  return done ? kExitFine : fail(done.error());
}

}  // namespace

Action define_user(CommandLine command) {
  command.description("People and API keys, while no server runs");
  command.footer(
      "Examples:\n"
      "  holdfast user add --email kim@centre.example --name Kim --roles supervisor\n"
      "  holdfast user list\n"
      "  holdfast user reset --email kim@centre.example --reason \"lost the password\"\n"
      "  holdfast user deactivate --email kim@centre.example --reason \"left\"\n"
      "  holdfast user key --name crm --scopes inspections.create\n"
      "\n"
      "These work on the data directory itself, so stop the server first; the console does the "
      "same while it\n"
      "runs. Every act is an entry in the log.");
  command.require_subcommand();
  auto code = std::make_shared<int>(kExitUsage);
  auto options = std::make_shared<UserOptions>();
  const auto define = [&](const char* name, const char* summary,
                          Result<> (*action)(server::Core&, const UserOptions&)) {
    CommandLine sub = command.add_subcommand(name, summary);
    auto server_options = add_server_options(sub);
    sub.on_parsed([=] {
      *code = run(*server_options, [=](server::Core& core) { return action(core, *options); });
    });
    return sub;
  };

  CommandLine add_command = define("add", "Invite a person: prints a link to set a password", add);
  add_command.add_option("--email", options->email, "E-mail address").required();
  add_command.add_option("--name", options->name, "Name").required();
  add_command.add_option("--roles", options->roles, "Roles, separated by commas (default: agent)");

  define("list", "Who may sign in",
         [](server::Core& core, const UserOptions&) { return list(core); });

  CommandLine reset_command = define("reset", "A link to set a new password", reset);
  CommandLine deactivate_command =
      define("deactivate", "End a person's access at once", deactivate);
  for (CommandLine sub : {reset_command, deactivate_command}) {
    sub.add_option("--email", options->email, "E-mail address").required();
    sub.add_option("--reason", options->reason, "Why; it goes into the log").required();
  }

  CommandLine key_command =
      define("key", "Make an API key and print it, for the only time", make_key);
  key_command.add_option("--name", options->name, "What it is for").required();
  key_command.add_option("--scopes", options->scopes, "Permissions, separated by commas")
      .required();
  return [code] { return *code; };
}

}  // namespace holdfast::cli
