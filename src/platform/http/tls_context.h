// The certificate and key of a TLS listener.

#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace holdfast::http {

// Immutable, thread-safe.
class TlsContext {
 public:
  // TLS 1.2 and up. InvalidInput names the file that cannot be used, and why.
  static Result<std::unique_ptr<TlsContext>> load(const std::string& certificate_file,
                                                  const std::string& key_file);
  ~TlsContext();

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  explicit TlsContext(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace holdfast::http
