// The one directory that holds a server's state.
//
//   holdfast.db       the database (SQLite)
//   holdfast.db.lock  held by the server, or a command that writes, whichever back end keeps the
//   rows master.key        the master key, mode 0600: back it up apart from the database
//   erased.jsonl      the erasure ledger: keep it when a database is restored
//   sample-day        only while the sample day is being loaded: by how many days it is moved

#pragma once

#include <string>

#include "base/result.h"
#include "platform/store/file_lock.h"

namespace holdfast::server {

class StateDirectory {
 public:
  // Makes it with mode 0700 when it is not there. Denied: it cannot be made or is not writable.
  static Result<StateDirectory> open(const std::string& path);
  // For those who only read. NotFound: it is not there.
  static Result<StateDirectory> open_existing(const std::string& path);

  // Makes it ours alone for as long as this lives. SQLite does so itself when it opens its file; a
  // database elsewhere cannot. Conflict: another process has it.
  Result<> lock();

  std::string database() const { return path_ + "/holdfast.db"; }
  // A backup's copy on its way to become the database.
  std::string restoring() const { return path_ + "/holdfast.db.restoring"; }
  std::string master_key() const { return path_ + "/master.key"; }
  std::string erasure_ledger() const { return path_ + "/erased.jsonl"; }
  std::string sample_day_mark() const { return path_ + "/sample-day"; }
  const std::string& path() const { return path_; }

 private:
  explicit StateDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;
  store::FileLock lock_;
};

}  // namespace holdfast::server
