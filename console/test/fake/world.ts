// The state of one fake server.

import type { ApiKey, AuditEntry, Mode, Person, VerdictEvent } from "../../src/api/types.ts";
import { type Day, makeDay } from "./day.ts";
import { makeEntry } from "./log.ts";
import { shippedPolicies } from "./policies.ts";
import { Random } from "./random.ts";

export const all_permissions = [
  "audit.read",
  "contacts.read",
  "findings.feedback",
  "findings.read",
  "held.decide",
  "held.read",
  "inspections.create",
  "keys.manage",
  "keys.read",
  "metrics.read",
  "originals.read",
  "people.manage",
  "people.read",
  "policies.activate",
  "policies.read",
  "policies.write",
];

export type Given = {
  now?: number;
  busy?: number; // how busy the day was, 1 unless told
  is_empty?: boolean; // nothing has come in yet, and the policies only observe
  is_signed_in?: boolean;
  permissions?: string[];
  link?: { token: string; purpose: "first_administrator" | "invitation" | "reset" | "sign_in" };
};

// A few roles, as far as the journeys need them.
const permissions_of_role: { [role: string]: string[] } = {
  trainer: ["policies.read"],
  auditor: ["audit.read", "keys.read", "people.read", "policies.read"],
};

// A browser with a session's cookie is that person; one without is the administrator, who is signed in
// from the start unless the world was made otherwise.
export function whoAsks(world: World, request: Request): Person | null {
  const cookie = /holdfast_session=([\w-]+)/.exec(request.headers.get("Cookie") ?? "")?.[1];
  const person = world.people.find((one) => one.id === cookie);
  if (person !== undefined && person !== world.person) return person.is_active ? person : null;
  return world.is_signed_in ? world.person : null;
}

export function permissionsOf(world: World, person: Person | null): ReadonlySet<string> {
  if (person === null) return new Set();
  if (person === world.person) return world.permissions;
  return new Set(person.roles.flatMap((role) => permissions_of_role[role] ?? all_permissions));
}

export type World = {
  day: Day;
  random: Random;
  person: Person;
  people: Person[];
  keys: ApiKey[];
  policies: ReturnType<typeof shippedPolicies>;
  log: AuditEntry[]; // in the order of the log
  permissions: Set<string>;
  is_signed_in: boolean;
  link: NonNullable<Given["link"]> | null;
  invitations: Map<string, Person>; // by token
  tries: number;
  listeners: Set<(event: VerdictEvent) => void>;
  // Answers of one path that fail on purpose: "/v1/contacts" → 503.
  broken: Map<string, number>;
  modes: () => { [policy: string]: Mode };
  // Adds an act to the log and gives its entry's id.
  record: (by: "person" | "system", act: string, subject: string) => string;
};

export function makeWorld(given: Given = {}): World {
  const now = given.now ?? Date.now();
  const random = new Random(42);
  const policies = shippedPolicies(now, given.is_empty ? "observe" : "enforce");
  const modes = () =>
    Object.fromEntries(policies.map((one) => [one.name, one.modes[0]?.mode ?? "enforce"]));
  const day = makeDay({ now, busy: given.busy ?? 1, modes: modes() });
  if (given.is_empty) {
    day.contacts = [];
    day.messages.clear();
    day.findings = [];
    day.held = [];
  }
  const person: Person = {
    id: random.uuid(now),
    name: "Administrator",
    email: "admin@example.com",
    roles: ["administrator"],
    is_active: true,
    has_password: true,
    created_at: new Date(now - 86_400_000).toISOString(),
    last_seen_at: new Date(now).toISOString(),
  };
  const world: World = {
    day,
    random,
    person,
    people: given.is_empty ? [person] : [...colleagues(random, now), person],
    keys: given.is_empty ? [] : keys(random, now, person),
    policies,
    log: [],
    permissions: new Set(given.permissions ?? all_permissions),
    is_signed_in: given.is_signed_in ?? true,
    link: given.link ?? null,
    invitations: new Map(),
    tries: 0,
    listeners: new Set(),
    broken: new Map(),
    modes,
    record: (by, act, subject) => {
      const id = random.uuid(Date.now());
      world.log.push(
        makeEntry(world.log.length, {
          id,
          at: new Date().toISOString(),
          actor: by === "system" ? "system" : `person:${person.id}`,
          actor_name: by === "system" ? null : person.name,
          act,
          subject,
        }),
      );
      return id;
    },
  };
  writeLog(world);
  return world;
}

// One entry for each message of the day, under the id that its receipt names.
function writeLog(world: World) {
  const messages = [...world.day.messages.values()].flat().sort((a, b) => a.at.localeCompare(b.at));
  for (const message of messages) {
    const entry = makeEntry(world.log.length, {
      id: message.receipt.entry,
      at: message.at,
      actor: "key:0193a3f5-7c1e-7b8a-9a51-3f0c2d6e8b47",
      actor_name: "Chat widget",
      act: "inspection.decided",
      subject: `message:${message.id}`,
      decision: message.verdict,
      policy_version: message.policy_version ?? "",
      body_hash: world.random.hex(64),
    });
    message.receipt.leaf_hash = entry.leaf_hash;
    world.log.push(entry);
  }
  if (messages.length > 0) world.record("person", "person.signed_in", `person:${world.person.id}`);
}

function colleagues(random: Random, now: number): Person[] {
  const make = (
    name: string,
    email: string,
    role: Person["roles"][number],
    seen: number | null,
  ) => ({
    id: random.uuid(now - 3_600_000),
    name,
    email,
    roles: [role],
    is_active: true,
    has_password: seen !== null,
    created_at: new Date(now - 3_600_000).toISOString(),
    last_seen_at: seen === null ? null : new Date(now - seen).toISOString(),
  });
  return [
    make("Night shift lead", "night.lead@example.com", "supervisor", null),
    make("Analyst on duty", "analyst@example.com", "security_analyst", 240_000),
    make("Privacy office", "privacy@example.com", "privacy_officer", 90_000_000),
  ];
}

function keys(random: Random, now: number, person: Person): ApiKey[] {
  const make = (name: string, scopes: string[], used: number | null): ApiKey => ({
    id: random.uuid(now),
    name,
    prefix: `hfk_${random.hex(6)}`,
    scopes,
    created_at: new Date(now - 86_400_000).toISOString(),
    created_by: `person:${person.id}`,
    last_used_at: used === null ? null : new Date(now - used).toISOString(),
    expires_at: new Date(now + 300 * 86_400_000).toISOString(),
    revoked_at: null,
  });
  return [
    make("Chat widget", ["inspections.create"], 60_000),
    make("Reporting", ["contacts.read", "findings.read"], null),
  ];
}
