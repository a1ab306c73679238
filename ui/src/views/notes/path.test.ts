import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, lists, noteRow, notebook, noteView, open, refuse } from "../../testing/book";
import NotesView from "./NotesView.svelte";
import { NotesPage } from "./page.svelte";
import { OPEN_MS } from "./telling.svelte";

const other = { id: "p2", name: "Ines Carvalho", me: false };
const rows = [noteRow("n1", "Lights out on the footpath", { author: other }), noteRow("n2", "Two mopeds again")];
const answers: Answers = {
  lists,
  notes: () => ({ rows, next: null, total: rows.length }),
  note: (args) => noteView(String(args["id"]), { author: other, opening_tells: true }),
  note_filters: () => ({ wards: [], topics: [], states: [], authors: [] }),
  note_read: () => ({ marked: true, words: "" }),
};
const path = [
  { id: "recorded", label: "Recorded", detail: "today, 14:30", standing: "done" },
  { id: "received", label: "Received by the server", detail: "today, 14:32", standing: "done" },
  { id: "read", label: "Read by the partnership", detail: "", standing: "now" },
];

beforeEach(() => {
  session.view = null;
  router.forget();
  vi.useFakeTimers({ shouldAdvanceTime: true });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("the path of a note", () => {
  it("stands on the page as it comes, with what it waits for", async () => {
    notebook({ ...answers, note: () => noteView("n1", { path }) });
    render(NotesView, { page: new NotesPage(), note: "n1" });
    const steps = within(await screen.findByRole("list", { name: "Path of this note" })).getAllByRole("listitem");
    expect(steps.map((step) => step.textContent?.replace(/\s+/g, " ").trim())).toEqual([
      "Recordedtoday, 14:30",
      "Received by the servertoday, 14:32",
      "Read by the partnershipwaiting for this",
    ]);
    expect(steps[2]).toHaveAttribute("aria-current", "step");
  });

  it("says in one sentence what came of it", async () => {
    notebook({ ...answers, note: () => noteView("n1", { path, feedback: "The lights are mended." }) });
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByRole("heading", { name: "What came of it" });
    screen.getByText("The lights are mended.");
  });
});

describe("a path with more steps than fit beside each other", () => {
  it("stands as a column, with what turned aside among them", async () => {
    const more = [...path, { id: "withdrawn", label: "Withdrawn", detail: "today, 16:00", standing: "aside" }, path[2]];
    notebook({ ...answers, note: () => noteView("n1", { path: more }) });
    render(NotesView, { page: new NotesPage(), note: "n1" });
    const list = await screen.findByRole("list", { name: "Path of this note" });
    expect(list).toHaveClass("tall");
    expect(within(list).getAllByRole("listitem")[3]).toHaveTextContent("Withdrawntoday, 16:00");
  });
});

describe("reading somebody else’s note", () => {
  it("tells its author once, after a moment, whatever news comes meanwhile", async () => {
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    const book = notebook(answers);
    render(NotesView, { page: new NotesPage() });
    await user.click(await screen.findByRole("option", { name: /Lights out/ }));
    await screen.findByText("text of n1");
    await pass(OPEN_MS - 300);
    expect(book.of("note_read")).toHaveLength(0);
    book.tell("notes");
    await pass(350);
    const told = await screen.findByText("Whoever recorded it is told that you have read it.");
    expect(told.closest("[role=status]")).not.toBeNull();
    book.tell("notes");
    await pass(2_000);
    expect(book.of("note_read").map((call) => call.args)).toEqual([{ id: "n1", asked: false }]);
  });

  it("tells nobody of a note left within that moment", async () => {
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    const book = notebook({ ...answers, note: (args) => noteView(String(args["id"]), { opening_tells: args["id"] === "n1" }) });
    render(NotesView, { page: new NotesPage() });
    await user.click(await screen.findByRole("option", { name: /Lights out/ }));
    await screen.findByText("text of n1");
    await pass(OPEN_MS / 3);
    await user.click(screen.getByRole("option", { name: /Two mopeds/ }));
    await pass(3_000);
    expect(book.of("note_read")).toHaveLength(0);
  });

  it("tells nobody while the window is out of sight, and then when it is looked at", async () => {
    const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    const book = notebook(answers);
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByText("text of n1");
    await pass(3_000);
    expect(book.of("note_read")).toHaveLength(0);
    hidden.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    await pass(OPEN_MS + 50);
    expect(book.of("note_read")).toHaveLength(1);
    hidden.mockRestore();
  });
});

describe("a note that nobody waits to hear of", () => {
  it("tells nobody: one’s own, or one that was read already", async () => {
    const book = notebook({ ...answers, note: () => noteView("n1", { opening_tells: false }) });
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByText("text of n1");
    await pass(OPEN_MS * 2);
    expect(book.of("note_read")).toHaveLength(0);
  });

  it("goes on being read where telling failed", async () => {
    notebook({ ...answers, note_read: refuse("busy", "The notebook is in use.") });
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByText("text of n1");
    await pass(OPEN_MS + 50);
    expect(screen.queryByText("The notebook is in use.")).toBeNull();
    expect(screen.queryByText(/is told that you have read it/)).toBeNull();
    screen.getByText("text of n1");
  });
});

describe("what waits for the sender", () => {
  const question = { id: "q1", text: "Which evening was it?", by: "the coordinator", when: "today, 16:10" };
  const mine = (more: object = {}) => ({
    ...answers,
    note: () => noteView("n1", { question, ...more }),
    addition_save: () => ({ id: "d1", saved_at: "", words: "", time: "16:58" }),
    note_amend: () => ({ id: "n1", amendment: "a1" }),
  });

  it("is the question, answered where it stands; the answer names it", async () => {
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    const book = notebook(mine());
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByText("A question from the coordinator, today, 16:10");
    await user.click(screen.getByRole("button", { name: "Answer" }));
    const field = await screen.findByLabelText("Your answer");
    expect(field).toHaveFocus();
    await user.type(field, "Thursday");
    await user.click(screen.getByRole("button", { name: "Send answer" }));
    await vi.waitFor(() => expect(book.of("note_amend")[0]?.args).toEqual({ id: "n1", text: "Thursday", answers: "q1" }));
  });

  it("may be left, where something else is added", async () => {
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    const book = notebook(mine());
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await user.click(await screen.findByRole("button", { name: "Amend" }));
    await user.click(screen.getByRole("checkbox", { name: "This answers the question" }));
    await user.type(screen.getByLabelText("What should be added or put right?"), "By the park");
    await user.click(screen.getByRole("button", { name: "Add amendment" }));
    await vi.waitFor(() => expect(book.of("note_amend")[0]?.args).toEqual({ id: "n1", text: "By the park", answers: null }));
  });

  it("is whom to call, where nobody has read it for too long", async () => {
    notebook(mine({ question: null, not_read: "Call Helen Prior, Coordinator." }));
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByText("Call Helen Prior, Coordinator.");
  });

  it("is told step by step, each with its sentence", async () => {
    notebook(mine({ path: [{ ...path[0], sentence: "It was shared with those who work there." }] }));
    render(NotesView, { page: new NotesPage(), note: "n1" });
    const steps = await screen.findByRole("list", { name: "Path of this note" });
    within(steps).getByText("It was shared with those who work there.");
  });

  it("goes on to triage for those who triage", async () => {
    session.view = open({ places: ["today", "notes", "triage", "settings"] });
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    notebook(mine({ question: null, beside: true }));
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await user.click(await screen.findByRole("button", { name: "Triage this note" }));
    expect(router.current).toEqual({ page: "triage", note: "n1" });
  });

  it("offers no way to a queue that its reader does not have, though they hold what stands beside the note", async () => {
    session.view = open({ places: ["today", "notes", "settings"] });
    notebook(mine({ question: null, beside: true }));
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByRole("button", { name: "Copy text" });
    expect(screen.queryByRole("button", { name: "Triage this note" })).toBeNull();
  });
});
