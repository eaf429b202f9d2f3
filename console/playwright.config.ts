// Journeys in a real browser. HOLDFAST_URL and HOLDFAST_SIGN_IN_LINK name a running server with the
// sample day and a fresh one-time link; without them the journeys run against the fake.

import { defineConfig } from "@playwright/test";

const real_url = process.env.HOLDFAST_URL;
const fake_port = Number(process.env.HOLDFAST_FAKE_PORT ?? 4179);

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // One server, one person, one day: what a journey changes the next one sees.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: real_url ?? `http://127.0.0.1:${fake_port}`,
    ignoreHTTPSErrors: true,
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1360, height: 900 },
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.HOLDFAST_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "sign-in", testMatch: "sign_in.setup.ts" },
    {
      name: "journeys",
      testMatch: "*.journey.ts",
      dependencies: ["sign-in"],
      use: { storageState: "node_modules/.cache/holdfast/session.json" },
    },
  ],
  ...(real_url === undefined
    ? {
        webServer: {
          command: `npx vite preview --port ${fake_port} --strictPort`,
          port: fake_port,
          reuseExistingServer: false,
        },
      }
    : {}),
});
