// One worker process and the socket to it.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <sys/types.h>

#include "base/bytes.h"
#include "platform/sandbox/message.h"

namespace holdfast::sandbox {

struct ChildOptions {
  std::string program;
  std::uint64_t memory_bytes = 0;
  std::chrono::seconds cpu_time{};
  std::chrono::milliseconds start_time_max{};
};

// Killed and reaped when destroyed. Used by the thread that started it, which must outlive it: the
// kernel kills the worker when that thread ends.
class Child {
 public:
  // Unavailable when the program cannot be started or cannot confine itself.
  static Result<std::unique_ptr<Child>> start(const ChildOptions& options);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  const Hello& hello() const { return hello_; }

  // Whether the worker has ended by itself since the last exchange.
  bool is_gone() const;

  // Sends the pieces as one frame and returns the frame answered. On an error the child is of no
  // more use: Unavailable when it had retired (another can read the file), else what the file made
  // it do, in words for whoever sent it.
  Result<ByteVector> exchange(std::span<const Bytes> pieces, std::size_t answer_bytes_max,
                              std::chrono::milliseconds time_max);

 private:
  Child(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  Error why_it_ended();

  pid_t pid_;
  int socket_;
  bool is_reaped_ = false;
  Hello hello_;
};

}  // namespace holdfast::sandbox
