// Work on several threads whose results come out in the order in which it was put in.

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/detect/detector.h"

namespace holdfast::cli {

// What each thread has for itself.
struct Workbench {
  detect::Scratch scratch;
};

// Tasks run on any thread; what they return runs on one thread, in order, while later tasks run.
class Conveyor {
 public:
  using Delivery = std::function<void()>;
  using Task = std::function<Delivery(Workbench&)>;

  // `idle` runs on the delivering thread whenever it waited a tenth of a second: for a progress
  // bar.
  Conveyor(std::size_t thread_count, std::function<void()> idle);
  // Waits for everything, as finish() does.
  ~Conveyor();
  Conveyor(const Conveyor&) = delete;
  Conveyor& operator=(const Conveyor&) = delete;

  // Waits while so much is under way that memory would fill up.
  void add(Task task);

  // Returns when the last delivery has run. Nothing may be added later.
  void finish();

 private:
  struct Item {
    Task task;
    Delivery delivery;
    bool is_done = false;
  };

  void work();
  void deliver();

  const std::size_t ahead_max_;
  const std::function<void()> idle_;
  std::mutex mutex_;
  std::condition_variable has_task_, has_result_, has_room_;
  std::deque<std::shared_ptr<Item>> waiting_;  // not yet taken by a thread
  std::deque<std::shared_ptr<Item>> ordered_;  // not yet delivered
  bool is_finishing_ = false;
  std::vector<std::thread> threads_;
  std::thread deliverer_;
};

}  // namespace holdfast::cli
