// One connection: reads requests, has them answered, writes responses, until it ends.
//
// A template over the stream, included by plain.cc and tls.cc alone. Everything here runs on the
// connection's I/O thread, in one coroutine (and a second one that watches an event stream's
// client).

#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "platform/http/event_stream.h"
#include "platform/http/request_reader.h"
#include "platform/http/response_head.h"
#include "platform/http/transport.h"
#include "platform/telemetry/log.h"

namespace holdfast::http {

inline constexpr std::size_t kBufferBytesFirst = 4 * 1024;
inline constexpr std::size_t kBufferBytesForBodies = 64 * 1024;
// A refused request's body up to here is read and dropped, so that the connection can go on.
inline constexpr std::size_t kDrainedBytesMax = 64 * 1024;
// Bodies up to here are joined to their head: one write, one TLS record.
inline constexpr std::size_t kJoinedBytesMax = 16 * 1024;
// After a refusal the client may still be sending: closing at once would destroy the response on
// its way (RFC 9112 section 9.6).
inline constexpr std::chrono::seconds kLingerMax{5};
inline constexpr std::size_t kLingerBytesMax = 16U << 20;

template <typename Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
 public:
  template <typename... StreamArguments>
  Session(Transport& transport, IoThread& thread, std::string remote_address,
          StreamArguments&&... stream)
      : transport_(transport),
        thread_(thread),
        remote_address_(std::move(remote_address)),
        stream_(std::forward<StreamArguments>(stream)...),
        reader_(transport.options.header_bytes_max),
        buffer_(kBufferBytesFirst) {}

  ~Session() override {
    transport_.connection_count.fetch_sub(1);
    transport_.open_connections.add(-1);
  }

  // Holds itself until the connection has ended.
  void start(Welcome welcome) {
    transport_.open_connections.add(1);
    asio::co_spawn(
        thread_.executor(),
        [self = this->shared_from_this(), welcome] { return self->run(welcome); },
        [self = this->shared_from_this()](const std::exception_ptr& failure) {
          self->thread_.leave(*self);
          if (failure) telemetry::log_error("a connection ended by an exception");
        });
  }

  void on_deadline() override;
  void finish() override;
  void close() override;
  void resume() override;

 private:
  enum class Phase : std::uint8_t { Idle, Busy, Streaming };
  // What is left of the connection after a request.
  enum class Next : std::uint8_t { Continue, Close, Linger };
  using Parked = typename asio::async_result<std::decay_t<decltype(kAwait)>, void()>::handler_type;

  Task<void> run(Welcome welcome);
  Task<void> serve();
  Task<bool> read_header(Exchange& exchange);
  Task<Next> answer_one(std::shared_ptr<Exchange> exchange);
  Task<std::optional<Response>> read_body(Exchange& exchange, std::optional<Response> refusal);
  Task<std::optional<Response>> have_answered(const std::shared_ptr<Exchange>& exchange);
  Task<bool> send(const Exchange& exchange, const Response& response, bool keeps_connection);
  Task<void> stream_events(const Exchange& exchange, Response response);
  Task<void> pump(StreamBuffer& events);
  Task<void> watch_for_hang_up();
  Task<void> turn_away();
  Task<void> linger();

  Task<bool> fill();
  Task<bool> write(std::string_view first, std::string_view second);
  bool make_room();
  void consume();
  bool has_buffered() const { return begin_ < end_; }
  auto park();

  void allow(std::chrono::milliseconds time) { deadline = std::chrono::steady_clock::now() + time; }
  // Large bodies get a further second for each 64 KiB.
  void allow_for(std::uint64_t bytes) {
    allow(transport_.options.body_timeout + std::chrono::seconds(bytes / (64 * 1024)));
  }

  // Specialised for each kind of stream.
  Task<bool> open();       // TLS handshake
  Task<void> shut_down();  // what tells the client that nothing was cut off
  Socket& socket();
  static constexpr bool is_tls();

  Transport& transport_;
  IoThread& thread_;
  const std::string remote_address_;
  Stream stream_;
  RequestReader reader_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what was received and not yet consumed
  std::string head_;
  std::optional<Parked> parked_;
  std::shared_ptr<StreamBuffer> events_;
  Phase phase_ = Phase::Busy;
  bool is_timed_out_ = false;
  bool is_finishing_ = false;
  bool is_closed_ = false;
  bool is_heartbeat_due_ = false;
  bool is_hung_up_ = false;
};

// Suspends the coroutine until resume().
template <typename Stream>
auto Session<Stream>::park() {
  return asio::async_initiate<decltype(kAwait), void()>(
      [this](Parked handler) { parked_.emplace(std::move(handler)); }, kAwait);
}

template <typename Stream>
void Session<Stream>::resume() {
  if (!parked_) return;
  Parked handler = std::move(*parked_);
  parked_.reset();
  std::move(handler)();
}

template <typename Stream>
void Session<Stream>::on_deadline() {
  if (phase_ == Phase::Streaming) {
    is_heartbeat_due_ = true;
    resume();
    return;
  }
  is_timed_out_ = true;
  ErrorCodeOfIo ignored;
  socket().cancel(ignored);
}

template <typename Stream>
void Session<Stream>::finish() {
  is_finishing_ = true;
  if (phase_ == Phase::Idle && !has_buffered()) close();
  if (events_) events_->close();
}

template <typename Stream>
void Session<Stream>::close() {
  is_closed_ = true;
  ErrorCodeOfIo ignored;
  socket().close(ignored);
  resume();
}

template <typename Stream>
Task<void> Session<Stream>::run(Welcome welcome) {
  thread_.enter(*this);
  allow(transport_.options.header_timeout);
  if (co_await open()) {
    if (welcome == Welcome::TurnAway) {
      co_await turn_away();
    } else {
      co_await serve();
    }
  }
  ErrorCodeOfIo ignored;
  socket().close(ignored);
}

template <typename Stream>
Task<void> Session<Stream>::serve() {
  Next next = Next::Continue;
  while (next == Next::Continue && !is_finishing_) {
    auto exchange = std::make_shared<Exchange>();
    reader_.begin(exchange->request);
    if (!co_await read_header(*exchange)) co_return;
    next = co_await answer_one(std::move(exchange));
  }
  if (is_closed_) co_return;
  allow(kLingerMax);
  co_await shut_down();
  if (next == Next::Linger) co_await linger();
}

// False: the client left without a word, or is not heard any more.
template <typename Stream>
Task<bool> Session<Stream>::read_header(Exchange& exchange) {
  if (!has_buffered()) {
    if (buffer_.size() > kBufferBytesFirst) buffer_ = std::vector<char>(kBufferBytesFirst);
    begin_ = end_ = 0;
    phase_ = Phase::Idle;
    allow(transport_.options.idle_timeout);
    const bool has_more = co_await fill();
    phase_ = Phase::Busy;
    if (!has_more) co_return false;
  }
  exchange.begun_at = std::chrono::steady_clock::now();
  exchange.request.remote_address = remote_address_;
  exchange.request.is_tls = is_tls();
  consume();
  if (reader_.state() != RequestReader::State::Header) co_return true;
  allow(transport_.options.header_timeout);
  do {
    if (!co_await fill()) reader_.end();
    consume();
  } while (reader_.state() == RequestReader::State::Header);
  co_return !is_closed_;
}

template <typename Stream>
auto Session<Stream>::answer_one(std::shared_ptr<Exchange> exchange) -> Task<Next> {
  deadline = TimePoint::max();
  std::optional<Response> response;
  if (reader_.state() == RequestReader::State::Refused) {
    response = is_timed_out_ ? problem(408, "timeout", "the request's header took too long")
                             : reader_.refusal();
  } else {
    response = transport_.dispatcher.admit(*exchange);
  }
  if (reader_.state() == RequestReader::State::Body) {
    response = co_await read_body(*exchange, std::move(response));
  }
  // The body was left unread, or is not to be understood: what follows cannot be told apart from
  // it.
  const bool is_in_step = reader_.state() == RequestReader::State::Done;
  if (!response) response = co_await have_answered(exchange);
  if (!response || is_closed_) co_return Next::Close;
  if (response->on_stream) {
    co_await stream_events(*exchange, *std::move(response));
    co_return Next::Close;
  }
  const bool keeps = is_in_step && reader_.keeps_connection() && !is_finishing_;
  const bool is_sent = co_await send(*exchange, *response, keeps);
  transport_.dispatcher.note(*exchange, response->status);
  if (!is_sent) co_return Next::Close;
  if (!is_in_step) co_return Next::Linger;
  co_return keeps ? Next::Continue : Next::Close;
}

// Reads the body, or as much of it as the refusal that stands already calls for. Returns the
// response to send instead of calling the handler.
template <typename Stream>
auto Session<Stream>::read_body(Exchange& exchange, std::optional<Response> refusal)
    -> Task<std::optional<Response>> {
  const std::size_t bytes_max = refusal ? kDrainedBytesMax : exchange.route->options.body_bytes_max;
  const std::optional<std::uint64_t> length = reader_.content_length();
  const bool waits_for_us = reader_.expects_continue() && !has_buffered();
  if (refusal && waits_for_us) co_return refusal;
  if (length && *length > bytes_max) {
    if (refusal) co_return refusal;
    co_return problem(413, "limit_exceeded",
                      fmt::format("the body has {} bytes, {} allowed", *length, bytes_max));
  }
  reader_.limit_body(bytes_max);
  allow_for(length.value_or(bytes_max));
  if (waits_for_us && !co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) co_return std::nullopt;
  allow_for(length.value_or(bytes_max));
  consume();
  while (reader_.state() == RequestReader::State::Body) {
    if (!co_await fill()) reader_.end();
    consume();
  }
  deadline = TimePoint::max();
  if (refusal || reader_.state() == RequestReader::State::Done) co_return refusal;
  if (is_timed_out_) co_return problem(408, "timeout", "the request's body took too long");
  co_return reader_.refusal();
}

// Nothing when the server closes before there is an answer.
template <typename Stream>
auto Session<Stream>::have_answered(const std::shared_ptr<Exchange>& exchange)
    -> Task<std::optional<Response>> {
  if (is_closed_) co_return std::nullopt;
  exchange->expect_answer(thread_.mailbox(), *this);
  transport_.dispatcher.run(exchange);
  for (;;) {
    if (std::optional<Response> response = exchange->take_response()) co_return response;
    if (is_closed_) break;
    co_await park();
  }
  exchange->abandon();
  co_return std::nullopt;
}

template <typename Stream>
Task<bool> Session<Stream>::send(const Exchange& exchange, const Response& response,
                                 bool keeps_connection) {
  head_.clear();
  append_head(head_, response,
              {.keeps_connection = keeps_connection,
               .is_tls = is_tls(),
               .is_http_1_0 = reader_.is_http_1_0(),
               .date = thread_.date()});
  std::string_view body = response.static_body.empty() ? response.body : response.static_body;
  const int status = response.status;
  if (exchange.request.method == Method::Head || status == 204 || status == 304) body = {};
  if (body.size() <= kJoinedBytesMax) {
    head_.append(body);
    body = {};
  }
  return write(head_, body);
}

template <typename Stream>
Task<void> Session<Stream>::stream_events(const Exchange& exchange, Response response) {
  head_.clear();
  append_head(
      head_, response,
      {.keeps_connection = false, .is_tls = is_tls(), .is_stream = true, .date = thread_.date()});
  const bool is_head = exchange.request.method == Method::Head;
  const bool is_sent = co_await write(head_, is_head ? std::string_view() : response.body);
  transport_.dispatcher.note(exchange, response.status);
  if (!is_sent || is_head) co_return;
  response.body = {};  // not kept for as long as the stream lasts
  transport_.open_streams.add(1);
  events_ = std::make_shared<StreamBuffer>(thread_.mailbox(), *this);
  asio::co_spawn(
      thread_.executor(), [self = this->shared_from_this()] { return self->watch_for_hang_up(); },
      asio::detached);
  try {
    response.on_stream(events_);
  } catch (const std::exception& exception) {
    telemetry::log_error("a stream's handler threw: {}", exception.what());
    events_->close();
  }
  if (is_finishing_) events_->close();
  co_await pump(*events_);
  events_->close();
  events_->abandon();
  transport_.open_streams.add(-1);
  close();  // ends the watch
}

template <typename Stream>
Task<void> Session<Stream>::pump(StreamBuffer& events) {
  while (!is_hung_up_ && !is_closed_) {
    const bool was_closed = events.is_closed();  // before take(): what came before it is sent
    std::string text = events.take();
    if (text.empty() && was_closed) co_return;
    if (text.empty() && std::exchange(is_heartbeat_due_, false)) text = ":\n\n";
    if (!text.empty()) {
      if (!co_await write(text, {})) co_return;
      continue;
    }
    phase_ = Phase::Streaming;
    allow(transport_.options.heartbeat);
    co_await park();
    phase_ = Phase::Busy;
  }
}

// An event stream's client has nothing more to say: whatever ends its side ends the stream.
template <typename Stream>
Task<void> Session<Stream>::watch_for_hang_up() {
  std::array<char, 512> dropped;
  ErrorCodeOfIo error;
  while (!error) {
    co_await stream_.async_read_some(asio::buffer(dropped), asio::redirect_error(kAwait, error));
    // on_deadline() cancels a write that hangs, and this read with it.
    if (error == asio::error::operation_aborted && !is_closed_ && !is_timed_out_) error = {};
  }
  is_hung_up_ = true;
  resume();
}

template <typename Stream>
Task<void> Session<Stream>::turn_away() {
  Response response = problem(503, "unavailable", "too many connections");
  response.header("Retry-After", "5");
  const Exchange exchange;
  if (!co_await send(exchange, response, false)) co_return;
  allow(std::chrono::seconds(1));
  co_await linger();
}

template <typename Stream>
Task<void> Session<Stream>::linger() {
  ErrorCodeOfIo error;
  socket().shutdown(asio::socket_base::shutdown_send, error);
  std::size_t dropped = 0;
  buffer_.resize(kBufferBytesForBodies);
  while (!error && dropped < kLingerBytesMax) {
    dropped += co_await socket().async_read_some(asio::buffer(buffer_),
                                                 asio::redirect_error(kAwait, error));
  }
}

template <typename Stream>
void Session<Stream>::consume() {
  begin_ += reader_.consume({buffer_.data() + begin_, end_ - begin_});
}

// False when the buffer is full of what the parser cannot take apart.
template <typename Stream>
bool Session<Stream>::make_room() {
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  const bool reads_body = reader_.state() == RequestReader::State::Body;
  const std::size_t bytes_max = std::max(reads_body ? kBufferBytesForBodies : kBufferBytesFirst,
                                         transport_.options.header_bytes_max + 1024);
  if (end_ == buffer_.size() || reads_body) {
    buffer_.resize(std::max(buffer_.size(), std::min(buffer_.size() * 2, bytes_max)));
  }
  return end_ < buffer_.size();
}

// More bytes from the client. False: it closed its side, failed or was too slow.
template <typename Stream>
Task<bool> Session<Stream>::fill() {
  if (!make_room()) co_return false;
  ErrorCodeOfIo error;
  end_ +=
      co_await stream_.async_read_some(asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
                                       asio::redirect_error(kAwait, error));
  co_return !error;
}

template <typename Stream>
Task<bool> Session<Stream>::write(std::string_view first, std::string_view second) {
  allow_for(first.size() + second.size());
  const std::array<asio::const_buffer, 2> buffers = {
      asio::const_buffer(first.data(), first.size()),
      asio::const_buffer(second.data(), second.size())};
  ErrorCodeOfIo error;
  co_await asio::async_write(stream_, buffers, asio::redirect_error(kAwait, error));
  deadline = TimePoint::max();
  co_return !error;
}

}  // namespace holdfast::http
