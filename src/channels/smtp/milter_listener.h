// Where mail servers connect: a socket of this machine, a thread a connection.

#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "channels/smtp/milter_session.h"

namespace holdfast::smtp {

struct ListenerOptions {
  // "inet:8894@127.0.0.1" or "unix:/run/holdfast/milter". There is no credential in this protocol,
  // so addresses beyond this machine are refused.
  std::string socket;
  std::size_t connections_max = 100;
  // Silence of a mail server, and how long it may take to read an answer. Servers keep connections
  // open between mails.
  std::chrono::milliseconds idle{300'000};
  SessionLimits limits;
};

class MilterListener {
 public:
  // InvalidInput: no such socket can be listened on here. Conflict: it is taken.
  static Result<std::unique_ptr<MilterListener>> start(ListenerOptions options, Decide decide);
  ~MilterListener();  // stops

  // Ends the listening and the connections; a mail that is being decided is answered first.
  void stop();

  MilterListener(ListenerOptions options, Decide decide, int socket, std::string path);

 private:
  struct Connection {
    std::thread thread;
    std::atomic<int> socket{-1};
    std::atomic<bool> is_over{false};
  };

  void listen();
  void serve(Connection& connection);
  void reap();

  const ListenerOptions options_;
  const Decide decide_;
  const std::string path_;  // of a Unix socket, removed at the end
  int socket_;
  int wake_[2] = {-1, -1};  // a byte in it ends the waiting
  std::atomic<bool> is_stopping_{false};
  std::mutex mutex_;
  std::list<std::unique_ptr<Connection>> connections_;
  std::thread thread_;
};

}  // namespace holdfast::smtp
