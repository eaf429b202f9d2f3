#include "app/cli/safe_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdfast::cli {
namespace {

Error cannot_write(const std::string& path) {
  return Error{ErrorCode::Unavailable,
               fmt::format("cannot write {}: {}", path, std::strerror(errno))};
}

}  // namespace

Result<SafeFile> SafeFile::create(const std::string& path) {
  const std::string draft = fmt::format("{}.{}.part", path, getpid());
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return cannot_write(path);
  // A file that is replaced keeps who may read it.
  struct stat old;
  if (stat(path.c_str(), &old) == 0 && fchmod(fd, old.st_mode & 0777) != 0) {
    const Error error = cannot_write(path);
    close(fd);
    unlink(draft.c_str());
    return error;
  }
  return SafeFile(fd, path, draft);
}

SafeFile::SafeFile(SafeFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      draft_(std::move(other.draft_)) {}

SafeFile::~SafeFile() {
  if (fd_ < 0) return;
  close(fd_);
  unlink(draft_.c_str());
}

Result<> SafeFile::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return cannot_write(path_);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> SafeFile::commit() {
  if (fsync(fd_) != 0 || rename(draft_.c_str(), path_.c_str()) != 0) return cannot_write(path_);
  close(std::exchange(fd_, -1));
  // The name is kept by the folder, so the folder is synced too.
  std::string folder = std::filesystem::path(path_).parent_path().string();
  if (folder.empty()) folder = ".";
  const int folder_fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd < 0) return {};
  fsync(folder_fd);
  close(folder_fd);
  return {};
}

}  // namespace holdfast::cli
