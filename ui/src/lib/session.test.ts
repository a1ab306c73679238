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
    const stop = onFlush(
      async () => {
        await Promise.resolve();
        book.calls.push({ name: "kept", args: {}, requestId: null });
      },
      () => false,
    );
    await session.lock();
    stop();
    expect(book.calls.map((call) => call.name)).toEqual(["session", "kept", "lock", "session"]);
  });

  /** A form whose words cannot be saved. */
  const stuck = () =>
    onFlush(
      () => Promise.reject(new Error("disk full")),
      () => true,
    );

  it("asks once before it locks over words that could not be saved, and locks when asked again", async () => {
    let view = open();
    const book = notebook({
      session: () => view,
      lock: () => {
        view = locked;
        return {};
      },
    });
    const session = new Session();
    await session.load();
    const stop = stuck();
    await session.lock();
    expect(session.leaving).toBe("lock");
    expect(book.of("lock")).toHaveLength(0);
    await session.lock();
    expect(book.of("lock")).toHaveLength(1);
    expect(session.leaving).toBeNull();
    expect(session.lost).toBe(true);
    stop();
    view = open();
    await session.load();
    expect(session.lost).toBe(false);
  });

  it("goes back to the words where the person wants to stay, and asks again the next time", async () => {
    const book = notebook({ session: () => open(), lock: () => ({}) });
    const session = new Session();
    await session.load();
    const stop = stuck();
    await session.lock();
    session.stay();
    await session.lock();
    stop();
    expect(session.leaving).toBe("lock");
    expect(book.of("lock")).toHaveLength(0);
  });

  it("knows what was lost when the notebook locks by itself over unsaved words", async () => {
    let view = open();
    const book = notebook({ session: () => view });
    const session = new Session();
    const follow = session.follow();
    await vi.waitFor(() => expect(session.open).not.toBeNull());
    const stop = stuck();
    view = locked;
    book.tell("session");
    await vi.waitFor(() => expect(session.stage?.stage).toBe("locked"));
    expect(session.lost).toBe(true);
    stop();
    follow();
  });

  it("does not let the window close over unsaved words until the person says so", async () => {
    const book = notebook({ session: () => open() });
    const session = new Session();
    const follow = session.follow();
    await vi.waitFor(() => expect(session.open).not.toBeNull());
    expect(await book.close()).toBe(true);
    const stop = stuck();
    expect(await book.close()).toBe(false);
    expect(session.leaving).toBe("close");
    await session.leaveAnyway();
    expect(book.of("(the window closes)")).toHaveLength(1);
    stop();
    follow();
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
