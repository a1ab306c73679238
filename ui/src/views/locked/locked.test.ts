import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { locked, notebook, refuse } from "../../testing/book";
import { LockedState } from "./locked.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("unlocking", () => {
  it("counts a wait down, also one that began before the program was started", async () => {
    notebook({ session: () => locked });
    const lock = new LockedState(3);
    expect(lock.wait).toBe(3);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(lock.wait).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(lock.wait).toBe(0);
    expect(lock.waited).toBe(true);
    lock.stop();
  });

  it("sends nothing while it waits", async () => {
    const book = notebook({ session: () => locked });
    const lock = new LockedState(3);
    lock.passphrase = "guess";
    await lock.unlock();
    expect(book.calls).toHaveLength(0);
    lock.stop();
  });

  it("keeps a mistyped recovery code on the page, so that it can be compared with the sheet", async () => {
    notebook({
      session: () => locked,
      unlock_with_recovery_code: refuse("recovery-code-typo", "The code has a slip in it.", {
        field_errors: [{ field: "recovery_code", message: "The code has a slip in it." }],
      }),
    });
    const lock = new LockedState(0);
    lock.use("code");
    lock.code = "K7QF-2MXP";
    await lock.unlock();
    expect(lock.code).toBe("K7QF-2MXP");
    expect(lock.error("recovery_code")).toBe("The code has a slip in it.");
    expect(lock.problem).toBeUndefined();
  });

  it("forgets what was typed when the other way is taken", () => {
    const lock = new LockedState(0);
    lock.passphrase = "four plain garden words";
    lock.shown = true;
    lock.use("code");
    expect([lock.passphrase, lock.shown]).toEqual(["", false]);
  });
});
