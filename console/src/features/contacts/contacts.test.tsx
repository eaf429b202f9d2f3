import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { arrive } from "../../../test/fake/traffic.ts";
import { open, rows, rowsShown } from "../../../test/render.tsx";
import { TestEventSource } from "../../../test/setup.ts";

describe("The list of contacts", () => {
  it("asks the server for what its address says", async () => {
    const { asked } = open("/contacts?channel=mail&verdict=hold");
    await rowsShown();
    const list = asked.find((request) => new URL(request.url).pathname === "/v1/contacts");
    const query = new URL(list?.url ?? "").searchParams;
    expect(query.get("channel")).toBe("mail");
    expect(query.get("verdict")).toBe("hold");
    for (const row of rows()) expect(row.textContent).toMatch(/Held/);
  });

  it("loads further pages and says when that is all", async () => {
    const { user, world } = open("/contacts");
    await rowsShown();
    expect(rows()).toHaveLength(50);
    while (screen.queryByRole("button", { name: "Load more" }) !== null) {
      const before = rows().length;
      await user.click(screen.getByRole("button", { name: "Load more" }));
      await waitFor(() => expect(rows().length).toBeGreaterThan(before));
    }
    expect(rows()).toHaveLength(world.day.contacts.length);
    expect(screen.getByText("That is all.")).toBeTruthy();
  });

  it("does not move under the reader's eyes: new contacts wait behind a count", async () => {
    const { user, world } = open("/contacts");
    await rowsShown();
    const first = rows()[0]?.textContent;
    act(() => {
      TestEventSource.last?.send("verdict", arrive(world));
      TestEventSource.last?.send("verdict", arrive(world));
    });
    const pill = await screen.findByRole("button", { name: "2 new, show them" });
    expect(rows()[0]?.textContent).toBe(first);
    await user.click(pill);
    await waitFor(() => expect(rows()[0]?.textContent).not.toBe(first));
    expect(screen.queryByRole("button", { name: /new, show/ })).toBeNull();
  });

  it("is read again when the stream has missed too much to tell", async () => {
    const { world, asked } = open("/contacts");
    await rowsShown();
    const first = rows()[0]?.textContent;
    const reads = () =>
      asked.filter((request) => new URL(request.url).pathname === "/v1/contacts").length;
    act(() => TestEventSource.last?.send("verdict", arrive(world)));
    await screen.findByRole("button", { name: "1 new, show it" });
    const before = reads();
    arrive(world); // unseen: the connection was away
    act(() => TestEventSource.last?.send("reset", {}));
    await waitFor(() => expect(rows()[0]?.textContent).not.toBe(first));
    expect(reads()).toBe(before + 1);
    expect(screen.queryByRole("button", { name: /new, show/ })).toBeNull();
  });

  it("counts only what would show under its filters", async () => {
    const { world } = open("/contacts?queue=Nowhere");
    await screen.findByText("Nothing matches these filters");
    act(() => TestEventSource.last?.send("verdict", arrive(world)));
    expect(screen.queryByRole("button", { name: /new, show/ })).toBeNull();
  });

  it("is walked with j and k", async () => {
    const { user } = open("/contacts");
    await rowsShown();
    await user.keyboard("jj");
    expect(rows()[1]?.contains(document.activeElement)).toBe(true);
    await user.keyboard("k");
    expect(rows()[0]?.contains(document.activeElement)).toBe(true);
  });

  it("tells nothing yet from nothing matches", async () => {
    open("/contacts", { is_empty: true });
    expect(await screen.findByText("No contacts yet")).toBeTruthy();
  });

  it("clears filters that leave nothing", async () => {
    const { user } = open("/contacts?type=no_such_type");
    await screen.findByText("Nothing matches these filters");
    const [button] = screen.getAllByRole("button", { name: "Clear filters" });
    if (button !== undefined) await user.click(button);
    await waitFor(() => expect(rows().length).toBe(50));
  });

  it("says what the server said when it fails, and tries again", async () => {
    const { user, world } = open("/contacts", {}, (world) => world.broken.set("/v1/contacts", 500));
    const failed = await screen.findByRole("alert");
    expect(failed.textContent).toContain("The database is busy.");
    world.broken.clear();
    await user.click(within(failed).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(rows().length).toBe(50));
  });

  it("shows no more than is permitted", async () => {
    open("/contacts", { permissions: ["policies.read"] });
    expect(await screen.findByText("You may not see this")).toBeTruthy();
    expect(screen.queryByRole("link", { name: "People" })).toBeNull();
  });
});

function contact_with(world: ReturnType<typeof open>["world"], verdict: string, channel?: string) {
  const found = world.day.contacts.find(
    (contact) =>
      contact.verdict === verdict && (channel === undefined || contact.channel === channel),
  );
  if (found === undefined) throw new Error(`the fake day has no contact with ${verdict}`);
  return found;
}

// The fake is deterministic, so the same contact is in the world that the page is opened on.
function open_contact(verdict: string, channel?: string, permissions?: string[]) {
  const scout = open("/sign-in");
  const { id } = contact_with(scout.world, verdict, channel);
  document.body.innerHTML = "";
  return open(`/contacts/${id}`, permissions === undefined ? {} : { permissions });
}

describe("A row", () => {
  it("is not opened by a click into the dialog that it opened", async () => {
    const { user } = open("/held");
    await rowsShown();
    await user.click(screen.getAllByRole("button", { name: "Release" })[0] as HTMLElement);
    await user.click(await screen.findByLabelText("Reason"));
    await user.keyboard("still here");
    expect(globalThis.location.pathname).toBe("/held");
    expect(screen.getByRole("dialog")).toBeTruthy();
  });
});

describe("A contact", () => {
  it("marks what was found where it stands, masked, with why", async () => {
    const { user } = open_contact("redact", "chat");
    const marks = await screen.findAllByRole("button", { name: /\*{4}|\[/ });
    const [mark] = marks;
    if (mark === undefined) throw new Error("no mark");
    await user.click(mark);
    expect(await screen.findByText(/% sure/)).toBeTruthy();
  });

  it("takes what a person says about a finding", async () => {
    const { user, world } = open_contact("redact", "chat");
    const [mark] = await screen.findAllByRole("button", { name: /\*{4}|\[/ });
    if (mark === undefined) throw new Error("no mark");
    await user.click(mark);
    await user.click(await screen.findByRole("button", { name: "Not sensitive" }));
    expect(await screen.findByText("Marked as not sensitive")).toBeTruthy();
    expect(world.day.findings.filter((one) => one.feedback === "not_sensitive")).toHaveLength(1);
  });

  it("releases a held message only with a reason", async () => {
    const { user, world } = open_contact("hold", "mail");
    await user.click((await screen.findAllByRole("button", { name: "Release" }))[0] as HTMLElement);
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Release" }));
    expect(await within(dialog).findByText("A few words are needed.")).toBeTruthy();
    expect(world.day.held.filter((item) => item.state === "released")).toHaveLength(0);
    await user.type(within(dialog).getByLabelText("Reason"), "customer asked for it");
    await user.click(within(dialog).getByRole("button", { name: "Release" }));
    await waitFor(() =>
      expect(world.day.held.filter((item) => item.state === "released")).toHaveLength(1),
    );
    expect(await screen.findByText("Released.")).toBeTruthy();
  });

  it("offers the original only to who may read it", async () => {
    const radios = async (permissions: string[]) => {
      const { user } = open_contact("hold", "mail", permissions);
      await user.click(
        (await screen.findAllByRole("button", { name: "Release" }))[0] as HTMLElement,
      );
      const dialog = await screen.findByRole("dialog");
      return within(dialog)
        .getAllByRole("radio")
        .map((radio) => radio.getAttribute("value"));
    };
    const supervisor = ["contacts.read", "held.read", "held.decide"];
    expect(await radios(supervisor)).toEqual(["redacted"]);
    document.body.innerHTML = "";
    expect(await radios([...supervisor, "originals.read"])).toEqual(["redacted", "original"]);
  });

  it("offers no decision to who may not decide", async () => {
    open_contact("hold", "mail", ["contacts.read", "held.read"]);
    await screen.findByText("Held back.");
    expect(screen.queryByRole("button", { name: "Release" })).toBeNull();
  });

  it("names what a rule in observe mode would have done", async () => {
    const scout = open("/sign-in");
    const message = [...scout.world.day.messages.values()]
      .flat()
      .find((one) => one.hits.some((hit) => hit.mode === "observe"));
    document.body.innerHTML = "";
    open(`/contacts/${message?.contact_id}`);
    expect((await screen.findAllByText(/would have/))[0]?.textContent).toContain("Observe");
  });

  it("that does not exist says so", async () => {
    open("/contacts/0193a3f5-0000-7000-8000-000000000000");
    expect(await screen.findByText("This does not exist")).toBeTruthy();
  });
});
