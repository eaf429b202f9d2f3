// The overview's sums, as the contract describes them.

import { channels, type Overview, type VerdictCounts, verdicts } from "../../src/api/types.ts";
import type { Day } from "./day.ts";

const hour_ms = 3_600_000;

function none(): VerdictCounts {
  return { allow: 0, coach: 0, redact: 0, tokenise: 0, hold: 0, block: 0 };
}

export function overviewOf(day: Day, query: URLSearchParams): Overview {
  const newest = Math.max(0, ...[...day.messages.values()].flat().map((m) => Date.parse(m.at)));
  const end = day.messages.size === 0 ? day.now : newest;
  const to = Date.parse(
    query.get("to") ?? new Date(Math.floor(end / hour_ms) * hour_ms + hour_ms).toISOString(),
  );
  const from = Date.parse(query.get("from") ?? new Date(to - 24 * hour_ms).toISOString());
  const contacts = day.contacts.filter(
    (contact) =>
      (query.get("channel") === null || contact.channel === query.get("channel")) &&
      (query.get("queue") === null || contact.queue === query.get("queue")),
  );
  const messages = contacts
    .flatMap((contact) =>
      (day.messages.get(contact.id) ?? []).map((message) => ({ message, queue: contact.queue })),
    )
    .filter(({ message }) => Date.parse(message.at) >= from && Date.parse(message.at) < to);

  const hours = new Map<number, Overview["by_hour"][number]>();
  for (let hour = Math.floor(from / hour_ms) * hour_ms; hour < to; hour += hour_ms) {
    hours.set(hour, {
      hour: new Date(hour).toISOString(),
      messages: 0,
      findings: 0,
      verdicts: none(),
    });
  }
  const by_channel = channels.map((channel) => ({
    channel,
    messages: 0,
    findings: 0,
    verdicts: none(),
  }));
  const by_queue = new Map<string | null, Overview["by_queue"][number]>();
  const by_type = new Map<string, Overview["by_type"][number]>();
  const by_rule = new Map<string, Overview["by_rule"][number]>();
  const cells = new Map<string, Overview["channel_by_type"][number]>();
  const totals = {
    contacts: 0,
    messages: 0,
    findings: 0,
    protected: 0,
    held: 0,
    blocked: 0,
    coached: 0,
    exposed: 0,
  };
  totals.contacts = new Set(messages.map(({ message }) => message.contact_id)).size;

  for (const { message, queue } of messages) {
    const hour = hours.get(Math.floor(Date.parse(message.at) / hour_ms) * hour_ms);
    const channel = by_channel.find((row) => row.channel === message.channel);
    const of_queue = by_queue.get(queue) ?? { queue, messages: 0, findings: 0, verdicts: none() };
    by_queue.set(queue, of_queue);
    for (const row of [hour, channel, of_queue]) {
      if (row === undefined) continue;
      row.messages++;
      row.findings += message.findings.length;
      row.verdicts[message.verdict]++;
    }
    totals.messages++;
    totals.findings += message.findings.length;
    if (message.verdict === "redact" || message.verdict === "tokenise") totals.protected++;
    if (message.verdict === "hold") totals.held++;
    if (message.verdict === "block") totals.blocked++;
    if (message.verdict === "coach") totals.coached++;
    const would_change = message.hits.some(
      (hit) => verdicts.indexOf(hit.verdict) >= 2 && verdicts.indexOf(hit.effective) < 2,
    );
    if (would_change && verdicts.indexOf(message.verdict) < 2) totals.exposed++;
    for (const hit of message.hits) {
      const row = by_rule.get(hit.rule) ?? { rule: hit.rule, hits: 0, severity: hit.severity };
      row.hits++;
      by_rule.set(hit.rule, row);
    }
    for (const finding of message.findings) {
      const row = by_type.get(finding.type) ?? {
        type: finding.type,
        category: finding.category,
        findings: 0,
      };
      row.findings++;
      by_type.set(finding.type, row);
      const key = `${message.channel} ${finding.type}`;
      const cell = cells.get(key) ?? { channel: message.channel, type: finding.type, findings: 0 };
      cell.findings++;
      cells.set(key, cell);
    }
  }
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    totals,
    by_hour: [...hours.values()],
    by_channel: by_channel.filter((row) => row.messages > 0),
    by_type: [...by_type.values()].sort((a, b) => b.findings - a.findings),
    by_queue: [...by_queue.values()].sort((a, b) => b.messages - a.messages),
    by_rule: [...by_rule.values()].sort((a, b) => b.hits - a.hits),
    channel_by_type: [...cells.values()],
  };
}
