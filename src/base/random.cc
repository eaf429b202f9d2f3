#include "base/random.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <sys/random.h>

#include "base/check.h"

namespace holdfast {
namespace {

void fill_from_kernel(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t count = getrandom(out.data(), std::min<std::size_t>(out.size(), 256), 0);
    CHECK(count > 0);  // Up to 256 bytes are never interrupted once the pool is ready.
    out = out.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace

void SystemRandom::fill(std::span<std::byte> out) {
  // One system call serves sixteen identifiers; bytes are wiped as they are handed out.
  thread_local std::array<std::byte, 256> buffer;
  thread_local std::size_t used = buffer.size();
  if (out.size() > buffer.size() / 4) return fill_from_kernel(out);
  if (buffer.size() - used < out.size()) {
    fill_from_kernel(buffer);
    used = 0;
  }
  std::memcpy(out.data(), buffer.data() + used, out.size());
  std::memset(buffer.data() + used, 0, out.size());
  used += out.size();
}

void SeededRandom::fill(std::span<std::byte> out) {
  const std::lock_guard lock(mutex_);
  for (std::byte& byte : out) byte = static_cast<std::byte>(engine_() >> 56);
}

}  // namespace holdfast
