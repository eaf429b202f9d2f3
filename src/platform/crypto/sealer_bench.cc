// What sealing costs on the verdict path: nanoseconds per 200-byte message.

#include <chrono>
#include <cstdio>

#include "platform/crypto/sealer.h"

int main() {
  using namespace holdfast;
  using Clock = std::chrono::steady_clock;
  SystemRandom random;
  const SecretBytes key = crypto::derive_key(as_bytes("bench"), "bench");
  const ByteVector message(200, std::byte{'x'});
  constexpr int kRounds = 500'000;

  std::size_t bytes = 0;
  auto start = Clock::now();
  for (int i = 0; i < kRounds; ++i) bytes += crypto::seal(message, "message", key, random).size();
  const std::chrono::duration<double, std::nano> sealing = Clock::now() - start;

  const ByteVector sealed = crypto::seal(message, "message", key, random);
  start = Clock::now();
  for (int i = 0; i < kRounds; ++i) bytes += crypto::open(sealed, "message", key)->size();
  const std::chrono::duration<double, std::nano> opening = Clock::now() - start;

  std::printf("seal %.0f ns, open %.0f ns (200 bytes; %zu)\n", sealing.count() / kRounds,
              opening.count() / kRounds, bytes);
}
