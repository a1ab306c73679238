import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { notebook, noteRow } from "../../testing/book";
import { actionRow, done, planView, work } from "../../testing/plans";
import type { NoteRow } from "../../lib/api/generated";
import { forgetEdits } from "./edits.svelte";
import { PlansBook } from "./page.svelte";
import PlansView from "./PlansView.svelte";

const user = () => userEvent.setup();

beforeEach(() => {
  router.forget();
  toasts.clear();
  forgetEdits();
  unfinished.forget();
});
afterEach(cleanup);

const open = (page = new PlansBook()) => render(PlansView, { page, plan: "l1" });

describe("closing a plan", () => {
  const two = [noteRow("n1", "Groups after dark"), noteRow("n2", "Lights out", { author: { id: "p9", name: "Sam", me: false } })] as NoteRow[];

  it("is not done until every author of a note has a sentence, or the word that nothing can be said", async () => {
    const book = notebook({
      ...work,
      plan: () => planView({ notes: two, actions: [actionRow("a1", "Patrol")] }),
      plan_close: () => done("l1", "Closed."),
    });
    open();
    await user().click(await screen.findByRole("button", { name: "Close the plan…" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Close “Larkfield footpath”" })).toHaveFocus());
    screen.getByText("1 action in it is not finished. It stays as it is, and the closed plan says so.");
    await user().type(screen.getByLabelText("What came of it"), "31 became 20");
    await user().type(screen.getByLabelText(/Did the problem move/), "No rise in Addison");
    await user().type(screen.getByLabelText("One sentence for Amara Lewis"), "The lights were mended.");
    await user().click(screen.getByRole("button", { name: "Close the plan" }));
    await vi.waitFor(() => expect(screen.getByLabelText("One sentence for Sam")).toHaveFocus());
    expect(book.of("plan_close")).toHaveLength(0);
    await user().click(screen.getAllByRole("checkbox", { name: "Nothing can be said" })[1] as HTMLElement);
    await user().click(screen.getByRole("button", { name: "Close the plan" }));
    await vi.waitFor(() =>
      expect(book.of("plan_close")[0]?.args).toEqual({
        id: "l1",
        outcome: "31 became 20",
        lessons: "",
        displacement: "No rise in Addison",
        feedback: [
          { note: "n1", sentence: "The lights were mended." },
          { note: "n2", sentence: null },
        ],
      }),
    );
  });

  it("keeps what was written for it while another page is looked at", async () => {
    notebook(work);
    const page = new PlansBook();
    const { unmount } = open(page);
    await user().click(await screen.findByRole("button", { name: "Close the plan…" }));
    await user().type(screen.getByLabelText("What came of it"), "31 became 20");
    unmount();
    open(page);
    expect(await screen.findByLabelText("What came of it")).toHaveValue("31 became 20");
  });
});
