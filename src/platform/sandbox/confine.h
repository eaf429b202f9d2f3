// Takes from the calling process all it does not need to turn bytes into bytes.

#pragma once

#include <cstdint>

#include "base/result.h"

namespace holdfast::sandbox {

struct Confinement {
  std::uint64_t memory_bytes = 0;  // of address space
  std::uint64_t cpu_seconds = 0;   // in the process's whole life
};

// What the kernel offered. Limits and the system call filter are always in force.
struct Confined {
  bool has_landlock = false;
};

// For good: no file or socket can be opened, no process started, no code loaded. What remains is to
// read and write what is open, memory within the limit, and to exit; any other system call kills
// the process. Unavailable where the kernel cannot filter calls. Call with one thread, after
// everything that needs opening is open.
Result<Confined> confine(const Confinement& confinement);

// Landlock alone: no access to any file, TCP port, abstract socket or process outside, as far as
// the kernel knows these. False where it has no Landlock.
bool restrict_with_landlock();

}  // namespace holdfast::sandbox
