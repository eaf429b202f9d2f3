// The whole console at one address, on a fake server: what a test of a page starts from.

import { render, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { vi } from "vitest";
import { App } from "../src/app/app.tsx";
import { createFake } from "./fake/server.ts";
import { type Given, makeWorld, type World } from "./fake/world.ts";

export type Opened = { world: World; user: ReturnType<typeof userEvent.setup>; asked: Request[] };

export function open(path: string, given: Given = {}, prepare?: (world: World) => void): Opened {
  const world = makeWorld({ now: Date.parse("2025-11-22T10:30:00Z"), busy: 0.2, ...given });
  prepare?.(world);
  const fake = createFake(world);
  const asked: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request.clone());
    return fake(request);
  });
  globalThis.history.replaceState(null, "", path);
  const user = userEvent.setup();
  render(<App />);
  return { world, user, asked };
}

// The rows of the page's list. Found by selector: asking for roles walks the whole document.
export function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("tbody tr")];
}

export async function rowsShown(): Promise<HTMLElement[]> {
  await waitFor(() => {
    if (rows().length === 0) throw new Error("no rows yet");
  });
  return rows();
}
