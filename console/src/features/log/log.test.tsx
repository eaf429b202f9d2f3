import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { open } from "../../../test/render.tsx";

describe("The log", () => {
  it("proves an entry in the reader's own browser", async () => {
    const { user } = open("/log");
    const [, second] = await screen.findAllByRole("button", { name: "Message inspected" });
    await user.click(second as HTMLElement);
    expect(await screen.findByText(/Your browser has just checked it/)).toBeTruthy();
    expect(globalThis.location.search).toContain("entry=");
  });

  it("raises the alarm when an entry was changed", async () => {
    const { user } = open("/log", {}, (world) => {
      for (const entry of world.log) {
        if (entry.decision === "block") entry.decision = "allow";
      }
    });
    const scout = await screen.findAllByRole("button", { name: "Message inspected" });
    // A forged entry hashes to something else than the log has for it.
    for (const row of scout) {
      await user.click(row);
      const verdict = await screen.findByText(/just checked it|does not fit/);
      if (verdict.textContent?.includes("does not fit")) {
        expect(screen.getByRole("alert")).toBeTruthy();
        return;
      }
      await user.keyboard("{Escape}");
    }
    throw new Error("no forged entry was noticed");
  });

  it("opens from a receipt over the page that holds it", async () => {
    const scout = open("/sign-in");
    const message = [...scout.world.day.messages.values()].flat()[0];
    document.body.innerHTML = "";
    open(`/contacts/${message?.contact_id}?entry=${message?.receipt.entry}`);
    expect(await screen.findByText(/Your browser has just checked it/)).toBeTruthy();
  });
});
