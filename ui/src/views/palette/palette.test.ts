import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { lists, noteRow, notebook } from "../../testing/book";
import { PaletteState } from "./palette.svelte";

const acts = () => [
  { id: "record", label: "Record a note", run: vi.fn() },
  { id: "wards", label: "Wards", run: vi.fn() },
];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("Find", () => {
  it("offers every act before anything is typed", () => {
    notebook({ lists });
    const palette = new PaletteState(acts());
    expect(palette.found.map((item) => item.id)).toEqual(["record", "wards"]);
  });

  it("finds acts, wards and notes, and ends with the search itself", async () => {
    notebook({ lists, notes: () => ({ rows: [noteRow("n1", "by the wall in White City")], next: null, total: 1 }) });
    const palette = new PaletteState(acts());
    await palette.begin();
    palette.type("wa");
    await vi.advanceTimersByTimeAsync(200);
    expect(palette.found.map((item) => item.kind)).toEqual(["act", "note", "search"]);
    palette.type("white");
    await vi.advanceTimersByTimeAsync(200);
    expect(palette.found.map((item) => item.kind)).toEqual(["ward", "note", "search"]);
  });

  it("never shows the notes of an older word", async () => {
    const waiting: ((page: unknown) => void)[] = [];
    notebook({ lists, notes: () => new Promise((give) => waiting.push(give)) });
    const palette = new PaletteState(acts());
    palette.type("mop");
    await vi.advanceTimersByTimeAsync(100);
    palette.type("moped");
    await vi.advanceTimersByTimeAsync(100);
    waiting[1]?.({ rows: [noteRow("new", "moped")], next: null, total: 1 });
    await vi.advanceTimersByTimeAsync(0);
    waiting[0]?.({ rows: [noteRow("old", "mop")], next: null, total: 1 });
    await vi.advanceTimersByTimeAsync(0);
    expect(palette.notes.map((note) => note.id)).toEqual(["new"]);
  });

  it("goes round at both ends", () => {
    notebook({ lists });
    const palette = new PaletteState(acts());
    palette.move(-1);
    expect(palette.chosen?.id).toBe("wards");
    palette.move(1);
    expect(palette.chosen?.id).toBe("record");
  });
});
