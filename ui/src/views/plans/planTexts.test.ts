import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { anythingUnsaved, flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { notebook, refuse } from "../../testing/book";
import { analysis, done, planView, work } from "../../testing/plans";
import type { PlanView } from "../../lib/api/generated";
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
/** A notebook that keeps what is set, as the real one does. */
function keeping(view: PlanView = planView()) {
  let plan = view;
  return notebook({
    ...work,
    plan: () => plan,
    plan_set: (args) => {
      const { scanning, title } = args as { scanning: string | null; title: string | null };
      plan = { ...plan, ...(title === null ? {} : { title }), analysis: plan.analysis && { ...plan.analysis, ...(scanning === null ? {} : { scanning }) } };
      return done("l1", "The plan is changed.");
    },
  });
}

describe("the texts of a plan", () => {
  it("saves each text by itself when it is left, says so, and takes it back by the toast", async () => {
    const book = keeping();
    open();
    await user().click(await screen.findByRole("button", { name: "Add: Scanning" }));
    const field = screen.getByRole("textbox", { name: "Scanning" });
    expect(field).toHaveFocus();
    await user().type(field, "31 reports");
    await user().click(screen.getByRole("heading", { level: 1 }));
    await vi.waitFor(() => expect(book.of("plan_set")).toHaveLength(1));
    const { scanning, began, ...others } = book.of("plan_set")[0]?.args as Record<string, unknown>;
    expect([scanning, began]).toEqual(["31 reports", { scanning: "" }]);
    // Nothing that was not touched is named, or it would be written over.
    expect(Object.entries(others).filter(([key, value]) => key !== "id" && value !== null && (value as unknown[]).length !== 0)).toEqual([]);
    await screen.findByText("31 reports");
    toasts.undo(toasts.list.at(-1)?.id ?? 0);
    await vi.waitFor(() => expect(book.of("take_back")[0]?.args).toEqual({ undo: ["change:l1:c1"] }));
  });

  it("leave the focus on the title where one of a closed plan was emptied, which is not added to any more", async () => {
    keeping(planView({ status: "closed", status_label: "Closed", can_work: false, analysis: analysis({ scanning: "31 reports" }) }));
    open();
    await user().click(await screen.findByRole("button", { name: "Edit: Scanning" }));
    await user().clear(screen.getByRole("textbox", { name: "Scanning" }));
    await user().click(screen.getByRole("button", { name: "Save" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
    expect(screen.queryByRole("button", { name: /: Scanning$/ })).toBeNull();
  });

  it("writes nothing where nothing was changed, and nothing of what was cancelled", async () => {
    const book = keeping();
    open();
    await user().click(await screen.findByRole("button", { name: "Edit: Location" }));
    await user().keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Edit: Location" })).toHaveFocus());
    await user().click(screen.getByRole("button", { name: "Edit: Location" }));
    await user().keyboard("xx{Escape}");
    await screen.findByText("The path is dark and has no other way out.");
    expect(book.of("plan_set")).toHaveLength(0);
  });

  it("keeps what was refused in its field, and brings it back after the page was left", async () => {
    const full = refuse("disk-full", "The disk is full.");
    notebook({ ...work, plan_set: full, unfinished_save: full });
    const page = new PlansBook();
    const { unmount } = open(page);
    await user().click(await screen.findByRole("button", { name: "Add: Scanning" }));
    await user().keyboard("31 reports{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(screen.getByRole("textbox", { name: "Scanning" })).toHaveAccessibleDescription(/The disk is full/));
    expect(anythingUnsaved()).toBe(true);
    unmount();
    await vi.waitFor(() => expect(anythingUnsaved()).toBe(true));
    open(page);
    expect(await screen.findByRole("textbox", { name: "Scanning" })).toHaveValue("31 reports");
  });

  it("brings back what was typed before the program was killed, and says that the plan has changed since", async () => {
    const row = { form: "plan", field: "objective", text: "Quiet by spring", base: "What it said then", when: "today 16:58" };
    const book = notebook({ ...work, unfinished: () => ({ rows: [row] }) });
    open();
    expect(await screen.findByDisplayValue("Quiet by spring")).toBeInTheDocument();
    expect(screen.getByText("This changed while you were writing. It now says:")).toBeInTheDocument();
    await flushAll();
    expect(book.of("plan_set")).toEqual([]);
  });

  it("does not save over what somebody else wrote meanwhile, unless told to", async () => {
    let scanning: string | null = null;
    const book = notebook({ ...work, plan: () => planView({ analysis: analysis({ scanning }) }) });
    open();
    await user().click(await screen.findByRole("button", { name: "Add: Scanning" }));
    await user().keyboard("Mine");
    scanning = "Theirs";
    book.tell("work");
    await screen.findByText("This changed while you were writing. It now says:");
    screen.getByText("Theirs");
    await user().click(screen.getByRole("heading", { level: 1 }));
    await new Promise((done) => setTimeout(done, 20));
    expect(book.of("plan_set")).toHaveLength(0);
    await user().click(screen.getByRole("button", { name: "Save" }));
    await vi.waitFor(() => expect(book.of("plan_set")[0]?.args).toMatchObject({ scanning: "Mine" }));
  });

  it("keeps both where somebody else's change came while a text stood open and the notebook locks before it is seen", async () => {
    let scanning: string | null = null;
    const book = notebook({
      ...work,
      plan: () => planView({ analysis: analysis({ scanning }) }),
      plan_set: (args) => {
        const { began } = args as { began: Record<string, string> };
        return began["scanning"] === (scanning ?? "") ? done("l1", "The plan is changed.") : refuse("overtaken", "Somebody changed this.")();
      },
    });
    open();
    await user().click(await screen.findByRole("button", { name: "Add: Scanning" }));
    await user().keyboard("Mine");
    scanning = "Theirs";
    await flushAll();
    expect(await screen.findByText("This changed while you were writing. It now says:")).toBeInTheDocument();
    screen.getByText("Theirs");
    expect(screen.getByRole("textbox", { name: "Scanning" })).toHaveValue("Mine");
    // Saved in front of both, it counts for what was seen, and for nothing that comes later.
    scanning = "Theirs, again";
    await user().click(screen.getByRole("button", { name: "Save" }));
    await screen.findByText("Theirs, again");
    await user().click(screen.getByRole("button", { name: "Save" }));
    await vi.waitFor(() => expect(screen.queryByRole("textbox", { name: "Scanning" })).toBeNull());
    expect(book.of("plan_set").map(({ args }) => (args as { began: unknown }).began)).toEqual([
      { scanning: "" },
      { scanning: "Theirs" },
      { scanning: "Theirs, again" },
    ]);
  });
});
