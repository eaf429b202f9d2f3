// How many durable, inspection-shaped pieces of work a second the store commits, with what one
// fdatasync costs on the same disk beside it.
//
//   tools/with_postgres.sh build/release/bin/platform_store_testing_store_bench [directory]
//   [seconds]

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <latch>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/check.h"
#include "platform/store/database.h"
#include "platform/store/testing/lossy_vfs.h"
#include "platform/store/testing/test_databases.h"

namespace holdfast::store {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Migration kSchema{.module = "bench", .name = "001.sql", .sql = R"(
CREATE TABLE message (
  tenant_id TEXT NOT NULL, id BYTEA NOT NULL, contact_id BYTEA NOT NULL, at_ms BIGINT NOT NULL,
  channel TEXT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY (tenant_id, id));
CREATE TABLE finding (
  tenant_id TEXT NOT NULL, message_id BYTEA NOT NULL, number BIGINT NOT NULL, type TEXT NOT NULL,
  masked TEXT NOT NULL, digest BYTEA NOT NULL, PRIMARY KEY (tenant_id, message_id, number),
  FOREIGN KEY (tenant_id, message_id) REFERENCES message (tenant_id, id));
CREATE TABLE verdict (
  tenant_id TEXT NOT NULL, message_id BYTEA NOT NULL, verdict BIGINT NOT NULL,
  rule TEXT NOT NULL, reasons TEXT NOT NULL, PRIMARY KEY (tenant_id, message_id),
  FOREIGN KEY (tenant_id, message_id) REFERENCES message (tenant_id, id));
CREATE TABLE staged_leaf (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, entry BYTEA NOT NULL, leaf BYTEA NOT NULL);
CREATE TABLE outbox (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic TEXT NOT NULL, body TEXT NOT NULL);
)"};

// Ids ascend, as version 7 UUIDs do.
std::array<std::byte, 16> id_of(std::uint64_t number) {
  std::array<std::byte, 16> id{};
  for (std::size_t i = 0; i < 8; ++i) id[7 - i] = std::byte(number >> (8 * i));
  return id;
}

Result<> insert_inspection(Transaction& transaction, std::uint64_t number) {
  static const std::string body(300, 'b');
  static const std::string leaf(260, 'l');
  static const std::string event(160, 'e');
  static const std::string digest(32, 'd');
  const auto id = id_of(number);
  const auto contact = id_of(number / 8);
  TRY(transaction.execute(
      "INSERT INTO message (tenant_id, id, contact_id, at_ms, channel, body) VALUES ($1, $2, $3, "
      "$4, "
      "$5, $6)",
      {std::string_view("default"), Bytes(id), Bytes(contact), std::int64_t{1'790'000'000'000},
       std::string_view("chat"), as_bytes(body)}));
  TRY(transaction.execute(
      "INSERT INTO finding (tenant_id, message_id, number, type, masked, digest) VALUES ($1, $2, "
      "$3, "
      "$4, $5, $6)",
      {std::string_view("default"), Bytes(id), std::int64_t{0}, std::string_view("payment_card"),
       std::string_view("************1111"), as_bytes(digest)}));
  TRY(transaction.execute(
      "INSERT INTO verdict (tenant_id, message_id, verdict, rule, reasons) VALUES ($1, $2, $3, $4, "
      "$5)",
      {std::string_view("default"), Bytes(id), std::int64_t{2}, std::string_view("cards@3"),
       std::string_view("PCI DSS 4.0.1 requirement 4.2.2: a card number in clear text")}));
  TRY(transaction.execute("INSERT INTO staged_leaf (entry, leaf) VALUES ($1, $2)",
                          {Bytes(id), as_bytes(leaf)}));
  TRY(transaction.execute("INSERT INTO outbox (topic, body) VALUES ($1, $2)",
                          {std::string_view("inspection.decided"), std::string_view(event)}));
  return {};
}

double median_fdatasync_us(const std::string& directory) {
  const std::string path = directory + "/fdatasync";
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  CHECK(fd >= 0);
  const std::string page(4096, 'x');
  constexpr int kPages = 256;
  for (int i = 0; i < kPages; ++i) CHECK(pwrite(fd, page.data(), page.size(), i * 4096) == 4096);
  CHECK(fsync(fd) == 0);
  std::vector<double> times;
  for (int i = 0; i < kPages; ++i) {
    CHECK(pwrite(fd, page.data(), page.size(), i * 4096) == 4096);
    const auto begin = Steady::now();
    CHECK(fdatasync(fd) == 0);
    times.push_back(std::chrono::duration<double, std::micro>(Steady::now() - begin).count());
  }
  close(fd);
  unlink(path.c_str());
  std::ranges::sort(times);
  return times[times.size() / 2];
}

// A fixed number of pieces of work under way, each answered one replaced at once.
class Load {
 public:
  Load(Database& database, std::atomic<std::uint64_t>& next, std::chrono::seconds length,
       Isolation isolation)
      : database_(database), next_(next), until_(Steady::now() + length), isolation_(isolation) {}

  void run(std::size_t in_flight) {
    std::latch ended(static_cast<std::ptrdiff_t>(in_flight));
    ended_ = &ended;
    begun_ = Steady::now();
    for (std::size_t i = 0; i < in_flight; ++i) submit();
    ended.wait();
    const double seconds = std::chrono::duration<double>(Steady::now() - begun_).count();
    std::ranges::sort(times_us_);
    fmt::print(
        "  {:4} under way: {:7.0f} a second, p50 {:6.2f} ms, p99 {:6.2f} ms, worst {:6.1f} ms\n",
        in_flight, static_cast<double>(times_us_.size()) / seconds,
        times_us_[times_us_.size() / 2] / 1000, times_us_[times_us_.size() * 99 / 100] / 1000,
        times_us_.back() / 1000);
  }

 private:
  void submit() {
    const auto begin = Steady::now();
    const std::uint64_t number = next_++;
    database_.write_async(
        [number](Transaction& transaction) { return insert_inspection(transaction, number); },
        [this, begin](Result<> result) {
          if (!result) fmt::print("{}\n", result.error().message);
          CHECK(result);
          const auto now = Steady::now();
          {
            const std::lock_guard lock(mutex_);
            times_us_.push_back(std::chrono::duration<double, std::micro>(now - begin).count());
          }
          now < until_ ? submit() : ended_->count_down();
        },
        isolation_);
  }

  Database& database_;
  std::atomic<std::uint64_t>& next_;
  Steady::time_point until_;
  Isolation isolation_;
  Steady::time_point begun_;
  std::mutex mutex_;
  std::vector<double> times_us_;
  std::latch* ended_ = nullptr;
};

void measure(Database& database, std::chrono::seconds length,
             Isolation isolation = Isolation::Snapshot) {
  CHECK(database.migrate({&kSchema, 1}));
  static std::atomic<std::uint64_t> next = 1;
  for (const std::size_t in_flight : {1U, 16U, 64U, 256U}) {
    Load(database, next, length, isolation).run(in_flight);
  }
}

void measure_sqlite(const SqliteOptions& options, std::chrono::seconds length) {
  auto database = open_sqlite(options);
  CHECK(database);
  measure(**database, length);
  fmt::print("  write-ahead log {} MB, file {} MB\n",
             std::filesystem::file_size(options.path + "-wal") >> 20,
             std::filesystem::file_size(options.path) >> 20);
}

void measure_postgres(std::chrono::seconds length) {
  std::string reason;
  const auto server = make_test_database("PostgreSql", reason);
  if (server == nullptr) {
    fmt::print("skipped: {}\n", reason);
    return;
  }
  fmt::print("PostgreSQL, the same work, snapshot isolation\n");
  measure(server->database(), length);
  fmt::print("PostgreSQL, serial isolation\n");
  measure(server->database(), length, Isolation::Serial);
}

void run(const std::string& parent, std::chrono::seconds length) {
  std::string directory = parent + "/holdfast-bench-XXXXXX";
  CHECK(mkdtemp(directory.data()) != nullptr);
  fmt::print("one fdatasync of 4 KB: {:.0f} µs (median)\n", median_fdatasync_us(directory));
  fmt::print("SQLite, five inserts of 60 to 300 bytes each, durable when answered\n");
  measure_sqlite({.path = directory + "/holdfast.db"}, length);
  LossyVfs slow("slow");
  slow.delay_syncs(std::chrono::milliseconds(5));
  fmt::print("SQLite, each sync 5 ms slower\n");
  measure_sqlite({.path = directory + "/slow.db", .vfs = slow.name()}, length);
  std::filesystem::remove_all(directory);
  measure_postgres(length);
}

}  // namespace
}  // namespace holdfast::store

int main(int argc, char** argv) {
  holdfast::store::run(argc > 1 ? argv[1] : ".",
                       std::chrono::seconds(argc > 2 ? std::atoi(argv[2]) : 3));
}
