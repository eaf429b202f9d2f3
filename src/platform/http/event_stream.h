// Server-sent events (the HTML standard, section 9.2) between a publisher on any thread and one
// connection's I/O thread.

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/exchange.h"
#include "platform/http/http.h"
#include "platform/http/mailbox.h"

namespace holdfast::http {

// Thread-safe, except for what the connection calls.
class StreamBuffer final : public EventStream,
                           public Deliverable,
                           public std::enable_shared_from_this<StreamBuffer> {
 public:
  StreamBuffer(std::shared_ptr<Mailbox> mailbox, Resumable& connection)
      : mailbox_(std::move(mailbox)), connection_(&connection) {}

  bool send(std::string_view event, std::string_view id, std::string_view data) override;
  void close() override;
  void on_close(std::function<void()> callback) override;

  // On the I/O thread.
  void deliver() override;
  std::string take();  // what waits to be written
  bool is_closed();
  void abandon() { connection_ = nullptr; }  // the connection is going

 private:
  void notify();  // with the lock held

  std::mutex mutex_;
  std::string waiting_;
  bool is_notified_ = false;
  bool is_closed_ = false;
  std::vector<std::function<void()>> on_close_;
  std::shared_ptr<Mailbox> mailbox_;
  Resumable* connection_;
};

}  // namespace holdfast::http
