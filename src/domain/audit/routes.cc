#include "domain/audit/routes.h"

#include <charconv>
#include <map>

#include <fmt/core.h>

#include "base/json_writer.h"
#include "platform/http/query.h"

namespace holdfast::audit {
namespace {

using http::Request;
using http::Response;

class AuditRoutes {
 public:
  AuditRoutes(AuditLog& log, ActorName actor_name)
      : log_(log), actor_name_(std::move(actor_name)) {}

  Result<Response> list_entries(const Request& request) const {
    TRY(request.expect_query({"limit", "cursor", "act", "actor", "subject", "from", "to"}));
    const std::size_t limit = TRY(http::limit_parameter(request));
    EntryFilter filter;
    filter.act = TRY(text_parameter(request, "act"));
    filter.actor = TRY(text_parameter(request, "actor"));
    filter.subject = TRY(text_parameter(request, "subject"));
    filter.from = TRY(http::time_parameter(request, "from"));
    filter.to = TRY(http::time_parameter(request, "to"));
    // One more tells whether there is a next page.
    const std::vector<Entry> entries =
        TRY(log_.latest(request.tenant(), filter, TRY(cursor_parameter(request)), limit + 1));

    JsonWriter json;
    Names names;
    json.begin_object().key("items").begin_array();
    for (std::size_t i = 0; i < entries.size() && i < limit; ++i) write(json, entries[i], names);
    json.end().key("next_cursor");
    if (entries.size() > limit) {
      json.value(std::to_string(entries[limit - 1].leaf_index));
    } else {
      json.null();
    }
    json.end();
    return http::json(json.take());
  }

  Result<Response> get_entry(const Request& request) const {
    TRY(request.expect_query({}));
    const Uuid id = TRY(parse_uuid(request.parameter("id")));
    const std::optional<Entry> entry = TRY(log_.find(request.tenant(), id));
    if (!entry) return Error{ErrorCode::NotFound, "no audit entry has this id"};
    JsonWriter json;
    Names names;
    write(json, *entry, names);
    return http::json(json.take());
  }

  Result<Response> get_proof(const Request& request) const {
    TRY(request.expect_query({}));
    const Uuid id = TRY(parse_uuid(request.parameter("id")));
    const EntryProof proof = TRY(log_.prove(request.tenant(), id));
    JsonWriter json;
    json.begin_object()
        .member("log", request.tenant())
        .member("leaf", proof.leaf)
        .member("leaf_hash", to_hex(proof.entry.leaf_hash))
        .member("leaf_index", proof.entry.leaf_index)
        .member("tree_size", proof.inclusion.position.tree_size)
        .key("siblings")
        .begin_array();
    for (const Hash& sibling : proof.inclusion.siblings) json.value(to_hex(sibling));
    json.end()
        .member("root", to_hex(proof.root))
        .member("checkpoint", proof.checkpoint_note)
        .member("verifier_key", proof.verifier_key)
        .end();
    return http::json(json.take());
  }

  Result<Response> get_checkpoint(const Request& request) const {
    TRY(request.expect_query({}));
    const SignedCheckpoint signed_checkpoint = TRY(log_.signed_checkpoint(request.tenant()));
    JsonWriter json;
    json.begin_object()
        .member("log", request.tenant())
        .member("tree_size", signed_checkpoint.checkpoint.tree_size)
        .member("root", to_hex(signed_checkpoint.checkpoint.root))
        .member("note", signed_checkpoint.note)
        .member("verifier_key", log_.verifier_key(request.tenant()))
        .end();
    return http::json(json.take());
  }

 private:
  // A page names the same few actors again and again.
  using Names = std::map<std::string, std::optional<std::string>>;

  static Result<std::optional<std::string>> text_parameter(const Request& request,
                                                           std::string_view name) {
    std::optional<std::string> text = request.query_parameter(name);
    if (text && text->empty()) {
      return Error{ErrorCode::InvalidInput, fmt::format("{}: leave it out or give a value", name)};
    }
    return text;
  }

  static Result<std::optional<std::uint64_t>> cursor_parameter(const Request& request) {
    const std::optional<std::string> text = request.query_parameter("cursor");
    if (!text || text->empty()) return std::optional<std::uint64_t>();
    std::uint64_t leaf_index = 0;
    const auto [end, problem] =
        std::from_chars(text->data(), text->data() + text->size(), leaf_index);
    if (problem != std::errc() || end != text->data() + text->size() || leaf_index >> 62 != 0) {
      return Error{ErrorCode::InvalidInput, "cursor: give the next_cursor of the page before"};
    }
    return std::optional(leaf_index);
  }

  void write(JsonWriter& json, const Entry& entry, Names& names) const {
    json.begin_object()
        .member("id", entry.id)
        .member("leaf_index", entry.leaf_index)
        .member("at", entry.at)
        .member("actor", entry.act.actor)
        .key("actor_name");
    const auto [found, is_new] = names.try_emplace(entry.act.actor);
    if (is_new && actor_name_) found->second = actor_name_(entry.act.tenant, entry.act.actor);
    if (found->second) {
      json.value(*found->second);
    } else {
      json.null();
    }
    json.member("act", entry.act.act)
        .member("subject", entry.act.subject)
        .member("decision", entry.act.decision)
        .member("policy_version", entry.act.policy_version)
        .member("body_hash", to_hex(entry.act.body_hash))
        .member("leaf_hash", to_hex(entry.leaf_hash))
        .end();
  }

  AuditLog& log_;
  const ActorName actor_name_;
};

}  // namespace

void add_routes(http::Router& router, AuditLog& log, ActorName actor_name) {
  const auto routes = std::make_shared<const AuditRoutes>(log, std::move(actor_name));
  const http::Access access = http::requires_permission("audit.read");
  router.get("/v1/audit/entries", access,
             [routes](const Request& request) { return routes->list_entries(request); });
  router.get("/v1/audit/entries/{id}", access,
             [routes](const Request& request) { return routes->get_entry(request); });
  router.get("/v1/audit/entries/{id}/proof", access,
             [routes](const Request& request) { return routes->get_proof(request); });
  router.get("/v1/audit/checkpoint", access,
             [routes](const Request& request) { return routes->get_checkpoint(request); });
}

}  // namespace holdfast::audit
