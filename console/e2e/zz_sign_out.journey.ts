// Last, because it ends the session that the others use.

import { credentials } from "./credentials";
import { expect, expectAccessible, test } from "./journey";

test("Signing out ends the session; a wrong password is refused, the right one leads back", async ({
  page,
}) => {
  await page.goto("/findings");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
  await expectAccessible(page, "sign-in");
  await page.goto("/findings?channel=mail");
  await expect(page.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
  await page.getByLabel("E-mail").fill(credentials.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expectAccessible(page, "refused");
  await page.getByLabel("Password", { exact: true }).fill(credentials.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Findings", level: 1 })).toBeVisible();
  expect(page.url()).toContain("channel=mail");
});
