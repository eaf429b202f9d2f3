#include "app/cli/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"

namespace holdfast::cli {
namespace {

constexpr std::size_t kStepBytes = 1U << 20;

ErrorCode code_of(int error) {
  if (error == ENOENT) return ErrorCode::NotFound;
  return error == EACCES || error == EPERM ? ErrorCode::Denied : ErrorCode::Unavailable;
}

}  // namespace

Result<ByteSource> ByteSource::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Error{code_of(errno), std::strerror(errno)};
  struct stat status;
  if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    close(fd);
    return Error{ErrorCode::InvalidInput, "is a folder"};
  }
  posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return ByteSource(fd, true);
}

ByteSource ByteSource::standard_input() { return {STDIN_FILENO, false}; }

ByteSource::ByteSource(ByteSource&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      is_owned_(other.is_owned_),
      put_back_(std::move(other.put_back_)),
      put_back_at_(other.put_back_at_) {}

ByteSource::~ByteSource() {
  if (is_owned_ && fd_ >= 0) close(fd_);
}

void ByteSource::put_back(std::string text) {
  CHECK(put_back_at_ == put_back_.size());
  put_back_ = std::move(text);
  put_back_at_ = 0;
}

Result<std::size_t> ByteSource::read_some(std::span<char> out) {
  if (put_back_at_ < put_back_.size()) {
    const std::size_t bytes = put_back_.copy(out.data(), out.size(), put_back_at_);
    put_back_at_ += bytes;
    return bytes;
  }
  for (;;) {
    const ssize_t got = read(fd_, out.data(), out.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return Error{code_of(errno), std::strerror(errno)};
  }
}

Result<> ByteSource::fill(std::string& text, std::size_t size) {
  while (text.size() < size) {
    const std::size_t begin = text.size();
    text.resize(std::min(size, begin + kStepBytes));
    const auto got = read_some(std::span(text).subspan(begin));
    text.resize(begin + (got ? *got : 0));
    if (!got) return got.error();
    if (*got == 0) break;
  }
  return {};
}

}  // namespace holdfast::cli
