// Serves the fake behind Vite. In the browser, ?fake= in the first address chooses the world:
// empty, signed-out, reader. POST /fake/arrive lets a contact come in.

import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Connect, Plugin } from "vite";
import { createFake } from "./server.ts";
import { arrive } from "./traffic.ts";
import { type Given, makeWorld } from "./world.ts";

async function to_request(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const method = incoming.method ?? "GET";
  return new Request(new URL(incoming.url ?? "/", "http://fake.invalid"), {
    method,
    headers: incoming.headers as Record<string, string>,
    signal,
    ...(method === "GET" || method === "HEAD" ? {} : { body }),
  });
}

export function fakeMiddleware(): Connect.NextHandleFunction {
  let world = makeWorld();
  let fake = createFake(world);
  return (incoming: IncomingMessage, outgoing: ServerResponse, next) => {
    const url = new URL(incoming.url ?? "/", "http://fake.invalid");
    if (url.pathname === "/fake/world") {
      const given: Given = JSON.parse(url.searchParams.get("given") ?? "{}");
      world = makeWorld(given);
      for (const path of url.searchParams.getAll("broken")) world.broken.set(path, 503);
      fake = createFake(world);
      outgoing.end("{}");
      return;
    }
    if (url.pathname === "/fake/arrive") {
      outgoing.end(JSON.stringify(arrive(world)));
      return;
    }
    if (!url.pathname.startsWith("/v1/")) {
      next();
      return;
    }
    const closed = new AbortController();
    outgoing.on("close", () => closed.abort());
    void to_request(incoming, closed.signal)
      .then(fake)
      .then((response) => {
        outgoing.statusCode = response.status;
        response.headers.forEach((value, name) => {
          outgoing.setHeader(name, value);
        });
        if (response.body === null) outgoing.end();
        else {
          outgoing.flushHeaders();
          Readable.fromWeb(response.body as never)
            .on("error", () => outgoing.destroy())
            .pipe(outgoing);
        }
      })
      .catch(next);
  };
}

export function fakeServer(): Plugin {
  return {
    name: "holdfast-fake",
    configureServer: (server) => void server.middlewares.use(fakeMiddleware()),
    configurePreviewServer: (server) => void server.middlewares.use(fakeMiddleware()),
  };
}
