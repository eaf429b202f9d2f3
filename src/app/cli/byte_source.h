// Where bytes come from: a file, a pipe or standard input, read from the beginning to the end.

#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"

namespace holdfast::cli {

class ByteSource {
 public:
  // NotFound, Denied or Unavailable with the reason; folders are InvalidInput.
  static Result<ByteSource> open(const std::string& path);
  static ByteSource standard_input();

  ByteSource(ByteSource&& other) noexcept;
  ByteSource& operator=(ByteSource&&) = delete;
  ~ByteSource();

  // At least one byte unless at the end, then none; as many as there are now.
  Result<std::size_t> read_some(std::span<char> out);
  // Appends until `text` has `size` bytes or the source ends.
  Result<> fill(std::string& text, std::size_t size);

  // What was read to see what it is comes first again.
  void put_back(std::string text);

 private:
  ByteSource(int fd, bool is_owned) : fd_(fd), is_owned_(is_owned) {}

  int fd_;
  bool is_owned_;
  std::string put_back_;
  std::size_t put_back_at_ = 0;
};

}  // namespace holdfast::cli
