// The guide to the settings, written from the table of them.

#pragma once

#include <string>

namespace holdfast::config {

// What docs/guides/configuration.md holds; a test compares the two.
std::string reference_markdown();

}  // namespace holdfast::config
