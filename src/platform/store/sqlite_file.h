// Where a SQLite database lives: the checks before it is opened, its lock, and files that exist in
// memory only.

#pragma once

#include <string>
#include <utility>

#include "base/result.h"
#include "platform/store/file_lock.h"

namespace holdfast::store {

// Locked for this process alone, and created empty (readable by its owner only) when missing.
struct SqliteFile {
  static Result<SqliteFile> claim(const std::string& path);

  std::string path;  // links resolved, so that two names of one file meet in one lock
  FileLock lock;
};

// Exists and is a file. NotFound otherwise.
Result<> check_readable(const std::string& path);

// Makes what was written to `path`, and the name itself, durable.
Result<> sync_file(const std::string& path);

// A directory on a memory file system, removed with all in it at the end.
class MemoryDirectory {
 public:
  static Result<MemoryDirectory> create();

  MemoryDirectory(MemoryDirectory&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  MemoryDirectory& operator=(MemoryDirectory&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~MemoryDirectory();

  const std::string& path() const { return path_; }

 private:
  explicit MemoryDirectory(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace holdfast::store
