// Worker processes that read hostile files, and the queue in front of them.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/extract/document.h"
#include "platform/sandbox/message.h"

namespace holdfast::sandbox {

class Child;

// holdfast-extract beside the running program, or in ../libexec/holdfast.
std::string default_worker_program();

struct PoolOptions {
  std::string program = default_worker_program();
  std::size_t worker_count = 2;
  std::size_t queue_max = 64;                       // files waiting, beyond those being read
  std::uint64_t memory_bytes = 3ULL << 29;          // address space of one worker, 1.5 GiB
  std::chrono::milliseconds item_time_max{20'000};  // for one file, from sending to answer
  std::chrono::seconds cpu_time{120};               // of one worker's life; it retires at half
  std::size_t items_per_worker = 1000;              // then a fresh one takes its place
  std::chrono::milliseconds idle_time_max{60'000};  // then a worker gives its memory back
  std::chrono::milliseconds start_time_max{10'000};
};

// Workers start when first needed. Thread-safe.
class Pool {
 public:
  explicit Pool(PoolOptions options);
  // Ends the workers. No run() may be under way.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Has a worker read the file and waits for its answer. A file that makes a worker crash, overrun
  // or answer nonsense costs that worker, which is replaced, and gives InvalidInput or
  // LimitExceeded with words for the sender. Unavailable: no worker can be started, or `queue_max`
  // files wait already.
  Result<extract::Document> run(const Order& order, Bytes file);

 private:
  struct Job;

  // One thread a worker: the kernel ties a worker's life to the thread that started it.
  void serve();
  Job* next_job(bool has_child, bool& is_idle);
  Result<extract::Document> run_on(std::unique_ptr<Child>& child, const Job& job);
  Result<std::unique_ptr<Child>> start_child();

  const PoolOptions options_;
  std::mutex mutex_;
  std::condition_variable has_work_;
  std::deque<Job*> queue_;
  std::size_t busy_count_ = 0;
  bool is_stopping_ = false;
  std::once_flag says_landlock_;
  std::vector<std::thread> threads_;
};

}  // namespace holdfast::sandbox
