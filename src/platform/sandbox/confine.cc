#include "platform/sandbox/confine.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <fmt/core.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "platform/sandbox/sanitizers.h"

namespace holdfast::sandbox {
namespace {

Error unavailable(std::string_view what, int error) {
  return Error{ErrorCode::Unavailable, fmt::format("{}: {}", what, std::strerror(error))};
}

// AddressSanitizer sets signal stacks aside; UndefinedBehaviorSanitizer asks a pipe whether memory
// is there before it reads a type from it.
constexpr std::array kSanitizerCalls = {SCMP_SYS(sigaltstack), SCMP_SYS(pipe2), SCMP_SYS(close)};
constexpr rlim_t kOpenFilesMax = kIsSanitized ? 64 : 0;

struct ResourceLimit {
  int resource;
  rlim_t limit;
};

Result<> limit_resources(const Confinement& confinement) {
  const std::array limits = {
      ResourceLimit{RLIMIT_AS, confinement.memory_bytes},
      ResourceLimit{RLIMIT_CPU, confinement.cpu_seconds},
      ResourceLimit{RLIMIT_FSIZE, 0},
      ResourceLimit{RLIMIT_CORE, 0},  // a core file would hold customers' data
      ResourceLimit{RLIMIT_NPROC, 0},
      ResourceLimit{RLIMIT_NOFILE, kOpenFilesMax},  // those that are open stay open
      ResourceLimit{RLIMIT_MEMLOCK, 0},
      ResourceLimit{RLIMIT_MSGQUEUE, 0},
  };
  for (const ResourceLimit& limit : limits) {
    // Sanitizers reserve terabytes of addresses and cannot run under a limit.
    if (limit.resource == RLIMIT_AS && kIsSanitized) continue;
    // At the hard limit of processor time the kernel kills without telling why.
    const rlim_t hard = limit.resource == RLIMIT_CPU ? limit.limit + 1 : limit.limit;
    const rlimit both{limit.limit, hard};
    if (setrlimit(static_cast<__rlimit_resource>(limit.resource), &both) != 0) {
      return unavailable("cannot limit resources", errno);
    }
  }
  return {};
}

struct FilterRelease {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FilterRelease>;

// Calls that need no look at their arguments.
constexpr std::array kAllowed = {
    SCMP_SYS(read),         SCMP_SYS(write),        SCMP_SYS(brk),
    SCMP_SYS(munmap),       SCMP_SYS(mremap),       SCMP_SYS(madvise),
    SCMP_SYS(futex),        SCMP_SYS(getrandom),    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(getpid),       SCMP_SYS(gettid),       SCMP_SYS(sched_yield),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),   SCMP_SYS(restart_syscall),
};

int allow_calls(scmp_filter_ctx filter) {
  int failure = 0;
  const auto note = [&failure](int result) {
    if (result != 0 && failure == 0) failure = result;
  };
  for (const int call : kAllowed) note(seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0));
  if (kIsSanitized) {
    for (const int call : kSanitizerCalls) note(seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0));
  }
  // Memory, but none that can be executed.
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    note(seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                          SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)));
  }
  // A signal to itself is how abort() ends.
  const auto self = static_cast<scmp_datum_t>(getpid());
  note(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, self)));
  return failure;
}

Result<> filter_calls() {
  const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
  if (!filter) return Error{ErrorCode::Unavailable, "cannot make a system call filter"};
  if (const int failure = allow_calls(filter.get()); failure != 0) {
    return unavailable("cannot make a system call filter", -failure);
  }
  if (const int failure = seccomp_load(filter.get()); failure != 0) {
    return unavailable("the kernel cannot filter system calls", -failure);
  }
  return {};
}

}  // namespace

Result<Confined> confine(const Confinement& confinement) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return unavailable("cannot give up privileges", errno);
  }
  Confined confined;
  confined.has_landlock = restrict_with_landlock();
  TRY(limit_resources(confinement));
  TRY(filter_calls());
  return confined;
}

}  // namespace holdfast::sandbox
