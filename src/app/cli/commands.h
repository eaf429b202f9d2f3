// The commands' definitions, one file each.

#pragma once

#include "app/cli/command.h"

namespace holdfast::cli {

Action define_scan(CLI::App& app);    // scan.cc
Action define_redact(CLI::App& app);  // redact.cc

}  // namespace holdfast::cli
