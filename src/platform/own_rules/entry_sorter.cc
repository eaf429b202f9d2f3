#include "platform/own_rules/entry_sorter.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include "base/bytes.h"

namespace holdfast::own_rules {

using detect::ExactEntry;

namespace {

constexpr std::size_t kEntriesMin = 4096;

// Values of one hash, handed on together.
class Grouper {
 public:
  explicit Grouper(const EntrySorter::Visit& visit) : visit_(visit) {}

  Result<> add(const ExactEntry& entry) {
    if (!group_.empty() && group_.front().hash != entry.hash) TRY(finish());
    // No more are needed to know that a value is nobody's.
    if (group_.size() <= detect::kRowsAValueMax) group_.push_back(entry);
    return {};
  }
  Result<> finish() {
    if (!group_.empty()) TRY(visit_(group_));
    group_.clear();
    return {};
  }

 private:
  const EntrySorter::Visit& visit_;
  std::vector<ExactEntry> group_;
};

}  // namespace

// A sorted piece, read from its begin on.
class EntrySorter::Piece {
 public:
  Piece(int descriptor, std::size_t entries_at_once)
      : descriptor_(descriptor), entries_at_once_(entries_at_once) {}

  Result<bool> has_more() {
    if (at_ < buffer_.size()) return true;
    buffer_.resize(entries_at_once_);
    const std::span<std::byte> bytes = std::as_writable_bytes(std::span(buffer_));
    std::size_t size = 0;
    while (size < bytes.size()) {
      const ssize_t count = ::pread(descriptor_, bytes.data() + size, bytes.size() - size, offset_);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return crypto::file_error("read", "a piece that was sorted", errno);
      if (count == 0) break;
      size += static_cast<std::size_t>(count);
      offset_ += count;
    }
    buffer_.resize(size / sizeof(ExactEntry));
    at_ = 0;
    return !buffer_.empty();
  }
  const ExactEntry& front() const { return buffer_[at_]; }
  void pop() { ++at_; }

 private:
  int descriptor_;
  std::size_t entries_at_once_;
  off_t offset_ = 0;
  std::size_t at_ = 0;
  std::vector<ExactEntry> buffer_;
};

EntrySorter::EntrySorter(std::string directory, std::size_t memory_bytes)
    : directory_(std::move(directory)),
      entries_max_(std::max(memory_bytes / sizeof(ExactEntry), kEntriesMin)) {}

Result<> EntrySorter::settle() {
  if (buffer_.size() < entries_max_) return {};
  return write_out();
}

Result<> EntrySorter::write_out() {
  std::sort(buffer_.begin(), buffer_.end());
  std::string name = directory_ + "/.holdfast-sort-XXXXXX";
  crypto::FileDescriptor piece(::mkostemp(name.data(), O_CLOEXEC));
  if (!piece) return crypto::file_error("create", name, errno);
  ::unlink(name.c_str());
  TRY(crypto::write_fully(piece.get(), std::as_bytes(std::span(buffer_)), name));
  written_ += buffer_.size();
  buffer_.clear();
  pieces_.push_back(std::move(piece));
  return {};
}

Result<> EntrySorter::visit_in_order(const Visit& visit) {
  Grouper grouper(visit);
  if (pieces_.empty()) {
    std::sort(buffer_.begin(), buffer_.end());
    for (const ExactEntry& entry : buffer_) TRY(grouper.add(entry));
    return grouper.finish();
  }
  if (!buffer_.empty()) TRY(write_out());
  buffer_ = {};
  std::vector<Piece> pieces;
  const std::size_t at_once = std::max(entries_max_ / pieces_.size(), kEntriesMin);
  for (const crypto::FileDescriptor& piece : pieces_) pieces.emplace_back(piece.get(), at_once);
  std::vector<Piece*> heap;
  for (Piece& piece : pieces) {
    if (TRY(piece.has_more())) heap.push_back(&piece);
  }
  const auto comes_later = [](const Piece* a, const Piece* b) { return a->front() > b->front(); };
  std::make_heap(heap.begin(), heap.end(), comes_later);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), comes_later);
    Piece* least = heap.back();
    TRY(grouper.add(least->front()));
    least->pop();
    if (TRY(least->has_more())) {
      std::push_heap(heap.begin(), heap.end(), comes_later);
    } else {
      heap.pop_back();
    }
  }
  return grouper.finish();
}

}  // namespace holdfast::own_rules
