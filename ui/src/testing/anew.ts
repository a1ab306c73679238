// Each test begins with a shut notebook and nothing on the page.
import { cleanup } from "@testing-library/svelte";
import { afterEach, beforeEach } from "vitest";

import { toasts } from "../kit/toasts.svelte";
import { router } from "../lib/router.svelte";
import { session } from "../lib/session.svelte";
import { unfinished } from "../lib/unfinished.svelte";

export function anew(): void {
  beforeEach(() => {
    session.view = null;
    unfinished.forget();
    router.forget();
    toasts.clear();
  });
  afterEach(cleanup);
}
