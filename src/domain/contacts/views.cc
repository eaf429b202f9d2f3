#include "domain/contacts/views.h"

#include <algorithm>

#include "base/sha256.h"
#include "platform/crypto/pseudonym.h"

namespace holdfast::contacts {
namespace {

// Of 10,000 customers two share a code of 7 once in 700 tenants.
constexpr std::size_t kCustomerCharacters = 7;

// Agents are known by an id of another system; pseudonyms are made from UUIDs.
Uuid uuid_of_agent(const crypto::MasterKeys& keys, std::string_view tenant,
                   std::string_view agent) {
  std::string message = "agent\n";
  message.append(tenant).append("\n").append(agent);
  const Hash digest = hmac_sha256(keys.pseudonym_key().reveal(), as_bytes(message));
  Uuid id;
  std::copy_n(digest.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

}  // namespace

std::string ContactViews::agent_id(std::string_view tenant, std::string_view agent) const {
  return crypto::pseudonym(keys_, tenant, uuid_of_agent(keys_, tenant, agent),
                           crypto::kPseudonymCharactersMax);
}

std::string ContactViews::agent_name(std::string_view tenant, std::string_view agent) const {
  if (shows_people_by_name_) return std::string(agent);
  return "Agent " + crypto::pseudonym(keys_, tenant, uuid_of_agent(keys_, tenant, agent));
}

std::string ContactViews::customer_name(std::string_view tenant, const Uuid& customer,
                                        const Sensitive<std::string>& external_id) const {
  // The tenant chose to show people: the name leaves here.
  if (shows_people_by_name_ && !external_id.reveal().empty()) return external_id.reveal();
  return "Customer " + crypto::pseudonym(keys_, tenant, customer, kCustomerCharacters);
}

void ContactViews::write(JsonWriter& json, const Contact& contact,
                         const Sensitive<std::string>& customer) const {
  json.begin_object().member("id", contact.id);
  json.member_or_null("external_id", contact.external_id);
  json.member("channel", contact.channel);
  json.member_or_null("queue", contact.queue);
  json.key("agent");
  if (contact.agent.empty()) {
    json.null();
  } else {
    json.begin_object()
        .member("id", agent_id(contact.tenant, contact.agent))
        .member("name", agent_name(contact.tenant, contact.agent))
        .end();
  }
  json.key("customer");
  contact.customer ? json.value(customer_name(contact.tenant, *contact.customer, customer))
                   : json.null();
  json.member("opened_at", contact.opened_at)
      .member("last_message_at", contact.last_message_at)
      .member("message_count", contact.message_count)
      .member("finding_count", contact.finding_count)
      .member("verdict", to_string(contact.verdict))
      .member("severity", to_string(contact.severity));
  json.key("finding_types").begin_array();
  for (const std::string& type : contact.finding_types) json.value(type);
  json.end().end();
}

Hash customer_index(const crypto::MasterKeys& keys, std::string_view tenant,
                    std::string_view external_id) {
  std::string message = "customer\n";
  message.append(tenant).append("\n").append(external_id);
  return hmac_sha256(keys.digest_key().reveal(), as_bytes(message));
}

}  // namespace holdfast::contacts
