#include "app/cli/common_options.h"

#include <cstdlib>

#include <fmt/core.h>

#include "platform/own_rules/rule_directory.h"

namespace holdfast::cli {

void add_detect_options(CommandLine command, DetectOptions& options) {
  command
      .add_option("--min-confidence", options.confidence_min,
                  "Leave out findings less certain than this, 0 to 1")
      .in_range(0.0, 1.0)
      .shows_default()
      .type_name("X");
  command
      .add_option("--types", options.types,
                  "Only these types, separated by commas (holdfast scan --list-types)")
      .separated_by_commas()
      .type_name("A,B");
  add_rules_option(command, options.rules);
}

void add_rules_option(CommandLine command, std::string& rules) {
  command
      .add_option("--rules", rules,
                  "A directory of your own detectors and lists, beside the shipped ones")
      .type_name("DIR");
}

std::string index_key_file() {
  const char* path = std::getenv("HOLDFAST_RULES_INDEX_KEY_FILE");
  return path == nullptr ? std::string() : std::string(path);
}

Result<detect::Detector> load_rules(const std::string& directory) {
  return own_rules::load_detector(directory, {.key_file = index_key_file(), .verifies_all = false});
}

Result<detect::Options> detector_options(const DetectOptions& options,
                                         const detect::Detector& detector) {
  detect::Options out;
  out.confidence_min = static_cast<float>(options.confidence_min);
  for (const std::string& name : options.types) {
    detect::TypeIndex index = 0;
    if (detector.find_type(name, &index) == nullptr) {
      return Error{
          ErrorCode::InvalidInput,
          fmt::format("no type is named '{}'; holdfast scan --list-types lists them", name)};
    }
    out.only_types.push_back(index);
  }
  return out;
}

}  // namespace holdfast::cli
