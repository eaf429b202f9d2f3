// What every journey checks besides its own story: no request leaves the server's origin, nothing
// breaks in the page or against its content security policy, and axe finds nothing.

import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

export const is_real = process.env.HOLDFAST_URL !== undefined;

export const test = base.extend<{ watched: undefined }>({
  watched: [
    async ({ page, baseURL }, use) => {
      const trouble: string[] = [];
      const origin = new URL(baseURL ?? "").origin;
      page.on("pageerror", (error) => trouble.push(`page error: ${error.message}`));
      page.on("console", (message) => {
        // Chromium reports each 401, 403 and 409 as an error; the journeys ask for some of them.
        if (message.type() === "error" && !/Failed to load resource/.test(message.text())) {
          trouble.push(`console: ${message.text()}`);
        }
      });
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (["http:", "https:", "ws:", "wss:"].includes(url.protocol) && url.origin !== origin) {
          trouble.push(`request to ${url.origin}`);
        }
      });
      await use(undefined);
      expect(trouble).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export async function expectAccessible(page: Page, what: string) {
  // Colours in the middle of a fade are nobody's.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  );
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const found = violations.map(
    (violation) =>
      `${violation.id}: ${violation.nodes
        .slice(0, 3)
        .map(
          (node) => `${node.target.join(" ")} — ${node.any[0]?.message ?? node.html.slice(0, 120)}`,
        )
        .join(" | ")}`,
  );
  expect(found, what).toEqual([]);
}

export async function giveReason(page: Page, reason: string, action: string) {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason", { exact: true }).fill(reason);
  await dialog.getByRole("button", { name: action, exact: true }).click();
}
