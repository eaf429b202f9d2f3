// How other threads reach a connection's I/O thread.
//
// What waits is handed over in one go: when a commit answers many requests at once, the I/O thread
// is woken once.

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace holdfast::http {

// Something that has news for its connection.
class Deliverable {
 public:
  virtual ~Deliverable() = default;
  virtual void deliver() = 0;  // on the I/O thread
};

// Thread-safe. Outlives the I/O thread in the hands of slow handlers: after close(), items are
// dropped.
class Mailbox {
 public:
  // `wake` makes the I/O thread call drain(); it is called from any thread, never after close().
  explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  void put(std::shared_ptr<Deliverable> item) {
    const std::scoped_lock lock(mutex_);
    if (is_closed_) return;
    items_.push_back(std::move(item));
    if (items_.size() == 1) wake_();
  }

  // On the I/O thread.
  void drain() {
    std::vector<std::shared_ptr<Deliverable>> items;
    {
      const std::scoped_lock lock(mutex_);
      items.swap(items_);
    }
    for (const auto& item : items) item->deliver();
  }

  void close() {
    std::vector<std::shared_ptr<Deliverable>> dropped;
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    dropped.swap(items_);
  }

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<Deliverable>> items_;
  bool is_closed_ = false;
  std::function<void()> wake_;
};

}  // namespace holdfast::http
