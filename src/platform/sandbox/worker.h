// The worker's side: confine the process, then answer orders until nobody asks.

#pragma once

#include <functional>

#include "engine/extract/document.h"
#include "platform/sandbox/message.h"

namespace holdfast::sandbox {

// The socket to the pool in every worker.
inline constexpr int kWorkerSocket = 3;

// How a worker that found no memory ends.
inline constexpr int kExitOutOfMemory = 71;

using ReadFile = std::function<Result<extract::Document>(Bytes file, const Order& order)>;

// For a worker's main(): the arguments are what Child gives, bytes of memory and seconds of
// processor time. Returns the exit code, 0 when the pool closed the socket, 2 when started by hand.
// `read_file` runs confined.
int run_worker(int argc, char** argv, const ReadFile& read_file);

}  // namespace holdfast::sandbox
