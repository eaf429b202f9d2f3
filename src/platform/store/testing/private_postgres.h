// A PostgreSQL server of a test's own, which it may kill.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

namespace holdfast::store {

// Started through tools/with_postgres.sh, stopped and removed with the object.
class PrivatePostgres {
 public:
  // Null when there is no PostgreSQL here to start.
  static std::unique_ptr<PrivatePostgres> start(const std::string& source_directory);
  ~PrivatePostgres();

  const std::string& connection() const { return connection_; }

  // Kills the server process that serves one connection. The others then end all connections and
  // recover as after a crash, which takes a moment.
  static void crash(std::int64_t backend_pid);

 private:
  PrivatePostgres() = default;

  std::string connection_;
  pid_t script_ = -1;
  int hold_ = -1;  // closing it ends the script
};

}  // namespace holdfast::store
