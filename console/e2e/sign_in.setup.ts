// The first journey: the one-time link that `holdfast` prints, a name and a password, and in. The
// others begin with its session.

import { mkdirSync } from "node:fs";
import { credentials } from "./credentials";
import { expect, expectAccessible, is_real, test } from "./journey";

test("The first administrator comes in by the one-time link", async ({ page, baseURL }) => {
  let link = process.env.HOLDFAST_SIGN_IN_LINK ?? "";
  if (!is_real) {
    const given = { is_signed_in: false, link: { token: "abc", purpose: "first_administrator" } };
    await page.request.get(`/fake/world?given=${encodeURIComponent(JSON.stringify(given))}`);
    link = "/sign-in#token=abc";
  }
  expect(link, "HOLDFAST_SIGN_IN_LINK is not set").not.toBe("");
  const { pathname, hash } = new URL(link, baseURL);
  await page.goto(pathname + hash);
  // The link is for making the first person, or, on a server that has one, for signing in again.
  const proceed = page.getByRole("button", { name: "Continue" });
  await expect(proceed).toBeVisible();
  expect(new URL(page.url()).hash).toBe("");
  await expectAccessible(page, "one-time link");
  if (await page.getByLabel("Your name").isVisible()) {
    await page.getByLabel("Your name").fill(credentials.name);
    await page.getByLabel("E-mail").fill(credentials.email);
  }
  if (await page.getByLabel("Password", { exact: true }).isVisible()) {
    await page.getByLabel("Password", { exact: true }).fill(credentials.password);
    await page.getByLabel("The same again").fill(credentials.password);
  }
  await proceed.click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();

  await page.goto(pathname + hash);
  await expect(page.getByText("This link no longer works")).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  mkdirSync("node_modules/.cache/holdfast", { recursive: true });
  await page.context().storageState({ path: "node_modules/.cache/holdfast/session.json" });
});
