// A few threads for what must not run on an I/O thread: work that waits or takes long.

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace holdfast {

// Thread-safe. Jobs begin in the order given. The queue has no bound of its own: whoever adds to it
// has one.
class WorkerPool {
 public:
  explicit WorkerPool(int threads);
  ~WorkerPool() { stop(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // After stop(): the job is destroyed and never runs.
  void run(std::function<void()> job);

  // Drops what waits and joins the threads once their jobs have returned.
  void stop();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  bool is_stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace holdfast
