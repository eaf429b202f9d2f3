// Every page, in light and dark, wide and narrow: axe finds nothing, nothing sticks out.

import { expect, expectAccessible, test } from "./journey";

const pages: [string, string][] = [
  ["/", "Overview"],
  ["/contacts", "Contacts"],
  ["/findings", "Findings"],
  ["/held", "Held messages"],
  ["/policies", "Policies"],
  ["/policies/cards", "Card data"],
  ["/policies/cards?tab=source", "Card data"],
  ["/policies/cards?tab=tests", "Card data"],
  ["/policies/cards?tab=versions", "Card data"],
  ["/policies/cards/draft", "cards@1"],
  ["/try", "Try it"],
  ["/log", "Log"],
  ["/people", "People"],
  ["/keys", "API keys"],
  ["/no-such-page", "Not found"],
];

for (const scheme of ["light", "dark"] as const) {
  test.describe(`In ${scheme}`, () => {
    test.use({ colorScheme: scheme, reducedMotion: "reduce" } as object);
    for (const [path, title] of pages) {
      test(`${path} is accessible and fits narrow screens`, async ({ page }) => {
        await page.goto(path);
        await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible();
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        await expectAccessible(page, `${path} ${scheme}`);
        await page.setViewportSize({ width: 360, height: 740 });
        const excess = () =>
          page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
        await expect.poll(excess).toBe(0);
        await expectAccessible(page, `${path} ${scheme} narrow`);
      });
    }

    test("a contact with findings, its popover and its receipt are accessible", async ({
      page,
    }) => {
      await page.goto("/contacts?verdict=redact");
      await page.locator("[data-row-link]").first().click();
      const mark = page.locator("main ol [data-finding]").first();
      await expect(mark).toBeVisible();
      await expectAccessible(page, "contact");
      await mark.click();
      await expect(page.getByText(/% sure/)).toBeVisible();
      await expectAccessible(page, "finding");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Receipt" }).first().click();
      await expect(page.getByRole("dialog", { name: "Entry in the log" })).toBeVisible();
      await expect(page.getByText(/Your browser has just checked it/)).toBeVisible();
      await expectAccessible(page, "receipt");
    });
  });
}

test("The theme is chosen by the person and kept", async ({ page }) => {
  const scheme = () => page.locator("html").getAttribute("data-mantine-color-scheme");
  await page.goto("/policies");
  await page.getByRole("button", { name: "Light or dark as the system" }).click();
  await page.getByRole("button", { name: "Light", exact: true }).click();
  await expect.poll(scheme).toBe("dark");
  await page.reload();
  expect(await scheme()).toBe("dark");
  await page.getByRole("button", { name: "Dark", exact: true }).click();
  await expect.poll(scheme).toBe("light");
});

test("The console speaks the person's language", async ({ page }) => {
  await page.goto("/contacts");
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("menuitem", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { name: "Kontakte", level: 1 })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Kontakte", level: 1 })).toBeVisible();
});
