#include "platform/crypto/durable_file.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/core.h>

namespace holdfast::crypto {

Error file_error(std::string_view what, const std::string& path, int error_number) {
  return {ErrorCode::Unavailable, fmt::format("cannot {} {}: {}", what, path,
                                              std::generic_category().message(error_number))};
}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    reset();
    descriptor_ = other.release();
  }
  return *this;
}

int FileDescriptor::release() { return std::exchange(descriptor_, -1); }

void FileDescriptor::reset() {
  if (descriptor_ >= 0) ::close(release());
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<> write_fully(int descriptor, Bytes content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error("write", path, errno);
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> sync_directory(const std::string& directory) {
  const FileDescriptor descriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor) return file_error("open", directory, errno);
  if (::fsync(descriptor.get()) != 0) return file_error("sync", directory, errno);
  return {};
}

namespace {

Result<> write_and_link(FileDescriptor descriptor, const std::string& temporary,
                        const std::string& path, Bytes content) {
  TRY(write_fully(descriptor.get(), content, temporary));
  if (::fsync(descriptor.get()) != 0) return file_error("sync", temporary, errno);
  // Unlike a rename, a link never replaces a file that someone else made meanwhile.
  if (::link(temporary.c_str(), path.c_str()) != 0) {
    if (errno == EEXIST) return Error{ErrorCode::Conflict, fmt::format("{} exists already", path)};
    return file_error("create", path, errno);
  }
  return {};
}

}  // namespace

Result<> create_durably(const std::string& path, Bytes content) {
  std::string temporary = path + ".XXXXXX";
  FileDescriptor descriptor(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (!descriptor) return file_error("create", path, errno);
  const Result<> outcome = write_and_link(std::move(descriptor), temporary, path, content);
  ::unlink(temporary.c_str());
  TRY(outcome);
  return sync_directory(directory_of(path));
}

}  // namespace holdfast::crypto
