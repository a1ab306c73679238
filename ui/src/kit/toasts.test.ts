import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Toasts } from "./toasts.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("what was just done, with a way back", () => {
  it("stays ten seconds and goes", () => {
    const toasts = new Toasts();
    toasts.say({ words: "Draft deleted." });
    vi.advanceTimersByTime(9_999);
    expect(toasts.list).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(toasts.list).toHaveLength(0);
  });

  it("waits while the pointer or the focus is on it", () => {
    const toasts = new Toasts();
    const id = toasts.say({ words: "Draft deleted." });
    vi.advanceTimersByTime(6_000);
    toasts.pause(id);
    vi.advanceTimersByTime(60_000);
    expect(toasts.list).toHaveLength(1);
    toasts.resume(id);
    vi.advanceTimersByTime(3_999);
    expect(toasts.list).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(toasts.list).toHaveLength(0);
  });

  it("undoes once and goes at once", () => {
    const toasts = new Toasts();
    const act = vi.fn();
    const id = toasts.say({ words: "Draft deleted.", undo: { label: "Undo", act } });
    toasts.undo(id);
    toasts.undo(id);
    expect(act).toHaveBeenCalledTimes(1);
    expect(toasts.list).toHaveLength(0);
  });

  it("leaves nothing behind after a lock", () => {
    const toasts = new Toasts();
    toasts.say({ words: "One." });
    toasts.say({ words: "Two." });
    toasts.clear();
    expect(toasts.list).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
