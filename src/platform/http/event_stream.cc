#include "platform/http/event_stream.h"

#include <algorithm>

namespace holdfast::http {
namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(name).append(": ");
  for (const char c : value) out.push_back(c == '\n' || c == '\r' || c == '\0' ? ' ' : c);
  out.push_back('\n');
}

}  // namespace

void append_event(std::string& out, std::string_view event, std::string_view id,
                  std::string_view data) {
  append_field(out, "event", event);
  append_field(out, "id", id);
  out.append("data: ");
  for (std::size_t i = 0; i < data.size(); ++i) {
    const bool is_pair = data[i] == '\r' && i + 1 < data.size() && data[i + 1] == '\n';
    if (is_pair) continue;
    if (data[i] == '\n' || data[i] == '\r') {
      out.append("\ndata: ");
    } else {
      out.push_back(data[i]);
    }
  }
  out.append("\n\n");
}

bool StreamBuffer::send(std::string_view event, std::string_view id, std::string_view data) {
  {
    const std::scoped_lock lock(mutex_);
    if (is_closed_) return false;
    append_event(waiting_, event, id, data);
    if (waiting_.size() <= kBytesWaitingMax) {
      notify();
      return true;
    }
  }
  close();
  return false;
}

void StreamBuffer::close() {
  std::vector<std::function<void()>> callbacks;
  {
    const std::scoped_lock lock(mutex_);
    if (is_closed_) return;
    is_closed_ = true;
    // A client that cannot follow gets no half of what it missed.
    if (waiting_.size() > kBytesWaitingMax) waiting_.clear();
    callbacks.swap(on_close_);
    notify();
  }
  for (const auto& callback : callbacks) callback();
}

void StreamBuffer::on_close(std::function<void()> callback) {
  {
    const std::scoped_lock lock(mutex_);
    if (!is_closed_) {
      on_close_.push_back(std::move(callback));
      return;
    }
  }
  callback();
}

void StreamBuffer::notify() {
  if (is_notified_) return;
  is_notified_ = true;
  mailbox_->put(shared_from_this());
}

void StreamBuffer::deliver() {
  if (connection_ != nullptr) connection_->resume();
}

std::string StreamBuffer::take() {
  const std::scoped_lock lock(mutex_);
  is_notified_ = false;
  return std::exchange(waiting_, {});
}

bool StreamBuffer::is_closed() {
  const std::scoped_lock lock(mutex_);
  return is_closed_;
}

}  // namespace holdfast::http
