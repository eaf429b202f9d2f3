#include "domain/access/views.h"

namespace holdfast::access {
namespace {

void write_time(JsonWriter& json, std::string_view name, const std::optional<Timestamp>& at) {
  json.key(name);
  at ? json.value(*at) : json.null();
}

}  // namespace

void write(JsonWriter& json, const Person& person) {
  json.begin_object()
      .member("id", person.id)
      .member("name", person.name.reveal())  // to those who may see who has access
      .member("email", person.email.reveal())
      .key("roles")
      .begin_array();
  for (const Role role : person.roles) json.value(to_string(role));
  json.end()
      .member("is_active", person.is_active)
      .member("has_password", person.has_password)
      .member("created_at", person.created_at);
  write_time(json, "last_seen_at", person.last_seen_at);
  json.end();
}

void write(JsonWriter& json, const ApiKey& key) {
  json.begin_object()
      .member("id", key.id)
      .member("name", key.name)
      .member("prefix", key.prefix)
      .key("scopes")
      .begin_array();
  for (const std::string& scope : key.scopes) json.value(scope);
  json.end().member("created_at", key.created_at).member("created_by", key.created_by);
  write_time(json, "last_used_at", key.last_used_at);
  write_time(json, "expires_at", key.expires_at);
  write_time(json, "revoked_at", key.revoked_at);
  json.end();
}

void write_permissions(JsonWriter& json, const http::PermissionSet& permissions) {
  json.begin_array();
  for (const std::string& permission : permissions) json.value(permission);
  json.end();
}

}  // namespace holdfast::access
