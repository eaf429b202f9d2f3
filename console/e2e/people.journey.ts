// People come in by invitation, see what their role allows, and lose their access at once.

import { expect, giveReason, test } from "./journey";

test("A trainer is invited, sees policies and nothing else, and is shut out", async ({
  page,
  browser,
  baseURL,
}) => {
  const name = `Trainer ${Date.now()}`;
  await page.goto("/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByLabel("E-mail").fill(`trainer-${Date.now()}@example.com`);
  await dialog.getByRole("checkbox", { name: "Supervisor" }).uncheck();
  await dialog.getByRole("checkbox", { name: "Trainer" }).check();
  await dialog.getByRole("button", { name: "Invite a person" }).click();
  const link = (await page.getByTestId("once").textContent()) ?? "";
  await page.getByRole("button", { name: "I have it" }).click();

  const other = await browser.newContext({
    baseURL: baseURL ?? "",
    locale: "en-GB",
    storageState: { cookies: [], origins: [] },
  });
  const theirs = await other.newPage();
  const { pathname, hash } = new URL(link, baseURL);
  await theirs.goto(pathname + hash);
  await theirs.getByLabel("Password", { exact: true }).fill("a long enough password");
  await theirs.getByLabel("The same again").fill("a long enough password");
  await theirs.getByRole("button", { name: "Continue" }).click();
  await expect(theirs.getByRole("heading", { name: "Policies", level: 1 })).toBeVisible();
  await expect(theirs.getByRole("link", { name: "Contacts" })).toHaveCount(0);
  await expect(theirs.getByRole("button", { name: /Enforce/ })).toHaveCount(0);
  await theirs.goto("/people");
  await expect(theirs.getByText("You may not see this")).toBeVisible();

  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Take access away" }).click();
  await giveReason(page, "the journey ends", "Take access away");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(async () => {
    await theirs.goto("/policies");
    await expect(theirs.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible({
      timeout: 1500,
    });
  }).toPass();
  await other.close();
});
