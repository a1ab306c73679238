import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** A build for the test host is a build of its own, so that the window has no network code at all. */
const TESTHOST = "testhost";

// The built interface is served by the desktop shell from its own bundle, under a policy that
// allows nothing from elsewhere; so assets stay files (never data: URLs) and paths stay relative.
export default defineConfig(({ mode }) => {
  const door = mode === TESTHOST ? "../tests/browser/http.ts" : "./src/lib/api/tauri.ts";
  return {
    base: "./",
    plugins: [svelte()],
    resolve: {
      alias: { $host: fileURLToPath(new URL(door, import.meta.url)) },
      // Tests run the browser build of Svelte, not the server one.
      ...(mode === "test" ? { conditions: ["browser"] } : {}),
    },
    build: {
      outDir: mode === TESTHOST ? "dist-testhost" : "dist",
      target: ["es2022", "safari16"],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: { port: 5173, strictPort: true },
    test: {
      environment: "jsdom",
      include: ["src/**/*.test.ts"],
      setupFiles: ["src/test-setup.ts"],
      // A test that waits for nothing ends here instead of holding up the run.
      testTimeout: 15_000,
      hookTimeout: 15_000,
    },
  };
});
