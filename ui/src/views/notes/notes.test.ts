import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useTransport } from "../../lib/api/client";
import { NotesState, SEARCH_AFTER_MS, SLOW_AFTER_MS } from "./notes.svelte";
import { ReaderState } from "./reader.svelte";
import { unsent } from "./unsent.svelte";

type Args = Record<string, unknown>;
type Answer = (args: Args) => unknown;

function notebook(answers: Record<string, Answer>) {
  const calls: { name: string; args: Args }[] = [];
  const ask = async (name: string, args: unknown) => {
    calls.push({ name, args: args as Args });
    const answer = answers[name];
    if (!answer) throw new Error(`nobody answers ${name}`);
    return answer(args as Args);
  };
  useTransport({ query: ask, mutate: (_id, name, args) => ask(name, args), listen: () => () => undefined });
  return { of: (name: string) => calls.filter((call) => call.name === name).map((call) => call.args) };
}

const rows = (...ids: string[]) => ids.map((id) => ({ id }));
const page = (ids: string[], next: string | null = null) => ({ rows: rows(...ids), next, total: ids.length });
const now = () => new Date("2021-10-14T15:58:00Z");

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  unsent.forget();
  vi.useRealTimers();
});

describe("the list of notes", () => {
  it("asks once for a word typed quickly", async () => {
    const book = notebook({ notes: () => page(["a"]) });
    const list = new NotesState(now);
    for (const text of ["m", "mo", "mop"]) {
      list.search(text);
      await vi.advanceTimersByTimeAsync(30);
    }
    await vi.advanceTimersByTimeAsync(SEARCH_AFTER_MS);
    expect(book.of("notes").map((args) => args.query)).toEqual(["mop"]);
  });

  it("never shows the answer to an older search over a newer one", async () => {
    const waiting: Record<string, (view: unknown) => void> = {};
    notebook({ notes: (args) => new Promise((done) => { waiting[String(args.query)] = done; }) });
    const list = new NotesState(now);
    list.search("mop");
    await vi.advanceTimersByTimeAsync(SEARCH_AFTER_MS);
    list.search("moped");
    await vi.advanceTimersByTimeAsync(SEARCH_AFTER_MS);
    waiting["moped"]?.(page(["new"]));
    await vi.advanceTimersByTimeAsync(0);
    waiting["mop"]?.(page(["old"]));
    await vi.advanceTimersByTimeAsync(0);
    expect(list.rows.map((row) => row.id)).toEqual(["new"]);
    expect(list.shownQuery).toBe("moped");
  });

  it("shows waiting only when it takes long", async () => {
    let done: (view: unknown) => void = () => undefined;
    notebook({ notes: () => new Promise((give) => { done = give; }) });
    const list = new NotesState(now);
    void list.load();
    await vi.advanceTimersByTimeAsync(SLOW_AFTER_MS - 1);
    expect(list.slow).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(list.slow).toBe(true);
    done(page([]));
    await vi.advanceTimersByTimeAsync(0);
    expect(list.slow).toBe(false);
  });

  it("adds the next page once, without repeating a note that moved", async () => {
    const book = notebook({ notes: (args) => (args.after ? page(["b", "c"]) : page(["a", "b"], "k")) });
    const list = new NotesState(now);
    await list.load();
    await Promise.all([list.more(), list.more()]);
    expect(list.rows.map((row) => row.id)).toEqual(["a", "b", "c"]);
    expect(book.of("notes")).toHaveLength(2);
  });

  it("drops a next page that comes after the filters changed", async () => {
    let late: (view: unknown) => void = () => undefined;
    notebook({ notes: (args) => {
      if (args.after) return new Promise((done) => { late = done; });
      return args.pinned ? page(["p"]) : page(["a"], "k");
    } });
    const list = new NotesState(now);
    await list.load();
    void list.more();
    list.filter({ pinned: true });
    await vi.advanceTimersByTimeAsync(0);
    late(page(["b"]));
    await vi.advanceTimersByTimeAsync(0);
    expect(list.rows.map((row) => row.id)).toEqual(["p"]);
  });

  it("asks for the days a period means in London", async () => {
    const book = notebook({ notes: () => page([]) });
    const list = new NotesState(now);
    list.filter({ period: "30" });
    list.filter({ period: "between", from: { day: "1", month: "9", year: "2021" }, to: { day: "", month: "", year: "" } });
    await vi.advanceTimersByTimeAsync(0);
    expect(book.of("notes").map((args) => [args.from, args.to])).toEqual([
      ["2021-09-14", null], ["2021-09-01", null],
    ]);
    expect(list.filtersOn).toBe(1);
  });

  it("keeps the rows when reading fails, and says so", async () => {
    let fail = false;
    notebook({ notes: () => {
      if (fail) throw { code: "busy", message: "Try again.", field_errors: [], retryable: true };
      return page(["a"]);
    } });
    const list = new NotesState(now);
    await list.load();
    fail = true;
    await list.load();
    expect(list.status).toBe("failed");
    expect(list.rows).toHaveLength(1);
  });

  it("stays inside the list when moving", async () => {
    notebook({ notes: () => page(["a", "b"]) });
    const list = new NotesState(now);
    await list.load();
    expect([list.move(1), list.move(1), list.move(1), list.move(-5)]).toEqual(["a", "b", "b", "a"]);
  });
});

describe("reading a note", () => {
  const note = (id: string) => ({ id, withdrawal: null, pinned: false });
  const lists = () => ({});

  it("keeps a half-written amendment with its note while another is read", async () => {
    notebook({ note: (args) => note(String(args.id)), lists });
    const reader = new ReaderState();
    await reader.open("a");
    reader.write("amend");
    reader.setAmendment("There were nine of them");
    await reader.open("b");
    expect(reader.writing).toBeNull();
    await reader.open("a");
    expect(reader.writing).toBe("amend");
    expect(reader.amendment).toBe("There were nine of them");
  });

  it("still has it when the page was left and opened again", async () => {
    notebook({ note: (args) => note(String(args.id)), lists });
    const before = new ReaderState();
    await before.open("a");
    before.setAmendment("There were nine of them");
    const after = new ReaderState();
    await after.open("a");
    expect(after.amendment).toBe("There were nine of them");
  });

  it("takes an amendment back, and gives it back again", async () => {
    const book = notebook({
      note: (args) => note(String(args.id)), lists,
      note_amend: () => ({ id: "a", amendment: "m1" }),
      amendment_take_back: () => ({}), amendment_restore: () => ({}),
    });
    const reader = new ReaderState();
    await reader.open("a");
    reader.setAmendment("Nine, not eight");
    const done = await reader.amend();
    const back = await done?.undo?.();
    await back?.undo?.();
    expect(book.of("amendment_take_back")).toEqual([{ id: "m1" }]);
    expect(book.of("amendment_restore")).toEqual([{ id: "m1" }]);
    expect(reader.amendment).toBe("");
  });

  it("asks for a reason before it withdraws", async () => {
    const book = notebook({ note: (args) => note(String(args.id)), lists });
    const reader = new ReaderState();
    await reader.open("a");
    reader.write("withdraw");
    expect(await reader.withdraw()).toBeNull();
    expect(reader.fieldError).not.toBe("");
    expect(book.of("note_withdraw")).toEqual([]);
  });

  it("keeps the amendment on the page when it is refused", async () => {
    notebook({
      note: (args) => note(String(args.id)), lists,
      note_amend: () => { throw { code: "disk-full", message: "The disk is full.", field_errors: [], retryable: true }; },
    });
    const reader = new ReaderState();
    await reader.open("a");
    reader.write("amend");
    reader.setAmendment("Nine, not eight");
    expect(await reader.amend()).toBeNull();
    expect(reader.amendment).toBe("Nine, not eight");
    expect(reader.writing).toBe("amend");
    expect(reader.refusal?.code).toBe("disk-full");
  });

  it("drops a note that arrives after another was opened", async () => {
    const waiting: Record<string, (view: unknown) => void> = {};
    notebook({ note: (args) => new Promise((done) => { waiting[String(args.id)] = done; }), lists });
    const reader = new ReaderState();
    const first = reader.open("a");
    const second = reader.open("b");
    await vi.advanceTimersByTimeAsync(0);
    waiting["b"]?.(note("b"));
    waiting["a"]?.(note("a"));
    await Promise.all([first, second]);
    expect(reader.note?.id).toBe("b");
  });
});
