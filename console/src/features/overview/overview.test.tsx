import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { open } from "../../../test/render.tsx";
import { slots } from "./hours";

describe("The overview", () => {
  it("has a list behind every number, over the same time", async () => {
    open("/");
    const number = await screen.findByRole("link", { name: /\d+ pieces of sensitive data/ });
    const target = new URL((number as HTMLAnchorElement).href);
    expect(target.pathname).toBe("/findings");
    expect(target.searchParams.get("from")).not.toBeNull();
    expect(target.searchParams.get("to")).not.toBeNull();
  });

  it("explains the messages that passed because a rule only observes", async () => {
    const { world } = open("/");
    await screen.findByRole("link", { name: /\d+ messages/ });
    const exposed = [...world.day.messages.values()]
      .flat()
      .some((one) => one.verdict === "allow" && one.hits.some((hit) => hit.mode === "observe"));
    expect(screen.queryByText(/went through as/) !== null).toBe(exposed);
  });

  it("gives the chart's numbers as a table too", async () => {
    const { world } = open("/");
    const table = await screen.findByRole("region", { name: "Through the day" });
    const sum = [...table.querySelectorAll("tbody tr")]
      .map((row) => Number(row.querySelector("td")?.textContent))
      .reduce((a, b) => a + b, 0);
    expect(sum).toBe([...world.day.messages.values()].flat().length);
  });

  it("teaches the first step when nothing has come in", async () => {
    open("/", { is_empty: true });
    expect(await screen.findByText("Nothing has come in yet")).toBeTruthy();
    expect(screen.getByText(/v1\/inspections/)).toBeTruthy();
  });

  it("says that the policies only observe, and where to switch them, when nothing has come in", async () => {
    open("/", { is_empty: true });
    const hint = await screen.findByText(/policies only observe so far/);
    const link = within(hint).getByRole("link", { name: "Policies" });
    expect(link.getAttribute("href")).toBe("/policies");
  });

  it("says nothing of observing once a policy enforces", async () => {
    const { asked } = open("/", { is_empty: true }, (world) => {
      for (const mode of world.policies[0]?.modes ?? []) mode.mode = "enforce";
    });
    await screen.findByText("Nothing has come in yet");
    await waitFor(() => expect(asked.some(({ url }) => url.includes("/v1/policies"))).toBe(true));
    expect(screen.queryByText(/policies only observe so far/)).toBeNull();
  });

  it("sends who may not see it to a page that they may see", async () => {
    open("/", { permissions: ["policies.read"] });
    expect(await screen.findByRole("heading", { name: "Policies", level: 1 })).toBeTruthy();
  });

  it("adds hours up to days when there are too many", () => {
    const verdicts = { allow: 1, coach: 0, redact: 0, tokenise: 0, hold: 0, block: 1 };
    const hours = Array.from({ length: 30 * 24 }, (_, hour) => ({
      hour: new Date(Date.UTC(2025, 10, 1) + hour * 3_600_000).toISOString(),
      messages: 2,
      findings: 1,
      verdicts,
    }));
    const days = slots(hours).hours;
    expect(days).toHaveLength(30);
    expect(days[0]).toMatchObject({
      messages: 48,
      findings: 24,
      verdicts: { allow: 24, block: 24 },
    });
    expect(slots(hours.slice(0, 24)).hours).toHaveLength(24);
  });
});
