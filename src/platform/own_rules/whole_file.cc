#include "platform/own_rules/whole_file.h"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

namespace holdfast::own_rules {
namespace {

constexpr std::size_t kBufferBytes = 1U << 20;

}  // namespace

Result<WholeFile> WholeFile::create(const std::string& path) {
  std::string temporary = path + ".XXXXXX.tmp";
  crypto::FileDescriptor descriptor(::mkostemps(temporary.data(), 4, O_CLOEXEC));  // mode 0600
  if (!descriptor) return crypto::file_error("create", temporary, errno);
  return WholeFile(path, std::move(temporary), std::move(descriptor));
}

WholeFile::WholeFile(WholeFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::move(other.descriptor_)),
      buffer_(std::move(other.buffer_)) {}

WholeFile::~WholeFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<> WholeFile::append(Bytes bytes) {
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  return buffer_.size() < kBufferBytes ? Result<>() : flush();
}

Result<> WholeFile::flush() {
  const Result<> written = crypto::write_fully(descriptor_.get(), buffer_, temporary_);
  buffer_.clear();
  return written;
}

Result<> WholeFile::rewrite_begin(Bytes bytes) {
  TRY(flush());
  if (::lseek(descriptor_.get(), 0, SEEK_SET) != 0) {
    return crypto::file_error("write", temporary_, errno);
  }
  return crypto::write_fully(descriptor_.get(), bytes, temporary_);
}

Result<> WholeFile::commit() {
  TRY(flush());
  if (::fsync(descriptor_.get()) != 0) return crypto::file_error("sync", temporary_, errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return crypto::file_error("replace", path_, errno);
  }
  temporary_.clear();
  return crypto::sync_directory(crypto::directory_of(path_));
}

}  // namespace holdfast::own_rules
