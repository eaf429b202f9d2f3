// What every page says when there is nothing, when the server fails and when one may not see it.

import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { open } from "../../test/render.tsx";

type Case = {
  path: string;
  asks: string; // whose answer the page waits for
  needs: string; // the permission without which it shows nothing
  empty?: string; // what it says when nothing has happened yet
};

const missing_contact = "/contacts/0193a3f5-0000-7000-8000-000000000000";

const cases: Case[] = [
  { path: "/", asks: "/v1/overview", needs: "contacts.read", empty: "Nothing has come in yet" },
  { path: "/contacts", asks: "/v1/contacts", needs: "contacts.read", empty: "No contacts yet" },
  { path: missing_contact, asks: "/v1/contacts/{id}", needs: "contacts.read" },
  { path: "/findings", asks: "/v1/findings", needs: "findings.read", empty: "Nothing found yet" },
  {
    path: "/held",
    asks: "/v1/held-items",
    needs: "held.read",
    empty: "Nothing is waiting for you",
  },
  { path: "/policies", asks: "/v1/policies", needs: "policies.read", empty: "No policies" },
  { path: "/policies/cards", asks: "/v1/policies/{name}", needs: "policies.read" },
  { path: "/policies/cards/draft", asks: "/v1/policies/{name}", needs: "policies.read" },
  { path: "/log", asks: "/v1/audit/entries", needs: "audit.read", empty: "The log is empty" },
  { path: "/people", asks: "/v1/people", needs: "people.read", empty: "Nobody yet" },
  { path: "/keys", asks: "/v1/api-keys", needs: "keys.read", empty: "No keys yet" },
];

describe.each(cases)("$path", ({ path, asks, needs, empty }) => {
  it.runIf(empty !== undefined)("says what will come here", async () => {
    open(path, { is_empty: true }, (world) => {
      world.policies.length = 0;
      world.people.length = 0;
    });
    expect(await screen.findByText(empty ?? "")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says what the server said, and asks it again", async () => {
    const { user, world, asked } = open(path, {}, (world) => world.broken.set(asks, 500));
    const failed = await screen.findByRole("alert");
    expect(failed.textContent).toContain("The database is busy.");
    world.broken.clear();
    const before = asked.length;
    await user.click(within(failed).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(asked.length).toBeGreaterThan(before));
    await waitFor(() => expect(screen.queryByText(/The database is busy/)).toBeNull());
  });

  // The overview alone sends on: it is where everybody arrives.
  it.skipIf(path === "/")("shows nothing to who may not see it", async () => {
    open(path, { permissions: ["metrics.read"] });
    expect(await screen.findByText("You may not see this")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(document.querySelector("main tbody tr")).toBeNull();
  });

  it(`needs ${needs} and no other permission`, async () => {
    open(path, { permissions: [needs] });
    await waitFor(() => expect(document.querySelector("main h1")).not.toBeNull());
    await waitFor(() => expect(document.querySelector("main [aria-busy=true]")).toBeNull());
    expect(screen.queryByText("You may not see this")).toBeNull();
  });
});

describe("/try", () => {
  it("shows no form to who may not see policies", async () => {
    open("/try", { permissions: ["contacts.read"] });
    expect(await screen.findByText("You may not see this")).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  it("says what the server said, and keeps the text", async () => {
    const { user } = open("/try", {}, (world) => world.broken.set("/v1/policies:try", 500));
    const text = (await screen.findByLabelText("Text")) as HTMLTextAreaElement;
    await user.type(text, "my card");
    await user.click(screen.getByRole("button", { name: "See what happens" }));
    expect((await screen.findByRole("alert")).textContent).toContain("The database is busy.");
    expect(text.value).toBe("my card");
  });
});

describe("A page that does not exist", () => {
  it("says so to everybody", async () => {
    open("/no-such-page", { permissions: ["metrics.read"] });
    expect(await screen.findByRole("heading", { name: "Not found", level: 1 })).toBeTruthy();
  });
});
