#include "domain/access/routes.h"

#include "base/json_reader.h"
#include "base/timestamp.h"
#include "domain/access/views.h"
#include "platform/http/query.h"

namespace holdfast::access {
namespace {

using http::open_to_all;
using http::Request;
using http::requires_permission;
using http::requires_sign_in;
using http::Response;

constexpr http::RouteOptions kSmallBody{.body_bytes_max = 16 * 1024};
constexpr http::RouteOptions kShowsSecret{.body_bytes_max = 16 * 1024,
                                          .creates = http::Creates::Secret};

http::Response wrong_credentials() {
  return http::problem(401, "unauthenticated", "the e-mail address or the password is wrong");
}

std::optional<std::string> owned(const std::optional<std::string_view>& text) {
  if (!text) return std::nullopt;
  return std::string(*text);
}

Sensitive<std::string> secret(std::string_view text) { return Sensitive(std::string(text)); }

Result<std::vector<Role>> roles_from(ObjectReader& object) {
  std::vector<Role> roles;
  const JsonValue value = TRY(object.required("roles"));
  for (const JsonValue& item : TRY(value.array())) {
    const std::optional<Role> role = parse_role(TRY(item.string()));
    if (!role) return item.error("one of the roles that /v1/roles lists");
    roles.push_back(*role);
  }
  return roles;
}

// The body {"reason": "…"}.
Result<std::string> reason_from(const Request& request) {
  const JsonDocument document = TRY(JsonDocument::parse(request.body));
  ObjectReader object = TRY(document.object());
  std::string reason(TRY(object.required_string("reason")));
  TRY(object.finish());
  if (reason.empty() || reason.size() > 2000) {
    return Error{ErrorCode::InvalidInput, "reason: 1 to 500 characters"};
  }
  return reason;
}

Result<Uuid> id_of(const Request& request) {
  const Result<Uuid> id = parse_uuid(request.parameter("id"));
  if (!id) return Error{ErrorCode::NotFound, "not an id"};
  return id;
}

class AccessRoutes {
 public:
  explicit AccessRoutes(Access& access) : access_(access) {}

  Result<Response> sign_in(const Request& request) const {
    TRY(check_same_origin(request));
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    const std::string_view email = TRY(object.required_string("email"));
    const std::string_view password = TRY(object.required_string("password"));
    TRY(object.finish());
    Outcome outcome = TRY(access_.sign_in().by_password({.email = std::string(email),
                                                         .password = secret(password),
                                                         .address = request.remote_address}));
    if (outcome.kind == Outcome::Kind::TooMany) return too_many(outcome);
    if (outcome.kind == Outcome::Kind::Wrong) return wrong_credentials();
    return started(request, *outcome.session);
  }

  Result<Response> sign_in_by_link(const Request& request) const {
    TRY(check_same_origin(request));
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    LinkUse use {
      .token = secret(TRY(object.required_string("token"))),
      .name = owned(TRY(object.optional_string("name"))),
      .email = owned(TRY(object.optional_string("email"))), .password = std::nullopt
    };
    if (const auto password = TRY(object.optional_string("password"))) {
      use.password = secret(*password);
    }
    TRY(object.finish());
    return started(request, TRY(access_.sign_in().by_link(use)));
  }

  Result<Response> check_link(const Request& request) const {
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    const std::string_view token = TRY(object.required_string("token"));
    TRY(object.finish());
    const LinkInfo link = TRY(access_.sign_in().check_link(token));
    JsonWriter json;
    json.begin_object().member("purpose", to_string(link.purpose)).key("name");
    link.person ? json.value(link.person->name.reveal()) : json.null();
    json.key("email");
    link.person ? json.value(link.person->email.reveal()) : json.null();
    json.member("expires_at", link.expires_at).end();
    return http::json(json.take());
  }

  Result<Response> sign_out(const Request& request) const {
    TRY(expect_person(request));
    TRY(access_.sign_in().sign_out(request.principal));
    Response response = http::no_content();
    response.header("Set-Cookie", clear_session_cookie(request, access_.options()));
    return response;
  }

  Result<Response> get_session(const Request& request) const {
    TRY(expect_person(request));
    const std::string_view token = session_cookie(request, access_.options());
    const Person person = TRY(access_.people().get(request.tenant(), request.principal.id));
    const std::optional<Timestamp> expires_at = access_.sessions().expires_at(token);
    if (!expires_at) return Error{ErrorCode::NotFound, "the session is over: sign in again"};
    return http::json(session_json(person, token, *expires_at));
  }

  Result<Response> change_password(const Request& request) const {
    TRY(expect_person(request));
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    const auto current = secret(TRY(object.required_string("current_password")));
    const auto wanted = secret(TRY(object.required_string("new_password")));
    TRY(object.finish());
    const Outcome outcome = TRY(access_.sign_in().change_password(request.principal, current,
                                                                  wanted, request.remote_address));
    if (outcome.kind == Outcome::Kind::TooMany) return too_many(outcome);
    if (outcome.kind == Outcome::Kind::Wrong) {
      return Error{ErrorCode::Denied, "current_password: not the one that counts now"};
    }
    return http::no_content();
  }

  Result<Response> get_me(const Request& request) const {
    const http::Principal& me = request.principal;
    JsonWriter json;
    json.begin_object()
        .member("kind", me.kind == http::Principal::Kind::Person ? "person" : "api_key")
        .member("id", me.id)
        .member("name", me.display_name)
        .key("permissions");
    write_permissions(json, me.permissions);
    json.end();
    return http::json(json.take());
  }

  Result<Response> get_actor(const Request& request) const {
    const std::string actor(request.parameter("actor"));
    const auto name = TRY(access_.name_of(request.principal.tenant, actor));
    if (!name) return Error{ErrorCode::NotFound, "no person or key is known by that id"};
    JsonWriter json;
    json.begin_object().member("actor", actor).member("name", *name).end();
    return http::json(json.take());
  }

  Result<Response> list_roles(const Request&) const {
    JsonWriter json;
    json.begin_object().key("items").begin_array();
    for (const Role role : all_roles()) {
      json.begin_object().member("role", to_string(role)).key("permissions");
      write_permissions(json, permissions_of({&role, 1}));
      json.end();
    }
    json.end().end();
    return http::json(json.take());
  }

  Result<Response> list_people(const Request& request) const {
    PageRequest page = TRY(page_of(request));
    const auto people = TRY(access_.people().list(request.tenant(), page));
    return http::json(write_page(people, page.limit - 1));
  }

  Result<Response> create_person(const Request& request) const {
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    const NewPerson wanted {
      .email = secret(TRY(object.required_string("email"))),
      .name = secret(TRY(object.required_string("name"))), .roles = TRY(roles_from(object))
    };
    TRY(object.finish());
    const Actor actor = actor_of(request.principal);
    return invitation(request, TRY(access_.people().invite(actor, wanted)), 201);
  }

  Result<Response> get_person(const Request& request) const {
    return person_json(TRY(access_.people().get(request.tenant(), TRY(id_of(request)))));
  }

  Result<Response> set_roles(const Request& request) const {
    const Uuid id = TRY(id_of(request));
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    const std::vector<Role> roles = TRY(roles_from(object));
    const std::string_view reason = TRY(object.string_or("reason", ""));
    TRY(object.finish());
    return person_json(
        TRY(access_.people().set_roles(actor_of(request.principal), id, roles, reason)));
  }

  Result<Response> deactivate(const Request& request) const {
    const Uuid id = TRY(id_of(request));
    const std::string reason = TRY(reason_from(request));
    return person_json(TRY(access_.people().deactivate(actor_of(request.principal), id, reason)));
  }

  Result<Response> activate(const Request& request) const {
    const Uuid id = TRY(id_of(request));
    const std::string reason = TRY(reason_from(request));
    return person_json(TRY(access_.people().activate(actor_of(request.principal), id, reason)));
  }

  Result<Response> reset(const Request& request) const {
    const Uuid id = TRY(id_of(request));
    const std::string reason = TRY(reason_from(request));
    const Actor actor = actor_of(request.principal);
    return invitation(request, TRY(access_.people().reset(actor, id, reason)), 200);
  }

  Result<Response> list_keys(const Request& request) const {
    const PageRequest page = TRY(page_of(request));
    const auto keys = TRY(access_.keys().list(request.tenant(), page));
    return http::json(write_page(keys, page.limit - 1));
  }

  Result<Response> create_key(const Request& request) const {
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    NewApiKey wanted {
      .name = std::string(TRY(object.required_string("name"))), .scopes = {},
      .expires_at = std::nullopt
    };
    const JsonValue scopes = TRY(object.required("scopes"));
    for (const JsonValue& scope : TRY(scopes.array())) {
      wanted.scopes.emplace_back(TRY(scope.string()));
    }
    if (const auto at = TRY(object.optional_string("expires_at"))) {
      wanted.expires_at = TRY(from_rfc3339(*at));
    }
    TRY(object.finish());
    const CreatedApiKey created = TRY(access_.keys().create(actor_of(request.principal), wanted));
    JsonWriter json;
    json.begin_object().key("key");
    write(json, created.key);
    json.member("secret", created.secret.reveal()).end();  // its only showing
    return http::json(json.take(), 201);
  }

  Result<Response> revoke_key(const Request& request) const {
    const Uuid id = TRY(id_of(request));
    const std::string reason = TRY(reason_from(request));
    JsonWriter json;
    write(json, TRY(access_.keys().revoke(actor_of(request.principal), id, reason)));
    return http::json(json.take());
  }

 private:
  static Result<> expect_person(const Request& request) {
    if (request.principal.kind == http::Principal::Kind::Person) return {};
    return Error{ErrorCode::NotFound, "an API key has no session"};
  }

  // One more than the page has room for, to learn whether there is a next one.
  static Result<PageRequest> page_of(const Request& request) {
    TRY(request.expect_query({"limit", "cursor"}));
    return PageRequest {
      .before = TRY(http::uuid_cursor(request))
      , .limit = TRY(http::limit_parameter(request))
      +1
    };
  }

  static Response too_many(const Outcome& outcome) {
    return http::too_many_requests("too many failed attempts from this address: wait",
                                   outcome.retry_after);
  }

  static Response person_json(const Person& person) {
    JsonWriter json;
    write(json, person);
    return http::json(json.take());
  }

  static std::string session_json(const Person& person, std::string_view token,
                                  Timestamp expires_at) {
    JsonWriter json;
    json.begin_object().key("person");
    write(json, person);
    json.key("permissions");
    write_permissions(json, permissions_of(person.roles));
    json.member("csrf_token", csrf_token(token)).member("expires_at", expires_at).end();
    return json.take();
  }

  Response started(const Request& request, const NewSession& session) const {
    Response response =
        http::json(session_json(session.person, session.token.reveal(), session.expires_at));
    response.header("Set-Cookie", set_session_cookie(request, access_.options(), session.token));
    return response;
  }

  Response invitation(const Request& request, const Invitation& made, int status) const {
    std::string base = access_.options().public_url;
    if (base.empty()) {
      base = (request.is_tls ? "https://" : "http://") + std::string(request.header("host"));
    }
    JsonWriter json;
    json.begin_object().key("person");
    write(json, made.person);
    json.member("sign_in_link", link_address(base, made.link))
        .member("expires_at", made.link.expires_at)
        .end();
    return http::json(json.take(), status);
  }

  Access& access_;
};

}  // namespace

void add_routes(http::Router& router, Access& access) {
  const auto routes = std::make_shared<const AccessRoutes>(access);
  using Method = http::Method;
  using Member = Result<Response> (AccessRoutes::*)(const Request&) const;
  const auto add = [&](Method method, std::string pattern, http::Access who, Member member,
                       http::RouteOptions options = kSmallBody) {
    router.add(
        method, std::move(pattern), std::move(who),
        [routes, member](const Request& request) { return ((*routes).*member)(request); }, options);
  };
  add(Method::Post, "/v1/sign-in", open_to_all(), &AccessRoutes::sign_in);
  add(Method::Post, "/v1/sign-in/link", open_to_all(), &AccessRoutes::sign_in_by_link);
  add(Method::Post, "/v1/sign-in/link:check", open_to_all(), &AccessRoutes::check_link);
  add(Method::Post, "/v1/sign-out", requires_sign_in(), &AccessRoutes::sign_out);
  add(Method::Get, "/v1/session", requires_sign_in(), &AccessRoutes::get_session);
  add(Method::Post, "/v1/session:change-password", requires_sign_in(),
      &AccessRoutes::change_password);
  add(Method::Get, "/v1/me", requires_sign_in(), &AccessRoutes::get_me);
  add(Method::Get, "/v1/actors/{actor}", requires_sign_in(), &AccessRoutes::get_actor);
  add(Method::Get, "/v1/roles", requires_permission("people.read"), &AccessRoutes::list_roles);
  add(Method::Get, "/v1/people", requires_permission("people.read"), &AccessRoutes::list_people);
  add(Method::Post, "/v1/people", requires_permission("people.manage"),
      &AccessRoutes::create_person, kShowsSecret);
  add(Method::Get, "/v1/people/{id}", requires_permission("people.read"),
      &AccessRoutes::get_person);
  add(Method::Put, "/v1/people/{id}/roles", requires_permission("people.manage"),
      &AccessRoutes::set_roles);
  add(Method::Post, "/v1/people/{id}:deactivate", requires_permission("people.manage"),
      &AccessRoutes::deactivate);
  add(Method::Post, "/v1/people/{id}:activate", requires_permission("people.manage"),
      &AccessRoutes::activate);
  add(Method::Post, "/v1/people/{id}:reset", requires_permission("people.manage"),
      &AccessRoutes::reset, kShowsSecret);
  add(Method::Get, "/v1/api-keys", requires_permission("keys.read"), &AccessRoutes::list_keys);
  add(Method::Post, "/v1/api-keys", requires_permission("keys.manage"), &AccessRoutes::create_key,
      kShowsSecret);
  add(Method::Post, "/v1/api-keys/{id}:revoke", requires_permission("keys.manage"),
      &AccessRoutes::revoke_key);
}

}  // namespace holdfast::access
