// The SQL of jobs.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/jobs/jobs.h"

namespace holdfast::jobs {

// A job and the lease it was taken with, which shows whether it is still ours.
struct LeasedJob {
  Job job;
  Timestamp lease_until{};
};

struct NewJob {
  Uuid id;
  std::string_view kind;
  std::string_view payload;
  Timestamp due{};
};
// Leaves an existing job with this id as it is.
Result<> insert_job(store::Transaction& transaction, const NewJob& job);
Result<bool> delete_job(store::Transaction& transaction, const Uuid& id);
// Brings a job forward, when it would be due later.
Result<> advance_job(store::Transaction& transaction, const Uuid& id, Timestamp due);

// The first due job of these kinds that nobody works on.
Result<std::optional<Job>> find_due(store::Reader& reader, std::span<const std::string> kinds,
                                    Timestamp now);
// When the next one is due; nothing when none waits.
Result<std::optional<Timestamp>> next_due(store::Reader& reader, std::span<const std::string> kinds,
                                          Timestamp now);
// False: another process was first.
Result<bool> lease_job(store::Transaction& transaction, const Job& job, Timestamp now,
                       Timestamp until);

// These three do nothing when the lease was lost meanwhile.
Result<> finish_job(store::Transaction& transaction, const LeasedJob& leased);
struct NextRun {
  Timestamp due{};
  int attempts = 0;
  std::string_view last_error;
};
Result<> put_back_job(store::Transaction& transaction, const LeasedJob& leased,
                      const NextRun& next);
Result<> give_up_job(store::Transaction& transaction, const LeasedJob& leased, Timestamp now,
                     std::string_view last_error);

Result<> delete_given_up(store::Transaction& transaction, Timestamp before);

}  // namespace holdfast::jobs
