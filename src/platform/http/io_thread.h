// One thread with its own event loop, the connections it serves, and the clock by which it ends
// those that are too slow. Private to the transport: names Boost.

#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>

#include <boost/asio/basic_waitable_timer.hpp>

#include "platform/http/asio.h"
#include "platform/http/exchange.h"
#include "platform/http/mailbox.h"

namespace holdfast::http {

class Dispatcher;

// What the loop knows of a connection. All on its I/O thread.
class Connection : public Resumable {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // Passed once per deadline, at the next tick after it.
  TimePoint deadline = TimePoint::max();

  virtual void on_deadline() = 0;
  // The server stops: finish the request that is running, take no other.
  virtual void finish() = 0;
  // Now, whatever is running.
  virtual void close() = 0;

  std::list<Connection*>::iterator place;
};

class IoThread {
 public:
  // Looks at deadlines every `tick`.
  explicit IoThread(std::chrono::milliseconds tick);
  ~IoThread() { join(); }

  Executor executor() { return context_.get_executor(); }
  asio::io_context& context() { return context_; }
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

  void start();
  // From any thread: runs `work` on this one.
  void post(std::function<void()> work);
  // Every connection finishes what it does and goes.
  void finish_all();
  // Every connection ends now; the loop ends when the last has gone.
  void close_all();
  void join();

  // On the thread itself.
  void enter(Connection& connection);
  void leave(Connection& connection) { connections_.erase(connection.place); }
  bool is_finishing() const { return is_finishing_; }
  const std::string& date() const { return date_; }  // now, for the Date header

 private:
  void wait_for_tick();
  void on_tick();

  using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                           asio::wait_traits<std::chrono::steady_clock>, Executor>;

  asio::io_context context_{1};
  const std::chrono::milliseconds tick_;
  Timer timer_;
  std::shared_ptr<Mailbox> mailbox_;
  std::list<Connection*> connections_;
  std::string date_;
  bool is_finishing_ = false;
  bool is_closing_ = false;
  std::thread thread_;
};

}  // namespace holdfast::http
