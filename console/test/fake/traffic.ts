// Contacts, messages, findings, held items and the stream, as the contract has them.

import type { HeldItem, StoredFinding, Verdict, VerdictEvent } from "../../src/api/types.ts";
import { verdicts } from "../../src/api/types.ts";
import { addContact } from "./day.ts";
import { json, page, problem, type Route } from "./http.ts";
import { overviewOf } from "./overview.ts";
import { Random } from "./random.ts";
import { talks } from "./talk.ts";
import type { World } from "./world.ts";

function at_least(verdict: Verdict, minimum: string): boolean {
  return verdicts.indexOf(verdict) >= verdicts.indexOf(minimum as Verdict);
}

export function trafficRoutes(world: World): Route[] {
  const { day } = world;
  const is = (query: URLSearchParams, name: string, value: string | null | undefined) =>
    query.get(name) === null || query.get(name) === value;
  const within = (query: URLSearchParams, at: string) =>
    (query.get("from") === null || Date.parse(at) >= Date.parse(query.get("from") ?? "")) &&
    (query.get("to") === null || Date.parse(at) < Date.parse(query.get("to") ?? ""));

  const decide = (id: string, state: "released" | "rejected", reason: string): HeldItem | null => {
    const item = day.held.find((held) => held.id === id);
    if (item === undefined || item.state !== "held") return null;
    item.state = state;
    item.decided_by = `person:${world.person.id}`;
    item.decided_at = new Date().toISOString();
    item.reason = reason;
    const message = day.messages.get(item.contact_id)?.find((m) => m.id === item.message_id);
    if (message !== undefined) message.held_state = state;
    return item;
  };
  const receipt = () => ({
    log: "default",
    entry: world.random.uuid(Date.now()),
    leaf_hash: world.random.hex(64),
  });

  return [
    {
      method: "GET",
      path: "/v1/overview",
      permission: "contacts.read",
      answer: ({ query }) => json(overviewOf(day, query)),
    },
    {
      method: "GET",
      path: "/v1/contacts",
      permission: "contacts.read",
      answer: ({ query }) =>
        page(
          day.contacts.filter(
            (contact) =>
              is(query, "channel", contact.channel) &&
              is(query, "queue", contact.queue) &&
              is(query, "agent", contact.agent?.id) &&
              is(query, "verdict", contact.verdict) &&
              (query.get("verdict_min") === null ||
                at_least(contact.verdict, query.get("verdict_min") ?? "")) &&
              (query.get("type") === null ||
                contact.finding_types.includes(query.get("type") ?? "")) &&
              within(query, contact.opened_at),
          ),
          query,
        ),
    },
    {
      method: "GET",
      path: "/v1/contacts/{id}",
      permission: "contacts.read",
      answer: ({ params }) => {
        const contact = day.contacts.find((one) => one.id === params.id);
        return contact === undefined
          ? problem(404, "not_found", `There is no contact ${params.id}.`)
          : json(contact);
      },
    },
    {
      method: "GET",
      path: "/v1/contacts/{id}/messages",
      permission: "contacts.read",
      answer: ({ params, query }) => page(day.messages.get(params.id ?? "") ?? [], query),
    },
    {
      method: "GET",
      path: "/v1/findings",
      permission: "findings.read",
      answer: ({ query }) =>
        page(
          day.findings.filter(
            (finding) =>
              is(query, "type", finding.type) &&
              is(query, "category", finding.category) &&
              is(query, "channel", finding.channel) &&
              is(query, "contact", finding.contact_id) &&
              finding.confidence >= Number(query.get("confidence_min") ?? 0) &&
              within(query, finding.at),
          ),
          query,
        ),
    },
    {
      method: "POST",
      path: "/v1/findings/{id}:feedback",
      permission: "findings.feedback",
      answer: ({ params, body }) => {
        const finding = day.findings.find((one) => one.id === params.id);
        if (finding === undefined) return problem(404, "not_found", "There is no such finding.");
        finding.feedback = body.kind as StoredFinding["feedback"];
        world.record("person", "finding.feedback", `finding:${finding.id}`);
        return json(finding);
      },
    },
    {
      method: "GET",
      path: "/v1/held-items",
      permission: "held.read",
      answer: ({ query }) =>
        page(
          day.held.filter((item) => is(query, "state", item.state)),
          query,
        ),
    },
    {
      method: "POST",
      path: "/v1/held-items/{id}:release",
      permission: "held.decide",
      answer: ({ params, body }) => {
        if (body.form === "original" && !world.permissions.has("originals.read")) {
          return problem(403, "denied", "This needs the permission originals.read.");
        }
        const item = decide(params.id ?? "", "released", body.reason);
        return item === null
          ? problem(409, "conflict", "The item was decided already.")
          : json({ item, parts: [], receipt: receipt() });
      },
    },
    {
      method: "POST",
      path: "/v1/held-items/{id}:reject",
      permission: "held.decide",
      answer: ({ params, body }) => {
        const item = decide(params.id ?? "", "rejected", body.reason);
        return item === null
          ? problem(409, "conflict", "The item was decided already.")
          : json({ item, receipt: receipt() });
      },
    },
    {
      // As far as a journey needs it: a contact comes in and is in the stream. What is found is what
      // the fake's talks say.
      method: "POST",
      path: "/v1/inspections",
      permission: "public",
      answer: () => {
        const event = arrive(world);
        return json({ id: event.message_id, contact_id: event.contact_id });
      },
    },
    {
      method: "GET",
      path: "/v1/verdicts/stream",
      permission: "contacts.read",
      answer: ({ request }) => stream(world, request.signal),
    },
  ];
}

// One contact now, as if it had just come in, and its last verdict to every listener.
export function arrive(world: World): VerdictEvent {
  const random = new Random(world.random.below(1e9));
  world.day.now = Date.now();
  const contact = addContact(
    world.day,
    random,
    random.pick(talks),
    Date.now() - 1000,
    world.modes(),
  );
  world.day.contacts.sort((a, b) => b.opened_at.localeCompare(a.opened_at));
  const event: VerdictEvent = {
    message_id: world.day.messages.get(contact.id)?.at(-1)?.id ?? contact.id,
    contact_id: contact.id,
    at: contact.last_message_at,
    channel: contact.channel,
    direction: "inbound",
    queue: contact.queue,
    verdict: contact.verdict,
    severity: contact.severity,
    rule: null,
    finding_types: contact.finding_types,
    finding_count: contact.finding_count,
  };
  for (const listener of world.listeners) listener(event);
  return event;
}

function stream(world: World, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let listener: ((event: VerdictEvent) => void) | undefined;
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(": open\n\n"));
      listener = (event) =>
        controller.enqueue(
          encoder.encode(
            `event: verdict\nid: ${event.message_id}\ndata: ${JSON.stringify(event)}\n\n`,
          ),
        );
      world.listeners.add(listener);
      signal.addEventListener("abort", () => listener && world.listeners.delete(listener));
    },
    cancel() {
      if (listener !== undefined) world.listeners.delete(listener);
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}
