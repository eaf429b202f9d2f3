// Redaction libraries of npm over a text, line by line, as a chat would call them.
//
//   node peers.mjs PACKAGE text
import { readFileSync } from "node:fs";

const makers = {
  "redact-pii": async () => {
    const { SyncRedactor } = (await import("redact-pii")).default;
    const redactor = new SyncRedactor();
    return (line) => redactor.redact(line);
  },
  "@redactpii/node": async () => {
    const { Redactor } = await import("@redactpii/node");
    const redactor = new Redactor();
    return (line) => redactor.redact(line);
  },
  openredaction: async () => {
    const { OpenRedaction } = await import("openredaction");
    const redactor = new OpenRedaction({ redactionMode: "placeholder" });
    return async (line) => (await redactor.detect(line)).redacted;
  },
  "@arcjet/redact": async () => {
    const { redact } = await import("@arcjet/redact");
    return async (line) => (await redact(line))[0];
  },
};

const [, , name, path] = process.argv;
const redact = await makers[name]();
const lines = readFileSync(path, "utf8").split("\n");
let changed = 0;
let failed = 0;
for (const line of lines.slice(0, 50)) await redact(line); // compiled and warm
const begun = process.cpuUsage();
for (const line of lines) {
  try {
    if ((await redact(line)) !== line) ++changed;
  } catch {
    ++failed; // some do not survive every text
  }
}
const used = process.cpuUsage(begun);
const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
console.log(`RESULT bytes=${bytes} seconds=${((used.user + used.system) / 1e6).toFixed(6)} matches=${changed}${failed ? ` failed=${failed}` : ""}`);
