#include "channels/smtp/milter_listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <fmt/core.h>

#include "base/check.h"
#include "platform/telemetry/log.h"

namespace holdfast::smtp {
namespace {

constexpr int kBacklog = 128;

Error invalid_socket(std::string_view why) {
  return {ErrorCode::InvalidInput,
          fmt::format("smtp.milter: {}; write inet:8894@127.0.0.1 or unix:/path/of/a/socket", why)};
}

Error cannot_listen(int code) {
  return {code == EADDRINUSE ? ErrorCode::Conflict : ErrorCode::InvalidInput,
          fmt::format("smtp.milter: cannot listen: {}", std::strerror(code))};
}

Result<int> listen_on(const sockaddr* address, socklen_t length) {
  const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return cannot_listen(errno);
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, address, length) != 0 || listen(fd, kBacklog) != 0) {
    const int code = errno;
    close(fd);
    return cannot_listen(code);
  }
  return fd;
}

Result<int> listen_inet(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return invalid_socket("an address is missing");
  std::uint16_t port = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + at, port);
  if (code != std::errc{} || end != text.data() + at || port == 0) {
    return invalid_socket("the port is none");
  }
  const std::string host(text.substr(at + 1));
  if (host == "::1") {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    address.sin6_addr = in6addr_loopback;
    return listen_on(reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.c_str(), &address.sin_addr) !=
          1 ||
      (ntohl(address.sin_addr.s_addr) >> 24) != 127) {
    return invalid_socket("only addresses of this machine are listened on");
  }
  return listen_on(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

// A socket that a server left behind when it was killed is taken over; anything else is left alone.
Result<int> listen_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return invalid_socket("the path is empty or too long");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  struct stat status{};
  if (lstat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode)) return invalid_socket("the path is no socket");
    const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool is_taken =
        connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(probe);
    if (is_taken) return cannot_listen(EADDRINUSE);
    unlink(path.c_str());
  }
  const int fd = TRY(listen_on(reinterpret_cast<const sockaddr*>(&address), sizeof address));
  // The mail server runs as a user of its own: its group is what the directory is given to.
  chmod(path.c_str(), 0660);
  return fd;
}

bool send_all(int fd, std::string_view bytes, std::chrono::milliseconds idle) {
  while (!bytes.empty()) {
    pollfd waiting{.fd = fd, .events = POLLOUT, .revents = 0};
    if (poll(&waiting, 1, static_cast<int>(idle.count())) <= 0) return false;
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<MilterListener>> MilterListener::start(ListenerOptions options,
                                                              Decide decide) {
  const std::string socket = options.socket;
  int fd = -1;
  std::string path;
  if (socket.starts_with("inet:")) {
    fd = TRY(listen_inet(std::string_view(socket).substr(5)));
  } else if (socket.starts_with("unix:")) {
    path = socket.substr(5);
    fd = TRY(listen_unix(path));
  } else {
    return invalid_socket("neither inet: nor unix:");
  }
  return std::make_unique<MilterListener>(std::move(options), std::move(decide), fd,
                                          std::move(path));
}

MilterListener::MilterListener(ListenerOptions options, Decide decide, int socket, std::string path)
    : options_(std::move(options)),
      decide_(std::move(decide)),
      path_(std::move(path)),
      socket_(socket) {
  CHECK(pipe2(wake_, O_CLOEXEC) == 0);
  thread_ = std::thread([this] { listen(); });
}

MilterListener::~MilterListener() {
  stop();
  close(wake_[0]);
  close(wake_[1]);
}

void MilterListener::listen() {
  while (!is_stopping_) {
    std::array<pollfd, 2> waiting{pollfd{.fd = socket_, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = wake_[0], .events = POLLIN, .revents = 0}};
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) break;
    if (is_stopping_ || (waiting[0].revents & POLLIN) == 0) continue;
    const int fd = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    reap();
    const std::lock_guard lock(mutex_);
    // Closed at once, the mail server does what its own configuration says for a milter that is
    // not there.
    if (connections_.size() >= options_.connections_max) {
      telemetry::log_warning("milter: {} connections are open; one more was turned away",
                             connections_.size());
      close(fd);
      continue;
    }
    auto& connection = *connections_.emplace_back(std::make_unique<Connection>());
    connection.socket = fd;
    connection.thread = std::thread([this, &connection] { serve(connection); });
  }
}

void MilterListener::serve(Connection& connection) {
  const int fd = connection.socket;
  MilterSession session(decide_, options_.limits);
  PacketReader reader;
  std::array<char, 65'536> buffer;
  bool is_open = true;
  while (is_open && !session.is_over()) {
    std::array<pollfd, 2> waiting{pollfd{.fd = fd, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = wake_[0], .events = POLLIN, .revents = 0}};
    const int ready = poll(waiting.data(), waiting.size(), static_cast<int>(options_.idle.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || is_stopping_) break;
    const ssize_t count = recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0) break;
    reader.add({buffer.data(), static_cast<std::size_t>(count)});
    while (is_open && !session.is_over()) {
      const auto packet = reader.next();
      if (!packet) {
        telemetry::log_warning("milter: {}", packet.error().message);
        is_open = false;
        break;
      }
      if (!*packet) break;
      const auto answer = session.take(**packet);
      if (!answer) telemetry::log_warning("milter: {}", answer.error().message);
      is_open = answer && send_all(fd, *answer, options_.idle);
    }
  }
  close(fd);
  connection.is_over = true;
}

void MilterListener::reap() {
  const std::lock_guard lock(mutex_);
  std::erase_if(connections_, [](const std::unique_ptr<Connection>& connection) {
    if (!connection->is_over) return false;
    connection->thread.join();
    return true;
  });
}

void MilterListener::stop() {
  if (is_stopping_.exchange(true)) return;
  CHECK(write(wake_[1], "x", 1) == 1);
  thread_.join();
  close(socket_);
  if (!path_.empty()) unlink(path_.c_str());
  const std::lock_guard lock(mutex_);
  for (const auto& connection : connections_) connection->thread.join();
  connections_.clear();
}

}  // namespace holdfast::smtp
