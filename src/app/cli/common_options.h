// Options that scan and redact share.

#pragma once

#include <string>
#include <vector>

#include "app/cli/command_line.h"
#include "engine/detect/detector.h"

namespace holdfast::cli {

struct DetectOptions {
  double confidence_min = 0.5;
  std::vector<std::string> types;
  std::string rules;  // a directory of one's own; "" is none
};

void add_detect_options(CommandLine command, DetectOptions& options);

// Adds --rules.
void add_rules_option(CommandLine command, std::string& rules);

// The key of the indexes of customer records in a directory of rules: the file that
// HOLDFAST_RULES_INDEX_KEY_FILE names, as for a server; "" is none.
std::string index_key_file();

// The detector with the directory's rules; "" is none. Of an index only what look-ups rest on is
// checked, so that one message does not wait for all customers.
Result<detect::Detector> load_rules(const std::string& directory);

// InvalidInput for a type that no rule defines.
Result<detect::Options> detector_options(const DetectOptions& options,
                                         const detect::Detector& detector);

}  // namespace holdfast::cli
