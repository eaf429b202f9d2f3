#include "platform/store/sqlite_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "platform/store/file_error.h"

namespace holdfast::store {
namespace {

namespace fs = std::filesystem;

}  // namespace

Result<SqliteFile> SqliteFile::claim(const std::string& path) {
  std::error_code failure;
  const fs::path parent = fs::absolute(path, failure).parent_path();
  if (!fs::is_directory(parent, failure)) {
    return Error{ErrorCode::NotFound,
                 fmt::format("{} is not a directory: create it first", parent.string())};
  }
  if (fs::is_directory(path, failure)) {
    return Error{ErrorCode::InvalidInput, fmt::format("{} is a directory, not a database", path)};
  }
  const fs::path resolved = fs::weakly_canonical(path, failure);
  SqliteFile file;
  file.path = failure ? path : resolved.string();
  if (faccessat(AT_FDCWD, parent.c_str(), W_OK, AT_EACCESS) != 0) {
    // SQLite needs its log beside the file, so a writable file in such a directory is no use.
    return file_error(fmt::format("cannot write to {}", parent.string()), errno);
  }
  file.lock = TRY(lock_database(file.path));
  const int fd = open(file.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return file_error(fmt::format("cannot open {}", file.path), errno);
  close(fd);
  return file;
}

Result<> check_readable(const std::string& path) {
  std::error_code failure;
  if (fs::is_directory(path, failure)) {
    return Error{ErrorCode::InvalidInput, fmt::format("{} is a directory, not a database", path)};
  }
  if (faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) {
    return file_error(fmt::format("cannot read {}", path), errno);
  }
  return {};
}

Result<> sync_file(const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  for (const std::string& name : {path, parent.empty() ? std::string(".") : parent}) {
    const int fd = open(name.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return file_error(fmt::format("cannot open {}", name), errno);
    const int code = fsync(fd);
    const int reason = errno;
    close(fd);
    if (code != 0) {
      return Error{ErrorCode::Unavailable,
                   fmt::format("cannot write {} to disk: {}", name, std::strerror(reason))};
    }
  }
  return {};
}

Result<MemoryDirectory> MemoryDirectory::create() {
  std::error_code failure;
  std::string pattern =
      access("/dev/shm", W_OK) == 0 ? "/dev/shm" : fs::temp_directory_path(failure).string();
  pattern += "/holdfast-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) {
    return file_error("cannot create a directory in memory", errno);
  }
  return MemoryDirectory(pattern);
}

MemoryDirectory::~MemoryDirectory() {
  if (path_.empty()) return;
  std::error_code failure;
  fs::remove_all(path_, failure);
}

}  // namespace holdfast::store
