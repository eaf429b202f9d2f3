// New verdicts as the server sends them.

import type { VerdictEvent } from "./types";

export type StreamState = "connecting" | "live" | "lost";

// EventSource reconnects by itself and resumes where it stood (Last-Event-ID); once the server has
// refused it (403, 401) it stays closed and the state is "lost". After `onReset` too much was missed for
// the stream to tell: read the lists again. Returns how to stop.
export function followVerdicts({
  onVerdict,
  onReset,
  onState,
}: {
  onVerdict: (event: VerdictEvent) => void;
  onReset: () => void;
  onState: (state: StreamState) => void;
}): () => void {
  const source = new EventSource("/v1/verdicts/stream");
  onState("connecting");
  source.addEventListener("open", () => onState("live"));
  source.addEventListener("error", () =>
    onState(source.readyState === EventSource.CLOSED ? "lost" : "connecting"),
  );
  source.addEventListener("verdict", (event) => {
    onVerdict(JSON.parse((event as MessageEvent<string>).data) as VerdictEvent);
  });
  source.addEventListener("reset", onReset);
  return () => source.close();
}
