// HTTP: GET /v1/audit/entries, /v1/audit/entries/{id}, its proof, and /v1/audit/checkpoint.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/audit/audit_log.h"
#include "platform/http/http.h"

namespace holdfast::audit {

// The name to show for "person:<id>" or "key:<id>", from the module that knows people. Called for
// every entry of a page; may be empty.
using ActorName =
    std::function<std::optional<std::string>(std::string_view tenant, std::string_view actor)>;

// `log` must outlive the router.
void add_routes(http::Router& router, AuditLog& log, ActorName actor_name = {});

}  // namespace holdfast::audit
