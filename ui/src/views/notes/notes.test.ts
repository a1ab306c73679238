import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useTransport } from "../../lib/api/client";
import { SAVE_AFTER_MS } from "./begun.svelte";
import { NotesState, SEARCH_AFTER_MS, SLOW_AFTER_MS } from "./notes.svelte";
import { ReaderState } from "./reader.svelte";

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
afterEach(() => vi.useRealTimers());

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
  const note = (id: string, begun: object[] = []) => ({
    id, withdrawal: null, pinned: false, begun, can_amend: true, can_withdraw: true,
  });
  const lists = () => ({});
  const saved = { id: "x", saved_at: "", words: "", time: "16:58" };
  /** A notebook that keeps what was begun, as the real one does. */
  function keeper(over: Record<string, Answer> = {}) {
    const begun: Record<string, { note: string; kind: string; text: string; when: string }> = {};
    return notebook({
      note: (args) => note(String(args.id), Object.values(begun).filter((one) => one.note === args.id)),
      lists,
      addition_save: (args) => {
        const key = `${String(args.note)} ${String(args.kind)}`;
        if (args.text === "") Reflect.deleteProperty(begun, key);
        else begun[key] = { note: String(args.note), kind: String(args.kind), text: String(args.text), when: "today 16:58" };
        return saved;
      },
      ...over,
    });
  }

  it("keeps a half-written amendment at a pause, once", async () => {
    const book = keeper();
    const reader = new ReaderState();
    await reader.open("a");
    reader.write("amend");
    for (const text of ["T", "Th", "The"]) reader.set("amend", text);
    expect(book.of("addition_save")).toEqual([]);
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(book.of("addition_save")).toEqual([{ note: "a", kind: "amendment", text: "The" }]);
    expect(reader.begun.state).toBe("kept");
  });

  it("brings it back with its note, after another was read before any pause", async () => {
    keeper();
    const reader = new ReaderState();
    await reader.open("a");
    reader.write("amend");
    reader.set("amend", "There were nine of them");
    await reader.open("b");
    expect(reader.writing).toBeNull();
    await reader.open("a");
    expect(reader.writing).toBe("amend");
    expect(reader.amendment).toBe("There were nine of them");
    expect(reader.begun.since("amend")).toBe("today 16:58");
  });

  it("saves it when the page is left, before the next page reads the note", async () => {
    keeper();
    const before = new ReaderState();
    await before.open("a");
    before.set("withdraw", "Told twice");
    const leaving = before.close();
    const after = new ReaderState();
    await Promise.all([leaving, after.open("a")]);
    expect(after.writing).toBe("withdraw");
    expect(after.reason).toBe("Told twice");
  });

  it("costs no word when it cannot be saved, and tries again", async () => {
    let full = true;
    const book = keeper({ addition_save: () => {
      if (full) throw { code: "disk-full", message: "full", field_errors: [], retryable: true };
      return saved;
    } });
    const reader = new ReaderState();
    await reader.open("a");
    reader.set("amend", "Nine");
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(reader.begun.state).toBe("failed");
    await reader.open("b");
    await reader.open("a");
    expect(reader.amendment).toBe("Nine");
    full = false;
    await reader.begun.keep();
    expect(book.of("addition_save").at(-1)).toMatchObject({ note: "a", text: "Nine" });
  });

  it("discards what was begun, with a way back", async () => {
    keeper();
    const reader = new ReaderState();
    await reader.open("a");
    reader.set("amend", "Nine");
    const done = await reader.discard("amend");
    expect(reader.amendment).toBe("");
    await done?.undo?.();
    expect(reader.amendment).toBe("Nine");
    await reader.close();
    await reader.open("a");
    expect(reader.amendment).toBe("Nine");
  });

  it("does not keep as begun what has become an amendment", async () => {
    const book = keeper({ note_amend: () => ({ id: "a", amendment: "m1" }) });
    const reader = new ReaderState();
    await reader.open("a");
    reader.set("amend", "Nine");
    await reader.amend();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(book.of("addition_save")).toEqual([]);
  });

  it("takes an amendment back, and gives it back again", async () => {
    const book = notebook({
      note: (args) => note(String(args.id)), lists,
      note_amend: () => ({ id: "a", amendment: "m1" }),
      amendment_take_back: () => ({}), amendment_restore: () => ({}),
    });
    const reader = new ReaderState();
    await reader.open("a");
    reader.set("amend", "Nine, not eight");
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
      addition_save: () => saved,
      note_amend: () => { throw { code: "disk-full", message: "The disk is full.", field_errors: [], retryable: true }; },
    });
    const reader = new ReaderState();
    await reader.open("a");
    reader.write("amend");
    reader.set("amend", "Nine, not eight");
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
