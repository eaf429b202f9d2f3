// The audit log's SQL.
//
// Rows of the log are read so that no damage can stop the process: a column whose content is not of
// its type reads as unreadable, and verify() names the entry.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/audit/audit_log.h"
#include "domain/audit/tiles.h"
#include "platform/store/database.h"

namespace holdfast::audit {

struct StagedLeaf {
  Uuid entry;
  Hash leaf_hash{};
};

Result<> insert_staged(store::Transaction& transaction, const PreparedAct& prepared);
struct StagedCount {
  std::string tenant;
  std::uint64_t count = 0;
};
Result<std::vector<StagedCount>> staged_counts(store::Reader& reader);
Result<std::uint64_t> count_staged(store::Reader& reader, std::string_view tenant);
Result<bool> is_staged(store::Reader& reader, std::string_view tenant, const Uuid& entry);
// The first `limit` in the order of their ids. Corrupted: a row that does not read.
Result<std::vector<StagedLeaf>> read_staged(store::Reader& reader, std::string_view tenant,
                                            std::size_t limit);
// Moves staged entries up to and with `last` into the log at `first_leaf` and after. Conflict: they
// are not `count`, because someone else wrote or sequenced meanwhile.
Result<> move_staged(store::Transaction& transaction, std::string_view tenant, const Uuid& last,
                     std::uint64_t first_leaf, std::size_t count);

// Tenants whose log is longer than its newest checkpoint.
Result<std::vector<std::string>> unsigned_tenants(store::Reader& reader);

Result<std::uint64_t> load_tree_size(store::Reader& reader, std::string_view tenant);
// Conflict: the log has not `from` entries.
Result<> save_tree_size(store::Transaction& transaction, std::string_view tenant,
                        std::uint64_t from, std::uint64_t to);

// Corrupted: there is none, or its length is no multiple of a hash's.
Result<Tile> load_tile(store::Reader& reader, std::string_view tenant, TilePlace place);
Result<> save_tile(store::Transaction& transaction, std::string_view tenant, const Tile& tile);

struct StoredCheckpoint {
  std::uint64_t tree_size = 0;
  Timestamp at{};
  std::string note;
};
Result<> save_checkpoint(store::Transaction& transaction, std::string_view tenant,
                         const StoredCheckpoint& checkpoint);
Result<std::optional<StoredCheckpoint>> latest_checkpoint(store::Reader& reader,
                                                          std::string_view tenant);
// Of tree sizes in (after, up_to], in order.
Result<std::vector<StoredCheckpoint>> checkpoints(store::Reader& reader, std::string_view tenant,
                                                  std::uint64_t after, std::uint64_t up_to);
Result<std::uint64_t> largest_checkpoint(store::Reader& reader, std::string_view tenant);

// One row at a time, in one Entry whose strings are used again. `is_readable` is false when a
// column holds what this program never wrote; the entry's leaf_index is right even then.
using OnEntry = std::function<bool(const Entry& entry, bool is_readable)>;
// Entries with leaf_index in [from, to), in order.
Result<> scan_entries(store::Reader& reader, std::string_view tenant, std::uint64_t from,
                      std::uint64_t to, const OnEntry& on_entry);
// Newest first, before the leaf index given.
Result<> scan_latest(store::Reader& reader, std::string_view tenant, const EntryFilter& filter,
                     std::optional<std::uint64_t> before, std::size_t limit,
                     const OnEntry& on_entry);
Result<std::optional<Entry>> find_entry(store::Reader& reader, std::string_view tenant,
                                        const Uuid& entry);
// Where an entry with this leaf hash stands; the whole log is read.
Result<std::optional<std::uint64_t>> find_leaf_hash(store::Reader& reader, std::string_view tenant,
                                                    const Hash& leaf_hash);
struct LeafRange {
  std::int64_t first = 0;
  std::int64_t last = -1;
};
// The smallest and largest leaf index that any row has.
Result<LeafRange> leaf_range(store::Reader& reader, std::string_view tenant);

}  // namespace holdfast::audit
