// A request by somebody about themselves for tests: a notebook in which decisions stand, and what is on its page.
import { render, screen, within } from "@testing-library/svelte";

import type { SubjectDecided, SubjectItem, SubjectRequestView } from "../lib/api/generated";
import { SubjectPage } from "../views/subject/page";
import SubjectView from "../views/subject/SubjectView.svelte";
import { type Answers, notebook } from "./book";
import { requestsView, requestView, subjectItems } from "./subject";

/** A notebook in which decisions, names and words blacked out stand, and go back with `take_back`. */
export function requestBook(more: Partial<SubjectRequestView> = {}, answers: Answers = {}, items: SubjectItem[] = subjectItems) {
  let view = requestView(items, more);
  let last = view;
  const decide = (id: unknown, decision: SubjectDecided) => {
    last = view;
    const now = view.items.map((item) => (item.id === id ? { ...item, decision } : item));
    view = { ...view, items: now, undecided: now.filter((item) => item.decision === null).length };
  };
  const done = (words: string) => ({ id: "r1", undo: ["record:k1"], words, notes: [] });
  return notebook({
    subject_requests: () => requestsView(),
    subject_request: () => view,
    subject_decide: ({ item, give, reason, note }) => {
      const words = give ? "Given, blacked out in 1 place." : "Kept back: it is about somebody else.";
      decide(item, { give: give as boolean, reason: reason as string | null, note: note as string | null, words });
      return done(words);
    },
    subject_set: ({ names, hide, extended, closed }) => {
      last = view;
      if (Array.isArray(names)) view = { ...view, names: names as string[] };
      if (Array.isArray(hide)) view = { ...view, hide: hide as string[] };
      if (extended === true) view = { ...view, extended, due: "Answer by 3 Feb 2027, in 65 days" };
      if (typeof closed === "boolean") view = { ...view, closed: closed ? "Closed 30 Nov 2026" : null };
      return done("Changed.");
    },
    subject_export: () => ({ folder: "/home/ruth/SAR-2026-14", files: ["answer.html"], notes: 2, words: "The answer is written." }),
    take_back: () => {
      view = last;
      return {};
    },
    ...answers,
  });
}

export const showRequest = (page = new SubjectPage()) => render(SubjectView, { page, request: "r1" });

/** The texts that mention them. */
export const textList = () => screen.findByRole("listbox", { name: "Texts that mention them" });
export const textRows = async () => within(await textList()).getAllByRole("option");
export const chosenText = async () => within(await textList()).getByRole("option", { selected: true }).textContent;
export const textRead = async () => within(await screen.findByRole("article", { name: "Text" }));
export const textFilter = () => screen.getByLabelText("Show");
