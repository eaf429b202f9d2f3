// Stored messages as facts, for backtests of policies.

#pragma once

#include "domain/policies/traffic.h"
#include "platform/store/database.h"

namespace holdfast::inspection {

// Thread-safe.
class StoredTraffic final : public policies::StoredTraffic {
 public:
  StoredTraffic(store::Database& database, std::int32_t utc_offset_minutes)
      : database_(database), utc_offset_minutes_(utc_offset_minutes) {}

  Result<> each(std::string_view tenant, const policies::TrafficRange& range,
                const std::function<bool(const policies::StoredMessage&)>& on_message) override;

 private:
  store::Database& database_;
  std::int32_t utc_offset_minutes_;
};

}  // namespace holdfast::inspection
