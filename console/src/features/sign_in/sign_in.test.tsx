import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { password } from "../../../test/fake/accounts.ts";
import { open, rowsShown } from "../../../test/render.tsx";

async function try_password(user: ReturnType<typeof open>["user"], value: string) {
  const field = await screen.findByLabelText("Password");
  await user.clear(field);
  await user.type(field, value);
  await user.click(screen.getByRole("button", { name: "Sign in" }));
}

describe("Signing in", () => {
  it("comes first, and then leads to where one wanted to go", async () => {
    const { user } = open("/policies?x=1", { is_signed_in: false });
    await user.type(await screen.findByLabelText("E-mail"), "admin@example.com");
    await try_password(user, password);
    expect(await screen.findByRole("heading", { name: "Policies", level: 1 })).toBeTruthy();
  });

  it("never leads to another site", async () => {
    const { user } = open("/sign-in?next=//elsewhere.example/", { is_signed_in: false });
    await user.type(await screen.findByLabelText("E-mail"), "admin@example.com");
    await try_password(user, password);
    expect(await screen.findByRole("heading", { name: "Overview", level: 1 })).toBeTruthy();
  });

  it("says when it was wrong, and waits when it was wrong too often", async () => {
    const { user, world } = open("/sign-in", { is_signed_in: false });
    await user.type(await screen.findByLabelText("E-mail"), "admin@example.com");
    for (let n = 0; n < 2; n++) await try_password(user, "wrong");
    expect((await screen.findByRole("alert")).textContent).toContain("password is wrong");
    world.tries = 5;
    await try_password(user, "wrong");
    expect((await screen.findByRole("alert")).textContent).toMatch(/Wait \d+ seconds/);
    expect(screen.getByRole("button", { name: "Sign in" }).hasAttribute("disabled")).toBe(true);
  });

  it("by the first link asks who one is, and takes the token out of the address", async () => {
    const { user, asked } = open("/sign-in#token=abc", {
      is_signed_in: false,
      link: { token: "abc", purpose: "first_administrator" },
    });
    await user.type(await screen.findByLabelText("Your name"), "First");
    expect(globalThis.location.hash).toBe("");
    await user.type(screen.getByLabelText("E-mail"), "first@example.com");
    await user.type(screen.getByLabelText("Password"), "too short");
    await user.type(screen.getByLabelText("The same again"), "too short");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(await screen.findByText("This is too short.")).toBeTruthy();
    await user.type(screen.getByLabelText("Password"), " no more");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(await screen.findByText("The two are not the same.")).toBeTruthy();
    await user.type(screen.getByLabelText("The same again"), " no more");
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(await screen.findByRole("heading", { name: "Overview", level: 1 })).toBeTruthy();
    const sent = asked.find((request) => new URL(request.url).pathname === "/v1/sign-in/link");
    expect(await sent?.json()).toEqual({
      token: "abc",
      name: "First",
      email: "first@example.com",
      password: "too short no more",
    });
  });

  it("by an invitation asks for a password alone", async () => {
    open("/sign-in#token=abc", {
      is_signed_in: false,
      link: { token: "abc", purpose: "invitation" },
    });
    await screen.findByLabelText("Password");
    expect(screen.queryByLabelText("Your name")).toBeNull();
  });

  it("by a spent link explains itself and offers the password", async () => {
    const { user } = open("/sign-in#token=old", { is_signed_in: false });
    expect(await screen.findByText("This link no longer works")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Sign in with a password" }));
    expect(await screen.findByLabelText("Password")).toBeTruthy();
  });

  it("is asked for again when the session ends, and comes back", async () => {
    const { user, world } = open("/findings");
    await rowsShown();
    world.is_signed_in = false;
    await user.click(screen.getByRole("link", { name: "Policies" }));
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeTruthy();
    await waitFor(() => expect(globalThis.location.search).toContain("next="));
  });

  it("changes nothing without the session's token", async () => {
    const { user, asked } = open("/held");
    await user.click((await screen.findAllByRole("button", { name: "Reject" }))[0] as HTMLElement);
    await user.type(await screen.findByLabelText("Reason"), "not for him");
    const dialog = screen.getByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Reject" }));
    await waitFor(() => {
      const sent = asked.find((request) => request.url.endsWith(":reject"));
      expect(sent?.headers.get("X-CSRF-Token")).toBe("fake-csrf");
    });
  });
});
