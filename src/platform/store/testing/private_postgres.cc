#include "platform/store/testing/private_postgres.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/check.h"

namespace holdfast::store {
namespace {

std::string read_line(int fd) {
  std::string line;
  char c = 0;
  while (read(fd, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

std::unique_ptr<PrivatePostgres> PrivatePostgres::start(const std::string& source_directory) {
  std::array<int, 2> hold{};
  std::array<int, 2> answer{};
  CHECK(pipe2(hold.data(), O_CLOEXEC) == 0 && pipe2(answer.data(), O_CLOEXEC) == 0);
  const std::string script = source_directory + "/tools/with_postgres.sh";
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    dup2(hold[0], STDIN_FILENO);
    dup2(answer[1], STDOUT_FILENO);
    execl(script.c_str(), script.c_str(), "sh", "-c",
          "echo \"$HOLDFAST_TEST_POSTGRES\"; exec cat >/dev/null", nullptr);
    _exit(127);
  }
  close(hold[0]);
  close(answer[1]);
  std::unique_ptr<PrivatePostgres> server(new PrivatePostgres);
  server->script_ = child;
  server->hold_ = hold[1];
  server->connection_ = read_line(answer[0]);
  close(answer[0]);
  if (server->connection_.empty()) return nullptr;
  return server;
}

PrivatePostgres::~PrivatePostgres() {
  close(hold_);
  while (waitpid(script_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void PrivatePostgres::crash(std::int64_t backend_pid) {
  CHECK(backend_pid > 1);
  CHECK(kill(static_cast<pid_t>(backend_pid), SIGKILL) == 0);
}

}  // namespace holdfast::store
