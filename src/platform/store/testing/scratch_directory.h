// A directory of a test's own, removed with all in it.

#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "base/check.h"

namespace holdfast::store {

class ScratchDirectory {
 public:
  // On a memory file system where there is one.
  ScratchDirectory()
      : ScratchDirectory(std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp") {}
  explicit ScratchDirectory(const std::string& below) : path_(below + "/holdfast-test-XXXXXX") {
    CHECK(mkdtemp(path_.data()) != nullptr);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code failure;
    std::filesystem::remove_all(path_, failure);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace holdfast::store
