// A file system for SQLite that can lose power, fill up and be slow, for tests and benchmarks.
//
// It passes everything on to the default one and remembers, for each file, what was written since
// the file's last sync. cut_power() takes exactly that back, as a machine that stops may.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace holdfast::store {

// Registered under its name for as long as it lives, which must be longer than any database on it.
// Thread-safe.
class LossyVfs {
 public:
  explicit LossyVfs(std::string name);
  ~LossyVfs();
  LossyVfs(const LossyVfs&) = delete;
  LossyVfs& operator=(const LossyVfs&) = delete;

  const std::string& name() const;  // for SqliteOptions::vfs

  // Files become what their last sync made of them; from now on writing fails. With a seed other
  // than 0, a part of what was not synced stays, chosen by sectors of 512 bytes: disks write in any
  // order. Close the database afterwards, and open it again on the default file system.
  void cut_power(std::uint64_t seed = 0);

  // A disk that says "synced" and is not.
  void ignore_syncs(bool is_ignoring);

  // Writing (and enlarging) or syncing answers this SQLite code; 0 ends that.
  void fail_writes(int sqlite_code);
  void fail_syncs(int sqlite_code);

  // Makes every sync slower.
  void delay_syncs(std::chrono::microseconds by);
  std::uint64_t sync_count() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace holdfast::store
