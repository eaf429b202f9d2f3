#include "platform/crypto/key_file.h"

#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>
#include <sodium.h>

#include "platform/crypto/durable_file.h"
#include "platform/crypto/sealer.h"

namespace holdfast::crypto {
namespace {

constexpr std::size_t kHexDigits = 2 * kKeyBytes;

Error not_a_key(const std::string& path) {
  return {ErrorCode::InvalidInput,
          fmt::format("{} must hold {} hexadecimal digits and nothing else; `openssl rand -hex {}` "
                      "makes them",
                      path, kHexDigits, kKeyBytes)};
}

Result<> expect_private(int descriptor, const std::string& path) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return file_error("examine", path, errno);
  if (!S_ISREG(status.st_mode)) return not_a_key(path);
  if ((status.st_mode & 077) != 0) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("{} can be read or written by others than its owner (mode {:o}): "
                             "chmod 600 {}",
                             path, status.st_mode & 0777, path)};
  }
  return {};
}

Result<SecretBytes> read_key(const std::string& path) {
  const FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor && errno == ENOENT) {
    return Error{ErrorCode::NotFound, fmt::format("there is no key file {}", path)};
  }
  if (!descriptor) return file_error("open", path, errno);
  TRY(expect_private(descriptor.get(), path));

  SecretBytes text(kHexDigits + 2);  // A line end may follow, and one byte more shows excess.
  std::size_t length = 0;
  while (length < text.size()) {
    const std::span<std::byte> rest = text.writable().subspan(length);
    const ssize_t count = ::read(descriptor.get(), rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("read", path, errno);
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  const std::string_view digits = as_text(text.reveal().first(length));
  const bool has_line_end = length == kHexDigits + 1 && digits.back() == '\n';
  if (length != kHexDigits && !has_line_end) return not_a_key(path);

  SecretBytes key(kKeyBytes);
  std::size_t decoded = 0;
  const char* end = nullptr;
  // libsodium's decoder, unlike from_hex, leaves no copy behind and takes the same time for all
  // keys.
  const int outcome =
      sodium_hex2bin(reinterpret_cast<unsigned char*>(key.writable().data()), key.size(),
                     digits.data(), kHexDigits, nullptr, &decoded, &end);
  if (outcome != 0 || decoded != kKeyBytes) return not_a_key(path);
  return key;
}

Result<> create_key(const std::string& path, Random& random) {
  SecretBytes key(kKeyBytes);
  random.fill(key.writable());
  SecretBytes text(kHexDigits + 1);
  char* const digits = reinterpret_cast<char*>(text.writable().data());
  sodium_bin2hex(digits, text.size(), reinterpret_cast<const unsigned char*>(key.reveal().data()),
                 key.size());
  digits[kHexDigits] = '\n';
  return create_durably(path, text.reveal());
}

}  // namespace

Result<SecretBytes> load_key_file(const std::string& path, bool create, Random& random) {
  Result<SecretBytes> key = read_key(path);
  if (!key && key.error().code == ErrorCode::NotFound && create) {
    const Result<> created = create_key(path, random);
    // Another process that was first has made a key as good as ours.
    if (!created && created.error().code != ErrorCode::Conflict) return created.error();
    key = read_key(path);
  }
  return key;
}

}  // namespace holdfast::crypto
