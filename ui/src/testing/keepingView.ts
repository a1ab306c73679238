// The page of keeping and erasing for tests: a notebook in which what is decided goes, and what stands on the page.
import { render, screen, within } from "@testing-library/svelte";

import type { DueNote, KeepingView } from "../lib/api/generated";
import type { KeepingState } from "../views/keeping/keeping.svelte";
import View from "../views/keeping/KeepingView.svelte";
import { type Answers, notebook } from "./book";
import { dueNotes, erasingView, keepingView } from "./keeping";

/** A notebook in which what is kept or erased is due no more, and comes back with `take_back`. */
export function keepingBook(due: DueNote[] = dueNotes, more: Partial<KeepingView> = {}, answers: Answers = {}) {
  let rows = due;
  let last: DueNote[] = due;
  const gone = (id: unknown) => {
    last = rows;
    rows = rows.filter(({ note }) => note !== id);
  };
  return notebook({
    keeping: () => keepingView(rows, more),
    erasing: () => erasingView(),
    note_keep: ({ id }) => {
      gone(id);
      return { id, undo: ["record:k1"], words: "Kept until 29 Nov 2027.", notes: [] };
    },
    note_erase: ({ id }) => {
      gone(id);
      return { id, undo: [], words: "The note is erased for good.", notes: [] };
    },
    take_back: () => {
      rows = last;
      return {};
    },
    ...answers,
  });
}

export const showKeeping = (page?: KeepingState) => render(View, page ? { page } : {});

/** The list of notes past their time. */
export const dueList = () => screen.findByRole("list", { name: "Notes past their time" });
export const dueItems = async () => within(await dueList()).getAllByRole("listitem");
export const dueItem = async (text: string) => {
  const found = (await screen.findByRole("heading", { level: 3, name: text })).closest("li");
  if (!found) throw new Error(`no entry of ${text}`);
  return within(found);
};
export const dueHeadings = async () => (await dueItems()).map((each) => within(each).getByRole("heading").textContent);
