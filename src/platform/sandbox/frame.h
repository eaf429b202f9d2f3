// Messages on a stream socket: four bytes of length, little-endian, then as many of content.

#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace holdfast::sandbox {

using Deadline = std::chrono::steady_clock::time_point;

enum class Transfer : std::uint8_t {
  Done,
  Closed,    // the other side is gone
  TooLate,   // the deadline passed
  TooLarge,  // the frame announced is larger than allowed
};

// The parent's side. `fd` is non-blocking.
Transfer send_frame(int fd, std::span<const Bytes> pieces, Deadline deadline);
Transfer receive_frame(int fd, std::size_t bytes_max, Deadline deadline, ByteVector& frame);

// The worker's side, with nothing but read and write. `fd` is blocking. False when the other side
// is gone.
bool write_frame(int fd, Bytes frame);
bool read_frame(int fd, ByteVector& frame);

}  // namespace holdfast::sandbox
