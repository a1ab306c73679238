import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

/** Who may talk to the outside. Everything else asks `lib/api/client.ts`. */
const tauriOnly = {
  group: ["@tauri-apps/*"],
  message: "Only src/lib/api/tauri.ts talks to the desktop shell.",
};
/** Which of the two doors is built in is the build's choice, never an import's. */
const doorByName = {
  group: ["**/api/tauri*", "**/browser/http*", "./tauri*"],
  message: "Import `$host`, and only in src/lib/api/client.ts.",
};
const kitIsBlind = {
  group: ["**/lib/api/client*", "$host", "**/views/**"],
  message: "Kit parts never call the backend and know no view.",
};
const networkNames = ["fetch", "EventSource", "XMLHttpRequest", "WebSocket"].map((name) => ({
  name,
  message: "Nothing here speaks over a network; the test host's door lies in tests/browser.",
}));
// A bare toLocale… follows the machine's language; dates here are always en-GB, Europe/London.
const bareLocale = {
  selector: "CallExpression[callee.property.name=/^toLocale(Date|Time)?String$/]",
  message: "Use the formatters in src/lib/dates.ts.",
};

export default ts.config(
  { ignores: ["dist", "dist-testhost", "node_modules"] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      "no-restricted-imports": ["error", { patterns: [tauriOnly, doorByName] }],
      "no-restricted-globals": ["error", ...networkNames],
      "no-restricted-syntax": ["error", bareLocale],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
    rules: {
      "svelte/no-inline-styles": "error",
      "svelte/no-at-html-tags": "error",
    },
  },
  {
    files: ["src/kit/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [tauriOnly, doorByName, kitIsBlind] }] },
  },
  { files: ["src/lib/api/tauri.ts", "src/lib/api/tauri.test.ts"], rules: { "no-restricted-imports": "off" } },
);
