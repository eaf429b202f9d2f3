// What jsdom lacks and the console needs.

import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";

class NoResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

// Never connects by itself; a test that needs the stream speaks through the last one made.
export class TestEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static last: TestEventSource | undefined;
  readyState = 0;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    TestEventSource.last = this;
  }

  send(type: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }

  close() {
    this.readyState = TestEventSource.CLOSED;
  }
}

// A page's code is a chunk of its own, which a busy machine takes its time to transform; a wait ends as
// soon as what is waited for is there. Errors name what is missing, not the whole document.
configure({
  asyncUtilTimeout: 20_000,
  // Working out for every element whether it is hidden takes jsdom longer than all else.
  defaultHidden: true,
  getElementError: (message) => new Error(message?.split("\n")[0] ?? "not found"),
});

vi.stubGlobal("ResizeObserver", NoResizeObserver);
vi.stubGlobal("EventSource", TestEventSource);
vi.stubGlobal("matchMedia", (query: string) => ({
  matches: false,
  media: query,
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {},
  dispatchEvent: () => false,
}));
Object.defineProperty(document, "fonts", {
  value: { addEventListener() {}, removeEventListener() {} },
});
// ECharts measures its labels on a canvas and does without one.
HTMLCanvasElement.prototype.getContext = (() => null) as never;
Element.prototype.scrollIntoView = () => undefined;
globalThis.scrollTo = () => undefined;

beforeEach(() => {
  localStorage.clear();
});

afterEach(() => {
  cleanup();
});
