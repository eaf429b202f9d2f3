// A contact centre's day, small and seeded: what the fake server serves.

import type {
  Channel,
  Contact,
  HeldItem,
  Message,
  Mode,
  Severity,
  StoredFinding,
  Verdict,
} from "../../src/api/types.ts";
import { verdicts } from "../../src/api/types.ts";
import { Random } from "./random.ts";
import { categories, type Talk, talks } from "./talk.ts";

export type FakeRule = {
  policy: string;
  rule: string;
  verdict: Verdict;
  severity: Severity;
  reason: string;
  types: string[];
  channels?: Channel[];
  role?: "agent" | "customer";
};

// A few of the shipped rules, so that links into the policies lead somewhere.
export const rules: FakeRule[] = [
  {
    policy: "cards",
    rule: "card-number-from-customer",
    verdict: "redact",
    severity: "high",
    reason:
      "PCI DSS 4.0.1, 4.2.2: a card number is sent over end-user messaging under strong cryptography only",
    types: ["payment_card"],
    channels: ["chat", "helpdesk"],
  },
  {
    policy: "cards",
    rule: "card-number-in-call",
    verdict: "redact",
    severity: "high",
    reason: "PCI DSS 4.0.1, 3.5.1: a stored card number is unreadable wherever it is stored",
    types: ["payment_card"],
    channels: ["call"],
  },
  {
    policy: "credentials",
    rule: "credential-from-customer",
    verdict: "block",
    severity: "critical",
    reason: "ISO/IEC 27001:2022, A.5.17: authentication information is kept secret",
    types: ["password", "one_time_code"],
  },
  {
    policy: "identifiers",
    rule: "government-id-to-outsider",
    verdict: "hold",
    severity: "high",
    reason: "GDPR, article 32: personal data is kept confidential",
    types: ["us_ssn", "uk_nino", "de_tax_id"],
    channels: ["mail"],
  },
  {
    policy: "identifiers",
    rule: "bank-account-to-customer",
    verdict: "coach",
    severity: "medium",
    reason: "GDPR, article 32: personal data is kept confidential",
    types: ["iban"],
    channels: ["mail", "upload", "endpoint"],
  },
  {
    policy: "identifiers",
    rule: "government-id-from-agent",
    verdict: "redact",
    severity: "medium",
    reason: "GDPR, article 5(1)(c): no more data than is needed",
    types: ["es_dni", "de_tax_id"],
    channels: ["chat", "call"],
  },
  {
    policy: "health",
    rule: "health-from-agent",
    verdict: "hold",
    severity: "high",
    reason: "GDPR, article 9: health data has special protection",
    types: ["health"],
    role: "agent",
  },
  {
    policy: "secrets",
    rule: "key-in-conversation",
    verdict: "redact",
    severity: "high",
    reason: "ISO/IEC 27001:2022, A.8.24: keys are kept secret",
    types: ["secret_key"],
  },
];

export type Day = {
  now: number;
  contacts: Contact[]; // the newest first
  messages: Map<string, Message[]>; // by contact, the oldest first
  findings: StoredFinding[]; // the newest first
  held: HeldItem[];
};

const hour_ms = 3_600_000;
// How busy each hour before now was, the oldest first: a quiet night, two peaks.
const curve = [3, 2, 1, 1, 1, 2, 4, 8, 14, 18, 17, 15, 12, 14, 17, 18, 16, 13, 10, 8, 6, 5, 4, 3];

export function effective_of(verdict: Verdict, mode: Mode): Verdict {
  if (mode === "observe") return "allow";
  if (mode === "coach") return verdict === "allow" ? "allow" : "coach";
  return verdict;
}

export function strictest(list: readonly Verdict[]): Verdict {
  return verdicts[Math.max(0, ...list.map((verdict) => verdicts.indexOf(verdict)))] ?? "allow";
}

export function makeDay(given: {
  now: number;
  seed?: number;
  busy?: number; // 1 is a whole day
  modes: { [policy: string]: Mode };
}): Day {
  const random = new Random(given.seed ?? 20251122);
  const day: Day = { now: given.now, contacts: [], messages: new Map(), findings: [], held: [] };
  const hour_now = Math.floor(given.now / hour_ms) * hour_ms;
  curve.forEach((busy, index) => {
    const hour = hour_now - (curve.length - 1 - index) * hour_ms;
    const hour_end = Math.min(hour + hour_ms, given.now);
    for (let n = 0; n < busy * (given.busy ?? 1); n++) {
      const at = hour + random.below(Math.max(1, hour_end - hour - 60_000));
      addContact(day, random, random.pick(talks), at, given.modes);
    }
  });
  day.contacts.sort((a, b) => b.opened_at.localeCompare(a.opened_at));
  day.findings.sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
  day.held.sort((a, b) => b.held_at.localeCompare(a.held_at));
  return day;
}

const alphabet = "ABCDEFGHJKLMNPQRSTVWXYZ23456789";

function pseudonym(random: Random): string {
  return Array.from({ length: 4 }, () => random.pick([...alphabet])).join("");
}

const agents = ((random: Random) =>
  Array.from({ length: 40 }, () => ({ id: random.hex(16), name: `Agent ${pseudonym(random)}` })))(
  new Random(7),
);

export function addContact(
  day: Day,
  random: Random,
  talk: Talk,
  opened_ms: number,
  modes: { [policy: string]: Mode },
): Contact {
  const id = random.uuid(opened_ms);
  const channel = random.pick(talk.channels);
  const messages: Message[] = [];
  let at = opened_ms;
  for (const [index, line] of talk.lines.entries()) {
    messages.push(
      makeMessage(day, random, {
        contact: id,
        channel,
        talk,
        line,
        at,
        modes,
        is_last: index === talk.lines.length - 1,
      }),
    );
    at = Math.min(at + 4_000 + random.below(50_000), day.now);
  }
  const findings = messages.flatMap((message) => message.findings);
  const contact: Contact = {
    id,
    external_id: random.next() < 0.7 ? `T-${10_000 + random.below(80_000)}` : null,
    channel,
    queue: talk.queue,
    agent: random.pick(agents),
    customer: `Customer ${pseudonym(random)}`,
    opened_at: new Date(opened_ms).toISOString(),
    last_message_at: messages.at(-1)?.at ?? new Date(opened_ms).toISOString(),
    message_count: messages.length,
    finding_count: findings.length,
    verdict: strictest(messages.map((message) => message.verdict)),
    severity: worst(messages.map((message) => message.severity)),
    finding_types: [...new Set(findings.map((finding) => finding.type))].sort(),
  };
  day.contacts.push(contact);
  day.messages.set(id, messages);
  day.findings.push(...findings);
  return contact;
}

const order: Severity[] = ["info", "low", "medium", "high", "critical"];

function worst(list: Severity[]): Severity {
  return order[Math.max(0, ...list.map((severity) => order.indexOf(severity)))] ?? "info";
}

// "Card {payment_card|****1111}" → the text as it is kept, and where its findings stand in code points.
export function place(marked: string): {
  text: string;
  spans: { type: string; start: number; end: number; masked: string }[];
} {
  const spans: { type: string; start: number; end: number; masked: string }[] = [];
  let text = "";
  for (const piece of marked.split(/(\{[a-z_]+\|[^}]*\})/)) {
    const found = /^\{([a-z_]+)\|([^}]*)\}$/.exec(piece);
    if (found === null) {
      text += piece;
      continue;
    }
    const start = Array.from(text).length;
    const masked = found[2] ?? "";
    text += masked;
    spans.push({ type: found[1] ?? "", start, end: start + Array.from(masked).length, masked });
  }
  return { text, spans };
}

export function hits_of(
  types: readonly string[],
  channel: Channel,
  role: string,
  modes: { [policy: string]: Mode },
) {
  return rules
    .filter(
      (rule) =>
        rule.types.some((type) => types.includes(type)) &&
        (rule.channels === undefined || rule.channels.includes(channel)) &&
        (rule.role === undefined || rule.role === role),
    )
    .map((rule) => {
      const mode = modes[rule.policy] ?? "enforce";
      return {
        rule: `${rule.policy}/${rule.rule}`,
        policy_version: `${rule.policy}@1`,
        mode,
        verdict: rule.verdict,
        effective: effective_of(rule.verdict, mode),
        severity: rule.severity,
        reason: rule.reason,
      };
    })
    .sort((a, b) => verdicts.indexOf(b.effective) - verdicts.indexOf(a.effective));
}

const evidence: { [type: string]: StoredFinding["evidence"] } = {
  payment_card: [
    { kind: "pattern", what: "card_number" },
    { kind: "check", what: "luhn" },
    { kind: "context", what: "card" },
  ],
  iban: [
    { kind: "pattern", what: "iban" },
    { kind: "check", what: "mod_97" },
  ],
  date_of_birth: [
    { kind: "pattern", what: "date" },
    { kind: "conversation", what: "date_of_birth" },
  ],
};

function makeMessage(
  day: Day,
  random: Random,
  given: {
    contact: string;
    channel: Channel;
    talk: Talk;
    line: Talk["lines"][number];
    at: number;
    modes: { [policy: string]: Mode };
    is_last: boolean;
  },
): Message {
  const [role, marked] = given.line;
  const { text, spans } = place(marked);
  const id = random.uuid(given.at);
  const at = new Date(given.at).toISOString();
  const findings = spans.map(
    (span): StoredFinding => ({
      id: random.uuid(given.at),
      message_id: id,
      contact_id: given.contact,
      at,
      channel: given.channel,
      type: span.type,
      category: categories[span.type] ?? "custom",
      part: 0,
      start: span.start,
      end: span.end,
      confidence: Math.round((0.72 + random.next() * 0.27) * 100) / 100,
      masked: span.masked,
      ...(spans.filter((other) => other.type === span.type).length > 1 ? { entity: 1 } : {}),
      evidence: evidence[span.type] ?? [{ kind: "pattern", what: span.type }],
      feedback: null,
    }),
  );
  const hits = hits_of(
    spans.map((span) => span.type),
    given.channel,
    role,
    given.modes,
  );
  const verdict = strictest(hits.map((hit) => hit.effective));
  const decisive = hits.find((hit) => hit.effective !== "allow");
  if (verdict === "hold") {
    day.held.push(
      heldItem(random, {
        message: id,
        contact: given.contact,
        channel: given.channel,
        at: given.at,
        rule: decisive?.rule ?? null,
        types: spans.map((span) => span.type),
      }),
    );
  }
  const has_attachment = given.talk.attachment !== undefined && role === "customer";
  return {
    id,
    contact_id: given.contact,
    at,
    channel: given.channel,
    direction: role === "customer" ? "inbound" : "outbound",
    sender_role: role,
    verdict,
    severity: decisive?.severity ?? "info",
    rule: decisive?.rule ?? null,
    policy_version: decisive?.policy_version ?? null,
    hits,
    parts: [
      { kind: "body", path: "body", text, is_readable: true },
      ...(has_attachment
        ? [
            {
              kind: "attachment" as const,
              path: "attachment[0]",
              name: given.talk.attachment ?? "",
              media_type: "text/plain",
              text: "",
              is_readable: false,
              unreadable_reason: "the file is encrypted",
            },
          ]
        : []),
    ],
    is_erased: false,
    findings,
    held_state: verdict === "hold" ? "held" : null,
    receipt: { log: "default", entry: random.uuid(given.at), leaf_hash: random.hex(64) },
  };
}

function heldItem(
  random: Random,
  given: {
    message: string;
    contact: string;
    channel: Channel;
    at: number;
    rule: string | null;
    types: string[];
  },
): HeldItem {
  return {
    id: random.uuid(given.at),
    message_id: given.message,
    contact_id: given.contact,
    channel: given.channel,
    held_at: new Date(given.at).toISOString(),
    expires_at: new Date(given.at + 72 * hour_ms).toISOString(),
    state: "held",
    rule: given.rule,
    severity: "high",
    finding_types: [...new Set(given.types)].sort(),
    decided_by: null,
    decided_at: null,
    reason: null,
  };
}
