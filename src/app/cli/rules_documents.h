// holdfast rules documents …

#pragma once

#include <memory>

#include "app/cli/command.h"

namespace holdfast::cli {

// Adds the subcommand to `rules`. The exit code goes to `code`.
void define_rules_documents(CommandLine rules, std::shared_ptr<int> code);

}  // namespace holdfast::cli
