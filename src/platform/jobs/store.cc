#include "platform/jobs/store.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/check.h"

namespace holdfast::jobs {
namespace {

using store::Row;
using store::Value;

// " AND kind IN ($n, …)", adding the kinds to the parameters.
std::string kind_in(std::span<const std::string> kinds, std::vector<Value>& parameters) {
  std::string list;
  for (const std::string& kind : kinds) {
    parameters.emplace_back(std::string_view(kind));
    list += fmt::format("{}${}", list.empty() ? "" : ", ", parameters.size());
  }
  return fmt::format(" AND kind IN ({})", list);
}

Job read_job(const Row& row) {
  Job job;
  const Bytes id = row.blob(0);
  CHECK(id.size() == job.id.bytes.size());
  std::ranges::copy(id, job.id.bytes.begin());
  job.kind = row.text(1);
  job.payload = row.text(2);
  job.due = from_ms(row.integer(3));
  job.attempt = static_cast<int>(row.integer(4)) + 1;
  return job;
}

}  // namespace

Result<> insert_job(store::Transaction& transaction, const NewJob& job) {
  TRY(transaction.execute(
      "INSERT INTO job (id, kind, payload, due_at_ms, attempts, lease_until_ms, last_error) "
      "VALUES ($1, $2, $3, $4, 0, 0, '') ON CONFLICT (id) DO NOTHING",
      {Bytes(job.id.bytes), job.kind, job.payload, to_ms(job.due)}));
  return {};
}

Result<bool> delete_job(store::Transaction& transaction, const Uuid& id) {
  return TRY(transaction.execute("DELETE FROM job WHERE id = $1 AND failed_at_ms IS NULL",
                                 {Bytes(id.bytes)}))
  == 1;
}

Result<> advance_job(store::Transaction& transaction, const Uuid& id, Timestamp due) {
  TRY(transaction.execute("UPDATE job SET due_at_ms = $2 WHERE id = $1 AND due_at_ms > $2",
                          {Bytes(id.bytes), to_ms(due)}));
  return {};
}

Result<std::optional<Job>> find_due(store::Reader& reader, std::span<const std::string> kinds,
                                    Timestamp now) {
  std::optional<Job> found;
  if (kinds.empty()) return found;
  std::vector<Value> parameters = {to_ms(now)};
  const std::string sql =
      "SELECT id, kind, payload, due_at_ms, attempts FROM job WHERE due_at_ms <= $1 "
      "AND lease_until_ms <= $1 AND failed_at_ms IS NULL" +
      kind_in(kinds, parameters) + " ORDER BY due_at_ms LIMIT 1";
  TRY(reader.query(sql, parameters, [&found](const Row& row) {
    found = read_job(row);
    return false;
  }));
  return found;
}

Result<std::optional<Timestamp>> next_due(store::Reader& reader, std::span<const std::string> kinds,
                                          Timestamp now) {
  std::optional<Timestamp> next;
  if (kinds.empty()) return next;
  std::vector<Value> parameters = {to_ms(now)};
  const std::string kind_filter = kind_in(kinds, parameters);
  const store::OnRow keep_earlier = [&next](const Row& row) {
    const Timestamp at = from_ms(row.integer(0));
    if (!next || at < *next) next = at;
    return false;
  };
  TRY(reader.query("SELECT due_at_ms FROM job WHERE due_at_ms > $1 AND failed_at_ms IS NULL" +
                       kind_filter + " ORDER BY due_at_ms LIMIT 1",
                   parameters, keep_earlier));
  // A job that someone works on is due again when the lease ends, should its process die.
  TRY(
      reader.query("SELECT lease_until_ms FROM job WHERE due_at_ms <= $1 AND lease_until_ms > $1 "
                   "AND failed_at_ms IS NULL" +
                       kind_filter + " ORDER BY lease_until_ms LIMIT 1",
                   parameters, keep_earlier));
  return next;
}

Result<bool> lease_job(store::Transaction& transaction, const Job& job, Timestamp now,
                       Timestamp until) {
  return TRY(transaction.execute(
      "UPDATE job SET lease_until_ms = $3, attempts = attempts + 1 WHERE id = $1 "
      "AND lease_until_ms <= $2 AND due_at_ms = $4 AND failed_at_ms IS NULL",
      {Bytes(job.id.bytes), to_ms(now), to_ms(until), to_ms(job.due)}))
  == 1;
}

Result<> finish_job(store::Transaction& transaction, const LeasedJob& leased) {
  TRY(transaction.execute("DELETE FROM job WHERE id = $1 AND lease_until_ms = $2",
                          {Bytes(leased.job.id.bytes), to_ms(leased.lease_until)}));
  return {};
}

Result<> put_back_job(store::Transaction& transaction, const LeasedJob& leased,
                      const NextRun& next) {
  TRY(
      transaction.execute("UPDATE job SET due_at_ms = $3, attempts = $4, lease_until_ms = 0, "
                          "last_error = $5 WHERE id = $1 AND lease_until_ms = $2",
                          {Bytes(leased.job.id.bytes), to_ms(leased.lease_until), to_ms(next.due),
                           std::int64_t{next.attempts}, next.last_error}));
  return {};
}

Result<> give_up_job(store::Transaction& transaction, const LeasedJob& leased, Timestamp now,
                     std::string_view last_error) {
  TRY(transaction.execute(
      "UPDATE job SET failed_at_ms = $3, lease_until_ms = 0, last_error = $4 "
      "WHERE id = $1 AND lease_until_ms = $2",
      {Bytes(leased.job.id.bytes), to_ms(leased.lease_until), to_ms(now), last_error}));
  return {};
}

Result<> delete_given_up(store::Transaction& transaction, Timestamp before) {
  TRY(transaction.execute("DELETE FROM job WHERE failed_at_ms < $1", {to_ms(before)}));
  return {};
}

}  // namespace holdfast::jobs
