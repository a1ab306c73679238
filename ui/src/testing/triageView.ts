// The Triage page as a test meets it: a queue of three notes, the first of them open.
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";

import { TriagePage } from "../views/triage/page.svelte";
import TriageView from "../views/triage/TriageView.svelte";
import { type Answers, notebook } from "./book";
import { triage } from "./triage";

export const row = (name: RegExp) => screen.findByRole("option", { name });
export const selected = () =>
  within(screen.getByRole("listbox", { name: "Notes in this queue" }))
    .getAllByRole("option")
    .findIndex((each) => each.getAttribute("aria-selected") === "true");
export const loaded = () => screen.findByRole("group", { name: "What to do with this note" });

/** On the page, the first note open. */
export async function arrive(answers: Answers = {}, page = new TriagePage()) {
  const user = userEvent.setup();
  const book = notebook({ ...triage, ...answers });
  render(TriageView, { page });
  await row(/Lights out/);
  await user.keyboard("j");
  await screen.findByText("text of n1");
  await loaded();
  return { user, book, page };
}
