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

  it("gives the place of the oldest to a newer one, and its clock with it", () => {
    const toasts = new Toasts(() => 2);
    for (const words of ["One.", "Two.", "Three."]) toasts.say({ words });
    expect(toasts.list.map((toast) => toast.words)).toEqual(["Two.", "Three."]);
    expect(vi.getTimerCount()).toBe(2);
  });

  it("says one thing at a time about a record, so that no old way back contradicts the newest", () => {
    const toasts = new Toasts(() => 2);
    toasts.say({ words: "Other.", about: "n2" });
    toasts.say({ words: "Amendment added.", about: "n1" });
    toasts.say({ words: "Amendment taken back.", about: "n1" });
    expect(toasts.list.map((toast) => toast.words)).toEqual(["Other.", "Amendment taken back."]);
  });

  it("shows one where the window became too small for two", () => {
    let most = 2;
    const toasts = new Toasts(() => most);
    for (const words of ["One.", "Two."]) toasts.say({ words });
    most = 1;
    toasts.fit();
    expect(toasts.list.map((toast) => toast.words)).toEqual(["Two."]);
  });

  it("drops what held for the moment alone, and stays its time with the rest", () => {
    const toasts = new Toasts();
    const id = toasts.say({ words: "Recorded on this device", detail: "Addison.", meanwhile: "Being sent." });
    vi.advanceTimersByTime(6_000);
    toasts.settle(id);
    expect(toasts.list.map(({ detail, meanwhile }) => [detail, meanwhile])).toEqual([["Addison.", undefined]]);
    vi.advanceTimersByTime(4_000);
    expect(toasts.has(id)).toBe(false);
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
