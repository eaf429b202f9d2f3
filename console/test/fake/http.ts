// The little that the fake needs of HTTP: routes, problems, pages.

import type { Person } from "../../src/api/types.ts";

export type Route = {
  method: string;
  path: string; // as in the contract: /v1/held-items/{id}:release
  permission: string; // "public", "signed-in" or a permission
  answer: (call: Call) => Response | Promise<Response>;
};

export type Call = {
  params: { [name: string]: string };
  query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: the fake trusts the console's types
  body: any;
  request: Request;
  person: Person;
};

export function json(body: unknown, status = 200, headers: HeadersInit = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

const titles: { [status: number]: string } = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not permitted",
  404: "Not found",
  409: "Conflict",
  422: "Unprocessable",
  429: "Too many requests",
  500: "Failed",
  503: "Unavailable",
};

export function problem(
  status: number,
  code: string,
  detail: string,
  headers: HeadersInit = {},
): Response {
  return new Response(
    JSON.stringify({
      type: "about:blank",
      title: titles[status] ?? "Failed",
      status,
      code,
      detail,
    }),
    { status, headers: { "Content-Type": "application/problem+json", ...headers } },
  );
}

export function page<T>(items: readonly T[], query: URLSearchParams): Response {
  const start = Number(query.get("cursor") ?? 0);
  const limit = Number(query.get("limit") ?? 50);
  const end = start + limit;
  return json({
    items: items.slice(start, end),
    next_cursor: end < items.length ? String(end) : null,
  });
}

export function matchPath(template: string, path: string): { [name: string]: string } | null {
  const names: string[] = [];
  const pattern = template
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name);
      return "([^/:]+)";
    });
  const found = new RegExp(`^${pattern}$`).exec(path);
  if (found === null) return null;
  return Object.fromEntries(
    names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]),
  );
}
