// Tells callers what became of their writes, on a thread of its own, in the order in which it was
// told.

#pragma once

#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "platform/store/database.h"

namespace holdfast::store {

// A piece of work, who wants to hear of it, and what became of it.
struct WrittenItem {
  Work work;
  Done done;
  Result<> result;
};

// Thread-safe.
class SqliteAnswers {
 public:
  SqliteAnswers();
  ~SqliteAnswers();  // answers what waits, then stops

  // Takes the items, which are left empty. Their results are final and, where good, durable.
  void give(std::span<WrittenItem> items);

  // Returns when everybody has heard. Not from within an answer.
  void wait_until_given();

  bool is_this_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable became_idle_;
  std::vector<WrittenItem> waiting_;
  bool is_idle_ = false;
  bool is_stopping_ = false;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace holdfast::store
