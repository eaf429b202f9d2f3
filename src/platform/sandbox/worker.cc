#include "platform/sandbox/worker.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <new>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/sandbox/confine.h"
#include "platform/sandbox/frame.h"
#include "platform/sandbox/sanitizers.h"

#ifdef HOLDFAST_SANITIZED
// A sanitizer's own reports open files and start processes. In a worker a crash is a crash.
extern "C" const char* __asan_default_options() {
  return "detect_leaks=0:handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_"
         "sigill=0";
}
#endif

namespace holdfast::sandbox {
namespace {

bool parse_number(const char* text, std::uint64_t& number) {
  const char* end = text + std::strlen(text);
  return std::from_chars(text, end, number).ptr == end && number > 0;
}

bool is_socket(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

std::uint64_t cpu_ms_used() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<std::uint64_t>(used.tv_sec * 1000 + used.tv_nsec / 1'000'000);
}

// Half of the processor time is left for the next file, so that none is cut off by the files
// before.
void serve(const ReadFile& read_file, std::uint64_t cpu_seconds) {
  ByteVector frame;
  while (cpu_ms_used() < cpu_seconds * 500 && read_frame(kWorkerSocket, frame)) {
    const auto order = parse_order(frame);
    if (!order) return;
    const auto answer = read_file(Bytes(frame).subspan(kOrderBytes), *order);
    if (!write_frame(kWorkerSocket, encode_answer(answer))) return;
    if (frame.capacity() > 4U << 20) ByteVector().swap(frame);
  }
}

}  // namespace

int run_worker(int argc, char** argv, const ReadFile& read_file) {
  Confinement confinement;
  if (argc != 3 || !parse_number(argv[1], confinement.memory_bytes) ||
      !parse_number(argv[2], confinement.cpu_seconds) || !is_socket(kWorkerSocket)) {
    std::fputs("This program is started by holdfast to read files. It does nothing by itself.\n",
               stderr);
    return 2;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::set_new_handler([] { _exit(kExitOutOfMemory); });
  const auto confined = confine(confinement);
  Hello hello;
  if (confined) {
    hello.has_landlock = confined->has_landlock;
  } else {
    hello.problem = confined.error().message;
  }
  if (!write_frame(kWorkerSocket, encode(hello)) || !confined) return 1;
  serve(read_file, confinement.cpu_seconds);
  // Libraries' own endings may call what the filter forbids.
  _exit(0);
}

}  // namespace holdfast::sandbox
