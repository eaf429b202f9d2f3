// A policy's YAML, read so that its rules can be shown as sentences. The server alone decides what a
// policy means; here a part that is not understood is shown as it is written, never guessed at.

import { parseDocument } from "yaml";
import type { Severity, Verdict } from "../../api/types";

export type Operator = "eq" | "in" | "gte" | "lte" | "glob";

export type Condition =
  | { kind: "all" | "any"; parts: Condition[] }
  | { kind: "not"; part: Condition }
  | { kind: "test"; attribute: string; operator: Operator; values: (string | number | boolean)[] }
  | { kind: "unknown"; text: string };

export type Transform = { method: string; keep_last: number | undefined };

export type Rule = {
  name: string;
  description: string;
  when: Condition;
  unless: Condition | null;
  verdict: Verdict | null;
  severity: Severity | null;
  reason: string;
  notice: { [language: string]: string };
  coach_notice: { [language: string]: string };
  offer: { [language: string]: string };
  override: "no" | "with_reason" | "allowed";
  protect: Transform | null;
};

export type Test = { name: string; expects: string; rules: string[] };

export type PolicyDocument = {
  name: string;
  title: string;
  description: string;
  rules: Rule[];
  tests: Test[];
};

type Plain = { [name: string]: unknown };

function is_plain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text_of(value: unknown): string {
  return typeof value === "string"
    ? value
    : value === undefined || value === null
      ? ""
      : String(value);
}

const operators = ["eq", "in", "gte", "lte", "glob"] as const;

function is_scalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

// The matcher grammar: several members of one mapping must all match, a bare value means eq, a bare
// list means in.
export function conditionOf(value: unknown): Condition {
  if (!is_plain(value)) return { kind: "unknown", text: JSON.stringify(value) };
  const parts = Object.entries(value).map(([name, member]) => member_of(name, member));
  const only = parts[0];
  return parts.length === 1 && only !== undefined ? only : { kind: "all", parts };
}

function member_of(name: string, value: unknown): Condition {
  if (name === "all" || name === "any") {
    return Array.isArray(value)
      ? { kind: name, parts: value.map(conditionOf) }
      : { kind: "unknown", text: `${name}: ${JSON.stringify(value)}` };
  }
  if (name === "not") return { kind: "not", part: conditionOf(value) };
  return test_of(name, value);
}

function test_of(attribute: string, value: unknown): Condition {
  if (is_scalar(value)) return { kind: "test", attribute, operator: "eq", values: [value] };
  if (Array.isArray(value) && value.every(is_scalar)) {
    return { kind: "test", attribute, operator: "in", values: value };
  }
  if (is_plain(value)) {
    const tests = Object.entries(value).map(([operator, operand]): Condition => {
      const known = operators.find((one) => one === operator);
      const values = Array.isArray(operand) ? operand : [operand];
      return known !== undefined && values.every(is_scalar)
        ? { kind: "test", attribute, operator: known, values }
        : { kind: "unknown", text: `${attribute}: ${JSON.stringify(value)}` };
    });
    const only = tests[0];
    return tests.length === 1 && only !== undefined ? only : { kind: "all", parts: tests };
  }
  return { kind: "unknown", text: `${attribute}: ${JSON.stringify(value)}` };
}

function words_of(value: unknown): { [language: string]: string } {
  if (typeof value === "string") return { en: value };
  if (!is_plain(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([language, text]) => [language, text_of(text)]),
  );
}

function rule_of(value: unknown): Rule {
  const rule = is_plain(value) ? value : {};
  const then = is_plain(rule.then) ? rule.then : {};
  const override = text_of(then.override);
  return {
    name: text_of(rule.name),
    description: text_of(rule.description),
    when: conditionOf(rule.when),
    unless: rule.unless === undefined ? null : conditionOf(rule.unless),
    verdict: (text_of(then.verdict) || null) as Verdict | null,
    severity: (text_of(then.severity) || null) as Severity | null,
    reason: text_of(then.reason),
    notice: words_of(then.notice),
    coach_notice: words_of(then.coach_notice),
    offer: words_of(then.offer),
    override: override === "with_reason" || override === "allowed" ? override : "no",
    protect: is_plain(then.protect)
      ? {
          method: text_of(then.protect.method),
          keep_last:
            typeof then.protect.keep_last === "number" ? then.protect.keep_last : undefined,
        }
      : null,
  };
}

function test_case_of(value: unknown): Test {
  const test = is_plain(value) ? value : {};
  const expect = is_plain(test.expect) ? test.expect : {};
  return {
    name: text_of(test.name),
    expects: text_of(expect.verdict),
    rules: Array.isArray(expect.rules) ? expect.rules.map(text_of) : [],
  };
}

// Null when the text is no YAML at all.
function parse_yaml(yaml: string): unknown {
  try {
    // YAML 1.2's core schema, where a bare `no` is text and not false. Policies have no aliases.
    const document = parseDocument(yaml, { schema: "core", uniqueKeys: false, logLevel: "silent" });
    return document.errors.length > 0 ? null : document.toJS({ maxAliasCount: 0 });
  } catch {
    return null;
  }
}

export function readPolicy(yaml: string): PolicyDocument | null {
  const root = parse_yaml(yaml);
  if (!is_plain(root)) return null;
  return {
    name: text_of(root.policy),
    title: text_of(root.title),
    description: text_of(root.description),
    rules: Array.isArray(root.rules) ? root.rules.map(rule_of) : [],
    tests: Array.isArray(root.tests) ? root.tests.map(test_case_of) : [],
  };
}
