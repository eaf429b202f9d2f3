// A file that takes its place only when it is whole and on the disk.

#pragma once

#include <string>

#include "base/bytes.h"
#include "platform/crypto/durable_file.h"

namespace holdfast::own_rules {

// Written beside its place, under a name that ends in ".tmp", which directories of rules pass over;
// gone with this object unless commit() was called.
class WholeFile {
 public:
  static Result<WholeFile> create(const std::string& path);
  WholeFile(WholeFile&& other) noexcept;
  WholeFile& operator=(WholeFile&&) = delete;
  ~WholeFile();

  Result<> append(Bytes bytes);  // buffered
  // Over what stands at the begin, after the last append().
  Result<> rewrite_begin(Bytes bytes);
  const std::string& temporary() const { return temporary_; }
  // Syncs it, puts it in the place of what was there, and syncs the directory.
  Result<> commit();

 private:
  WholeFile(std::string path, std::string temporary, crypto::FileDescriptor descriptor)
      : path_(std::move(path)),
        temporary_(std::move(temporary)),
        descriptor_(std::move(descriptor)) {}
  Result<> flush();

  std::string path_;
  std::string temporary_;  // "" once it is in its place
  crypto::FileDescriptor descriptor_;
  ByteVector buffer_;
};

}  // namespace holdfast::own_rules
