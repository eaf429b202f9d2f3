// Files that are either whole and on the disk, or not there.

#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::crypto {

// Makes a file of mode 0600 with this content, through a temporary file beside it, and syncs both
// it and its directory. Conflict: the file exists already, and is left as it is.
Result<> create_durably(const std::string& path, Bytes content);

// Makes the names in `directory` durable: after creating, renaming or removing a file there.
Result<> sync_directory(const std::string& directory);

// The directory part of a path, "." when there is none.
std::string directory_of(const std::string& path);

// An Unavailable error with the system's reason: "cannot write /x/y: No space left on device".
Error file_error(std::string_view what, const std::string& path, int error_number);

// Writes all of it, over interruptions and short writes.
Result<> write_fully(int descriptor, Bytes content, const std::string& path);

// Closes a file descriptor when it goes.
class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor = -1) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(other.release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor() { reset(); }

  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }
  int release();
  void reset();

 private:
  int descriptor_;
};

}  // namespace holdfast::crypto
