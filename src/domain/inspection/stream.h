// GET /v1/verdicts/stream. Private to the module.

#pragma once

#include "domain/inspection/routes.h"

namespace holdfast::inspection {

void add_stream_route(http::Router& router, const RouteParts& parts);

}  // namespace holdfast::inspection
