// The table of settings. Private to this module.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "base/sensitive.h"
#include "platform/config/config.h"

namespace holdfast::config {

using TextField = std::string& (*)(Config&);
using NumberField = std::int64_t& (*)(Config&);
using FlagField = bool& (*)(Config&);
using SecretField = Sensitive<std::string>& (*)(Config&);

struct Key {
  std::string_view name;  // "http.port"
  std::variant<TextField, NumberField, FlagField, SecretField> field;
  std::string_view meaning;
  std::int64_t minimum = 0;  // of numbers
  std::int64_t maximum = 0;
  std::string_view choices = {};  // of texts: separated by spaces; none: any text
};

std::span<const Key> all_keys();

// "http.port" is HOLDFAST_HTTP_PORT.
std::string environment_name(std::string_view key);

// Of the names given, the one that differs from `name` by the fewest letters; "" if none is near.
std::string_view nearest(std::string_view name, std::span<const std::string_view> names);

}  // namespace holdfast::config
