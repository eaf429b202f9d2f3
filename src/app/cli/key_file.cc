#include "app/cli/key_file.h"

#include <cstdlib>
#include <cstring>

#include <fmt/core.h>

#include "app/cli/byte_source.h"

namespace holdfast::cli {
namespace {

constexpr std::size_t kKeyBytesMin = 16;
constexpr std::size_t kKeyBytesMax = 4096;

Result<SecretBytes> checked(std::string_view text, std::string_view where) {
  if (text.size() >= kKeyBytesMin) return SecretBytes(as_bytes(text));
  return Error{ErrorCode::InvalidInput, fmt::format("{} holds {} bytes, a key needs {} or more",
                                                    where, text.size(), kKeyBytesMin)};
}

}  // namespace

Result<SecretBytes> read_key_file(const std::string& path) {
  auto source = ByteSource::open(path);
  std::string text;
  const Result<> read = source ? source->fill(text, kKeyBytesMax) : Result<>(source.error());
  if (!read) {
    return Error{read.error().code, fmt::format("cannot read {}: {}", path, read.error().message)};
  }
  auto key = checked(text, path);
  explicit_bzero(text.data(), text.size());
  return key;
}

Result<SecretBytes> read_key_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return checked(value == nullptr ? "" : value, name);
}

}  // namespace holdfast::cli
