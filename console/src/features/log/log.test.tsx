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
    // The worlds of a test are alike, so the one that is opened has this entry too.
    const forged = open("/sign-in").world.log.find((entry) => entry.decision === "block");
    document.body.innerHTML = "";
    open(`/log?entry=${forged?.id}`, {}, (world) => {
      const entry = world.log.find((one) => one.id === forged?.id);
      if (entry !== undefined) entry.decision = "allow";
    });
    expect((await screen.findByText(/does not fit/)).closest("[role=alert]")).not.toBeNull();
  });

  it("opens from a receipt over the page that holds it", async () => {
    const scout = open("/sign-in");
    const message = [...scout.world.day.messages.values()].flat()[0];
    document.body.innerHTML = "";
    open(`/contacts/${message?.contact_id}?entry=${message?.receipt.entry}`);
    expect(await screen.findByText(/Your browser has just checked it/)).toBeTruthy();
  });
});
