// A directory of rules that an organisation brings: types.yaml, allow.yaml, detect/*.yaml and the
// lists they name, in the language of rules/README.md.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/detect/detector.h"
#include "engine/detect/examples.h"

namespace holdfast::own_rules {

class RuleDirectory {
 public:
  // Reads all of it. NotFound: there is no such directory. InvalidInput: a file that does not
  // belong there, is too large, or they are too many.
  static Result<RuleDirectory> read(const std::string& path);

  // Beside the shipped rules, and only if each of its own examples holds. InvalidInput names the
  // file as it can be opened from here, the line and what to change.
  Result<detect::Detector> load() const;

  struct Check {
    detect::ExampleReport own;
    // Examples of the shipped rules that do not hold beside these: something was taken away.
    detect::ExampleReport shipped;
  };
  // All that load() would say and more. InvalidInput as load(), examples apart.
  Result<Check> check() const;

 private:
  struct File {
    std::string name;  // below the directory, with '/'
    std::string content;
  };
  std::vector<detect::RuleFile> rule_files() const;
  Error placed(const Error& error) const;

  std::string path_;
  std::vector<File> files_;
};

// The detector for a directory, or the shipped rules alone when `path` is empty.
Result<detect::Detector> load_detector(const std::string& path);

// Changes when a file of the directory changes, comes or goes: names, sizes and times, nothing
// read. Empty when it cannot be looked at.
std::string fingerprint(const std::string& path);

}  // namespace holdfast::own_rules
