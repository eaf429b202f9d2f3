// The shipped policies as they stand in rules/policies, their versions and modes. Trying a text knows
// three patterns: enough to see the page, no detector.

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type {
  Mode,
  PolicyCheck,
  PolicyDetail,
  PolicySummary,
  PolicyVersionText,
  Trial,
} from "../../src/api/types.ts";
import { type Rule, readPolicy } from "../../src/features/policies/document.ts";
import { hits_of, strictest } from "./day.ts";
import { json, page, problem, type Route } from "./http.ts";
import { categories } from "./talk.ts";
import type { World } from "./world.ts";

type Stored = {
  name: string;
  versions: PolicyVersionText[]; // the newest first
  modes: { queue: string; mode: Mode }[];
  changes: PolicyDetail["mode_changes"];
};

function words(given: { [language: string]: string }) {
  const { en = "" } = given;
  return en === "" ? null : { en, de: given.de ?? en, es: given.es ?? en, fr: given.fr ?? en };
}

function rule_of(rule: Rule, index: number): PolicyDetail["rules"][number] {
  return {
    name: rule.name,
    description: rule.description,
    verdict: rule.verdict ?? "allow",
    severity: rule.severity ?? "info",
    override: rule.override,
    reason: rule.reason,
    line: index + 1,
    notice: words(rule.notice),
    coach_notice: words(rule.coach_notice),
    offer: words(rule.offer),
    protect:
      rule.protect === null
        ? null
        : {
            method: rule.protect.method as "mask",
            ...(rule.protect.keep_last === undefined ? {} : { keep_last: rule.protect.keep_last }),
          },
  };
}

export function shippedPolicies(now: number, mode: Mode): Stored[] {
  const folder = resolve(import.meta.dirname, "../../../rules/policies");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => {
      const yaml = readFileSync(resolve(folder, file), "utf8");
      const document = readPolicy(yaml);
      if (document === null) throw new Error(`${file} is no YAML`);
      const name = document.name;
      return {
        name,
        versions: [version_of(1, yaml, "system", now - 86_400_000, "active")],
        modes: [{ queue: "*", mode: name === "health" ? "observe" : mode }],
        changes: [],
      };
    });
}

function version_of(
  version: number,
  yaml: string,
  by: string,
  at: number,
  state: "draft" | "active",
): PolicyVersionText {
  const document = readPolicy(yaml);
  const when = new Date(at).toISOString();
  return {
    version,
    state,
    comment: version === 1 ? "As shipped." : "",
    created_by: by,
    created_at: when,
    activated_by: state === "active" ? by : null,
    activated_at: state === "active" ? when : null,
    activated_for: state === "active" ? "Shipped with Holdfast." : null,
    yaml,
    rules: (document?.rules ?? []).map(rule_of),
    tests: { count: Math.max(1, document?.tests.length ?? 1), failures: [] },
  };
}

function current(policy: Stored): PolicyVersionText {
  const found = policy.versions.find((one) => one.state === "active") ?? policy.versions[0];
  if (found === undefined) throw new Error(`${policy.name} has no version`);
  return found;
}

function summary(policy: Stored): PolicySummary {
  const version = current(policy);
  const document = readPolicy(version.yaml);
  return {
    name: policy.name,
    title: document?.title ?? policy.name,
    description: document?.description ?? "",
    active_version: version.state === "active" ? version.version : null,
    latest_version: policy.versions[0]?.version ?? 1,
    modes: policy.modes,
    rule_count: version.rules.length,
    test_count: version.tests.count,
    activated_at: version.activated_at,
  };
}

function detail(policy: Stored): PolicyDetail {
  const version = current(policy);
  return {
    ...summary(policy),
    yaml: version.yaml,
    rules: version.rules,
    precision: version.rules.slice(0, 1).map((rule) => ({
      rule: rule.name,
      upheld: 18,
      not_sensitive: 1,
      overridden: 0,
      precision: 18 / 19,
      low: 0.75,
      high: 0.99,
    })),
    tests: version.tests,
    mode_changes: policy.changes,
  };
}

// The fake finds one kind of mistake: a line that begins with a tab, which YAML forbids.
function check(yaml: string): PolicyCheck {
  const wrong = yaml.split("\n").findIndex((line) => line.startsWith("\t"));
  const document = wrong === -1 ? readPolicy(yaml) : null;
  if (document === null || document.rules.length === 0) {
    return {
      problem: {
        line: wrong === -1 ? 1 : wrong + 1,
        column: 1,
        message: "a tab may not indent a line: use spaces",
      },
      name: null,
      rules: [],
      tests: null,
      untested_rules: [],
    };
  }
  return {
    problem: null,
    name: document.name,
    rules: document.rules.map(rule_of),
    tests: { count: Math.max(1, document.tests.length), failures: [] },
    untested_rules: [],
  };
}

const patterns: [string, RegExp, (value: string) => string][] = [
  ["payment_card", /\b(?:\d[ -]?){15}\d\b/g, (value) => value.replace(/\d(?=(?:\D*\d){4})/g, "*")],
  [
    "iban",
    /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b/g,
    (value) => value.replace(/[A-Z0-9](?=(?: ?[A-Z0-9]){4})/g, "*"),
  ],
  ["email", /\b[\w.]+@[\w.]+\b/g, (value) => "*".repeat(value.length)],
];

function attempt(
  world: World,
  body: { text: string; channel: "chat"; direction: string; mode?: string },
): Trial {
  const found = patterns
    .flatMap(([type, pattern, mask]) =>
      [...body.text.matchAll(pattern)].map((match) => ({
        type,
        start: Array.from(body.text.slice(0, match.index)).length,
        text: match[0],
        masked: mask(match[0]),
      })),
    )
    .sort((a, b) => a.start - b.start);
  const modes = body.mode === "current" ? world.modes() : {};
  const hits = hits_of(
    found.map((one) => one.type),
    body.channel,
    "agent",
    modes,
  );
  const verdict = strictest(hits.map((hit) => hit.effective));
  const text = found.reduce((safe, one) => safe.replace(one.text, one.masked), body.text);
  return {
    verdict,
    severity: hits[0]?.severity ?? "info",
    findings: found.map((one) => ({
      type: one.type,
      category: categories[one.type] ?? "custom",
      part: 0,
      start: one.start,
      end: one.start + Array.from(one.text).length,
      confidence: 0.97,
      masked: one.masked,
      evidence: [{ kind: "pattern", what: one.type }],
    })),
    hits,
    notices: hits.map((hit) => ({
      rule: hit.rule,
      verdict: hit.verdict,
      severity: hit.severity,
      reason: hit.reason,
      text: "Your message held data that may not be sent here. It went out without it.",
      offer: "Send the customer the secure payment form.",
      override: "no" as const,
    })),
    text: verdict === "allow" ? body.text : text,
  };
}

export function policyRoutes(world: World): Route[] {
  const find = (name: string | undefined) => world.policies.find((one) => one.name === name);
  const unknown = () => problem(404, "not_found", "There is no such policy.");
  const actor = () => `person:${world.person.id}`;
  const backtest = () => {
    const messages = [...world.day.messages.values()].flat();
    const before = { allow: 0, coach: 0, redact: 0, tokenise: 0, hold: 0, block: 0 };
    for (const message of messages) before[message.verdict]++;
    const first = messages.find((message) => message.verdict === "coach");
    const changed = before.coach;
    return json({
      messages: messages.length,
      truncated: false,
      changed,
      stricter: changed,
      milder: 0,
      before,
      after: { ...before, coach: 0, redact: before.redact + changed },
      rules: [],
      examples:
        first === undefined
          ? []
          : [
              {
                message_id: first.id,
                contact_id: first.contact_id,
                before: "coach",
                after: "redact",
                rule: "identifiers/bank-account-to-customer",
              },
            ],
    });
  };
  return [
    {
      method: "GET",
      path: "/v1/policies",
      permission: "policies.read",
      answer: ({ query }) => page(world.policies.map(summary), query),
    },
    {
      method: "POST",
      path: "/v1/policies:check",
      permission: "policies.read",
      answer: ({ body }) => json(check(body.yaml)),
    },
    {
      method: "POST",
      path: "/v1/policies:backtest",
      permission: "policies.write",
      answer: backtest,
    },
    {
      method: "POST",
      path: "/v1/policies:try",
      permission: "policies.read",
      answer: ({ body }) => json(attempt(world, body)),
    },
    {
      method: "GET",
      path: "/v1/policies/{name}",
      permission: "policies.read",
      answer: ({ params }) => {
        const policy = find(params.name);
        return policy === undefined ? unknown() : json(detail(policy));
      },
    },
    {
      method: "PUT",
      path: "/v1/policies/{name}/modes",
      permission: "policies.activate",
      answer: ({ params, body }) => {
        const policy = find(params.name);
        if (policy === undefined) return unknown();
        policy.modes = body.modes;
        const entry = world.record("person", "policy.modes_changed", `policy:${policy.name}`);
        policy.changes.unshift({
          modes: body.modes,
          reason: body.reason,
          actor: actor(),
          at: new Date().toISOString(),
          entry,
        });
        return json(detail(policy));
      },
    },
    {
      method: "GET",
      path: "/v1/policies/{name}/versions",
      permission: "policies.read",
      answer: ({ params, query }) =>
        page(
          (find(params.name)?.versions ?? []).map(
            ({ yaml: _yaml, rules: _rules, tests: _tests, ...version }) => version,
          ),
          query,
        ),
    },
    {
      method: "POST",
      path: "/v1/policies/{name}/versions",
      permission: "policies.write",
      answer: ({ params, body }) => {
        const policy = find(params.name);
        if (policy === undefined) return unknown();
        const next = (policy.versions[0]?.version ?? 0) + 1;
        const draft = version_of(next, body.yaml, actor(), Date.now(), "draft");
        draft.comment = body.comment ?? "";
        policy.versions.unshift(draft);
        world.record("person", "policy.drafted", `policy:${policy.name}`);
        const { yaml: _yaml, rules: _rules, tests: _tests, ...version } = draft;
        return json(version, 201);
      },
    },
    {
      method: "GET",
      path: "/v1/policies/{name}/versions/{version}",
      permission: "policies.read",
      answer: ({ params }) => {
        const version = find(params.name)?.versions.find(
          (one) => String(one.version) === params.version,
        );
        return version === undefined ? unknown() : json(version);
      },
    },
    {
      method: "POST",
      path: "/v1/policies/{name}/versions/{version}:activate",
      permission: "policies.activate",
      answer: ({ params, body }) => {
        const policy = find(params.name);
        const version = policy?.versions.find((one) => String(one.version) === params.version);
        if (policy === undefined || version === undefined) return unknown();
        if (version.state !== "draft") {
          return problem(409, "conflict", "The version is no draft.");
        }
        const does_more = policy.modes.some(({ mode }) => mode !== "observe");
        if (body.modes === undefined && body.keep_modes !== true && does_more) {
          return problem(400, "invalid_input", "modes: say how the new version runs.");
        }
        if (body.modes !== undefined) policy.modes = body.modes;
        for (const other of policy.versions)
          if (other.state === "active") other.state = "superseded";
        version.state = "active";
        version.activated_by = actor();
        version.activated_at = new Date().toISOString();
        version.activated_for = body.reason;
        world.record("person", "policy.activated", `policy:${policy.name}`);
        return json(detail(policy));
      },
    },
  ];
}
