import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { fakeServer } from "./test/fake/vite.ts";

// HOLDFAST_URL, for example http://127.0.0.1:8443, puts a real server behind the development server;
// without it a small fake answers.
const holdfast_url = process.env.HOLDFAST_URL;

const proxy =
  holdfast_url === undefined
    ? {}
    : // The Host stays the browser's, or the server takes every request for another site's.
      { proxy: { "/v1": { target: holdfast_url, changeOrigin: false, secure: false } } };

// The policy that the server sends with the console, so that what it would refuse fails here too.
const content_security_policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export default defineConfig({
  plugins: [react(), ...(holdfast_url === undefined ? [fakeServer()] : [])],
  server: {
    host: "127.0.0.1",
    ...proxy,
  },
  preview: {
    host: "127.0.0.1",
    ...proxy,
    headers: { "Content-Security-Policy": content_security_policy },
  },
  build: {
    target: "es2023",
    // The server sends the assets under a policy without data: fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 600,
  },
  test: {
    // One file instead of six thousand: unbundled, the icons take longer to load than the tests to run.
    alias: { "@tabler/icons-react": "@tabler/icons-react/dist/cjs/tabler-icons-react.cjs" },
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    restoreMocks: true,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
