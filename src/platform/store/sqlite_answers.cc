#include "platform/store/sqlite_answers.h"

#include <pthread.h>

#include <iterator>
#include <utility>

namespace holdfast::store {

SqliteAnswers::SqliteAnswers() {
  thread_ = std::thread([this] { run(); });
}

SqliteAnswers::~SqliteAnswers() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    arrived_.notify_one();
  }
  thread_.join();
}

void SqliteAnswers::give(std::span<WrittenItem> items) {
  const std::lock_guard lock(mutex_);
  waiting_.insert(waiting_.end(), std::move_iterator(items.begin()),
                  std::move_iterator(items.end()));
  if (is_idle_) arrived_.notify_one();
}

void SqliteAnswers::wait_until_given() {
  std::unique_lock lock(mutex_);
  became_idle_.wait(lock, [this] { return is_idle_ && waiting_.empty(); });
}

void SqliteAnswers::run() {
  pthread_setname_np(pthread_self(), "store-answers");
  std::vector<WrittenItem> items;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      is_idle_ = true;
      became_idle_.notify_all();
      arrived_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
      is_idle_ = false;
      if (waiting_.empty()) return;
      items.swap(waiting_);  // Both vectors keep their memory: no allocation per group.
    }
    for (WrittenItem& item : items) {
      item.work = nullptr;  // What it holds is the caller's again once it hears back.
      item.done(std::move(item.result));
    }
    items.clear();
  }
}

}  // namespace holdfast::store
