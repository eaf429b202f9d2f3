// Every metric Holdfast has, in one place: what it counts and which labels it may carry.
//
// A label's values come from a closed set: route patterns, channels, verdicts, types. Never ids,
// addresses or anything that a person typed.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace holdfast::telemetry {

enum class Family : std::uint8_t {
  HttpRequests,
  HttpRequestSeconds,
  HttpConnections,
  HttpConnectionsRefused,
  HttpStreams,
  Inspections,
  InspectionSeconds,
  Findings,
  RulesRefused,
  HeldItems,
  StoreCommitSeconds,
  StoreCommits,
  AuditStaged,
  AuditEntries,
  OutboxPending,
  EventsHandled,
  JobsRun,
  SandboxRuns,
  SignIns,
  SessionsKnown,
  MailAnswers,
};

enum class Kind : std::uint8_t { Counter, Gauge, Histogram };

struct FamilyInfo {
  Family family;
  Kind kind;
  std::string_view name;  // Prometheus name, with its unit
  std::string_view help;
  std::string_view labels;  // names, separated by spaces
};

const FamilyInfo& info(Family family);
std::span<const FamilyInfo> all_families();

}  // namespace holdfast::telemetry
