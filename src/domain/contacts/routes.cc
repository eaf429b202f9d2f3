#include "domain/contacts/routes.h"

#include "domain/contacts/store.h"
#include "platform/http/query.h"

namespace holdfast::contacts {
namespace {


Result<std::optional<decide::Verdict>> verdict_parameter(const http::Request& request,
                                                         std::string_view name) {
  const auto text = request.query_parameter(name);
  if (!text) return std::optional<decide::Verdict>();
  const auto verdict = decide::parse_verdict(*text);
  if (!verdict) {
    return Error{ErrorCode::InvalidInput,
                 std::string(name) + ": expected allow, coach, redact, tokenise, hold or block"};
  }
  return verdict;
}

class ContactRoutes {
 public:
  ContactRoutes(store::Database& database, const crypto::MasterKeys& keys,
                const ContactViews& views)
      : database_(database), keys_(keys), views_(views) {}

  Result<http::Response> list_contacts(const http::Request& request) const {
    TRY(request.expect_query({"limit", "cursor", "channel", "queue", "agent", "verdict",
                              "verdict_min", "type", "customer", "from", "to"}));
    ContactFilter filter;
    const std::size_t limit = TRY(http::limit_parameter(request));
    filter.limit = limit + 1;  // one more tells whether there is a next page
    filter.before = TRY(http::uuid_cursor(request));
    filter.channel = request.query_parameter("channel").value_or("");
    filter.queue = request.query_parameter("queue").value_or("");
    filter.finding_type = request.query_parameter("type").value_or("");
    filter.verdict = TRY(verdict_parameter(request, "verdict"));
    filter.verdict_min = TRY(verdict_parameter(request, "verdict_min"));
    filter.from = TRY(http::time_parameter(request, "from"));
    filter.to = TRY(http::time_parameter(request, "to"));

    std::vector<Contact> contacts;
    TRY(database_.read([&](store::Reader& reader) -> Result<> {
      if (!TRY(resolve_people(reader, request, filter))) return {};
      contacts = TRY(list(reader, request.tenant(), filter));
      return {};
    }));
    return page(contacts, limit);
  }

  Result<http::Response> get_contact(const http::Request& request) const {
    TRY(request.expect_query({}));
    const Uuid id = TRY(parse_uuid(request.parameter("id")));
    std::optional<StoredContact> found;
    TRY(database_.read([&](store::Reader& reader) -> Result<> {
      found = TRY(find_by_id(reader, request.tenant(), id));
      return {};
    }));
    if (!found) return Error{ErrorCode::NotFound, "no contact has this id"};
    JsonWriter json;
    views_.write(json, found->contact);
    return http::json(json.take());
  }

 private:
  // Turns the pseudonym of an agent and a customer's external id into what rows hold. False when
  // nobody matches.
  Result<bool> resolve_people(store::Reader& reader, const http::Request& request,
                              ContactFilter& filter) const {
    if (const auto customer = request.query_parameter("customer")) {
      const Hash index = customer_index(keys_, request.tenant(), *customer);
      filter.customer = TRY(find_customer(reader, request.tenant(), index));
      if (!filter.customer) return false;
    }
    if (const auto wanted = request.query_parameter("agent")) {
      for (std::string& agent : TRY(agents(reader, request.tenant()))) {
        if (views_.agent_id(request.tenant(), agent) == *wanted) filter.agent = std::move(agent);
      }
      if (filter.agent.empty()) return false;
    }
    return true;
  }

  http::Response page(const std::vector<Contact>& contacts, std::size_t limit) const {
    JsonWriter json;
    json.begin_object().key("items").begin_array();
    for (std::size_t i = 0; i < contacts.size() && i < limit; ++i) views_.write(json, contacts[i]);
    json.end().key("next_cursor");
    contacts.size() > limit ? json.value(contacts[limit - 1].id) : json.null();
    json.end();
    return http::json(json.take());
  }

  store::Database& database_;
  const crypto::MasterKeys& keys_;
  const ContactViews& views_;
};

}  // namespace

void add_routes(http::Router& router, store::Database& database, const crypto::MasterKeys& keys,
                const ContactViews& views) {
  const auto routes = std::make_shared<const ContactRoutes>(database, keys, views);
  router.get("/v1/contacts", http::requires_permission("contacts.read"),
             [routes](const http::Request& request) { return routes->list_contacts(request); });
  router.get("/v1/contacts/{id}", http::requires_permission("contacts.read"),
             [routes](const http::Request& request) { return routes->get_contact(request); });
}

}  // namespace holdfast::contacts
