// The nouns of access: people, API keys, one-time links, and who acts on them.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/sensitive.h"
#include "domain/access/permissions.h"
#include "platform/http/http.h"

namespace holdfast::access {

// Whoever does something, as the audit log names them, and what they may do themselves: nobody can
// give away more.
struct Actor {
  std::string tenant;
  std::string name;  // "person:<id>", "key:<id>", "system"
  http::PermissionSet permissions;
};

Actor actor_of(const http::Principal& principal);
// The operator at the command line, who has the machine anyway.
Actor system_actor(std::string tenant);

struct Person {
  Uuid id;
  std::string tenant;
  Sensitive<std::string> email;  // lower case
  Sensitive<std::string> name;
  std::vector<Role> roles;  // sorted
  bool is_active = true;
  bool has_password = false;
  Timestamp created_at{};
  std::optional<Timestamp> last_seen_at;
};

struct NewPerson {
  Sensitive<std::string> email;
  Sensitive<std::string> name;
  std::vector<Role> roles;
};

struct ApiKey {
  Uuid id;
  std::string tenant;
  std::string prefix;  // "hfk_Ab3d"
  std::string name;
  std::vector<std::string> scopes;  // sorted
  std::string created_by;
  Timestamp created_at{};
  std::optional<Timestamp> expires_at, last_used_at, revoked_at;
};

enum class LinkPurpose : std::uint8_t { FirstAdministrator, Invitation, Reset, SignIn };
std::string_view to_string(LinkPurpose purpose);  // "first_administrator"

// A link that was just made: the token is shown once.
struct Link {
  Sensitive<std::string> token;
  Timestamp expires_at{};
};

struct Invitation {
  Person person;
  Link link;
};

// One page of a list that is ordered by id, newest first.
struct PageRequest {
  std::optional<Uuid> before;
  std::size_t limit = 50;
};

struct AccessOptions {
  std::string tenant = "default";
  std::chrono::minutes session_idle{720};
  std::chrono::hours session_length{24};
  std::chrono::minutes link_length{30};
  std::chrono::hours invitation_length{72};
  // Where people reach the console, for links: "https://holdfast.example". Empty: the address that
  // the request came to. With https, cookies are for TLS only even behind a proxy.
  std::string public_url;

  bool is_tls_outside() const { return public_url.starts_with("https://"); }
};

// What people type, made comparable, or InvalidInput: an e-mail address in lower case; a name of 1
// to 100 characters that can be shown.
Result<std::string> normal_email(std::string_view email);
Result<std::string> normal_name(std::string_view name);

}  // namespace holdfast::access
