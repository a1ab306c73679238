import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { notebook, noteView } from "../../testing/book";
import { done, work } from "../../testing/plans";
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

describe("a new plan", () => {
  it("begins from notes with their wards, tells their authors, and asks for a title before anything", async () => {
    const book = notebook({ ...work, note: ({ id }) => noteView(String(id)), plan_add: () => done("l9", "Plan made.") });
    const page = new PlansBook();
    render(PlansView, { page, from: ["n1", "n2"] });
    await screen.findByText("2 notes; their authors are told");
    expect(screen.getByRole("button", { name: "Addison" })).toHaveAttribute("aria-pressed", "true");
    await user().click(screen.getByRole("button", { name: "Make the plan" }));
    await vi.waitFor(() => expect(screen.getByLabelText("Title")).toHaveFocus());
    expect(book.of("plan_add")).toHaveLength(0);
    await user().type(screen.getByLabelText("Title"), "Larkfield");
    await user().type(screen.getByLabelText("Places"), "Larkfield footpath, the shop");
    await user().click(screen.getByRole("button", { name: "Make the plan" }));
    await vi.waitFor(() => expect(router.current).toEqual({ page: "plans", plan: "l9" }));
    expect(book.of("plan_add")[0]?.args).toEqual({
      title: "Larkfield",
      wards: ["E05013733"],
      places: ["Larkfield footpath", "the shop"],
      objective: null,
      objective_type: null,
      reduce_by: null,
      success_test: null,
      notes: ["n1", "n2"],
      sentence: null,
    });
  });

  it("goes on from the notes that stand where others were erased while it was written, and says how many", async () => {
    const book = notebook({
      ...work,
      note: ({ id }) => noteView(String(id)),
      unfinished: () => ({
        rows: [{ form: "plan-new", field: "title", text: "Larkfield", base: "", when: "today 16:58" }],
        erased: ["n1", "n3"],
      }),
      plan_add: () => done("l9", "Plan made."),
    });
    render(PlansView, { page: new PlansBook(), from: ["n1", "n2", "n3"] });
    await screen.findByText("1 note; its author is told");
    screen.getByText("2 notes were erased for good meanwhile, and are left out.");
    expect(book.of("note").map(({ args }) => args["id"])).toEqual(["n2"]);
    expect(screen.queryByText("This note is not held here.")).toBeNull();
    expect(screen.getByLabelText("Title")).toHaveValue("Larkfield");
    await user().click(screen.getByRole("button", { name: "Make the plan" }));
    await vi.waitFor(() => expect(router.current).toEqual({ page: "plans", plan: "l9" }));
    // What was begun about all of them is done with.
    expect(book.of("plan_add")[0]?.args["notes"]).toEqual(["n1", "n2", "n3"]);
  });

  it("begins from nothing where all its notes were erased", async () => {
    notebook({ ...work, unfinished: () => ({ rows: [], erased: ["n1"] }) });
    render(PlansView, { page: new PlansBook(), from: ["n1"] });
    await screen.findByText("1 note was erased for good meanwhile, and is left out.");
    expect(screen.queryByLabelText("What their authors are told")).toBeNull();
  });

  it("keeps its words while another page is looked at", async () => {
    notebook(work);
    const page = new PlansBook();
    const { unmount } = render(PlansView, { page, from: [] });
    await user().type(await screen.findByLabelText("Title"), "Larkfield");
    unmount();
    render(PlansView, { page, from: [] });
    expect(await screen.findByLabelText("Title")).toHaveValue("Larkfield");
  });
});
