#include "platform/store/file_error.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

namespace holdfast::store {

Error file_error(std::string_view what, int reason) {
  const std::string message = fmt::format("{}: {}", what, std::strerror(reason));
  switch (reason) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::NotFound, message};
    case EACCES:
    case EPERM:
    case EROFS:
      return {ErrorCode::Denied, message};
    default:
      return {ErrorCode::Unavailable, message};
  }
}

}  // namespace holdfast::store
