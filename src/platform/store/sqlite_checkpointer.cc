#include "platform/store/sqlite_checkpointer.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace holdfast::store {

SqliteCheckpointer::SqliteCheckpointer(std::unique_ptr<SqliteConnection> connection, Limits limits)
    : limits_(limits), connection_(std::move(connection)), next_at_(limits.step) {
  // The writer never waits for a checkpoint, so a checkpoint never waits for the writer.
  sqlite3_busy_timeout(connection_->handle(), 0);
  thread_ = std::thread([this] { run(); });
}

SqliteCheckpointer::~SqliteCheckpointer() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    changed_.notify_one();
  }
  thread_.join();
}

void SqliteCheckpointer::committed(int frames) {
  const std::lock_guard lock(mutex_);
  if (frames < frames_) next_at_ = limits_.step;  // The log began anew.
  frames_ = frames;
  file_frames_ = std::max(file_frames_, frames);
  has_news_ = true;
  if (is_settled_ || frames_ >= next_at_) changed_.notify_one();
}

void SqliteCheckpointer::finish(SqliteConnection& writer) {
  wants_finish_ = false;
  // Failing costs nothing: the log stays and grows until the next attempt.
  sqlite3_wal_checkpoint_v2(writer.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

void SqliteCheckpointer::run() {
  pthread_setname_np(pthread_self(), "store-checkpt");
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    if (is_settled_) {
      changed_.wait(lock, [this] { return is_stopping_ || has_news_; });
      is_settled_ = false;
    }
    has_news_ = false;
    const bool is_due = changed_.wait_for(lock, limits_.quiet,
                                          [this] { return is_stopping_ || frames_ >= next_at_; });
    if (is_stopping_) return;
    if (is_due) {
      next_at_ = frames_ + limits_.step;
      lock.unlock();
      checkpoint();
      lock.lock();
    } else if (!has_news_) {
      const bool is_large = file_frames_ >= limits_.truncate;
      bool is_cut = false;
      lock.unlock();
      if (is_large) {
        is_cut = truncate();
      } else {
        checkpoint();
      }
      lock.lock();
      if (is_cut) file_frames_ = has_news_ ? frames_ : 0;
      is_settled_ = !has_news_;
    }
  }
}

void SqliteCheckpointer::checkpoint() {
  int logged = 0;
  int done = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr,
                                             SQLITE_CHECKPOINT_PASSIVE, &logged, &done);
  if (code != SQLITE_OK || logged < limits_.finish) return;
  if (logged - done <= limits_.finish_rest || logged >= limits_.finish_must) wants_finish_ = true;
}

bool SqliteCheckpointer::truncate() {
  return sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                   nullptr, nullptr) == SQLITE_OK;
}

}  // namespace holdfast::store
