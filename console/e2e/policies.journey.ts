// Policies are read, tried, switched, drafted and put in force.

import { expect, giveReason, test } from "./journey";

test("A text is tried, and nothing of it is recorded", async ({ page }) => {
  await page.goto("/try");
  await page.getByLabel("Text", { exact: true }).fill("my card is 4111 1111 1111 1111, thanks 😀");
  await page.getByText("From a customer", { exact: true }).click();
  await page.getByRole("button", { name: "See what happens" }).click();
  await expect(
    page.getByRole("button", { name: "Card number: 4111 1111 1111 1111" }),
  ).toBeVisible();
  await expect(page.getByText(/\*+ ?\*+ ?\*+ ?1111, thanks 😀/)).toBeVisible();
  await expect(page.getByText("What the sender would read")).toBeVisible();
  await page.goto("/log?act=inspection.decided");
  await expect(page.locator("tbody tr").first()).toBeVisible();
});

test("A policy is switched to another mode and back, and the log has both", async ({ page }) => {
  await page.goto("/policies/secrets");
  for (const [mode, reason] of [
    ["Observe", "a look first"],
    ["Enforce", "it was right"],
  ] as const) {
    await page.getByRole("button", { name: "Switch mode" }).click();
    await page.getByRole("dialog").getByRole("radio", { name: mode }).check();
    await giveReason(page, reason, "Switch");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByText(`${mode} everywhere`)).toBeVisible();
  }
  await page.getByRole("tab", { name: "Versions" }).click();
  await expect(page.getByText("“a look first”")).toBeVisible();
  await expect(page.getByText("“it was right”")).toBeVisible();
});

test("A draft says where it is wrong, is compared with what happened, and is put in force", async ({
  page,
}) => {
  await page.goto("/policies/unreadable/draft");
  const editor = page.getByRole("textbox", { name: "Source" });
  await expect(page.getByText("The policy reads well.")).toBeVisible();
  const text = await editor.inputValue();
  await editor.fill(`\t${text}`);
  await expect(page.getByText(/^Line 1, column \d+/)).toBeVisible();
  await editor.fill(`# Journey ${Date.now()}\n${text}`);
  await expect(page.getByText("The policy reads well.")).toBeVisible();
  await page.getByRole("button", { name: "Run the backtest" }).click();
  await expect(
    page.getByText(/of \d[\d,]* messages would have come out differently/),
  ).toBeVisible();
  await page.getByLabel("What changes, and why").fill("a comment at its head");
  await page.getByRole("button", { name: "Keep as a new version" }).click();
  await expect(page.getByRole("heading", { name: /unreadable@\d+/, level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Activate" }).click();
  await expect(page.getByRole("radio", { name: /^Keep/ })).toBeChecked();
  await giveReason(page, "read by two", "Activate");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goto("/policies/unreadable?tab=versions");
  await expect(page.getByText("Active", { exact: true })).toHaveCount(1);
  await expect(page.getByText("Superseded").first()).toBeVisible();
});
