// HTTP: inspections, messages, findings, held items, overview, and the stream of verdicts.

#pragma once

#include "domain/inspection/inspection.h"
#include "platform/http/http.h"

namespace holdfast::inspection {

struct RouteParts {
  Inspections& inspections;
  store::Database& database;
  crypto::Keyring& keyring;
  bus::Bus& bus;
  const Clock& clock;
};

void add_routes(http::Router& router, const RouteParts& parts);

}  // namespace holdfast::inspection
