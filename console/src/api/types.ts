// Short names for the contract's schemas.

import type { components, operations } from "./schema";

type Schemas = components["schemas"];

export type Channel = Schemas["Channel"];
export type Contact = Schemas["Contact"];
export type Direction = Schemas["Direction"];
export type Evidence = Schemas["Evidence"];
export type HeldItem = Schemas["HeldItem"];
export type HeldState = Schemas["HeldState"];
export type Inspection = Schemas["Inspection"];
export type Message = Schemas["Message"];
export type Mode = Schemas["Mode"];
export type Overview = Schemas["Overview"];
export type Receipt = Schemas["Receipt"];
export type Role = Schemas["Role"];
export type RuleHit = Schemas["RuleHit"];
export type Severity = Schemas["Severity"];
export type StoredFinding = Schemas["StoredFinding"];
export type StoredPart = Schemas["StoredPart"];
export type Verdict = Schemas["Verdict"];
export type VerdictCounts = Schemas["VerdictCounts"];
export type VerdictEvent = Schemas["VerdictEvent"];
export type ApiKey = Schemas["ApiKey"];
export type AuditEntry = Schemas["AuditEntry"];
export type AuditProof = Schemas["AuditProof"];
export type Backtest = Schemas["Backtest"];
export type Person = Schemas["Person"];
export type PolicyCheck = Schemas["PolicyCheck"];
export type PolicyDetail = Schemas["PolicyDetail"];
export type PolicySummary = Schemas["PolicySummary"];
export type PolicyVersion = Schemas["PolicyVersion"];
export type PolicyVersionText = Schemas["PolicyVersionText"];
export type QueueMode = Schemas["QueueMode"];
export type RulePrecision = Schemas["RulePrecision"];
export type TestRun = Schemas["TestRun"];
export type Trial = Schemas["Trial"];
export type LinkInfo = operations["checkLink"]["responses"]["200"]["content"]["application/json"];

// From the mildest to the strictest, as in the contract.
export const verdicts = [
  "allow",
  "coach",
  "redact",
  "tokenise",
  "hold",
  "block",
] as const satisfies readonly Verdict[];
export const channels = [
  "chat",
  "mail",
  "call",
  "upload",
  "helpdesk",
  "endpoint",
] as const satisfies readonly Channel[];
export const severities = [
  "info",
  "low",
  "medium",
  "high",
  "critical",
] as const satisfies readonly Severity[];
export const modes = ["observe", "coach", "enforce"] as const satisfies readonly Mode[];
export const roles = [
  "administrator",
  "security_analyst",
  "privacy_officer",
  "supervisor",
  "quality_analyst",
  "trainer",
  "auditor",
  "agent",
] as const satisfies readonly Role[];
