// From the overview to the one message, by mouse and by keyboard alone, and a message that comes in
// while one watches.

import { expect, giveReason, is_real, test } from "./journey";

test("A number of the overview leads to the contacts behind it, and one of them to its rule", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByRole("link", { name: /were made safe|was made safe/ }).click();
  await expect(page.getByRole("heading", { name: "Contacts", level: 1 })).toBeVisible();
  expect(page.url()).toContain("verdict_min=redact");
  await page.locator("[data-row-link]").first().click();
  const rule = page.locator("main ol a[href^='/policies/']").first();
  await expect(rule).toBeVisible();
  await rule.click();
  await expect(page).toHaveURL(/\/policies\/[\w-]+#[\w-]+/);
  await expect(page.getByText("When all of this holds").first()).toBeVisible();
});

test("Filters are in the address, and a link shows a colleague the same", async ({ page }) => {
  await page.goto("/contacts");
  await page.getByRole("combobox", { name: "Channel" }).click();
  await page.getByRole("option", { name: "Mail" }).click();
  await expect(page).toHaveURL(/channel=mail/);
  const first = page.locator("[data-row-link]").first();
  await expect(first).toBeVisible();
  const [before, url] = [await first.getAttribute("href"), page.url()];
  await page.goto("about:blank");
  await page.goto(url);
  await expect(first).toHaveAttribute("href", before ?? "");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).not.toHaveURL(/channel/);
});

test("A shift without a mouse: down the list, in, back, to the filters", async ({ page }) => {
  await page.goto("/contacts?verdict_min=coach");
  await expect(page.locator("[data-row-link]").nth(2)).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.locator("[data-row-link]").nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}/);
  await page.goBack();
  await expect(page.locator("[data-row-link]").first()).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox", { name: "Channel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("A chat with a card comes in while one watches, and the card is masked", async ({ page }) => {
  await page.goto("/keys");
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Journey");
  await page.getByRole("dialog").getByRole("button", { name: "Make a key" }).click();
  const secret = (await page.getByTestId("once").textContent()) ?? "";
  expect(secret).toMatch(/^hfk_/);
  await page.getByRole("button", { name: "I have it" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);

  await page.goto("/contacts");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const answer = await page.request.post("/v1/inspections", {
    headers: { Authorization: `Bearer ${secret}` },
    data: {
      channel: "chat",
      direction: "inbound",
      contact: { external_id: `journey-${Date.now()}`, queue: "Billing", customer: "c-1" },
      parts: [{ text: "hi, my card is 4111 1111 1111 1111, can you take it?" }],
    },
  });
  expect(answer.ok()).toBe(true);
  const { contact_id } = (await answer.json()) as { contact_id: string };
  const pill = page.getByRole("button", { name: /1 new, show it/ });
  await expect(pill).toBeVisible();
  await expect(page.locator(`a[href='/contacts/${contact_id}']`)).toHaveCount(0);
  await pill.click();
  await page.locator(`a[href='/contacts/${contact_id}']`).click();
  await expect(page.locator("main ol li").first()).toBeVisible();
  await expect(page.getByText("4111 1111 1111 1111")).toHaveCount(0);
  if (is_real) {
    await expect(page.getByRole("button", { name: /Card number: .*1111/ })).toBeVisible();
    await expect(page.getByText("Redacted").first()).toBeVisible();
  }
});

test("A finding is judged, and the log keeps who said so", async ({ page }) => {
  await page.goto("/contacts?verdict=redact");
  await page.locator("[data-row-link]").first().click();
  await page.locator("main ol [data-finding]").first().click();
  await page.getByRole("button", { name: "Right", exact: true }).click();
  await expect(page.getByText("Confirmed by a person")).toBeVisible();
  await page.goto("/log?act=finding.feedback");
  await expect(page.getByRole("button", { name: "Finding judged" }).first()).toBeVisible();
});

test("A held message is released made safe, with a reason, and leaves the list", async ({
  page,
}) => {
  await page.goto("/held");
  const rows = page.locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  const waiting = await page.locator("tbody [data-row-link]").first().getAttribute("href");
  await rows.first().getByRole("button", { name: "Release" }).click();
  await giveReason(page, "the customer asked for it", "Release");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("tbody [data-row-link]").first()).not.toHaveAttribute(
    "href",
    waiting ?? "",
  );
  await page.getByText("Released", { exact: true }).click();
  await expect(page.locator(`tbody a[href='${waiting}']`)).toBeVisible();
  await expect(page.getByText("the customer asked for it").first()).toBeVisible();
});
