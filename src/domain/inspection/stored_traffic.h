// Stored messages as facts, for backtests of policies.

#pragma once

#include <utility>

#include "base/local_time.h"
#include "domain/policies/traffic.h"
#include "platform/store/database.h"

namespace holdfast::inspection {

// Thread-safe.
class StoredTraffic final : public policies::StoredTraffic {
 public:
  StoredTraffic(store::Database& database, UtcOffsetAt utc_offset_at)
      : database_(database), utc_offset_at_(std::move(utc_offset_at)) {}

  Result<> each(std::string_view tenant, const policies::TrafficRange& range,
                const std::function<bool(const policies::StoredMessage&)>& on_message) override;

 private:
  store::Database& database_;
  UtcOffsetAt utc_offset_at_;
};

}  // namespace holdfast::inspection
