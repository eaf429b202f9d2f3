// The state of one fake server.

import type { Mode, VerdictEvent } from "../../src/api/types.ts";
import { type Day, makeDay } from "./day.ts";
import { Random } from "./random.ts";

export const all_permissions = [
  "contacts.read",
  "findings.read",
  "findings.feedback",
  "held.read",
  "held.decide",
  "inspections.create",
  "policies.read",
  "policies.write",
  "policies.activate",
  "audit.read",
  "people.read",
  "people.write",
  "keys.read",
  "keys.write",
];

export type Given = {
  now?: number;
  is_empty?: boolean; // nothing has come in yet, and the packs only observe
  is_signed_in?: boolean;
  permissions?: string[];
};

export type World = {
  day: Day;
  random: Random;
  person: { id: string; name: string; email: string };
  permissions: Set<string>;
  is_signed_in: boolean;
  has_password: boolean;
  tries: number;
  modes: () => { [policy: string]: Mode };
  listeners: Set<(event: VerdictEvent) => void>;
  // Answers of one path that fail on purpose: "/v1/contacts" → 503.
  broken: Map<string, number>;
};

export function makeWorld(given: Given = {}): World {
  const now = given.now ?? Date.now();
  const mode: Mode = given.is_empty ? "observe" : "enforce";
  const modes: { [policy: string]: Mode } = {
    cards: mode,
    credentials: mode,
    identifiers: mode,
    health: given.is_empty ? "observe" : "observe",
    secrets: mode,
  };
  const random = new Random(42);
  const day = makeDay({ now, modes });
  if (given.is_empty) {
    day.contacts = [];
    day.messages.clear();
    day.findings = [];
    day.held = [];
  }
  return {
    day,
    random,
    person: { id: random.uuid(now), name: "Administrator", email: "admin@example.com" },
    permissions: new Set(given.permissions ?? all_permissions),
    is_signed_in: given.is_signed_in ?? true,
    has_password: true,
    tries: 0,
    modes: () => modes,
    listeners: new Set(),
    broken: new Map(),
  };
}
