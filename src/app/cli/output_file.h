// Where a command writes a text: to standard output, or to a file that is replaced whole.

#pragma once

#include <optional>
#include <string>

#include "app/cli/safe_file.h"

namespace holdfast::cli {

class Output {
 public:
  // "" is standard output.
  static Result<Output> create(const std::string& path);

  // Good as long as this is, where it is.
  Write write();
  bool has_failed() const { return has_failed_; }
  // What was written is there now; without it a file stays as it was.
  Result<> finish();

 private:
  Output() = default;

  std::optional<SafeFile> file_;
  bool has_failed_ = false;
};

}  // namespace holdfast::cli
