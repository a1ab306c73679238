import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { flushAll } from "../../lib/flush";
import { type Answers, lists, notebook, today } from "../../testing/book";
import { RecordState, SAVE_AFTER_MS, toInput } from "./record.svelte";
import { unsavedWords } from "./unsaved";

const now = () => new Date("2021-10-14T15:58:00Z");
const quiet: Answers = {
  lists,
  today: () => today(),
  drafts: () => ({ rows: [] }),
  coach: () => ({ findings: [] }),
};

beforeEach(() => {
  vi.useFakeTimers();
  unsavedWords.forget();
});
afterEach(() => vi.useRealTimers());

describe("words that the disk would not take", () => {
  const full = () => Promise.reject({ code: "disk-full", message: "" });
  async function left(page: RecordState, text: string) {
    await page.open();
    page.setText(text);
    await page.close();
  }

  it("are on the page again when somebody comes back to it, and are saved once there is room", async () => {
    let room = false;
    const saved = { id: "d1", saved_at: "", words: "", time: "16:58" };
    const book = notebook({ ...quiet, draft_save: () => (room ? saved : full()) });
    await left(new RecordState(now), "Two mopeds by the launderette");
    const page = new RecordState(now);
    await page.open();
    expect([page.answers.text, page.draftState, page.unsaved]).toEqual(["Two mopeds by the launderette", "failed", true]);
    room = true;
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect([page.draftState, page.unsaved]).toEqual(["kept", false]);
    expect(book.of("draft_save").at(-1)?.args).toMatchObject({ id: null, note: { text: "Two mopeds by the launderette" } });
  });

  it("come back before an older draft does, and are not shown over another draft that was asked for", async () => {
    const kept = { id: "d9", note: { ...toInput(new RecordState(now).answers), text: "An older one" }, saved_at: "2021-10-13T15:58:00Z", when: "yesterday", versions: [], files: [] };
    notebook({ ...quiet, draft_save: full, drafts: () => ({ rows: [{ id: "d9", about: null }] }), draft: () => kept });
    const first = new RecordState(now);
    first.setText("Newer words");
    await first.close();
    const other = new RecordState(now);
    await other.open("d9");
    expect(other.answers.text).toBe("An older one");
    const page = new RecordState(now);
    await page.open();
    expect(page.answers.text).toBe("Newer words");
  });

  it("come back to the quick field only where they were written there, and go on from it to the page", async () => {
    notebook({ ...quiet, draft_save: full });
    await left(new RecordState(now), "Written on the page");
    const quick = new RecordState(now, "quick");
    await quick.bringBack();
    expect(quick.answers.text).toBe("");
    quick.setText("Written in passing");
    await quick.close();
    const page = new RecordState(now);
    await page.open();
    expect(page.answers.text).toBe("Written in passing");
  });

  it("are tried again before the notebook locks, and are told of where that fails", async () => {
    let room = false;
    const book = notebook({ ...quiet, draft_save: () => (room ? { id: "d1" } : full()) });
    await left(new RecordState(now), "Two mopeds");
    expect(await flushAll()).toBe(false);
    room = true;
    expect(await flushAll()).toBe(true);
    expect(book.of("draft_save").at(-1)?.args).toMatchObject({ note: { text: "Two mopeds" } });
    const page = new RecordState(now);
    await page.open();
    expect(page.answers.text).toBe("");
  });

  it("do not outlive a lock, however late the page was in going", async () => {
    notebook({ ...quiet, draft_save: full });
    const late = new RecordState(now);
    await late.open();
    late.setText("Two mopeds");
    const going = late.close();
    unsavedWords.forget();
    await going;
    const page = new RecordState(now);
    await page.open();
    expect([page.answers.text, unsavedWords.any]).toEqual(["", false]);
  });
});
