// An exclusive lock between processes, held as long as the object lives. The kernel frees it when
// the process ends, however it ends, so a crash leaves nothing to clean up.

#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace holdfast::store {

class FileLock {
 public:
  // Conflict: another process holds it; the message names that process and `subject`.
  static Result<FileLock> take(const std::string& path, const std::string& subject);

  FileLock() = default;
  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}

  int fd_ = -1;
};

// The lock that an open SQLite database holds, whether there is a database at `path` or not: for
// who puts a file in its place.
Result<FileLock> lock_database(const std::string& path);

}  // namespace holdfast::store
