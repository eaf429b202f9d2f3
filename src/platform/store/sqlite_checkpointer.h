// Moves committed pages from the write-ahead log into the database file in the background, so that
// no writer waits for it.
//
// Under constant writing a checkpoint in the background never catches up entirely, and the log
// would grow for ever: once it is large and nearly caught up, the writer is asked to finish the
// rest between two groups, after which its next commit begins the log anew. When it is large and
// nobody writes, the log is cut to nothing.

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "platform/store/sqlite_connection.h"

namespace holdfast::store {

class SqliteCheckpointer {
 public:
  // Sizes in frames (a page and its header, about 4 KB).
  struct Limits {
    int step = 2000;           // checkpoint after so many new frames
    int finish = 16'384;       // ask the writer to finish when the log has so many,
    int finish_rest = 2000;    // but only when no more than so many are left,
    int finish_must = 65'536;  // or when it is this large
    int truncate = 4096;       // cut a quiet log that is larger
    std::chrono::milliseconds quiet{2000};
  };

  SqliteCheckpointer(std::unique_ptr<SqliteConnection> connection, Limits limits);
  ~SqliteCheckpointer();

  // By the writer after each commit; `frames` is the length of the log.
  void committed(int frames);

  // By the writer between groups: true when it should call finish() with its own connection.
  bool wants_finish() const { return wants_finish_.load(std::memory_order_relaxed); }
  void finish(SqliteConnection& writer);

 private:
  void run();
  void checkpoint();
  bool truncate();  // whether it was cut: a reader may need it

  const Limits limits_;
  std::unique_ptr<SqliteConnection> connection_;
  std::atomic<bool> wants_finish_{false};

  std::mutex mutex_;
  std::condition_variable changed_;
  int frames_ = 0;
  int file_frames_ = 0;     // how many the file has room for: a log that began anew keeps its file
  int next_at_ = 0;         // checkpoint when the log has so many frames
  bool has_news_ = false;   // a commit since the last look
  bool is_settled_ = true;  // nothing to do until the next commit
  bool is_stopping_ = false;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace holdfast::store
