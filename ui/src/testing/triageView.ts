// The Triage page as a test meets it: a queue of three notes, the first of them open.
import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach } from "vitest";

import { toasts } from "../kit/toasts.svelte";
import { router } from "../lib/router.svelte";
import { session } from "../lib/session.svelte";
import { unfinished } from "../lib/unfinished.svelte";
import { TriagePage } from "../views/triage/page.svelte";
import TriageView from "../views/triage/TriageView.svelte";
import { type Answers, notebook } from "./book";
import { triage } from "./triage";

/** Each test begins with a shut notebook and nothing on the page. */
export function anew(): void {
  beforeEach(() => {
    session.view = null;
    unfinished.forget();
    router.forget();
    toasts.clear();
  });
  afterEach(cleanup);
}

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
