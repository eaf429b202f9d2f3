// A real Merkle log of the fake's acts (RFC 9162), so that the console's check has something true, and
// something forged, to check.

import { createHash } from "node:crypto";
import type { AuditEntry } from "../../src/api/types.ts";
import { json, page, problem, type Route } from "./http.ts";
import type { World } from "./world.ts";

const sha256 = (...parts: Buffer[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
const no_body = "0".repeat(64);

export function leafOf(entry: Omit<AuditEntry, "leaf_hash" | "leaf_index" | "actor_name">): string {
  const { act, actor, at, body_hash, decision, id, policy_version, subject } = entry;
  return JSON.stringify({
    act,
    actor,
    at,
    body_hash,
    decision,
    entry: id,
    policy_version,
    subject,
    tenant: "default",
    v: 1,
  });
}

export function makeEntry(
  index: number,
  given: Partial<AuditEntry> & {
    id: string;
    at: string;
    act: string;
    actor: string;
    subject: string;
  },
): AuditEntry {
  const entry = {
    body_hash: no_body,
    decision: "",
    policy_version: "",
    actor_name: null,
    ...given,
  };
  return {
    ...entry,
    leaf_index: index,
    leaf_hash: sha256(Buffer.from([0]), Buffer.from(leafOf(entry))).toString("hex"),
  };
}

class Tree {
  private readonly leaves: Buffer[];
  private readonly roots = new Map<string, Buffer>();

  constructor(entries: readonly AuditEntry[]) {
    this.leaves = entries.map((entry) => Buffer.from(entry.leaf_hash, "hex"));
  }

  root(begin = 0, end = this.leaves.length): Buffer {
    if (end - begin === 1) return this.leaves[begin] ?? Buffer.alloc(0);
    const key = `${begin} ${end}`;
    const known = this.roots.get(key);
    if (known !== undefined) return known;
    const split = begin + 2 ** Math.floor(Math.log2(end - begin - 1));
    const root = sha256(Buffer.from([1]), this.root(begin, split), this.root(split, end));
    this.roots.set(key, root);
    return root;
  }

  path(index: number, begin = 0, end = this.leaves.length): Buffer[] {
    if (end - begin === 1) return [];
    const split = begin + 2 ** Math.floor(Math.log2(end - begin - 1));
    return index < split
      ? [...this.path(index, begin, split), this.root(split, end)]
      : [...this.path(index, split, end), this.root(begin, split)];
  }
}

export function logRoutes(world: World): Route[] {
  const is = (query: URLSearchParams, name: string, value: string) =>
    query.get(name) === null || query.get(name) === value;
  return [
    {
      method: "GET",
      path: "/v1/audit/entries",
      permission: "audit.read",
      answer: ({ query }) =>
        page(
          world.log
            .filter(
              (entry) =>
                is(query, "act", entry.act) &&
                is(query, "actor", entry.actor) &&
                is(query, "subject", entry.subject) &&
                (query.get("from") === null || entry.at >= (query.get("from") ?? "")) &&
                (query.get("to") === null || entry.at < (query.get("to") ?? "")),
            )
            .reverse(),
          query,
        ),
    },
    {
      method: "GET",
      path: "/v1/audit/entries/{id}",
      permission: "audit.read",
      answer: ({ params }) => {
        const entry = world.log.find((one) => one.id === params.id);
        return entry === undefined
          ? problem(404, "not_found", `There is no entry ${params.id}.`)
          : json(entry);
      },
    },
    {
      method: "GET",
      path: "/v1/audit/entries/{id}/proof",
      permission: "audit.read",
      answer: ({ params }) => {
        const entry = world.log.find((one) => one.id === params.id);
        if (entry === undefined) return problem(404, "not_found", "There is no such entry.");
        const tree = new Tree(world.log);
        const root = tree.root();
        return json({
          log: "default",
          leaf: leafOf(entry),
          leaf_hash: entry.leaf_hash,
          leaf_index: entry.leaf_index,
          tree_size: world.log.length,
          siblings: tree.path(entry.leaf_index).map((hash) => hash.toString("hex")),
          root: root.toString("hex"),
          checkpoint: `holdfast.local/3f2a9c1b/default\n${world.log.length}\n${root.toString("base64")}\n\n— holdfast.local/3f2a9c1b/default AAAA\n`,
          verifier_key: "holdfast.local/3f2a9c1b/default+3f2a9c1b+AQAA",
        });
      },
    },
  ];
}
