#include "platform/http/io_thread.h"

#include <ctime>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

#include "platform/http/response_head.h"

namespace holdfast::http {

IoThread::IoThread(std::chrono::milliseconds tick)
    : tick_(tick), timer_(context_), date_(http_date(std::time(nullptr))) {
  mailbox_ = std::make_shared<Mailbox>(
      [this] { asio::post(context_, [mailbox = mailbox_] { mailbox->drain(); }); });
}

void IoThread::start() {
  wait_for_tick();
  thread_ = std::thread([this] { context_.run(); });
}

void IoThread::post(std::function<void()> work) { asio::post(context_, std::move(work)); }

void IoThread::enter(Connection& connection) {
  connections_.push_front(&connection);
  connection.place = connections_.begin();
  if (is_finishing_) connection.finish();
  if (is_closing_) connection.close();
}

void IoThread::finish_all() {
  post([this] {
    is_finishing_ = true;
    // finish() may end a connection at once, which changes the list.
    const std::vector<Connection*> all(connections_.begin(), connections_.end());
    for (Connection* connection : all) connection->finish();
  });
}

void IoThread::close_all() {
  post([this] {
    is_finishing_ = true;
    is_closing_ = true;
    timer_.cancel();
    const std::vector<Connection*> all(connections_.begin(), connections_.end());
    for (Connection* connection : all) connection->close();
  });
}

void IoThread::join() {
  if (thread_.joinable()) thread_.join();
  mailbox_->close();
}

void IoThread::wait_for_tick() {
  timer_.expires_after(tick_);
  timer_.async_wait([this](const ErrorCodeOfIo& error) {
    if (error || is_closing_) return;
    on_tick();
    wait_for_tick();
  });
}

void IoThread::on_tick() {
  date_ = http_date(std::time(nullptr));
  const auto now = std::chrono::steady_clock::now();
  std::vector<Connection*> late;
  for (Connection* connection : connections_) {
    if (connection->deadline > now) continue;
    connection->deadline = Connection::TimePoint::max();
    late.push_back(connection);
  }
  for (Connection* connection : late) connection->on_deadline();
}

}  // namespace holdfast::http
