// Query parameters that many routes share, with errors that name the parameter.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "platform/http/http.h"

namespace holdfast::http {

// `limit`: 1 to 200, 50 when absent. InvalidInput otherwise.
Result<std::size_t> limit_parameter(const Request& request);
// `cursor` of a list that is ordered by id: the last id of the page before.
Result<std::optional<Uuid>> uuid_cursor(const Request& request);
// RFC 3339 times, and ids.
Result<std::optional<Timestamp>> time_parameter(const Request& request, std::string_view name);
Result<std::optional<Uuid>> uuid_parameter(const Request& request, std::string_view name);
Result<std::optional<double>> number_parameter(const Request& request, std::string_view name,
                                               double minimum, double maximum);

}  // namespace holdfast::http
