// The fake must not lie: what it answers fits the contract, so that pages tested on it work on the
// real server.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { password } from "./accounts.ts";
import { createFake } from "./server.ts";
import { makeWorld } from "./world.ts";

type Operation = {
  responses: { [status: string]: { content?: { "application/json"?: unknown } } };
};
const contract = parse(
  readFileSync(resolve(import.meta.dirname, "../../../api/openapi.yaml"), "utf8"),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);

function schema_at(method: string, path: string, status: number) {
  const operation: Operation | undefined = contract.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`${method} ${path} is not in the contract`);
  if (operation.responses[String(status)] === undefined) {
    throw new Error(`${method} ${path} does not answer ${status}`);
  }
  const escaped = path.replaceAll("~", "~0").replaceAll("/", "~1");
  const place = `contract#/paths/${escaped}/${method.toLowerCase()}/responses/${status}/content/application~1json/schema`;
  return ajv.compile({ $ref: place.replace(/[{}]/g, encodeURIComponent) });
}

beforeAll(() => {
  ajv.addSchema({ $id: "contract", ...contract });
});

const world = makeWorld({ now: Date.parse("2025-11-22T10:30:00Z"), is_signed_in: false });
const fake = createFake(world);
const held = () => world.day.held.find((item) => item.state === "held")?.id ?? "";
const text = "card 4111 1111 1111 1111";

const calls: [string, string, (() => string) | null, unknown?][] = [
  ["POST", "/v1/sign-in", null, { email: "admin@example.com", password }],
  ["GET", "/v1/session", null],
  ["GET", "/v1/overview", null],
  ["GET", "/v1/contacts", null],
  ["GET", "/v1/contacts/{id}", () => world.day.contacts[0]?.id ?? ""],
  ["GET", "/v1/contacts/{id}/messages", () => world.day.held[0]?.contact_id ?? ""],
  ["GET", "/v1/findings", null],
  ["POST", "/v1/findings/{id}:feedback", () => world.day.findings[0]?.id ?? "", { kind: "upheld" }],
  ["GET", "/v1/held-items", null],
  ["POST", "/v1/held-items/{id}:release", held, { form: "redacted", reason: "asked for" }],
  ["POST", "/v1/held-items/{id}:reject", held, { reason: "not for him" }],
  ["GET", "/v1/policies", null],
  ["GET", "/v1/policies/{name}", () => "cards"],
  ["GET", "/v1/policies/{name}/versions", () => "cards"],
  [
    "PUT",
    "/v1/policies/{name}/modes",
    () => "cards",
    { modes: [{ queue: "*", mode: "coach" }], reason: "slowly" },
  ],
  ["POST", "/v1/policies:check", null, { yaml: "\tno" }],
  ["POST", "/v1/policies:try", null, { text, channel: "chat", direction: "inbound" }],
  ["POST", "/v1/policies:backtest", null, { yaml: "policy: x" }],
  ["GET", "/v1/audit/entries", null],
  ["GET", "/v1/audit/entries/{id}", () => world.log[3]?.id ?? ""],
  ["GET", "/v1/audit/entries/{id}/proof", () => world.log[3]?.id ?? ""],
  ["GET", "/v1/people", null],
  ["POST", "/v1/people", null, { name: "N", email: "n@example.com", roles: ["auditor"] }],
  ["POST", "/v1/people/{id}:deactivate", () => world.people[0]?.id ?? "", { reason: "left" }],
  ["POST", "/v1/people/{id}:reset", () => world.people[0]?.id ?? "", { reason: "lost" }],
  ["GET", "/v1/api-keys", null],
  ["POST", "/v1/api-keys", null, { name: "k", scopes: ["contacts.read"] }],
  ["POST", "/v1/api-keys/{id}:revoke", () => world.keys[0]?.id ?? "", { reason: "old" }],
];

describe("The fake keeps to the contract", () => {
  it.each(calls)("%s %s", async (method, path, id, body) => {
    const url = `http://fake.invalid${path.replace(/\{\w+\}/, id?.() ?? "")}`;
    const response = await fake(
      new Request(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    );
    const validate = schema_at(method, path, response.status);
    const answer = await response.json();
    expect(validate(answer), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });
});
