// HTTP: inspections, messages, findings, held items, erasure, overview, and the stream of verdicts.

#pragma once

#include "domain/inspection/inspection.h"
#include "platform/http/http.h"

namespace holdfast::inspection {

struct RouteLimits {
  std::size_t body_bytes_max = 8U << 20;
  std::size_t batch_messages_max = 1000;
};

struct RouteParts {
  Inspections& inspections;
  store::Database& database;
  crypto::Keyring& keyring;
  bus::Bus& bus;
  const Clock& clock;
  RouteLimits limits;
};

void add_routes(http::Router& router, const RouteParts& parts);

}  // namespace holdfast::inspection
