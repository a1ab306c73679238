import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { lists, noteRow, notebook, open, today } from "../../testing/book";
import { plansPage, work } from "../../testing/plans";
import { PaletteState } from "./palette.svelte";

const acts = () => [
  { id: "record", label: "Record a note", run: vi.fn() },
  { id: "wards", label: "Wards", run: vi.fn() },
];

const planning = () => [
  { id: "new-plan", label: "New plan", run: vi.fn() },
  { id: "import-log", label: "Import an action log", run: vi.fn() },
];

describe("Find", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

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

  it("offers to put a plan together to those alone who may, beside the place of plans", async () => {
    const places = [{ id: "plans", label: "Plans & actions", run: vi.fn() }, ...acts()];
    notebook({ lists, plans: () => plansPage([], { can_add: false }) });
    const reader = new PaletteState(places, planning());
    await reader.begin();
    expect(reader.found.map((item) => item.id)).toEqual(["plans", "record", "wards"]);
    notebook({ lists, plans: () => plansPage([]) });
    const coordinator = new PaletteState(places, planning());
    await coordinator.begin();
    expect(coordinator.found.map((item) => item.id)).toEqual(["plans", "new-plan", "import-log", "record", "wards"]);
    coordinator.type("plan");
    expect(coordinator.found.map((item) => item.id)).toEqual(["plans", "new-plan", "search"]);
  });

  it("keeps what is chosen when more comes in above it", async () => {
    notebook({ lists, plans: () => plansPage([]) });
    const palette = new PaletteState([{ id: "plans", label: "Plans & actions", run: vi.fn() }, ...acts()], planning());
    palette.move(1);
    const chosen = palette.chosen?.id;
    await palette.begin();
    expect(palette.chosen?.id).toBe(chosen);
    expect(palette.at).toBe(3);
  });
});

describe("Find in the open notebook", () => {
  beforeEach(() => {
    session.view = null;
    router.forget();
  });
  afterEach(cleanup);

  it.each([
    ["plans", "Plans & actions", "Plans & actions"],
    ["new plan", "New plan", "New plan"],
    ["action log", "Import an action log", "Import an action log"],
  ])("finds “%s” and opens it", async (typed, option, heading) => {
    const user = userEvent.setup();
    notebook({
      ...work,
      session: () => open({ places: ["today", "notes", "triage", "plans", "settings"] }),
      today: () => today(),
      touch: () => ({}),
      notes: () => ({ rows: [], next: null, total: 0 }),
    });
    render(App);
    await screen.findByRole("navigation", { name: "Main" });
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("option", { name: "Import an action log" });
    await user.type(screen.getByRole("combobox", { name: "Find a note, a ward or an act" }), typed);
    await screen.findByRole("option", { name: option, selected: true });
    await user.keyboard("{Enter}");
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: heading, level: 1 })).toHaveFocus());
  });
});
