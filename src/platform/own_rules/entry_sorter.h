// Entries of an index in order, however many there are.

#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/detect/exact_build.h"
#include "platform/crypto/durable_file.h"

namespace holdfast::own_rules {

class EntrySorter {
 public:
  // Pieces lie in unnamed files in `directory`: they are gone with this process, whatever happens.
  EntrySorter(std::string directory, std::size_t memory_bytes);

  std::vector<detect::ExactEntry>& buffer() { return buffer_; }
  // After each record: writes the buffer out when it is full.
  Result<> settle();
  std::uint64_t count() const { return written_ + buffer_.size(); }

  using Visit = std::function<Result<>(std::span<const detect::ExactEntry> same_hash)>;
  // Once, after the last record: all entries in order, those of one hash together.
  Result<> visit_in_order(const Visit& visit);

 private:
  class Piece;
  Result<> write_out();

  std::string directory_;
  std::size_t entries_max_;
  std::vector<detect::ExactEntry> buffer_;
  std::vector<crypto::FileDescriptor> pieces_;
  std::uint64_t written_ = 0;
};

}  // namespace holdfast::own_rules
