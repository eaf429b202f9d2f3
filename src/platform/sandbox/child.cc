#include "platform/sandbox/child.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/sandbox/frame.h"
#include "platform/sandbox/worker.h"

namespace holdfast::sandbox {
namespace {

constexpr std::size_t kHelloBytesMax = 4096;

// What the child gets: our socket as kWorkerSocket, /dev/null for the three below, nothing else.
// What a worker printed could hold customers' data, so nobody reads it.
class SpawnSettings {
 public:
  explicit SpawnSettings(int socket) {
    posix_spawn_file_actions_init(&files_);
    for (int fd = 0; fd < kWorkerSocket; ++fd) {
      posix_spawn_file_actions_addopen(&files_, fd, "/dev/null", O_RDWR, 0);
    }
    posix_spawn_file_actions_adddup2(&files_, socket, kWorkerSocket);
    posix_spawn_file_actions_addclosefrom_np(&files_, kWorkerSocket + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    // A group of its own, so that Ctrl-C on a terminal reaches the program that handles it alone.
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  int spawn(const ChildOptions& options, pid_t& pid) {
    std::string memory = std::to_string(options.memory_bytes);
    std::string cpu = std::to_string(options.cpu_time.count());
    std::string program = options.program;
    std::array<char*, 4> arguments{program.data(), memory.data(), cpu.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    return posix_spawn(&pid, program.c_str(), &files_, &attributes_, arguments.data(),
                       environment.data());
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

Error cannot_start(const ChildOptions& options, std::string_view why) {
  return Error{ErrorCode::Unavailable, fmt::format("cannot start {}: {}", options.program, why)};
}

}  // namespace

Result<std::unique_ptr<Child>> Child::start(const ChildOptions& options) {
  std::array<int, 2> sockets;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    return cannot_start(options, std::strerror(errno));
  }
  pid_t pid = 0;
  const int failure = SpawnSettings(sockets[1]).spawn(options, pid);
  close(sockets[1]);
  if (failure != 0) {
    close(sockets[0]);
    return cannot_start(options, std::strerror(failure));
  }
  fcntl(sockets[0], F_SETFL, fcntl(sockets[0], F_GETFL) | O_NONBLOCK);
  std::unique_ptr<Child> child(new Child(pid, sockets[0]));

  ByteVector frame;
  const Deadline deadline = std::chrono::steady_clock::now() + options.start_time_max;
  if (receive_frame(child->socket_, kHelloBytesMax, deadline, frame) != Transfer::Done) {
    return cannot_start(options, "it ended or said nothing");
  }
  child->hello_ = TRY(parse_hello(frame));
  if (!child->hello_.problem.empty()) return cannot_start(options, child->hello_.problem);
  return child;
}

Child::~Child() {
  close(socket_);
  if (is_reaped_) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool Child::is_gone() const {
  pollfd state{socket_, POLLIN, 0};
  return poll(&state, 1, 0) != 0;  // it owes nothing, so whatever there is, is its end
}

Result<ByteVector> Child::exchange(std::span<const Bytes> pieces, std::size_t answer_bytes_max,
                                   std::chrono::milliseconds time_max) {
  const Deadline deadline = std::chrono::steady_clock::now() + time_max;
  ByteVector answer;
  Transfer result = send_frame(socket_, pieces, deadline);
  if (result == Transfer::Done) {
    result = receive_frame(socket_, answer_bytes_max, deadline, answer);
  }
  switch (result) {
    case Transfer::Done:
      return answer;
    case Transfer::TooLate:
      return Error{ErrorCode::LimitExceeded,
                   fmt::format("limit exceeded: reading took longer than {} ms", time_max.count())};
    case Transfer::TooLarge:
      return Error{ErrorCode::LimitExceeded, "limit exceeded: more text than is allowed"};
    case Transfer::Closed:
      break;
  }
  return why_it_ended();
}

Error Child::why_it_ended() {
  // The socket is closed by the process's end alone, which this signal then no longer changes; in
  // any other case the signal brings it about.
  int status = 0;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  is_reaped_ = true;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
    return Error{ErrorCode::Unavailable, "the reader retired before it read the file"};
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kExitOutOfMemory) {
    return Error{ErrorCode::LimitExceeded,
                 "limit exceeded: reading takes more memory than is allowed"};
  }
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (signal == SIGXCPU) {
    return Error{ErrorCode::LimitExceeded,
                 "limit exceeded: reading takes more processor time than is allowed"};
  }
  if (signal == SIGSYS) {
    return Error{ErrorCode::InvalidInput, "the file made its reader try what a reader may not do"};
  }
  return Error{ErrorCode::InvalidInput, "the file made its reader fail"};
}

}  // namespace holdfast::sandbox
