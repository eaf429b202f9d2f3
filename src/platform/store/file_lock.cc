#include "platform/store/file_lock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "platform/store/file_error.h"

namespace holdfast::store {
namespace {

// The holder wrote its process id; digits only, whatever the file holds.
std::string holder_of(int fd) {
  std::array<char, 16> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  std::string digits;
  for (ssize_t i = 0; i < size && text[static_cast<std::size_t>(i)] >= '0' &&
                      text[static_cast<std::size_t>(i)] <= '9';
       ++i) {
    digits += text[static_cast<std::size_t>(i)];
  }
  return digits.empty() ? "another process" : "process " + digits;
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path, const std::string& subject) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return file_error(fmt::format("cannot open {}", path), errno);
  FileLock lock(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) {
      return Error{ErrorCode::Unavailable,
                   fmt::format("cannot lock {}: {}", path, std::strerror(errno))};
    }
    return Error{ErrorCode::Conflict,
                 fmt::format("{} is in use by {}: stop it, or choose another data directory",
                             subject, holder_of(fd))};
  }
  // For the message above only, so a full disk does not matter.
  const std::string pid = fmt::format("{}\n", getpid());
  if (ftruncate(fd, 0) == 0) [[maybe_unused]]
    const ssize_t written = pwrite(fd, pid.data(), pid.size(), 0);
  return lock;
}

Result<FileLock> lock_database(const std::string& path) {
  std::error_code failure;
  const auto resolved = std::filesystem::weakly_canonical(path, failure);
  const std::string name = failure ? path : resolved.string();
  return FileLock::take(name + ".lock", name);
}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace holdfast::store
