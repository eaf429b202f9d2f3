#include "platform/own_rules/page_file.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdfast::own_rules {

Result<std::shared_ptr<const PageFile>> PageFile::open(const std::string& path) {
  crypto::FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor) return crypto::file_error("open", path, errno);
  struct stat status{};
  if (::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return crypto::file_error("read", path, errno == 0 ? EINVAL : errno);
  }
  return std::shared_ptr<const PageFile>(
      new PageFile(std::move(descriptor), static_cast<std::uint64_t>(status.st_size)));
}

bool PageFile::read(std::uint64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const ssize_t count =
        ::pread(descriptor_.get(), out.data(), out.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    out = out.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return true;
}

}  // namespace holdfast::own_rules
