// Backup and restore of a data directory on SQLite. (PostgreSQL has pg_dump.)
//
// A backup is a directory: holdfast.db, a consistent copy made while the server runs, and
// erased.jsonl, the erasure ledger as it stood. The master key is not in it: content in a backup is
// worth nothing to whoever finds it alone. Keep the key elsewhere.

#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "platform/config/config.h"

namespace holdfast::server {

// Conflict: `target` exists. Everything is on the disk when this returns.
Result<> back_up(const config::Config& config, const std::string& target);

struct Restored {
  std::uint64_t keys_destroyed = 0;  // of subjects erased since the backup
};

// Puts a backup's database into the data directory, which must hold the master key and no running
// server. An erasure that the directory's ledger or the backup's knows of is done again, so a
// restored copy does not bring anybody back, also when a crash interrupts this: the copy takes its
// place in one step, and whoever opens it next erases first. Conflict: there is a database already;
// `replace` moves it aside instead, to holdfast.db.replaced, in whatever state it is.
Result<Restored> restore(const config::Config& config, const std::string& source, bool replace);

}  // namespace holdfast::server
