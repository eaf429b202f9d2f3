#include "domain/inspection/routes.h"

#include <charconv>
#include <map>

#include <fmt/core.h>

#include "base/json_reader.h"

#include "domain/contacts/store.h"
#include "domain/inspection/answer_writer.h"
#include "domain/inspection/inspect_routes.h"
#include "domain/inspection/overview.h"
#include "domain/inspection/stream.h"
#include "domain/inspection/views.h"
#include "platform/http/query.h"

namespace holdfast::inspection {
namespace {

using http::Request;
using http::Response;

// Writes {items, next_cursor}: `items` holds one more than `limit` when there is a next page.
template <typename Item, typename Write, typename Cursor>
Response page(const std::vector<Item>& items, std::size_t limit, Write write, Cursor cursor) {
  JsonWriter json;
  json.begin_object().key("items").begin_array();
  for (std::size_t i = 0; i < items.size() && i < limit; ++i) write(json, items[i]);
  json.end().key("next_cursor");
  items.size() > limit ? json.value(cursor(items[limit - 1])) : json.null();
  json.end();
  return http::json(json.take());
}

Result<std::string> reason_of(ObjectReader& object, std::size_t bytes_min) {
  std::string reason(TRY(object.string_or("reason", "")));
  if (reason.size() < bytes_min || reason.size() > 500) {
    return object.error("reason", fmt::format("expected {} to 500 bytes", bytes_min));
  }
  return reason;
}

class Routes {
 public:
  explicit Routes(const RouteParts& parts) : parts_(parts) {}

  Result<Response> list_messages_of_contact(const Request& request) const {
    TRY(request.expect_query({"limit", "cursor"}));
    const Uuid contact = TRY(parse_uuid(request.parameter("id")));
    const std::size_t limit = TRY(http::limit_parameter(request));
    const std::int64_t from = TRY(ordinal_cursor(request));
    std::vector<StoredMessage> messages;
    TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
      const auto found = TRY(contacts::find_by_id(reader, request.tenant(), contact));
      if (!found) return Error{ErrorCode::NotFound, "no contact has this id"};
      for (MessageRow& row :
           TRY(list_messages(reader, request.tenant(), contact, from, limit + 1))) {
        messages.push_back(
            TRY(open_message(reader, parts_.keyring, found->contact.subject, std::move(row))));
      }
      return {};
    }));
    return page(messages, limit, write_message, [](const StoredMessage& message) {
      return std::to_string(message.row.ordinal + 1);
    });
  }

  Result<Response> get_message(const Request& request) const {
    TRY(request.expect_query({}));
    const Uuid id = TRY(parse_uuid(request.parameter("id")));
    JsonWriter json;
    TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
      write_message(json, TRY(message_of(reader, request, id)));
      return {};
    }));
    return http::json(json.take());
  }

  Result<Response> list_all_findings(const Request& request) const {
    TRY(request.expect_query({"limit", "cursor", "type", "category", "channel", "contact",
                              "confidence_min", "from", "to"}));
    const std::size_t limit = TRY(http::limit_parameter(request));
    FindingFilter filter;
    filter.limit = limit + 1;
    filter.before = TRY(http::uuid_cursor(request));
    filter.type = request.query_parameter("type").value_or("");
    filter.category = request.query_parameter("category").value_or("");
    filter.channel = request.query_parameter("channel").value_or("");
    filter.contact = TRY(http::uuid_parameter(request, "contact"));
    filter.confidence_min = TRY(http::number_parameter(request, "confidence_min", 0, 1));
    filter.from = TRY(http::time_parameter(request, "from"));
    filter.to = TRY(http::time_parameter(request, "to"));
    std::vector<FindingWithPlace> findings;
    std::map<Uuid, StoredContent> contents;
    TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
      findings = TRY(list_findings(reader, request.tenant(), filter));
      for (const FindingWithPlace& finding : findings) {
        if (contents.contains(finding.message)) continue;
        contents[finding.message] = TRY(message_of(reader, request, finding.message))
        .content;
      }
      return {};
    }));
    return page(
        findings, limit,
        [&contents](JsonWriter& json, const FindingWithPlace& finding) {
          write_stored_finding(json, finding, &contents.at(finding.message));
        },
        [](const FindingWithPlace& finding) { return to_string(finding.finding.id); });
  }

  Result<Response> give_feedback(const Request& request) const {
    TRY(request.expect_query({}));
    const Uuid id = TRY(parse_uuid(request.parameter("id")));
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    const std::string kind(TRY(object.required_string("kind")));
    if (kind != "not_sensitive" && kind != "upheld") {
      return object.error("kind", "expected one of not_sensitive, upheld");
    }
    const std::string reason = TRY(reason_of(object, 0));
    TRY(object.finish());
    TRY(parts_.inspections.give_feedback(caller_of(request), id, kind, reason));

    JsonWriter json;
    TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
      const auto found = TRY(list_findings(reader, request.tenant(), {.id = id, .limit = 1}));
      if (found.empty()) return Error{ErrorCode::NotFound, "no finding has this id"};
      const StoredMessage message = TRY(message_of(reader, request, found.front().message));
      write_stored_finding(json, found.front(), &message.content);
      return {};
    }));
    return http::json(json.take());
  }

  Result<Response> list_held_items(const Request& request) const {
    TRY(request.expect_query({"limit", "cursor", "state"}));
    const std::size_t limit = TRY(http::limit_parameter(request));
    const HeldFilter filter {
      .state = request.query_parameter("state").value_or(""),
      .before = TRY(http::uuid_cursor(request))
      , .limit = limit + 1
    };
    std::vector<HeldRow> items;
    TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
      items = TRY(list_held(reader, request.tenant(), filter));
      return {};
    }));
    return page(items, limit, write_held,
                [](const HeldRow& held) { return to_string(held.message); });
  }

  Result<Response> release(const Request& request) const {
    TRY(request.expect_query({}));
    const Uuid id = TRY(parse_uuid(request.parameter("id")));
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    const std::string_view form = TRY(object.required_string("form"));
    if (form != "original" && form != "redacted") {
      return object.error("form", "expected one of original, redacted");
    }
    const std::string reason = TRY(reason_of(object, 3));
    TRY(object.finish());
    if (form == "original" && !request.principal.has("originals.read")) {
      return Error{ErrorCode::Denied, "releasing the original needs the permission originals.read"};
    }
    const auto decided =
        TRY(parts_.inspections.release(caller_of(request), id,
                                       form == "original" ? Inspections::ReleaseForm::Original
                                                          : Inspections::ReleaseForm::Redacted,
                                       reason));
    JsonWriter json;
    json.begin_object().key("item");
    write_held(json, decided.item);
    json.key("parts").begin_array();
    for (const SafePart& part : decided.parts) write_part(json, part);
    json.end().key("receipt");
    write_receipt(json, decided.receipt);
    json.end();
    return http::json(json.take());
  }

  Result<Response> reject(const Request& request) const {
    TRY(request.expect_query({}));
    const Uuid id = TRY(parse_uuid(request.parameter("id")));
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    const std::string reason = TRY(reason_of(object, 3));
    TRY(object.finish());
    const auto decided = TRY(parts_.inspections.reject(caller_of(request), id, reason));
    JsonWriter json;
    json.begin_object().key("item");
    write_held(json, decided.item);
    json.key("receipt");
    write_receipt(json, decided.receipt);
    json.end();
    return http::json(json.take());
  }

  Result<Response> erase_customer(const Request& request) const {
    TRY(request.expect_query({}));
    const JsonDocument document = TRY(JsonDocument::parse(request.body));
    ObjectReader object = TRY(document.object());
    const std::string customer(TRY(object.required_string("customer")));
    const std::string reason = TRY(reason_of(object, 3));
    TRY(object.finish());
    const contacts::Erased erased =
        TRY(parts_.inspections.erase_customer(caller_of(request), customer, reason));
    JsonWriter json;
    json.begin_object()
        .member("contact_count", erased.contacts.size())
        .member("key_count", erased.subjects.size())
        .key("receipt");
    write_receipt(json, erased.receipt);
    json.end();
    return http::json(json.take());
  }

  Result<Response> get_overview(const Request& request) const {
    TRY(request.expect_query({"from", "to", "channel", "queue"}));
    const auto from = TRY(http::time_parameter(request, "from"));
    const auto to = TRY(http::time_parameter(request, "to"));
    std::string json;
    TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
      OverviewRange range{.channel = request.query_parameter("channel").value_or(""),
                          .queue = request.query_parameter("queue").value_or("")};
      range.to = to ? *to : TRY(newest_hour_end(reader, request.tenant(), parts_.clock.now()));
      range.from = from ? *from : range.to - std::chrono::hours(24);
      json = TRY(overview(reader, request.tenant(), range));
      return {};
    }));
    return http::json(std::move(json));
  }

 private:
  static Result<std::int64_t> ordinal_cursor(const Request& request) {
    const auto cursor = request.query_parameter("cursor");
    if (!cursor || cursor->empty()) return std::int64_t{0};
    std::int64_t ordinal = 0;
    const auto [end, code] =
        std::from_chars(cursor->data(), cursor->data() + cursor->size(), ordinal);
    if (code != std::errc{} || end != cursor->data() + cursor->size() || ordinal < 0) {
      return Error{ErrorCode::InvalidInput, "cursor: not one that this list gave"};
    }
    return ordinal;
  }

  Result<StoredMessage> message_of(store::Reader& reader, const Request& request,
                                   const Uuid& id) const {
    auto row = TRY(find_message(reader, request.tenant(), id));
    if (!row) return Error{ErrorCode::NotFound, "no message has this id"};
    const auto contact = TRY(contacts::find_by_id(reader, request.tenant(), row->contact));
    if (!contact) return Error{ErrorCode::Corrupted, "a message without its contact"};
    return open_message(reader, parts_.keyring, contact->contact.subject, *std::move(row));
  }

  RouteParts parts_;
};

}  // namespace

void add_routes(http::Router& router, const RouteParts& parts) {
  add_inspect_routes(router, parts);
  add_stream_route(router, parts);
  const auto routes = std::make_shared<const Routes>(parts);
  using Get = Result<Response> (Routes::*)(const Request&) const;
  const auto bind = [&routes](Get method) {
    return [routes, method](const Request& request) { return ((*routes).*method)(request); };
  };
  const auto reads = http::requires_permission("contacts.read");
  router.get("/v1/contacts/{id}/messages", reads, bind(&Routes::list_messages_of_contact));
  router.get("/v1/messages/{id}", reads, bind(&Routes::get_message));
  router.get("/v1/overview", reads, bind(&Routes::get_overview));
  router.get("/v1/findings", http::requires_permission("findings.read"),
             bind(&Routes::list_all_findings));
  router.post("/v1/findings/{id}:feedback", http::requires_permission("findings.feedback"),
              bind(&Routes::give_feedback));
  router.get("/v1/held-items", http::requires_permission("held.read"),
             bind(&Routes::list_held_items));
  // The id stands in the body: addresses end up in the logs of whatever lies between.
  router.post("/v1/customers:erase", http::requires_permission("customers.erase"),
              bind(&Routes::erase_customer));
  router.post("/v1/held-items/{id}:release", http::requires_permission("held.decide"),
              bind(&Routes::release));
  router.post("/v1/held-items/{id}:reject", http::requires_permission("held.decide"),
              bind(&Routes::reject));
}

}  // namespace holdfast::inspection
