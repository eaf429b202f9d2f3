// Does in a worker what a file with a working exploit would do: the file's text says which.

#include <cstdlib>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/sandbox/worker.h"

namespace {

using namespace holdfast;

extract::Document text(std::string_view words) {
  extract::Document document;
  extract::Part part;
  part.path = "body";
  part.text = words;
  document.parts.push_back(part);
  return document;
}

void write_raw(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(sandbox::kWorkerSocket, bytes.data(), bytes.size());
    if (written <= 0) _exit(1);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

[[noreturn]] void take_all_memory() {
  for (;;) {
    auto* block = new char[1U << 20];
    std::memset(block, 1, 1U << 20);
  }
}

[[noreturn]] void loop() {
  volatile unsigned turns = 0;
  for (;;) turns = turns + 1;
}

Result<extract::Document> obey(Bytes file, const sandbox::Order& /*order*/) {
  const std::string_view order = as_text(file);
  if (order == "crash") raise(SIGSEGV);
  if (order == "abort") std::abort();
  if (order == "loop") loop();
  if (order == "memory") take_all_memory();
  if (order == "file") open("/etc/hostname", O_RDONLY);
  if (order == "socket") socket(AF_INET, SOCK_STREAM, 0);
  if (order == "process") fork();
  if (order == "program") execl("/bin/true", "true", nullptr);
  if (order == "kill") kill(getppid(), SIGTERM);
  if (order == "code")
    mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (order == "nonsense") {
    write_raw(std::string_view("\x04\0\0\0\x01oops", 8));
    loop();
  }
  if (order == "flood") {
    write_raw("\xFF\xFF\xFF\xFF");
    loop();
  }
  if (order == "silence") pause();
  if (order == "retire") _exit(0);
  if (order == "error") return Error{ErrorCode::LimitExceeded, "limit exceeded: as told"};
  if (order == "pid") return text(std::to_string(getpid()));
  return text(order);
}

}  // namespace

int main(int argc, char** argv) { return sandbox::run_worker(argc, argv, obey); }
