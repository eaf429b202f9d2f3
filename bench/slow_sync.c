// A slow disk, preloaded under any program: each fdatasync and fsync takes SLOW_SYNC_MS (5) longer.
//
// Built and used by load.py. A commit that waits for two syncs waits twice; commits that share one
// share the wait.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

typedef int (*Sync)(int);

static void wait_longer(void) {
  const char* given = getenv("SLOW_SYNC_MS");
  const long ms = given ? atol(given) : 5;
  struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

static int slowly(const char* name, int file) {
  wait_longer();
  return ((Sync)dlsym(RTLD_NEXT, name))(file);
}

int fdatasync(int file) { return slowly("fdatasync", file); }

int fsync(int file) { return slowly("fsync", file); }
