// HTTP: /v1/policies and what is done to them.

#pragma once

#include "domain/policies/stored_policies.h"
#include "domain/policies/traffic.h"
#include "platform/crypto/sealer.h"
#include "platform/http/http.h"

namespace holdfast::policies {

void add_routes(http::Router& router, StoredPolicies& policies, StoredTraffic& traffic,
                const crypto::MasterKeys& keys);

}  // namespace holdfast::policies
