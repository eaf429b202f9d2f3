// People who may sign in: inviting them, their roles, and taking access away.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "domain/access/sessions.h"
#include "domain/access/types.h"
#include "domain/audit/audit_log.h"
#include "platform/store/database.h"

namespace holdfast::access {

// What all methods have in common: NotFound when no such person is in the actor's tenant; Denied
// when the actor would reach beyond what they may do themselves; each writes its audit entry in the
// same transaction. Thread-safe.
class People {
 public:
  People(store::Database& database, const Clock& clock, IdSource& ids, Random& random,
         audit::AuditLog& audit, Sessions& sessions, const AccessOptions& options)
      : database_(database),
        clock_(clock),
        ids_(ids),
        random_(random),
        audit_(audit),
        sessions_(sessions),
        options_(options) {}

  // Conflict: somebody has the e-mail address.
  Result<Invitation> invite(const Actor& actor, const NewPerson& wanted);
  Result<std::vector<Person>> list(std::string_view tenant, const PageRequest& page);
  Result<Person> get(std::string_view tenant, const Uuid& id);
  Result<Person> get_by_email(std::string_view tenant, std::string_view email);

  // Conflict: it would leave nobody to administer.
  Result<Person> set_roles(const Actor& actor, const Uuid& id, std::vector<Role> roles,
                           std::string_view reason);
  Result<Person> deactivate(const Actor& actor, const Uuid& id, std::string_view reason);
  Result<Person> activate(const Actor& actor, const Uuid& id, std::string_view reason);

  // A link with which the person sets a new password.
  Result<Invitation> reset(const Actor& actor, const Uuid& id, std::string_view reason);
  // A link that signs the person in, for the operator at the machine.
  Result<Invitation> sign_in_link(const Actor& actor, const Uuid& id);
  // A link with which somebody becomes the first administrator. Nothing when there is one.
  Result<std::optional<Link>> first_administrator_link(std::string_view tenant);

 private:
  struct Change {
    std::string_view act;
    std::string_view reason;
  };
  using Apply = std::function<Result<>(store::Transaction&, Person&)>;

  Result<Person> change(const Actor& actor, const Uuid& id, const Change& what, const Apply& apply);
  Result<Invitation> make_link(const Actor& actor, const Uuid& id, LinkPurpose purpose,
                               std::string_view reason);
  Result<> keep_an_administrator(store::Reader& reader, std::string_view tenant) const;

  store::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
  Random& random_;
  audit::AuditLog& audit_;
  Sessions& sessions_;
  const AccessOptions& options_;
};

}  // namespace holdfast::access
