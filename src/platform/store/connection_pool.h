// A bounded pool of connections of one kind, opened when first needed.

#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/result.h"

namespace holdfast::store {

// How many connections this thread holds, of any pool: whoever holds one must not wait for another,
// or a few nested calls could wait for each other for ever.
inline thread_local int held_connections = 0;

// Thread-safe.
template <typename Connection>
class ConnectionPool {
 public:
  using Open = std::function<Result<std::unique_ptr<Connection>>()>;

  ConnectionPool(Open open, int connections_max)
      : open_(std::move(open)), connections_max_(connections_max) {}

  // A connection for as long as the lease lives.
  class Lease {
   public:
    Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {
      ++held_connections;
    }
    Lease(Lease&& other) noexcept : pool_(other.pool_), connection_(std::move(other.connection_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (!connection_) return;
      --held_connections;
      pool_->release(std::move(connection_));
    }

    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    ConnectionPool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Waits while all are busy. A thread that holds a connection already does not wait: it gets one
  // beyond the pool's size, closed after use.
  Result<Lease> acquire() {
    {
      std::unique_lock lock(mutex_);
      if (held_connections == 0) {
        released_.wait(lock, [this] { return !idle_.empty() || open_count_ < connections_max_; });
      }
      if (!idle_.empty()) {
        std::unique_ptr<Connection> connection = std::move(idle_.back());
        idle_.pop_back();
        return Lease(*this, std::move(connection));
      }
      ++open_count_;
    }
    Result<std::unique_ptr<Connection>> opened = open_();
    if (opened) return Lease(*this, *std::move(opened));
    const std::lock_guard lock(mutex_);
    --open_count_;
    released_.notify_one();
    return opened.error();
  }

 private:
  void release(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    if (open_count_ > connections_max_) {
      --open_count_;
      connection.reset();
    } else {
      idle_.push_back(std::move(connection));
    }
    released_.notify_one();
  }

  const Open open_;
  const int connections_max_;
  std::mutex mutex_;
  std::condition_variable released_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int open_count_ = 0;
};

}  // namespace holdfast::store
