// The guide to the settings, written from the table of them.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/config/config.h"

namespace holdfast::config {

// What docs/guides/configuration.md holds; a test compares the two.
std::string reference_markdown();

// One setting as a person may see it.
struct Setting {
  std::string_view key;
  std::string value;  // of a secret: "(set)" or ""
  bool is_default = true;
};
// Every one, in the guide's order.
std::vector<Setting> settings_in_force(const Config& config);

}  // namespace holdfast::config
