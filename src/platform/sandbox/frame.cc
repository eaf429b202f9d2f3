#include "platform/sandbox/frame.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"

namespace holdfast::sandbox {
namespace {

using Length = std::array<std::byte, 4>;

// Memory is taken as content arrives, never on the word of a length alone.
constexpr std::size_t kStepBytes = 1U << 20;

Length to_length(std::size_t bytes) {
  CHECK(bytes <= UINT32_MAX);
  Length length;
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<std::byte>(bytes >> (8 * i));
  }
  return length;
}

std::size_t from_length(const Length& length) {
  std::size_t bytes = 0;
  for (std::size_t i = length.size(); i-- > 0;) {
    bytes = bytes << 8 | std::to_integer<std::size_t>(length[i]);
  }
  return bytes;
}

Transfer wait_for(int fd, short events, Deadline deadline) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Transfer::TooLate;
    pollfd wait{fd, events, 0};
    const int ready =
        poll(&wait, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)) + 1);
    if (ready < 0 && errno != EINTR) return Transfer::Closed;
    if (ready > 0) return Transfer::Done;  // also when the other side is gone: the call tells
  }
}

Transfer send_all(int fd, Bytes bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return Transfer::Closed;
    if (const Transfer wait = wait_for(fd, POLLOUT, deadline); wait != Transfer::Done) return wait;
  }
  return Transfer::Done;
}

Transfer receive_all(int fd, std::span<std::byte> out, Deadline deadline) {
  while (!out.empty()) {
    const ssize_t received = recv(fd, out.data(), out.size(), 0);
    if (received > 0) {
      out = out.subspan(static_cast<std::size_t>(received));
      continue;
    }
    if (received == 0) return Transfer::Closed;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return Transfer::Closed;
    if (const Transfer wait = wait_for(fd, POLLIN, deadline); wait != Transfer::Done) return wait;
  }
  return Transfer::Done;
}

bool write_all(int fd, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

bool read_all(int fd, std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = read(fd, out.data(), out.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    out = out.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

}  // namespace

Transfer send_frame(int fd, std::span<const Bytes> pieces, Deadline deadline) {
  std::size_t bytes = 0;
  for (const Bytes piece : pieces) bytes += piece.size();
  const Length length = to_length(bytes);
  Transfer result = send_all(fd, length, deadline);
  for (const Bytes piece : pieces) {
    if (result == Transfer::Done) result = send_all(fd, piece, deadline);
  }
  return result;
}

Transfer receive_frame(int fd, std::size_t bytes_max, Deadline deadline, ByteVector& frame) {
  Length length;
  if (const Transfer got = receive_all(fd, length, deadline); got != Transfer::Done) return got;
  const std::size_t bytes = from_length(length);
  if (bytes > bytes_max) return Transfer::TooLarge;
  frame.clear();
  while (frame.size() < bytes) {
    const std::size_t begin = frame.size();
    frame.resize(std::min(bytes, begin + kStepBytes));
    const Transfer got = receive_all(fd, std::span(frame).subspan(begin), deadline);
    if (got != Transfer::Done) return got;
  }
  return Transfer::Done;
}

bool write_frame(int fd, Bytes frame) {
  return write_all(fd, to_length(frame.size())) && write_all(fd, frame);
}

bool read_frame(int fd, ByteVector& frame) {
  Length length;
  if (!read_all(fd, length)) return false;
  frame.resize(from_length(length));
  return read_all(fd, frame);
}

}  // namespace holdfast::sandbox
