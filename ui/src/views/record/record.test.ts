import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useTransport, type Transport } from "../../lib/api/client";
import { COACH_AFTER_MS, RecordState, SAVE_AFTER_MS, toInput } from "./record.svelte";

const addison = { code: "E05013733", name: "Addison", boundaries: "2022" };
const grove = { code: "E05013740", name: "Grove", boundaries: "2022" };
const blank = {
  text: "", ward: "", when: { kind: "now" }, how_known: null, topics: [], place: null,
  place_type: null, weapon: null, weapon_origin: null, residents: null, people: [], opinion: null,
};

type Answer = (args: Record<string, unknown>) => unknown;

function notebook(over: Record<string, Answer> = {}) {
  const calls: { name: string; args: Record<string, unknown> }[] = [];
  const answers: Record<string, Answer> = {
    lists: () => ({ wards: [addison, grove], text_limit: 32_768 }),
    today: () => ({ recent_wards: [addison] }),
    drafts: () => ({ rows: [] }),
    coach: () => ({ findings: [] }),
    draft_save: () => ({ id: "d1", saved_at: "", words: "", time: "16:58" }),
    note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "" }),
    ...over,
  };
  const ask = async (name: string, args: unknown) => {
    calls.push({ name, args: args as Record<string, unknown> });
    const answer = answers[name];
    if (!answer) throw new Error(`nobody answers ${name}`);
    return answer(args as Record<string, unknown>);
  };
  const door: Transport = {
    query: ask,
    mutate: (_id, name, args) => ask(name, args),
    listen: () => () => undefined,
  };
  useTransport(door);
  return { calls, of: (name: string) => calls.filter((call) => call.name === name) };
}

const now = () => new Date("2021-10-14T15:58:00Z");

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("recording a note", () => {
  it("opens on the ward used last", async () => {
    notebook();
    const page = new RecordState(now);
    await page.open();
    expect(page.answers.ward).toBe(addison.code);
  });

  it("is there to record in when the lease is over and the notebook may not be read", async () => {
    const over = { code: "lease-over", message: "", field_errors: {}, retryable: false, wait_seconds: null };
    notebook({ today: () => Promise.reject(over) });
    const page = new RecordState(now);
    await page.open();
    expect([page.ready, page.trouble, page.lists?.wards.length]).toEqual([true, null, 2]);
  });

  it("saves a draft once at a pause, not at every key", async () => {
    const book = notebook();
    const page = new RecordState(now);
    await page.open();
    for (const text of ["A", "Ab", "Abo", "About"]) {
      page.setText(text);
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(book.of("draft_save")).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(book.of("draft_save")).toHaveLength(1);
    expect(page.draftState).toBe("kept");
    expect(page.draftTime).toBe("16:58");
  });

  it("makes one draft of a text, however slow the first save is", async () => {
    let finish: (saved: unknown) => void = () => undefined;
    const book = notebook({ draft_save: (args) => args.id === null
      ? new Promise((done) => { finish = done; })
      : { id: "d1", saved_at: "", words: "", time: "16:59" } });
    const page = new RecordState(now);
    await page.open();
    page.setText("One");
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    page.setText("One two");
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(book.of("draft_save")).toHaveLength(1);
    finish({ id: "d1", saved_at: "", words: "", time: "16:58" });
    await vi.advanceTimersByTimeAsync(0);
    expect(book.of("draft_save").map((call) => call.args.id)).toEqual([null, "d1"]);
  });

  it("says when a draft could not be saved, and tries again at the next pause", async () => {
    let full = true;
    notebook({ draft_save: () => {
      if (full) throw { code: "disk-full", message: "full", field_errors: [], retryable: true };
      return { id: "d1", saved_at: "", words: "", time: "17:00" };
    } });
    const page = new RecordState(now);
    await page.open();
    page.setText("One");
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(page.draftState).toBe("failed");
    expect(page.answers.text).toBe("One");
    full = false;
    page.setText("One two");
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(page.draftState).toBe("kept");
  });

  it("brings the last draft back and says from when", async () => {
    notebook({
      drafts: () => ({ rows: [{ id: "d7" }] }),
      draft: () => ({ id: "d7", saved_at: "2021-10-13T16:00:00Z", when: "yesterday 17:00", versions: [], files: [],
        note: { ...blank, text: "Two mopeds", ward: grove.code } }),
    });
    const page = new RecordState(now);
    await page.open();
    expect(page.answers.text).toBe("Two mopeds");
    expect(page.answers.ward).toBe(grove.code);
    expect(page.answers.when.choice).toBe("yesterday");
    expect(page.broughtBack).toBe("yesterday 17:00");
  });

  it("puts an earlier version back on the page and keeps it, and the present one is one press away", async () => {
    const earlier = { version: 3, when: "today 16:40",
      note: { ...blank, text: "Two mopeds by the launderette", ward: grove.code, when: { kind: "yesterday", time: "" } } };
    const book = notebook({
      draft: () => ({ id: "d1", saved_at: "", when: "", versions: [earlier], files: [], note: blank }),
    });
    const page = new RecordState(now);
    await page.open();
    page.setText("Two");
    await page.lookBack();
    expect(book.calls.map((call) => call.name).slice(-2)).toEqual(["draft_save", "draft"]);
    const kept = page.versions?.[0];
    if (!kept) throw new Error("no earlier version");
    expect([kept.when, kept.answers.text]).toEqual(["today 16:40", earlier.note.text]);
    const undo = page.putBack(kept);
    await vi.advanceTimersByTimeAsync(0);
    expect(page.answers.text).toBe("Two mopeds by the launderette");
    expect(page.answers.ward).toBe(grove.code);
    expect(page.answers.when.choice).toBe("now");
    expect(book.of("draft_save").at(-1)?.args).toMatchObject({ id: "d1", note: { text: earlier.note.text } });
    await page.lookBack();
    expect(page.versions?.map((version) => version.answers.text)).toEqual(["Two", earlier.note.text]);
    undo();
    await vi.advanceTimersByTimeAsync(0);
    expect(page.answers.text).toBe("Two");
    expect(book.of("draft_save").at(-1)?.args).toMatchObject({ id: "d1", note: { text: "Two" } });
  });

  it("leaves another draft alone when a version put back before is undone", async () => {
    notebook({ draft: () => ({ id: "d1", saved_at: "", when: "", versions: [], files: [], note: blank }) });
    const page = new RecordState(now);
    await page.open();
    page.setText("One");
    await page.keep();
    const undo = page.putBack({ id: "1", when: "", answers: { ...page.answers, text: "Before" } });
    await page.keep();
    await page.startAnew();
    undo();
    expect(page.answers.text).toBe("");
  });

  it("does not bring back here what was begun about a recorded note", async () => {
    const book = notebook({ drafts: () => ({ rows: [{ id: "a1", about: { note: "n1" } }] }) });
    const page = new RecordState(now);
    await page.open();
    expect(book.of("draft")).toHaveLength(0);
    expect(page.empty).toBe(true);
  });

  it("leaves no draft of a note that was being recorded when the field lost the focus", async () => {
    let finish: (recorded: unknown) => void = () => undefined;
    const book = notebook({ note_record: () => new Promise((done) => { finish = done; }) });
    const page = new RecordState(now);
    await page.open();
    page.setText("About eight young people");
    const recording = page.record();
    const blurred = page.keep();
    await vi.advanceTimersByTimeAsync(0);
    finish({ id: "n1", headline: "Recorded on this device", detail: "" });
    await Promise.all([recording, blurred]);
    expect(book.of("draft_save")).toHaveLength(0);
  });

  it("ends when saving fails before it began, however often it is asked", async () => {
    notebook();
    useTransport({ query: async () => ({}), listen: () => () => undefined,
      mutate: () => { throw new Error("no door"); } });
    const page = new RecordState(now);
    page.setText("One");
    await Promise.all([page.keep(), page.keep(), page.record(), page.keep()]);
    expect(page.draftState).toBe("failed");
    expect(page.answers.text).toBe("One");
  });

  it("never puts a draft over words already typed", async () => {
    let give: (rows: unknown) => void = () => undefined;
    notebook({
      drafts: () => new Promise((done) => { give = done; }),
      draft: () => ({ id: "d7", saved_at: "2021-10-13T16:00:00Z", when: "", versions: [], files: [],
        note: { ...blank, text: "Old words" } }),
    });
    const page = new RecordState(now);
    const opened = page.open();
    page.setText("New words");
    await vi.advanceTimersByTimeAsync(0);
    give({ rows: [{ id: "d7" }] });
    await opened;
    expect(page.answers.text).toBe("New words");
  });

  it("records once and leaves a blank sheet with the same ward", async () => {
    const book = notebook();
    const page = new RecordState(now);
    await page.open();
    page.setText("About eight young people");
    page.setWard(grove.code);
    const [first, second] = await Promise.all([page.record(), page.record()]);
    expect(first?.headline).toBe("Recorded on this device");
    expect(second).toBeNull();
    expect(book.of("note_record")).toHaveLength(1);
    expect(page.answers.text).toBe("");
    expect(page.answers.ward).toBe(grove.code);
    expect(page.recentWards.map((ward) => ward.name)).toEqual(["Grove", "Addison"]);
  });

  it("does not save a draft again after its note was recorded", async () => {
    const book = notebook();
    const page = new RecordState(now);
    await page.open();
    page.setText("About eight young people");
    await page.record();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(book.of("draft_save")).toHaveLength(0);
  });

  it("keeps every word when the note is refused, and names the field", async () => {
    notebook({ note_record: () => {
      throw { code: "invalid", message: "Not recorded yet.", retryable: false,
        field_errors: [{ field: "note.ward", message: "Choose a ward." }] };
    } });
    const page = new RecordState(now);
    await page.open();
    page.setText("About eight young people");
    expect(await page.record()).toBeNull();
    expect(page.answers.text).toBe("About eight young people");
    expect(page.fieldErrors).toEqual({ ward: "Choose a ward." });
    page.setWard(grove.code);
    expect(page.fieldErrors).toEqual({});
  });

  it("throws away a second look at words that have changed since", async () => {
    let answer: (view: unknown) => void = () => undefined;
    notebook({ coach: () => new Promise((done) => { answer = done; }) });
    const page = new RecordState(now);
    await page.open();
    page.setText("call him J.R.");
    await vi.advanceTimersByTimeAsync(COACH_AFTER_MS);
    page.setText("they call him J.R.");
    answer({ findings: [{ key: "k", rule: "initials", start: 9, end: 13, message: "", suggestion: null, note: null }] });
    await vi.advanceTimersByTimeAsync(1);
    expect(page.marks).toEqual([]);
  });

  it("keeps a finding away once it was put aside, and leaves the others, a stop among them", async () => {
    const finding = { key: "k", rule: "initials", start: 0, end: 4, message: "", suggestion: null, note: null };
    const stop = { ...finding, key: "s", rule: "stop-999" };
    notebook({ coach: () => ({ findings: [finding, stop] }) });
    const page = new RecordState(now);
    await page.open();
    page.setText("J.R. was there");
    await vi.advanceTimersByTimeAsync(COACH_AFTER_MS);
    expect(page.marks).toHaveLength(1);
    expect(page.stops).toHaveLength(1);
    page.dismiss(finding);
    page.setText("J.R. was there again");
    await vi.advanceTimersByTimeAsync(COACH_AFTER_MS);
    expect(page.marks).toHaveLength(0);
    expect(page.stops).toHaveLength(1);
  });

  it("leaves no draft behind for a page nobody wrote on", async () => {
    const book = notebook();
    const page = new RecordState(now);
    await page.open();
    page.setWard(grove.code);
    await page.close();
    expect(book.of("draft_save")).toHaveLength(0);
  });

  it("saves what was typed when the page closes before a pause", async () => {
    const book = notebook();
    const page = new RecordState(now);
    await page.open();
    page.setText("Half a sent");
    await page.close();
    expect(book.of("draft_save")[0]?.args).toMatchObject({ note: { text: "Half a sent" } });
  });

  it("does not quietly drop a number of residents it cannot read", async () => {
    const book = notebook();
    const page = new RecordState(now);
    await page.open();
    page.setText("Three neighbours said so");
    page.answers.residents = "a few";
    expect(await page.record()).toBeNull();
    expect(page.fieldErrors.residents).toMatch(/in figures/);
    expect(book.of("note_record")).toHaveLength(0);
  });

  it("reads the draft only after the page before has saved it", async () => {
    let finish: (saved: unknown) => void = () => undefined;
    const book = notebook({ draft_save: () => new Promise((done) => { finish = done; }) });
    const before = new RecordState(now);
    await before.open();
    before.setText("Half a sent");
    const closing = before.close();
    const opening = new RecordState(now).open();
    await vi.advanceTimersByTimeAsync(10);
    expect(book.of("drafts")).toHaveLength(1);
    finish({ id: "d1", saved_at: "", words: "", time: "16:58" });
    await Promise.all([closing, opening]);
    expect(book.of("drafts")).toHaveLength(2);
  });

  it("sends only people somebody was described as", () => {
    const page = new RecordState(now);
    page.answers.people = [{ age_band: "", category: "" }, { age_band: "10-17", category: "witness" }];
    page.answers.residents = "1,200";
    expect(toInput(page.answers)).toMatchObject({
      people: [{ age_band: "10-17", category: "witness" }], residents: 1200,
    });
  });
});
