#include "platform/telemetry/families.h"

#include <array>
#include <cstddef>

#include "base/check.h"

namespace holdfast::telemetry {
namespace {

// In the order of the enumeration.
constexpr std::array kFamilies = {
    FamilyInfo{Family::HttpRequests, Kind::Counter, "holdfast_http_requests_total",
               "Requests answered, by route pattern and class of status", "method route status"},
    FamilyInfo{Family::HttpRequestSeconds, Kind::Histogram, "holdfast_http_request_seconds",
               "From the request's header to the last byte of its response", "method route"},
    FamilyInfo{Family::HttpConnections, Kind::Gauge, "holdfast_http_connections",
               "Connections open now", ""},
    FamilyInfo{Family::HttpConnectionsRefused, Kind::Counter,
               "holdfast_http_connections_refused_total",
               "Connections turned away because too many were open", ""},
    FamilyInfo{Family::HttpStreams, Kind::Gauge, "holdfast_http_streams",
               "Server-sent event streams open now", ""},
    FamilyInfo{Family::Inspections, Kind::Counter, "holdfast_inspections_total",
               "Messages inspected", "channel direction verdict"},
    FamilyInfo{Family::InspectionSeconds, Kind::Histogram, "holdfast_inspection_seconds",
               "From the message's arrival to its durable verdict", "channel"},
    FamilyInfo{Family::Findings, Kind::Counter, "holdfast_findings_total", "Findings recorded",
               "type"},
    FamilyInfo{Family::RulesRefused, Kind::Gauge, "holdfast_rules_refused",
               "1 while the newest version of one's own rules is refused and the one before stays",
               ""},
    FamilyInfo{Family::HeldItems, Kind::Gauge, "holdfast_held_items",
               "Messages that wait for a person", ""},
    FamilyInfo{Family::StoreCommitSeconds, Kind::Histogram, "holdfast_store_commit_seconds",
               "One commit, with its sync to disk", ""},
    FamilyInfo{Family::StoreCommits, Kind::Counter, "holdfast_store_commits_total", "Commits",
               "outcome"},
    FamilyInfo{Family::AuditStaged, Kind::Gauge, "holdfast_audit_staged",
               "Leaves that wait for their number", ""},
    FamilyInfo{Family::AuditEntries, Kind::Counter, "holdfast_audit_entries_total",
               "Leaves numbered into the tree", ""},
    FamilyInfo{Family::OutboxPending, Kind::Gauge, "holdfast_outbox_pending",
               "Events not yet delivered to every subscriber", ""},
    FamilyInfo{Family::EventsHandled, Kind::Counter, "holdfast_events_handled_total",
               "Events handled, by subscriber", "subscriber outcome"},
    FamilyInfo{Family::JobsRun, Kind::Counter, "holdfast_jobs_run_total", "Timed jobs run",
               "job outcome"},
    FamilyInfo{Family::SandboxRuns, Kind::Counter, "holdfast_sandbox_runs_total",
               "Files read by sandboxed workers", "outcome"},
    FamilyInfo{Family::SignIns, Kind::Counter, "holdfast_sign_ins_total", "Attempts to sign in",
               "outcome"},
    FamilyInfo{Family::SessionsKnown, Kind::Gauge, "holdfast_sessions_known",
               "Sessions held in memory", ""},
    FamilyInfo{Family::MailAnswers, Kind::Counter, "holdfast_mail_answers_total",
               "Mails answered to a mail server, by what was done with them", "answer"},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kFamilies.size(); ++i) {
    if (static_cast<std::size_t>(kFamilies[i].family) != i) return false;
  }
  return true;
}
static_assert(is_in_order());

}  // namespace

const FamilyInfo& info(Family family) {
  const auto index = static_cast<std::size_t>(family);
  CHECK(index < kFamilies.size());
  return kFamilies[index];
}

std::span<const FamilyInfo> all_families() { return kFamilies; }

}  // namespace holdfast::telemetry
