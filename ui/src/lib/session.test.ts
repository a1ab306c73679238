import { afterEach, describe, expect, it, vi } from "vitest";

import { firstRun, locked, notebook, open, refuse } from "../testing/book";
import { query } from "./api/client";
import { onFlush } from "./flush";
import { Session } from "./session.svelte";

afterEach(() => vi.useRealTimers());

describe("which stage the window is in", () => {
  it("follows the notebook when it says it was locked", async () => {
    let view = open();
    const book = notebook({ session: () => view });
    const session = new Session();
    const stop = session.follow();
    await vi.waitFor(() => expect(session.stage?.stage).toBe("open"));
    view = locked;
    book.tell("session");
    await vi.waitFor(() => expect(session.stage?.stage).toBe("locked"));
    stop();
  });

  it("asks again when any call ran into a lock, even if no change was told", async () => {
    let view = open();
    notebook({ session: () => view, today: refuse("locked", "Locked.") });
    const session = new Session();
    const stop = session.follow();
    await vi.waitFor(() => expect(session.open).not.toBeNull());
    view = locked;
    await query("today").catch(() => undefined);
    await vi.waitFor(() => expect(session.stage?.stage).toBe("locked"));
    stop();
  });

  it("keeps what is being written before it locks", async () => {
    const book = notebook({ session: () => open(), lock: () => ({}), draft_save: () => ({}) });
    const session = new Session();
    await session.load();
    const stop = onFlush(async () => {
      await Promise.resolve();
      book.calls.push({ name: "kept", args: {}, requestId: null });
    });
    await session.lock();
    stop();
    expect(book.calls.map((call) => call.name)).toEqual(["session", "kept", "lock", "session"]);
  });

  it("locks even when a draft could not be kept", async () => {
    const book = notebook({ session: () => open(), lock: () => ({}) });
    const session = new Session();
    await session.load();
    const stop = onFlush(() => Promise.reject(new Error("disk full")));
    await session.lock();
    stop();
    expect(book.of("lock")).toHaveLength(1);
  });

  it("does not lock sample data, which has no passphrase to come back with", async () => {
    const book = notebook({ session: () => open({ sample: true }), lock: () => ({}) });
    const session = new Session();
    await session.load();
    await session.lock();
    expect(book.of("lock")).toHaveLength(0);
  });

  it("tells of activity at most every twenty seconds", async () => {
    const book = notebook({ session: () => open(), touch: () => ({}) });
    const session = new Session();
    await session.load();
    for (const at of [100_000, 101_000, 119_999, 120_000, 139_000, 141_000]) session.touch(at);
    expect(book.of("touch")).toHaveLength(3);
  });

  it("says nothing of activity while nothing is open", async () => {
    const book = notebook({ session: () => locked });
    const session = new Session();
    await session.load();
    session.touch(100_000);
    expect(book.of("touch")).toHaveLength(0);
  });

  it("stands still while a page must be finished first", async () => {
    let view = firstRun;
    notebook({ session: () => view });
    const session = new Session();
    await session.load();
    session.hold();
    view = open();
    await session.load();
    expect(session.stage?.stage).toBe("first-run");
    session.release();
    expect(session.stage?.stage).toBe("open");
  });

  it("shows trouble with words when the folder cannot be looked into", async () => {
    notebook({ session: refuse("read-only", "The folder cannot be written.") });
    const session = new Session();
    await session.load();
    expect(session.stage).toMatchObject({
      stage: "trouble",
      code: "read-only",
      paragraphs: ["The folder cannot be written."],
      retryable: true,
    });
  });

  it("ignores an older answer that arrives after a newer one", async () => {
    const waiting: ((view: unknown) => void)[] = [];
    notebook({ session: () => new Promise((give) => waiting.push(give)) });
    const session = new Session();
    const first = session.load();
    const second = session.load();
    waiting[1]?.(locked);
    waiting[0]?.(open());
    await Promise.all([first, second]);
    expect(session.stage?.stage).toBe("locked");
  });
});
