// Replaces a file whole or not at all.

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast::cli {

// To standard output or a file.
using Write = std::function<Result<>(std::string_view)>;

// Writes beside `path` and takes its place on commit(), so that nobody sees half a file and an
// input may be its own output. Not committed, nothing is left.
class SafeFile {
 public:
  static Result<SafeFile> create(const std::string& path);

  SafeFile(SafeFile&& other) noexcept;
  SafeFile& operator=(SafeFile&&) = delete;
  ~SafeFile();

  Result<> write(std::string_view text);
  Result<> commit();

 private:
  SafeFile(int fd, std::string path, std::string draft)
      : fd_(fd), path_(std::move(path)), draft_(std::move(draft)) {}

  int fd_;
  std::string path_;
  std::string draft_;
};

}  // namespace holdfast::cli
