// A file whose parts are read where they are needed.

#pragma once

#include <memory>
#include <string>

#include "engine/detect/exact_index.h"
#include "platform/crypto/durable_file.h"

namespace holdfast::own_rules {

// Keeps the file it opened, whatever its name leads to later: a new index is put in its place by
// renaming. Thread-safe.
class PageFile final : public detect::PageSource {
 public:
  // Unavailable: cannot be opened, or is no regular file.
  static Result<std::shared_ptr<const PageFile>> open(const std::string& path);

  std::uint64_t size() const override { return size_; }
  bool read(std::uint64_t offset, std::span<std::byte> out) const override;

 private:
  PageFile(crypto::FileDescriptor descriptor, std::uint64_t size)
      : descriptor_(std::move(descriptor)), size_(size) {}

  crypto::FileDescriptor descriptor_;
  std::uint64_t size_;
};

}  // namespace holdfast::own_rules
