#include "domain/inspection/verify_summaries.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/core.h>

#include "domain/audit/presence.h"
#include "domain/contacts/store.h"
#include "domain/inspection/retention.h"
#include "platform/store/uuid_column.h"

namespace holdfast::inspection {
namespace {

using Complaint = std::optional<std::string>;

constexpr std::size_t kPage = 200;
constexpr std::array kFeedbackGiven = std::to_array<std::string_view>({"finding.feedback"});

// What a contact's messages give, as they stand.
struct Sum {
  std::int64_t messages = 0;
  std::int64_t findings = 0;
  std::int64_t verdict = 0;
  std::int64_t severity = 0;
  std::vector<std::string> types;  // sorted, each once
};

Result<Sum> sum_of(store::Reader& reader, const Uuid& contact) {
  Sum sum;
  TRY(
      reader.query("SELECT COUNT(*), COALESCE(SUM(finding_count), 0), COALESCE(MAX(verdict), 0), "
                   "COALESCE(MAX(severity), 0) FROM inspection_message WHERE contact_id = $1",
                   {Bytes(contact.bytes)}, [&](const store::Row& row) {
                     sum.messages = row.integer(0);
                     sum.findings = row.integer(1);
                     sum.verdict = row.integer(2);
                     sum.severity = row.integer(3);
                     return false;
                   }));
  TRY(
      reader.query("SELECT DISTINCT f.type FROM inspection_message m JOIN inspection_finding f "
                   "ON f.message_id = m.message_id WHERE m.contact_id = $1",
                   {Bytes(contact.bytes)}, [&](const store::Row& row) {
                     sum.types.push_back(row.string(0));
                     return true;
                   }));
  std::ranges::sort(sum.types);
  return sum;
}

// "" or what does not fit.
std::string_view misfit(const contacts::Contact& contact, const Sum& sum, bool may_say_more) {
  const auto fits = [may_say_more](std::int64_t said, std::int64_t given) {
    return said == given || (may_say_more && said > given);
  };
  if (!fits(contact.message_count, sum.messages)) return "count of messages";
  if (!fits(contact.finding_count, sum.findings)) return "count of findings";
  if (!fits(static_cast<std::int64_t>(contact.verdict), sum.verdict)) return "verdict";
  if (!fits(static_cast<std::int64_t>(contact.severity), sum.severity)) return "severity";
  const bool have_types = may_say_more ? std::ranges::includes(contact.finding_types, sum.types)
                                       : contact.finding_types == sum.types;
  return have_types ? "" : "types of findings";
}

// Whom to ask: the entry of the newest message.
Result<std::string> last_entry(store::Reader& reader, const Uuid& contact) {
  std::string entry = "none is left";
  TRY(reader.query(
      "SELECT entry_id FROM inspection_message WHERE contact_id = $1 ORDER BY ordinal DESC LIMIT 1",
      {Bytes(contact.bytes)}, [&](const store::Row& row) {
        entry = to_string(store::uuid_from(row, 0));
        return false;
      }));
  return entry;
}

// Messages whose contact no list shows any more.
Result<Complaint> find_removed_contact(store::Reader& reader, std::string_view tenant) {
  std::vector<Uuid> named;
  TRY(reader.query("SELECT DISTINCT contact_id FROM inspection_message WHERE tenant_id = $1",
                   {tenant}, [&](const store::Row& row) {
                     named.push_back(store::uuid_from(row, 0));
                     return true;
                   }));
  for (const Uuid& contact : named) {
    if (TRY(contacts::find_by_id(reader, tenant, contact))) continue;
    if (TRY(was_erased_by_retention(reader, tenant, "messages", time_of(contact)))) continue;
    return Complaint(fmt::format("contact {} was removed, its last message has entry id {}",
                                 to_string(contact), TRY(last_entry(reader, contact))));
  }
  return Complaint();
}

Result<Complaint> check_contact(store::Reader& reader, const contacts::Contact& contact,
                                const Sum& sum) {
  std::string_view what = misfit(contact, sum, false);
  if (what.empty()) return Complaint();
  if (TRY(was_erased_by_retention(reader, contact.tenant, "messages", time_of(contact.id)))) {
    what = misfit(contact, sum, true);
    if (what.empty()) return Complaint();
  }
  return Complaint(
      fmt::format("contact {}: its {} is not what its messages give, the last has "
                  "entry id {}",
                  to_string(contact.id), what, TRY(last_entry(reader, contact.id))));
}

struct Given {
  Uuid finding;
  std::string feedback;
};

std::string subject_of(const Uuid& finding) { return "finding:" + to_string(finding); }

Result<Hash> hash_of_feedback(store::Reader& reader, const audit::Entry& entry) {
  std::optional<std::string> feedback;
  constexpr std::string_view kPrefix = "finding:";
  if (!entry.act.subject.starts_with(kPrefix)) {
    return Error{ErrorCode::Corrupted, "the entry names no finding"};
  }
  const Uuid finding = TRY(parse_uuid(std::string_view(entry.act.subject).substr(kPrefix.size())));
  TRY(reader.query("SELECT feedback FROM inspection_finding WHERE finding_id = $1",
                   {Bytes(finding.bytes)}, [&](const store::Row& row) {
                     feedback = row.string(0);
                     return false;
                   }));
  if (!feedback) return Error{ErrorCode::NotFound, "erased with its message"};
  const auto latest =
      TRY(audit::latest_act(reader, entry.act.tenant, entry.act.subject, kFeedbackGiven));
  if (!latest || latest->decision != *feedback) {
    return Error{ErrorCode::Corrupted, "its finding says otherwise"};
  }
  return entry.act.body_hash;
}

}  // namespace

Result<std::optional<std::string>> find_unfitting_contact(store::Reader& reader,
                                                          std::string_view tenant) {
  std::int64_t seen = 0;
  contacts::ContactFilter page{.limit = kPage};
  while (true) {
    const std::vector<contacts::Contact> found = TRY(contacts::list(reader, tenant, page));
    for (const contacts::Contact& contact : found) {
      const Sum sum = TRY(sum_of(reader, contact.id));
      if (Complaint complaint = TRY(check_contact(reader, contact, sum))) return complaint;
      seen += sum.messages;
    }
    if (found.size() < kPage) break;
    page.before = found.back().id;
  }
  const auto all = TRY(reader.query_integer(
      "SELECT COUNT(*) FROM inspection_message WHERE tenant_id = $1", {tenant}));
  if (all.value_or(0) == seen) return Complaint();
  return find_removed_contact(reader, tenant);
}

Result<std::optional<std::string>> find_unfitting_feedback(store::Reader& reader,
                                                           std::string_view tenant) {
  std::vector<Given> all;
  TRY(reader.query(
      "SELECT finding_id, feedback FROM inspection_finding WHERE tenant_id = $1 "
      "AND feedback IS NOT NULL",
      {tenant}, [&](const store::Row& row) {
        all.push_back({.finding = store::uuid_from(row, 0), .feedback = row.string(1)});
        return true;
      }));
  for (const Given& given : all) {
    const auto latest =
        TRY(audit::latest_act(reader, tenant, subject_of(given.finding), kFeedbackGiven));
    if (latest && latest->decision == given.feedback) continue;
    return Complaint(fmt::format("finding {} is marked {}, which nobody said{}",
                                 to_string(given.finding), given.feedback,
                                 latest ? ", entry id " + to_string(latest->entry) : ""));
  }
  return Complaint();
}

void verify_feedback_with(audit::AuditLog& log) {
  log.verify_bodies_with("finding.feedback", hash_of_feedback);
}

}  // namespace holdfast::inspection
