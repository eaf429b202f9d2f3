// What the log costs: staging in the writer's transaction, sequencing beside it, verification.

#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include <fmt/core.h>

#include "domain/audit/audit_log.h"

namespace {

using namespace holdfast;

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

int main() {
  const std::string directory = fmt::format("/tmp/holdfast-audit-bench-{}", std::time(nullptr));
  std::filesystem::create_directory(directory);
  {
    auto database = *store::open_sqlite({.path = directory + "/bench.db"});
    if (!database->migrate(audit::migrations())) return 1;
    SystemClock clock;
    SystemRandom random;
    IdSource ids(clock, random);
    const auto keys = crypto::MasterKeys::for_tests();
    audit::AuditLog log(*database, clock, ids, keys);

    constexpr int kBatch = 500;  // what 50 ms bring at 10,000 a second
    constexpr int kBatches = 600;
    double staging = 0;
    double sequencing = 0;
    for (int batch = 0; batch < kBatches; ++batch) {
      const double start = cpu_seconds();
      const Result<> staged = database->write([&](store::Transaction& transaction) -> Result<> {
        for (int i = 0; i < kBatch; ++i) {
          TRY(log.stage(transaction, {.tenant = "default",
                                      .actor = "key:0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e",
                                      .act = "inspection.decided",
                                      .subject = fmt::format("message:{}", to_string(ids.next())),
                                      .decision = "redact",
                                      .policy_version = "cards@3",
                                      .body_hash = sha256({as_bytes(std::to_string(i))})}));
        }
        return {};
      });
      const double between = cpu_seconds();
      if (!staged || !log.sequence()) return 1;
      staging += between - start;
      sequencing += cpu_seconds() - between;
    }
    constexpr double kEntries = kBatch * kBatches;
    const double start = wall_seconds();
    const auto verification = log.verify("default");
    const double elapsed = wall_seconds() - start;
    if (!verification || verification->first_problem) return 1;
    std::printf(
        "stage %.1f us, sequence %.1f us of processor time an entry; verify %.0f entries/s "
        "(%.0f entries, one checkpoint in %d)\n",
        staging / kEntries * 1e6, sequencing / kEntries * 1e6, kEntries / elapsed, kEntries,
        kBatch);
  }
  std::filesystem::remove_all(directory);
}
