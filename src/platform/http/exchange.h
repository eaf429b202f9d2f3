// One request on its way to its response.

#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "platform/http/http.h"
#include "platform/http/mailbox.h"

namespace holdfast::http {

// Implemented by connections.
class Resumable {
 public:
  virtual ~Resumable() = default;
  virtual void resume() = 0;  // on the I/O thread
};

// The connection owns it on the I/O thread; handlers see `request`, const, and answer() alone.
class Exchange final : public Deliverable, public std::enable_shared_from_this<Exchange> {
 public:
  Request request;
  const Route* route = nullptr;  // none: the refusal came first
  bool needs_look_up = false;    // the credential is not in memory
  std::chrono::steady_clock::time_point begun_at;

  // Before the handler runs: where the answer goes.
  void expect_answer(std::shared_ptr<Mailbox> mailbox, Resumable& connection) {
    mailbox_ = std::move(mailbox);
    connection_ = &connection;
  }

  // From any thread; the first call counts.
  void answer(Response response) {
    if (is_answered_.exchange(true)) return;
    response_ = std::move(response);
    mailbox_->put(shared_from_this());
  }
  bool is_answered() const { return is_answered_; }

  // On the I/O thread: the response once it was delivered.
  std::optional<Response> take_response() {
    if (!is_delivered_) return std::nullopt;
    return std::move(response_);
  }
  // On the I/O thread: the connection is going and will not look again.
  void abandon() { connection_ = nullptr; }

  void deliver() override {
    is_delivered_ = true;
    if (connection_ != nullptr) connection_->resume();
  }

 private:
  std::shared_ptr<Mailbox> mailbox_;
  Resumable* connection_ = nullptr;
  std::atomic<bool> is_answered_ = false;
  bool is_delivered_ = false;
  Response response_;
};

}  // namespace holdfast::http
