// holdfast user add|list|roles|reset|activate|deactivate|key: people and keys, at the machine,
// while no server runs.

#include <utility>

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
  std::string email, name, roles = "agent", reason, scopes, id;
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

Result<std::vector<access::Role>> roles_from(const std::string& names) {
  std::vector<access::Role> roles;
  for (const std::string& name : split(names)) {
    const auto role = access::parse_role(name);
    if (!role) {
      std::vector<std::string_view> known;
      for (const access::Role each : access::all_roles()) known.push_back(to_string(each));
      return Error{ErrorCode::InvalidInput,
                   fmt::format("no role is named {}; there are {}", name, join(known, ", "))};
    }
    roles.push_back(*role);
  }
  return roles;
}

Result<> add(server::Core& core, const UserOptions& options) {
  const std::vector<access::Role> roles = TRY(roles_from(options.roles));
  const access::Invitation invitation = TRY(core.access.people().invite(
      operator_here(),
      {.email = Sensitive(options.email), .name = Sensitive(options.name), .roles = roles}));
  print_link(core, invitation.link);
  return {};
}

std::string role_names(const access::Person& person) {
  std::vector<std::string_view> names;
  for (const access::Role role : person.roles) names.push_back(to_string(role));
  return join(names, ",");
}

Result<> list(server::Core& core, const UserOptions&) {
  access::PageRequest page{.limit = 200};
  while (true) {
    const std::vector<access::Person> people =
        TRY(core.access.people().list(server::kTenant, page));
    for (const access::Person& person : people) {
      fmt::print("{}  {:<32} {:<10} {}\n", to_string(person.id), person.email.reveal(),
                 person.is_active ? "active" : "ended", role_names(person));
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

Result<> set_roles(server::Core& core, const UserOptions& options) {
  const access::Person person =
      TRY(core.access.people().get_by_email(server::kTenant, options.email));
  const access::Person changed = TRY(core.access.people().set_roles(
      operator_here(), person.id, TRY(roles_from(options.roles)), options.reason));
  fmt::print("{} now has: {}.\n", options.email, role_names(changed));
  return {};
}

Result<> activate(server::Core& core, const UserOptions& options) {
  const access::Person person =
      TRY(core.access.people().get_by_email(server::kTenant, options.email));
  TRY(core.access.people().activate(operator_here(), person.id, options.reason));
  fmt::print("{} can sign in again.\n", options.email);
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
  if (options.name.empty() || options.scopes.empty()) {
    return Error{ErrorCode::InvalidInput, "a new key needs --name and --scopes"};
  }
  const access::CreatedApiKey created = TRY(core.access.keys().create(
      operator_here(), {.name = options.name, .scopes = split(options.scopes)}));
  fmt::print("{}\n", created.secret.reveal());
  return {};
}

std::string_view state_of(const access::ApiKey& key, Timestamp now) {
  if (key.revoked_at) return "revoked";
  return key.expires_at && *key.expires_at <= now ? "expired" : "valid";
}

Result<> list_keys(server::Core& core, const UserOptions&) {
  access::PageRequest page{.limit = 200};
  while (true) {
    const std::vector<access::ApiKey> keys = TRY(core.access.keys().list(server::kTenant, page));
    for (const access::ApiKey& key : keys) {
      fmt::print("{}  {}…  {:<8} {:<24} {}\n", to_string(key.id), key.prefix,
                 state_of(key, core.clock.now()), key.name, join(key.scopes, ","));
    }
    if (keys.size() < page.limit) return {};
    page.before = keys.back().id;
  }
}

Result<> revoke_key(server::Core& core, const UserOptions& options) {
  const Result<Uuid> id = parse_uuid(options.id);
  if (!id) return Error{ErrorCode::InvalidInput, "--id: the id that `user key list` shows"};
  const access::ApiKey key = TRY(core.access.keys().revoke(operator_here(), *id, options.reason));
  fmt::print("The key {} no longer opens anything.\n", key.name);
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

using Define = std::function<CommandLine(CommandLine parent, const char* name, const char* summary,
                                         Result<> (*)(server::Core&, const UserOptions&))>;

void define_people(CommandLine command, UserOptions& options, const Define& define) {
  CommandLine add_command =
      define(command, "add", "Invite a person: prints a link to set a password", add);
  add_command.add_option("--email", options.email, "E-mail address").required();
  add_command.add_option("--name", options.name, "Name").required();
  add_command.add_option("--roles", options.roles, "Roles, separated by commas (default: agent)");

  define(command, "list", "Who may sign in", list);

  CommandLine roles_command = define(command, "roles", "Give a person other roles", set_roles);
  roles_command.add_option("--roles", options.roles, "All roles from now on, separated by commas")
      .required();
  for (CommandLine sub :
       {roles_command, define(command, "reset", "A link to set a new password", reset),
        define(command, "deactivate", "End a person's access at once", deactivate),
        define(command, "activate", "Give a person access again", activate)}) {
    sub.add_option("--email", options.email, "E-mail address").required();
    sub.add_option("--reason", options.reason, "Why; it goes into the log").required();
  }
}

void define_keys(CommandLine command, UserOptions& options, const Define& define) {
  CommandLine key_command = define(
      command, "key", "Make an API key and print it, for the only time; list, revoke", make_key);
  key_command.add_option("--name", options.name, "What it is for");
  key_command.add_option("--scopes", options.scopes, "Permissions, separated by commas");

  define(key_command, "list", "The keys and what they may do, never their secrets", list_keys);
  CommandLine revoke_command = define(key_command, "revoke", "End a key at once", revoke_key);
  revoke_command.add_option("--id", options.id, "The key's id, as listed").required();
  revoke_command.add_option("--reason", options.reason, "Why; it goes into the log").required();
}

}  // namespace

Action define_user(CommandLine command) {
  command.description("People and API keys, while no server runs");
  command.footer(
      "Examples:\n"
      "  holdfast user add --email kim@centre.example --name Kim --roles supervisor\n"
      "  holdfast user list\n"
      "  holdfast user roles --email kim@centre.example --roles agent --reason \"new job\"\n"
      "  holdfast user reset --email kim@centre.example --reason \"lost the password\"\n"
      "  holdfast user deactivate --email kim@centre.example --reason \"left\"\n"
      "  holdfast user activate --email kim@centre.example --reason \"came back\"\n"
      "  holdfast user key --name crm --scopes inspections.create\n"
      "  holdfast user key list\n"
      "  holdfast user key revoke --id 019a… --reason \"not needed\"\n"
      "\n"
      "These work on the data directory itself, so stop the server first; the console does the "
      "same while it\n"
      "runs. Every act is an entry in the log.");
  command.require_subcommand();
  auto code = std::make_shared<int>(kExitUsage);
  auto options = std::make_shared<UserOptions>();
  const auto is_done = std::make_shared<bool>(false);
  const auto define = [&](CommandLine parent, const char* name, const char* summary,
                          Result<> (*action)(server::Core&, const UserOptions&)) {
    CommandLine sub = parent.add_subcommand(name, summary);
    auto server_options = add_server_options(sub);
    // `key list` is parsed before the `key` it belongs to, which then has nothing left to do.
    sub.on_parsed([=] {
      if (std::exchange(*is_done, true)) return;
      *code = run(*server_options, [=](server::Core& core) { return action(core, *options); });
    });
    return sub;
  };
  define_people(command, *options, define);
  define_keys(command, *options, define);
  return [code] { return *code; };
}

}  // namespace holdfast::cli
