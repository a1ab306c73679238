import { describe, expect, it } from "vitest";

import { Router } from "./router.svelte";

describe("the way through the pages", () => {
  it("goes back the way it came and stops at the first page", () => {
    const router = new Router();
    router.go({ page: "notes" });
    router.go({ page: "notes", note: "n1" });
    router.back();
    expect(router.current).toEqual({ page: "notes" });
    router.back();
    router.back();
    expect(router.current).toEqual({ page: "today" });
    expect(router.canGoBack).toBe(false);
  });

  it("does not count going where one already is", () => {
    const router = new Router();
    router.go({ page: "today" });
    expect(router.canGoBack).toBe(false);
  });

  it("changes the page in place without a step to go back over", () => {
    const router = new Router();
    router.go({ page: "notes" });
    router.replace({ page: "notes", note: "n1" });
    router.replace({ page: "notes", note: "n2" });
    router.back();
    expect(router.current).toEqual({ page: "today" });
  });

  it("remembers nothing after a lock", () => {
    const router = new Router();
    router.go({ page: "notes", note: "n1" });
    router.forget();
    expect(router.current).toEqual({ page: "today" });
    expect(router.canGoBack).toBe(false);
  });

  it("never puts a page into the address bar or the title", () => {
    const before = [location.href, document.title];
    const router = new Router();
    router.go({ page: "notes", note: "n1" });
    expect([location.href, document.title]).toEqual(before);
  });
});
