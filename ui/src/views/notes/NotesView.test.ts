import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { type Answers, lists, noteRow, notebook, noteView } from "../../testing/book";
import NotesView from "./NotesView.svelte";
import { NotesPage } from "./page.svelte";

const rows = [noteRow("n1", "Lights out on the footpath"), noteRow("n2", "Two mopeds again")];
const answers: Answers = {
  lists,
  notes: () => ({ rows, next: null, total: rows.length }),
  note: (args) => noteView(String(args["id"])),
  note_filters: () => ({
    wards: [],
    topics: [{ id: "vehicle", label: "Vehicle", count: 1 }],
    states: [],
    authors: [],
  }),
  addition_save: () => ({ id: "x", saved_at: "", words: "", time: "16:58" }),
};

beforeEach(() => router.forget());
afterEach(() => cleanup());

describe("the Notes page", () => {
  it("comes back as it was left: filters, search, and the note chosen", async () => {
    const user = userEvent.setup();
    const book = notebook(answers);
    const page = new NotesPage();
    const first = render(NotesView, { page });
    await user.type(await screen.findByRole("searchbox", { name: "Search notes" }), "mop");
    await user.click(screen.getByRole("button", { name: "Filters" }));
    await user.selectOptions(await screen.findByLabelText("Topic"), "vehicle");
    await user.click(await screen.findByRole("option", { name: /Two mopeds/ }));
    await vi.waitFor(() => expect(book.of("note").at(-1)?.args).toMatchObject({ id: "n2", query: "mop" }));
    first.unmount();

    render(NotesView, { page });
    expect(screen.getByRole("searchbox", { name: "Search notes" })).toHaveValue("mop");
    expect(screen.getByLabelText("Topic")).toHaveValue("vehicle");
    expect(screen.getByRole("option", { name: /Two mopeds/ })).toHaveAttribute("aria-selected", "true");
    await screen.findByText("text of n2");
    await vi.waitFor(() => expect(book.of("notes").at(-1)?.args).toMatchObject({ query: "mop", topic: "vehicle" }));
  });

  it("opens with the search it was asked for, and nothing set before narrows it", async () => {
    const book = notebook(answers);
    const page = new NotesPage();
    page.list.filters = { ...page.list.filters, topic: "vehicle" };
    render(NotesView, { page, query: "lights" });
    await vi.waitFor(() => expect(book.of("notes").at(-1)?.args).toMatchObject({ query: "lights", topic: null }));
    expect(screen.getByRole("searchbox", { name: "Search notes" })).toHaveValue("lights");
    expect(router.current).toEqual({ page: "notes" });
  });

  it("opens what was begun with its field ready to go on writing", async () => {
    const begun = { note: "n1", kind: "amendment", text: "There were nine", when: "today 16:58" };
    notebook({ ...answers, note: () => noteView("n1", { begun: [begun] }) });
    render(NotesView, { page: new NotesPage(), note: "n1", begun: "amendment" });
    const field = await screen.findByLabelText("What should be added or put right?");
    await vi.waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveValue("There were nine");
    screen.getByText("The amendment you began today 16:58 was brought back.");
  });

  it("keeps a reason half written when the notebook is about to lock", async () => {
    const user = userEvent.setup();
    const book = notebook(answers);
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await user.click(await screen.findByRole("button", { name: "Withdraw" }));
    await user.type(screen.getByLabelText("Why do you withdraw it?"), "Told twice");
    await flushAll();
    expect(book.of("addition_save").at(-1)?.args).toEqual({ note: "n1", kind: "withdrawal", text: "Told twice" });
  });

  it("takes an amendment back from the note itself, long after its toast", async () => {
    const user = userEvent.setup();
    const amendment = {
      id: "m1",
      text: "Nine",
      pieces: [{ text: "Nine", hit: false }],
      at: "",
      when: "today 16:58",
      author: { id: "p1", name: "Amara Lewis", me: true },
      taken_back: false,
    };
    const book = notebook({
      ...answers,
      note: () => noteView("n1", { amendments: [amendment] }),
      amendment_take_back: () => ({}),
    });
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await user.click(await screen.findByRole("button", { name: "Take back what you added today 16:58" }));
    expect(book.of("amendment_take_back")[0]?.args).toEqual({ id: "m1" });
  });

  it("tells the count and the keys while no note is chosen", async () => {
    notebook(answers);
    render(NotesView, { page: new NotesPage() });
    await screen.findByText("Choose a note to read it here.");
    screen.getByText("2 notes");
    screen.getByText("Next and previous note");
  });
});
