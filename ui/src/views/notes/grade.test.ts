import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { type Answers, notebook, noteRow, noteView, refuse } from "../../testing/book";
import { beside, done, gradeLists, gradeView, ines } from "../../testing/triage";
import { NotesPage } from "./page.svelte";
import NotesView from "./NotesView.svelte";

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

async function arrive(answers: Answers, more: object = {}) {
  const user = userEvent.setup();
  const book = notebook({
    lists: gradeLists,
    notes: () => ({ rows: [noteRow("n1", "Lights out")], next: null, total: 1 }),
    note_filters: () => ({ wards: [], topics: [], states: [], authors: [], pinned: 0 }),
    note: (args) => noteView(String(args["id"]), { author: ines, can_amend: false, can_withdraw: false, beside: true, ...more }),
    note_read: () => ({ marked: false, words: "" }),
    ...answers,
  });
  render(NotesView, { page: new NotesPage(), note: "n1" });
  await screen.findByText("text of n1");
  return { user, book };
}
const button = () => screen.findByRole("button", { name: "Grade" });

describe("the grade of a note that is read in Notes", () => {
  it("is given there by police, who do not triage, and the focus comes back to where it began", async () => {
    const { user, book } = await arrive({
      triage_note: (args) => beside(String(args["id"]), { can_triage: false, can_grade: true }),
      triage_grade: done("Graded 2 A P, OFFICIAL."),
    });
    await user.click(await button());
    const form = await screen.findByRole("form", { name: "Grade, 3x5x2" });
    await user.keyboard("2[Tab]a[Tab]p");
    expect(within(form).getByRole("status")).toHaveTextContent("2 A P.");
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(violations).toEqual([]);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("triage_grade")[0]?.args["graded"]).toMatchObject({ grade: "2 A P" }));
    await vi.waitFor(() => expect(toasts.list[0]?.words).toBe("Graded 2 A P, OFFICIAL."));
    expect(await button()).toHaveFocus();
  });

  it("is read there by those who hold what stands beside it, without a way to change it", async () => {
    await arrive({ triage_note: (args) => beside(String(args["id"]), { grade: gradeView() }) });
    await screen.findByText("2 C C · OFFICIAL");
    expect(screen.queryByRole("button", { name: "Grade" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Take the grade back" })).toBeNull();
  });

  it("is asked for by nobody else, and where it cannot be read the note is read without it", async () => {
    const { book } = await arrive({}, { beside: false });
    expect(book.of("triage_note")).toEqual([]);
    cleanup();
    await arrive({ triage_note: refuse("internal", "No.") });
    expect(screen.queryByRole("heading", { name: "Grade" })).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
