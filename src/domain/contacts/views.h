// How contacts and the people in them are shown: by pseudonym, unless the tenant's setting says
// otherwise. Immutable, thread-safe.

#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "base/sensitive.h"
#include "base/sha256.h"
#include "domain/contacts/contact.h"
#include "platform/crypto/sealer.h"

namespace holdfast::contacts {

class ContactViews {
 public:
  ContactViews(const crypto::MasterKeys& keys, bool shows_people_by_name)
      : keys_(keys), shows_people_by_name_(shows_people_by_name) {}

  // Stable and one-way: what the API calls the agent's id.
  std::string agent_id(std::string_view tenant, std::string_view agent) const;
  std::string agent_name(std::string_view tenant, std::string_view agent) const;
  // The external id where it is given and people are shown by name. Longer than an agent's: there
  // are many customers, and a code must not be that of two.
  std::string customer_name(std::string_view tenant, const Uuid& customer,
                            const Sensitive<std::string>& external_id) const;

  // Whether write() has a use for a customer's external id.
  bool shows_people_by_name() const { return shows_people_by_name_; }

  // The contract's Contact. `customer`: the customer's external id, "" when it is not known.
  void write(JsonWriter& json, const Contact& contact,
             const Sensitive<std::string>& customer = Sensitive(std::string())) const;

 private:
  const crypto::MasterKeys& keys_;
  bool shows_people_by_name_;
};

// HMAC-SHA-256 of a customer's external id: finds the row without storing who it is.
Hash customer_index(const crypto::MasterKeys& keys, std::string_view tenant,
                    std::string_view external_id);

}  // namespace holdfast::contacts
