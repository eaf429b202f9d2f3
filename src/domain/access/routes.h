// HTTP for access: api.yaml's operations.

#pragma once

#include "domain/access/access.h"
#include "platform/http/http.h"

namespace holdfast::access {

// `access` outlives the router.
void add_routes(http::Router& router, Access& access);

}  // namespace holdfast::access
