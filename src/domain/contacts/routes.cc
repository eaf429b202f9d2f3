#include "domain/contacts/routes.h"

#include <map>

#include "domain/contacts/store.h"
#include "platform/http/query.h"

namespace holdfast::contacts {
namespace {

// The external ids of contacts' customers. Empty when people are shown by pseudonym.
using CustomerIds = std::map<Uuid, Sensitive<std::string>>;

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
  ContactRoutes(store::Database& database, const crypto::MasterKeys& keys, crypto::Keyring& keyring,
                const ContactViews& views)
      : database_(database), keys_(keys), keyring_(keyring), views_(views) {}

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
    CustomerIds customers;
    TRY(database_.read([&](store::Reader& reader) -> Result<> {
      if (!TRY(resolve_people(reader, request, filter))) return {};
      contacts = TRY(list(reader, request.tenant(), filter));
      customers = TRY(customer_ids(reader, contacts));
      return {};
    }));
    return page(contacts, customers, limit);
  }

  Result<http::Response> get_contact(const http::Request& request) const {
    TRY(request.expect_query({}));
    const Uuid id = TRY(parse_uuid(request.parameter("id")));
    std::optional<StoredContact> found;
    CustomerIds customers;
    TRY(database_.read([&](store::Reader& reader) -> Result<> {
      found = TRY(find_by_id(reader, request.tenant(), id));
      if (found) customers = TRY(customer_ids(reader, {&found->contact, 1}));
      return {};
    }));
    if (!found) return Error{ErrorCode::NotFound, "no contact has this id"};
    JsonWriter json;
    write(json, found->contact, customers);
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

  // Reads who the customers are, where the tenant shows people by name. One whose key was destroyed
  // stays a pseudonym.
  Result<CustomerIds> customer_ids(store::Reader& reader, std::span<const Contact> contacts) const {
    CustomerIds ids;
    if (!views_.shows_people_by_name()) return ids;
    for (const Contact& contact : contacts) {
      if (!contact.customer || ids.contains(*contact.customer)) continue;
      const auto sealed = TRY(sealed_customer_id(reader, contact.tenant, *contact.customer));
      const auto key = keyring_.get(reader, contact.tenant, customer_subject(*contact.customer));
      if (!sealed || (!key && key.error().code == ErrorCode::NotFound)) continue;
      if (!key) return key.error();
      const ByteVector opened =
          TRY(crypto::open(*sealed, customer_seal_context(*contact.customer), **key));
      ids.emplace(*contact.customer, Sensitive(std::string(as_text(opened))));
    }
    return ids;
  }

  void write(JsonWriter& json, const Contact& contact, const CustomerIds& customers) const {
    const auto known = contact.customer ? customers.find(*contact.customer) : customers.end();
    known == customers.end() ? views_.write(json, contact)
                             : views_.write(json, contact, known->second);
  }

  http::Response page(const std::vector<Contact>& contacts, const CustomerIds& customers,
                      std::size_t limit) const {
    JsonWriter json;
    json.begin_object().key("items").begin_array();
    for (std::size_t i = 0; i < contacts.size() && i < limit; ++i) {
      write(json, contacts[i], customers);
    }
    json.end().key("next_cursor");
    contacts.size() > limit ? json.value(contacts[limit - 1].id) : json.null();
    json.end();
    return http::json(json.take());
  }

  store::Database& database_;
  const crypto::MasterKeys& keys_;
  crypto::Keyring& keyring_;
  const ContactViews& views_;
};

}  // namespace

void add_routes(http::Router& router, store::Database& database, const crypto::MasterKeys& keys,
                crypto::Keyring& keyring, const ContactViews& views) {
  const auto routes = std::make_shared<const ContactRoutes>(database, keys, keyring, views);
  router.get("/v1/contacts", http::requires_permission("contacts.read"),
             [routes](const http::Request& request) { return routes->list_contacts(request); });
  router.get("/v1/contacts/{id}", http::requires_permission("contacts.read"),
             [routes](const http::Request& request) { return routes->get_contact(request); });
}

}  // namespace holdfast::contacts
