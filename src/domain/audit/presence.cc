#include "domain/audit/presence.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/core.h>

#include "domain/audit/store.h"

namespace holdfast::audit {
namespace {

template <typename Array>
void copy_exactly(Bytes from, Array& to) {
  if (from.size() == to.size()) std::copy(from.begin(), from.end(), to.begin());
}

LatestAct latest_from(const store::Row& row) {
  LatestAct latest{.entry = {},
                   .act = row.string(1),
                   .actor = row.string(2),
                   .decision = row.string(3),
                   .body_hash = {}};
  copy_exactly(row.blob(0), latest.entry.bytes);
  copy_exactly(row.blob(4), latest.body_hash);
  return latest;
}

}  // namespace

Result<bool> stands_in_log(store::Reader& reader, std::string_view tenant, const Claim& claim) {
  const std::optional<Entry> entry = TRY(find_entry(reader, tenant, claim.entry));
  if (!entry) return is_staged(reader, tenant, claim.entry);
  return (claim.act.empty() || entry->act.act == claim.act) &&
         (claim.subject.empty() || entry->act.subject == claim.subject);
}

Result<bool> holds_deed(store::Reader& reader, std::string_view tenant, const Deed& deed) {
  for (const std::string_view table : {"audit_entry", "audit_staged"}) {
    const auto found = TRY(reader.query_integer(
        fmt::format("SELECT 1 FROM {} WHERE tenant = $1 AND subject = $2 AND actor = $3 "
                    "AND decision = $4 LIMIT 1",
                    table),
        {tenant, deed.subject, deed.actor, deed.decision}));
    if (found) return true;
  }
  return false;
}

Result<std::optional<LatestAct>> latest_act(store::Reader& reader, std::string_view tenant,
                                            std::string_view subject,
                                            std::span<const std::string_view> acts) {
  // As in store.cc: blobs compare as greater than all else, so a column that is none reads as NULL.
  constexpr std::array<std::byte, 1> kLeastBlob{};
  std::vector<store::Value> parameters = {tenant, subject, Bytes(kLeastBlob)};
  std::string places;
  for (const std::string_view act : acts) {
    parameters.emplace_back(act);
    places += fmt::format("{}${}", places.empty() ? "" : ", ", parameters.size());
  }
  struct Source {
    std::string_view table;
    std::string_view order;
  };
  // What waits for its number is newer than all that has one.
  constexpr std::array kSources{Source{"audit_staged", "entry_id"},
                                Source{"audit_entry", "leaf_index"}};
  std::optional<LatestAct> latest;
  for (const Source& source : kSources) {
    const std::string sql = fmt::format(
        "SELECT CASE WHEN entry_id >= $3 THEN entry_id END, CAST(act AS TEXT), "
        "CAST(actor AS TEXT), CAST(decision AS TEXT), CASE WHEN body_hash >= $3 THEN body_hash END "
        "FROM {} WHERE tenant = $1 AND subject = $2 AND act IN ({}) ORDER BY {} DESC LIMIT 1",
        source.table, places, source.order);
    TRY(reader.query(sql, parameters, [&](const store::Row& row) {
      latest = latest_from(row);
      return false;
    }));
    if (latest) break;
  }
  return latest;
}

}  // namespace holdfast::audit
