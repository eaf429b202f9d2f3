// The typed client of the contract. Everything the console knows of the server goes through here.

import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { Failure } from "./failure";
import type { paths } from "./schema";

let csrf_token: string | null = null;

// The token comes with the session and must be sent with whatever changes something.
export function setCsrfToken(token: string | null) {
  csrf_token = token;
}

const signed_out_listeners = new Set<() => void>();

// Calls back when the server says that the session is gone.
export function onSignedOut(listener: () => void): () => void {
  signed_out_listeners.add(listener);
  return () => signed_out_listeners.delete(listener);
}

const session_middleware: Middleware = {
  onRequest({ request }) {
    if (csrf_token !== null && request.method !== "GET") {
      request.headers.set("X-CSRF-Token", csrf_token);
    }
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return;
    // A wrong password is also a 401; only a request that needed the session tells of its end.
    if (response.status === 401 && !schemaPath.startsWith("/v1/sign-in")) {
      for (const listener of signed_out_listeners) listener();
    }
    throw await Failure.from(response);
  },
  onError({ error }) {
    return error instanceof Failure ? error : Failure.unreachable();
  },
};

// Lists of values do not occur in the contract's queries. The first page has no cursor: it is not sent.
function write_query(query: Record<string, unknown>): string {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") written.set(name, String(value));
  }
  return written.toString();
}

export const http = createFetchClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  // Looked up at each call, so that tests can put a fake in its place.
  fetch: (request) => globalThis.fetch(request),
  credentials: "same-origin",
  querySerializer: write_query,
});
http.use(session_middleware);

export const api = createQueryClient(http);
