import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { open } from "../../../test/render.tsx";
import { conditionOf, readPolicy } from "./document";
import { switched } from "./mode_dialog";

const folder = resolve(import.meta.dirname, "../../../../rules/policies");

function add_draft_of_secrets(world: ReturnType<typeof open>["world"]) {
  const policy = world.policies.find((one) => one.name === "secrets");
  const first = policy?.versions[0];
  if (policy === undefined || first === undefined) throw new Error("no secrets");
  policy.versions.unshift({
    ...first,
    version: 2,
    state: "draft",
    activated_by: null,
    activated_at: null,
    activated_for: null,
  });
}

describe("A policy's text", () => {
  it.each(readdirSync(folder).filter((file) => file.endsWith(".yaml")))(
    "%s is shown as sentences, none of them left as code",
    (file) => {
      const document = readPolicy(readFileSync(resolve(folder, file), "utf8"));
      expect(document?.rules.length).toBeGreaterThan(0);
      const text = JSON.stringify(document);
      expect(text).not.toContain('"kind":"unknown"');
      for (const rule of document?.rules ?? []) expect(rule.verdict).not.toBeNull();
    },
  );

  it("reads the grammar's short forms", () => {
    expect(conditionOf({ channel: "chat" })).toEqual({
      kind: "test",
      attribute: "channel",
      operator: "eq",
      values: ["chat"],
    });
    expect(conditionOf({ channel: ["chat", "mail"], "finding.count": { gte: 2 } })).toEqual({
      kind: "all",
      parts: [
        { kind: "test", attribute: "channel", operator: "in", values: ["chat", "mail"] },
        { kind: "test", attribute: "finding.count", operator: "gte", values: [2] },
      ],
    });
    expect(conditionOf({ not: { any: [{ queue: "vip" }] } })).toMatchObject({
      kind: "not",
      part: { kind: "any" },
    });
  });

  it("shows what it does not know as it is written, and survives anything", () => {
    expect(conditionOf({ channel: { near: 3 } })).toMatchObject({ kind: "unknown" });
    for (const odd of [
      "",
      "- 1",
      "a: [",
      "rules: 3",
      "rules: [1, null, {when: 3}]",
      "\t",
      "a: *b",
    ]) {
      expect(() => readPolicy(odd)).not.toThrow();
    }
  });
});

describe("A switch of mode", () => {
  it("for one queue leaves the others, and everywhere ends what single queues had", () => {
    const before = [
      { queue: "*", mode: "observe" as const },
      { queue: "billing", mode: "coach" as const },
    ];
    expect(switched(before, "billing", "enforce")).toEqual([
      { queue: "*", mode: "observe" },
      { queue: "billing", mode: "enforce" },
    ]);
    expect(switched(before, "*", "enforce")).toEqual([{ queue: "*", mode: "enforce" }]);
  });
});

describe("The policies", () => {
  it("that all observe say that nothing is blocked yet, and how to change it", async () => {
    const { user, world } = open("/policies", { is_empty: true });
    const banner = await screen.findByRole("complementary");
    expect(within(banner).getByText("Nothing is being blocked yet")).toBeTruthy();
    await user.click(within(banner).getByRole("button", { name: /Enforce/ }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Reason"), "we have looked");
    await user.click(within(dialog).getByRole("button", { name: "Switch" }));
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
    expect(Object.values(world.modes()).every((mode) => mode === "enforce")).toBe(true);
  });

  it("offer no switch to who may only read", async () => {
    open("/policies", { is_empty: true, permissions: ["policies.read"] });
    const banner = await screen.findByRole("complementary");
    expect(within(banner).queryByRole("button")).toBeNull();
  });

  it("are read as rules, source, tests and versions", async () => {
    const { user } = open("/policies/cards");
    expect(await screen.findByText("Card number from customer", { exact: false })).toBeTruthy();
    expect(screen.getAllByText("Chat or Help desk").length).toBeGreaterThan(0);
    await user.click(screen.getByRole("tab", { name: "Source" }));
    expect((await screen.findByRole("region", { name: "Source" })).textContent).toContain(
      "policy: cards",
    );
    await user.click(screen.getByRole("tab", { name: /tests/ }));
    expect(await screen.findByText(/All \d+ tests pass/)).toBeTruthy();
    await user.click(screen.getByRole("tab", { name: "Versions" }));
    expect(await screen.findByText("cards@1", { selector: "strong" })).toBeTruthy();
    expect(globalThis.location.search).toContain("tab=versions");
  });

  it("are tried on a text: what was found, what would leave, what the sender reads", async () => {
    const { user } = open("/try");
    await user.click(await screen.findByRole("button", { name: "Take an example" }));
    expect(await screen.findByText("What would leave")).toBeTruthy();
    expect(screen.getByRole("button", { name: /Card number: 4111/ })).toBeTruthy();
    expect(screen.getByText(/\*{4} \*{4} \*{4} 1111/)).toBeTruthy();
  });

  it("are drafted: a wrong line is named, a sound text is kept and put in force", async () => {
    const { user, world } = open("/policies/secrets/draft");
    const editor = (await screen.findByRole("textbox", { name: "Source" })) as HTMLTextAreaElement;
    await screen.findByText("The policy reads well.");
    const save = screen.getByRole("button", { name: "Keep as a new version" });
    expect(save.hasAttribute("disabled")).toBe(true);

    await user.click(editor);
    editor.setSelectionRange(0, 0);
    await user.paste("\twrong: 1\n");
    expect(await screen.findByText(/Line 1, column 1/)).toBeTruthy();
    expect(editor.getAttribute("aria-invalid")).toBe("true");

    await user.clear(editor);
    const policy = world.policies.find((one) => one.name === "secrets");
    await user.paste(`# sharper\n${policy?.versions[0]?.yaml}`);
    await screen.findByText("The policy reads well.");
    await waitFor(() => expect(save.hasAttribute("disabled")).toBe(false));
    await user.click(save);
    expect(await screen.findByRole("heading", { name: "secrets@2", level: 1 })).toBeTruthy();

    await user.click(screen.getByRole("button", { name: "Activate" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Reason"), "reviewed by two");
    await user.click(within(dialog).getByRole("button", { name: "Activate" }));
    await waitFor(() => expect(policy?.versions[0]?.state).toBe("active"));
    expect(policy?.versions[1]?.state).toBe("superseded");
    expect(policy?.modes).toEqual([{ queue: "*", mode: "enforce" }]);
  });

  it("go on enforcing with a new version, unless another mode is chosen for it", async () => {
    const { user, world } = open("/policies/secrets?tab=versions", {}, add_draft_of_secrets);
    await user.click(await screen.findByRole("button", { name: "Activate" }));
    const dialog = await screen.findByRole("dialog");
    const keep = await within(dialog).findByRole("radio", { name: "Keep enforcing" });
    expect((keep as HTMLInputElement).checked).toBe(true);
    await user.click(within(dialog).getByRole("radio", { name: "Observe, in every queue" }));
    await user.type(within(dialog).getByLabelText("Reason"), "watch it first");
    await user.click(within(dialog).getByRole("button", { name: "Activate" }));
    const policy = world.policies.find((one) => one.name === "secrets");
    await waitFor(() => expect(policy?.versions[0]?.state).toBe("active"));
    expect(policy?.modes).toEqual([{ queue: "*", mode: "observe" }]);
  });
});
