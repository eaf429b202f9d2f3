// POST /v1/inspections and :batch. Private to the module.

#pragma once

#include "domain/inspection/routes.h"

namespace holdfast::inspection {

void add_inspect_routes(http::Router& router, const RouteParts& parts);

// "key:<id>" or "person:<id>".
Caller caller_of(const http::Request& request);

}  // namespace holdfast::inspection
