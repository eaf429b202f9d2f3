// A directory of rules that an organisation brings: types.yaml, allow.yaml, detect/*.yaml and the
// lists they name, in the language of rules/README.md.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/detect/detector.h"
#include "engine/detect/exact_index.h"
#include "engine/detect/examples.h"

namespace holdfast::own_rules {

// What indexes of records (`*.exact`) need.
struct IndexAccess {
  std::string key_file = {};  // "" refuses a directory that has an index
  // Reads all of each index and not only what look-ups rest on: what a server does before it relies
  // on one, as long as the disk takes.
  bool verifies_all = true;
};

class RuleDirectory {
 public:
  // Reads all of it. NotFound: there is no such directory. InvalidInput: a file that does not
  // belong there, is too large, or they are too many, an index made with another key. Corrupted: a
  // damaged index.
  static Result<RuleDirectory> read(const std::string& path, const IndexAccess& access = {});

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
    std::string name;     // below the directory, with '/'
    std::string content;  // an index's digest
    std::shared_ptr<const detect::ExactIndex> exact = nullptr;
  };
  std::vector<detect::RuleFile> rule_files() const;
  Error placed(const Error& error) const;

  std::string path_;
  std::vector<File> files_;
};

// The detector for a directory, or the shipped rules alone when `path` is empty.
Result<detect::Detector> load_detector(const std::string& path, const IndexAccess& access = {});

// Changes when a file of the directory changes, comes or goes: names, sizes and times, nothing
// read. Empty when it cannot be looked at.
std::string fingerprint(const std::string& path);

}  // namespace holdfast::own_rules
