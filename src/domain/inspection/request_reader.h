// JSON to InspectionRequest. InvalidInput names the member and what it should be.

#pragma once

#include <string_view>

#include "base/json_reader.h"
#include "domain/inspection/types.h"

namespace holdfast::inspection {

Result<InspectionRequest> read_request(const JsonValue& value);

}  // namespace holdfast::inspection
