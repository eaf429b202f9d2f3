#include "domain/audit/store.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/check.h"

namespace holdfast::audit {
namespace {

using store::Row;
using store::Value;

// In SQLite a damaged row may hold text where a blob was written. Blobs compare as greater than all
// else, so these expressions are NULL for anything but a blob; on PostgreSQL they are the column.
#define HOLDFAST_AUDIT_COLUMNS                                                             \
  "CAST(leaf_index AS BIGINT), CASE WHEN entry_id >= $2 THEN entry_id END, "               \
  "CAST(at_ms AS BIGINT), CAST(actor AS TEXT), CAST(act AS TEXT), CAST(subject AS TEXT), " \
  "CAST(decision AS TEXT), CAST(policy_version AS TEXT), "                                 \
  "CASE WHEN body_hash >= $2 THEN body_hash END, CASE WHEN leaf_hash >= $2 THEN leaf_hash END"

constexpr std::array<std::byte, 1> kLeastBlob{};
const Value kBlob = Bytes(kLeastBlob);

std::int64_t as_integer(std::uint64_t number) { return static_cast<std::int64_t>(number); }

template <typename Array>
bool copy_exactly(Bytes from, Array& to) {
  if (from.size() != to.size()) return false;
  std::copy(from.begin(), from.end(), to.begin());
  return true;
}

bool read_entry(const Row& row, std::string_view tenant, Entry& entry) {
  entry.leaf_index = static_cast<std::uint64_t>(row.integer(0));
  entry.at = from_ms(row.integer(2));
  entry.act.tenant = tenant;
  entry.act.actor = row.text(3);
  entry.act.act = row.text(4);
  entry.act.subject = row.text(5);
  entry.act.decision = row.text(6);
  entry.act.policy_version = row.text(7);
  const bool has_id = copy_exactly(row.blob(1), entry.id.bytes);
  const bool has_body_hash = copy_exactly(row.blob(8), entry.act.body_hash);
  const bool has_leaf_hash = copy_exactly(row.blob(9), entry.leaf_hash);
  return has_id && has_body_hash && has_leaf_hash;
}

store::OnRow to_entries(std::string_view tenant, const OnEntry& on_entry, Entry& entry) {
  return [tenant, &on_entry, &entry](const Row& row) {
    const bool is_readable = read_entry(row, tenant, entry);
    return on_entry(entry, is_readable);
  };
}

}  // namespace

Result<> insert_staged(store::Transaction& transaction, const PreparedAct& prepared) {
  const Act& act = prepared.act;
  TRY(transaction.execute(
      "INSERT INTO audit_staged (tenant, entry_id, at_ms, actor, act, subject, decision, "
      "policy_version, body_hash, leaf_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {act.tenant, Bytes(prepared.receipt.entry.bytes), to_ms(prepared.at), act.actor, act.act,
       act.subject, act.decision, act.policy_version, Bytes(act.body_hash),
       Bytes(prepared.receipt.leaf_hash)}));
  return {};
}

Result<std::vector<StagedCount>> staged_counts(store::Reader& reader) {
  std::vector<StagedCount> counts;
  TRY(reader.query("SELECT CAST(tenant AS TEXT) AS log, COUNT(*) FROM audit_staged GROUP BY log",
                   {}, [&counts](const Row& row) {
                     counts.push_back({.tenant = row.string(0),
                                       .count = static_cast<std::uint64_t>(row.integer(1))});
                     return true;
                   }));
  return counts;
}

Result<std::vector<std::string>> unsigned_tenants(store::Reader& reader) {
  std::vector<std::string> tenants;
  TRY(
      reader.query("SELECT CAST(tenant AS TEXT) FROM audit_tree WHERE NOT EXISTS "
                   "(SELECT 1 FROM audit_checkpoint WHERE "
                   "audit_checkpoint.tenant = audit_tree.tenant AND "
                   "audit_checkpoint.tree_size >= audit_tree.tree_size)",
                   {}, [&tenants](const Row& row) {
                     tenants.push_back(row.string(0));
                     return true;
                   }));
  return tenants;
}

Result<std::uint64_t> count_staged(store::Reader& reader, std::string_view tenant) {
  const auto count =
      TRY(reader.query_integer("SELECT COUNT(*) FROM audit_staged WHERE tenant = $1", {tenant}));
  return static_cast<std::uint64_t>(count.value_or(0));
}

Result<bool> is_staged(store::Reader& reader, std::string_view tenant, const Uuid& entry) {
  const auto found = TRY(
      reader.query_integer("SELECT 1 FROM audit_staged WHERE tenant = $1 AND entry_id = $2 LIMIT 1",
                           {tenant, Bytes(entry.bytes)}));
  return found.has_value();
}

Result<std::vector<StagedLeaf>> read_staged(store::Reader& reader, std::string_view tenant,
                                            std::size_t limit) {
  std::vector<StagedLeaf> leaves;
  bool is_readable = true;
  TRY(
      reader.query("SELECT CASE WHEN entry_id >= $2 THEN entry_id END, "
                   "CASE WHEN leaf_hash >= $2 THEN leaf_hash END "
                   "FROM audit_staged WHERE tenant = $1 ORDER BY entry_id LIMIT $3",
                   {tenant, kBlob, as_integer(limit)}, [&](const Row& row) {
                     StagedLeaf& leaf = leaves.emplace_back();
                     is_readable = copy_exactly(row.blob(0), leaf.entry.bytes) &&
                                   copy_exactly(row.blob(1), leaf.leaf_hash);
                     return is_readable;
                   }));
  if (!is_readable) return Error{ErrorCode::Corrupted, "a staged audit entry does not read"};
  return leaves;
}

Result<> move_staged(store::Transaction& transaction, std::string_view tenant, const Uuid& last,
                     std::uint64_t first_leaf, std::size_t count) {
  const std::int64_t moved = TRY(transaction.execute(
      "INSERT INTO audit_entry (tenant, leaf_index, entry_id, at_ms, actor, act, subject, "
      "decision, "
      "policy_version, body_hash, leaf_hash) "
      "SELECT tenant, $3 + ROW_NUMBER() OVER (ORDER BY entry_id) - 1, entry_id, at_ms, actor, act, "
      "subject, decision, policy_version, body_hash, leaf_hash "
      "FROM audit_staged WHERE tenant = $1 AND entry_id <= $2",
      {tenant, Bytes(last.bytes), as_integer(first_leaf)}));
  const std::int64_t removed =
      TRY(transaction.execute("DELETE FROM audit_staged WHERE tenant = $1 AND entry_id <= $2",
                              {tenant, Bytes(last.bytes)}));
  // On PostgreSQL a transaction may have committed between the statements.
  if (moved != as_integer(count) || removed != moved) {
    return Error{ErrorCode::Conflict, "entries were staged while others were being numbered"};
  }
  return {};
}

Result<std::uint64_t> load_tree_size(store::Reader& reader, std::string_view tenant) {
  const auto size = TRY(reader.query_integer(
      "SELECT CAST(tree_size AS BIGINT) FROM audit_tree WHERE tenant = $1", {tenant}));
  if (size.value_or(0) < 0) return Error{ErrorCode::Corrupted, "the audit log's size is negative"};
  return static_cast<std::uint64_t>(size.value_or(0));
}

Result<> save_tree_size(store::Transaction& transaction, std::string_view tenant,
                        std::uint64_t from, std::uint64_t to) {
  if (from == 0) {
    TRY(
        transaction.execute("INSERT INTO audit_tree (tenant, tree_size) VALUES ($1, 0) "
                            "ON CONFLICT (tenant) DO NOTHING",
                            {tenant}));
  }
  const std::int64_t changed = TRY(transaction.execute(
      "UPDATE audit_tree SET tree_size = $3 WHERE tenant = $1 AND tree_size = $2",
      {tenant, as_integer(from), as_integer(to)}));
  if (changed != 1) return Error{ErrorCode::Conflict, "another node has numbered entries"};
  return {};
}

Result<Tile> load_tile(store::Reader& reader, std::string_view tenant, TilePlace place) {
  Tile tile{.place = place, .hashes = {}};
  bool is_readable = false;
  TRY(reader.query(
      "SELECT CASE WHEN hashes >= $2 THEN hashes END FROM audit_tile "
      "WHERE tenant = $1 AND level = $3 AND tile_index = $4",
      {tenant, kBlob, std::int64_t{place.level}, as_integer(place.index)}, [&](const Row& row) {
        const Bytes bytes = row.blob(0);
        is_readable = !bytes.empty() && bytes.size() % sizeof(Hash) == 0;
        tile.hashes.resize(is_readable ? bytes.size() / sizeof(Hash) : 0);
        for (std::size_t i = 0; i < tile.hashes.size(); ++i) {
          copy_exactly(bytes.subspan(i * sizeof(Hash), sizeof(Hash)), tile.hashes[i]);
        }
        return false;
      }));
  if (!is_readable) {
    return Error{
        ErrorCode::Corrupted,
        fmt::format("tile {}/{} of the audit log is missing or damaged", place.level, place.index)};
  }
  return tile;
}

Result<> save_tile(store::Transaction& transaction, std::string_view tenant, const Tile& tile) {
  const Bytes hashes(reinterpret_cast<const std::byte*>(tile.hashes.data()),
                     tile.hashes.size() * sizeof(Hash));
  TRY(transaction.execute(
      "INSERT INTO audit_tile (tenant, level, tile_index, hashes) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (tenant, level, tile_index) DO UPDATE SET hashes = excluded.hashes",
      {tenant, std::int64_t{tile.place.level}, as_integer(tile.place.index), hashes}));
  return {};
}

Result<> save_checkpoint(store::Transaction& transaction, std::string_view tenant,
                         const StoredCheckpoint& checkpoint) {
  TRY(transaction.execute(
      "INSERT INTO audit_checkpoint (tenant, tree_size, at_ms, note) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (tenant, tree_size) DO NOTHING",
      {tenant, as_integer(checkpoint.tree_size), to_ms(checkpoint.at), checkpoint.note}));
  return {};
}

namespace {

StoredCheckpoint read_checkpoint(const Row& row) {
  return {.tree_size = static_cast<std::uint64_t>(row.integer(0)),
          .at = from_ms(row.integer(1)),
          .note = row.string(2)};
}

}  // namespace

Result<std::optional<StoredCheckpoint>> latest_checkpoint(store::Reader& reader,
                                                          std::string_view tenant) {
  std::optional<StoredCheckpoint> latest;
  TRY(
      reader.query("SELECT CAST(tree_size AS BIGINT), CAST(at_ms AS BIGINT), CAST(note AS TEXT) "
                   "FROM audit_checkpoint WHERE tenant = $1 ORDER BY tree_size DESC LIMIT 1",
                   {tenant}, [&latest](const Row& row) {
                     latest = read_checkpoint(row);
                     return false;
                   }));
  return latest;
}

Result<std::vector<StoredCheckpoint>> checkpoints(store::Reader& reader, std::string_view tenant,
                                                  std::uint64_t after, std::uint64_t up_to) {
  std::vector<StoredCheckpoint> found;
  TRY(
      reader.query("SELECT CAST(tree_size AS BIGINT), CAST(at_ms AS BIGINT), CAST(note AS TEXT) "
                   "FROM audit_checkpoint WHERE tenant = $1 AND tree_size > $2 AND tree_size <= $3 "
                   "ORDER BY tree_size",
                   {tenant, as_integer(after), as_integer(up_to)}, [&found](const Row& row) {
                     found.push_back(read_checkpoint(row));
                     return true;
                   }));
  return found;
}

Result<std::uint64_t> largest_checkpoint(store::Reader& reader, std::string_view tenant) {
  const auto latest = TRY(latest_checkpoint(reader, tenant));
  return latest ? latest->tree_size : 0;
}

Result<> scan_entries(store::Reader& reader, std::string_view tenant, std::uint64_t from,
                      std::uint64_t to, const OnEntry& on_entry) {
  Entry entry;
  return reader.query("SELECT " HOLDFAST_AUDIT_COLUMNS
                      " FROM audit_entry WHERE tenant = $1 AND leaf_index >= $3 "
                      "AND leaf_index < $4 ORDER BY leaf_index",
                      {tenant, kBlob, as_integer(from), as_integer(to)},
                      to_entries(tenant, on_entry, entry));
}

namespace {

// Times in the log go up, but for what slow transactions and several nodes' clocks bring into
// disorder. Searches by time look this far around.
constexpr std::int64_t kDisorderMs = 60'000;

// The number of entries before the first one of `at_ms` or later, as far as times go up.
Result<std::uint64_t> entries_before(store::Reader& reader, std::string_view tenant,
                                     std::int64_t at_ms) {
  std::uint64_t low = 0;
  std::uint64_t high = TRY(load_tree_size(reader, tenant));
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto at = TRY(reader.query_integer(
        "SELECT CAST(at_ms AS BIGINT) FROM audit_entry WHERE tenant = $1 AND leaf_index = $2",
        {tenant, as_integer(middle)}));
    if (at && *at < at_ms) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

Result<> scan_latest(store::Reader& reader, std::string_view tenant, const EntryFilter& filter,
                     std::optional<std::uint64_t> before, std::size_t limit,
                     const OnEntry& on_entry) {
  std::string sql =
      "SELECT " HOLDFAST_AUDIT_COLUMNS " FROM audit_entry WHERE tenant = $1 AND leaf_index < $3";
  std::int64_t end = before ? as_integer(*before) : std::numeric_limits<std::int64_t>::max();
  if (filter.to) {
    const std::uint64_t latest =
        TRY(entries_before(reader, tenant, to_ms(*filter.to) + kDisorderMs));
    end = std::min(end, as_integer(latest));
  }
  std::vector<Value> parameters = {tenant, kBlob, end, as_integer(limit)};
  const auto require = [&](std::string_view column, const std::optional<std::string>& wanted) {
    if (!wanted) return;
    parameters.emplace_back(std::string_view(*wanted));
    sql += fmt::format(" AND {} = ${}", column, parameters.size());
  };
  require("subject", filter.subject);
  require("actor", filter.actor);
  require("act", filter.act);
  const auto bound = [&](std::string_view condition, std::int64_t number) {
    parameters.emplace_back(number);
    sql += fmt::format(" AND {} ${}", condition, parameters.size());
  };
  if (filter.from) {
    const std::uint64_t first =
        TRY(entries_before(reader, tenant, to_ms(*filter.from) - kDisorderMs));
    bound("leaf_index >=", as_integer(first));
    bound("at_ms >=", to_ms(*filter.from));
  }
  if (filter.to) bound("at_ms <", to_ms(*filter.to));
  // Says what the index on acts leaves out, so that the planner may use it.
  if (filter.act && *filter.act != "inspection.decided") sql += " AND act <> 'inspection.decided'";
  sql += " ORDER BY leaf_index DESC LIMIT $4";
  Entry entry;
  return reader.query(sql, parameters, to_entries(tenant, on_entry, entry));
}

Result<std::optional<Entry>> find_entry(store::Reader& reader, std::string_view tenant,
                                        const Uuid& id) {
  std::optional<Entry> found;
  Entry entry;
  const OnEntry keep = [&found](const Entry& each, bool is_readable) {
    if (is_readable) found = each;
    return false;
  };
  TRY(reader.query("SELECT " HOLDFAST_AUDIT_COLUMNS
                   " FROM audit_entry WHERE tenant = $1 AND entry_id = $3",
                   {tenant, kBlob, Bytes(id.bytes)}, to_entries(tenant, keep, entry)));
  return found;
}

Result<std::optional<std::uint64_t>> find_leaf_hash(store::Reader& reader, std::string_view tenant,
                                                    const Hash& leaf_hash) {
  const auto found = TRY(reader.query_integer(
      "SELECT CAST(leaf_index AS BIGINT) FROM audit_entry WHERE tenant = $1 AND leaf_hash = $2 "
      "ORDER BY leaf_index LIMIT 1",
      {tenant, Bytes(leaf_hash)}));
  if (!found) return std::optional<std::uint64_t>();
  return std::optional(static_cast<std::uint64_t>(*found));
}

Result<LeafRange> leaf_range(store::Reader& reader, std::string_view tenant) {
  LeafRange range;
  // Two look-ups in the index; MIN and MAX in one statement would read the whole log on SQLite.
  const auto first = TRY(reader.query_integer(
      "SELECT CAST(MIN(leaf_index) AS BIGINT) FROM audit_entry WHERE tenant = $1", {tenant}));
  const auto last = TRY(reader.query_integer(
      "SELECT CAST(MAX(leaf_index) AS BIGINT) FROM audit_entry WHERE tenant = $1", {tenant}));
  if (first && last) range = {.first = *first, .last = *last};
  return range;
}

}  // namespace holdfast::audit
