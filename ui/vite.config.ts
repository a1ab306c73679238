import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// The built interface is served by the desktop shell from its own bundle, under a policy that
// allows nothing from elsewhere; so assets stay files (never data: URLs) and paths stay relative.
export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: [svelte()],
  // Tests run the browser build of Svelte, not the server one.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  build: {
    target: ["es2022", "safari16"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, strictPort: true },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test-setup.ts"],
  },
}));
