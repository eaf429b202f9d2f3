// Short names for the contract's schemas.

import type { components } from "./schema";

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
export type RuleHit = Schemas["RuleHit"];
export type Severity = Schemas["Severity"];
export type StoredFinding = Schemas["StoredFinding"];
export type StoredPart = Schemas["StoredPart"];
export type Verdict = Schemas["Verdict"];
export type VerdictCounts = Schemas["VerdictCounts"];
export type VerdictEvent = Schemas["VerdictEvent"];

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
