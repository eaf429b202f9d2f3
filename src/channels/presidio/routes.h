// Presidio's REST interface, so that its clients need another address and nothing else.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/random.h"
#include "channels/presidio/address_list.h"
#include "engine/detect/current_detector.h"
#include "platform/http/http.h"

namespace holdfast::presidio {

inline constexpr std::string_view kPermission = "texts.protect";
inline constexpr std::string_view kPrefix = "/presidio";

// What the routes use; all outlive the router.
struct RouteParts {
  const detect::CurrentDetector& detector;
  Random& random;
  std::size_t body_bytes_max = 8U << 20;
};

// Below kPrefix on the server's own listener: an API key with kPermission, as everywhere.
void add_routes(http::Router& router, const RouteParts& parts);

// At the root of a listener of its own, for clients that send no credential: the addresses allowed
// may call, all others get 403.
void add_open_routes(http::Router& router, const RouteParts& parts, AddressList allowed);

}  // namespace holdfast::presidio
