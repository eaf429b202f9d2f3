#include "app/server/state_directory.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdfast::server {

Result<StateDirectory> StateDirectory::open(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure)) {
    std::filesystem::create_directories(path, failure);
    if (failure || chmod(path.c_str(), S_IRWXU) != 0) {
      return Error{ErrorCode::Denied,
                   fmt::format("cannot make the data directory {}: {}", path, failure.message())};
    }
  }
  if (!std::filesystem::is_directory(path, failure)) {
    return Error{ErrorCode::InvalidInput, fmt::format("{} is not a directory", path)};
  }
  if (access(path.c_str(), W_OK | X_OK) != 0) {
    return Error{ErrorCode::Denied, fmt::format("the data directory {} is not writable: {}", path,
                                                std::strerror(errno))};
  }
  return StateDirectory(path);
}

Result<StateDirectory> StateDirectory::open_existing(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::is_directory(path, failure)) {
    return Error{ErrorCode::NotFound,
                 fmt::format("there is no data directory {}: name one with --data", path)};
  }
  return StateDirectory(path);
}

Result<> StateDirectory::lock() {
  lock_ = TRY(store::FileLock::take(database() + ".lock", path_));
  return {};
}

}  // namespace holdfast::server
