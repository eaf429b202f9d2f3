import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { open, rowsShown } from "../../../test/render.tsx";

describe("People", () => {
  it("are invited by a link that is shown once", async () => {
    const { user, world } = open("/people");
    await user.click(await screen.findByRole("button", { name: "Invite a person" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Name"), "New colleague");
    await user.type(within(dialog).getByLabelText("E-mail"), "new@example.com");
    await user.click(within(dialog).getByRole("button", { name: "Invite a person" }));
    const link = await screen.findByTestId("once");
    expect(link.textContent).toContain("#token=");
    await user.click(screen.getByRole("button", { name: "I have it" }));
    await waitFor(() => expect(screen.queryByTestId("once")).toBeNull());
    expect(world.people.some((one) => one.email === "new@example.com")).toBe(true);
    expect(await screen.findByText("New colleague")).toBeTruthy();
  });

  it("lose their access only for a reason, and nobody their own", async () => {
    const { user, world } = open("/people");
    await rowsShown();
    expect(screen.queryByRole("button", { name: "Actions for Administrator" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Actions for Analyst on duty" }));
    await user.click(await screen.findByRole("menuitem", { name: "Take access away" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Reason"), "left the centre");
    await user.click(within(dialog).getByRole("button", { name: "Take access away" }));
    await waitFor(() =>
      expect(world.people.find((one) => one.name === "Analyst on duty")?.is_active).toBe(false),
    );
  });

  it("keep what they typed when the server refuses", async () => {
    const { user } = open("/people");
    await user.click(await screen.findByRole("button", { name: "Invite a person" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Name"), "Twice");
    await user.type(within(dialog).getByLabelText("E-mail"), "analyst@example.com");
    await user.click(within(dialog).getByRole("button", { name: "Invite a person" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain("already");
    expect((within(dialog).getByLabelText("Name") as HTMLInputElement).value).toBe("Twice");
  });
});

describe("API keys", () => {
  it("are made with chosen scopes and shown once, then revoked", async () => {
    const { user, world } = open("/keys");
    await user.click(await screen.findByRole("button", { name: "Make a key" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Name"), "Mail gateway");
    await user.click(within(dialog).getByRole("checkbox", { name: "Read findings" }));
    await user.click(within(dialog).getByRole("button", { name: "Make a key" }));
    expect((await screen.findByTestId("once")).textContent).toMatch(/^hfk_/);
    await user.click(screen.getByRole("button", { name: "I have it" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const key = world.keys.find((one) => one.name === "Mail gateway");
    expect(key?.scopes).toEqual(["inspections.create", "findings.read"]);

    const row = (await screen.findByText("Mail gateway")).closest("tr") as HTMLElement;
    await user.click(within(row).getByRole("button", { name: "Revoke" }));
    const sure = await screen.findByRole("dialog");
    await user.type(within(sure).getByLabelText("Reason"), "no longer used");
    await user.click(within(sure).getByRole("button", { name: "Revoke" }));
    await waitFor(() => expect(key?.revoked_at).not.toBeNull());
  });

  it("that may only be read have no buttons", async () => {
    open("/keys", { permissions: ["keys.read"] });
    await screen.findByText("Chat widget");
    expect(screen.queryByRole("button", { name: "Make a key" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Revoke" })).toBeNull();
  });
});
