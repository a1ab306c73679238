import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { shortDay } from "../../lib/dates";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { notebook } from "../../testing/book";
import { analysis, done, dueConflict, planView, work } from "../../testing/plans";
import type { PlanView } from "../../lib/api/generated";
import { forgetEdits } from "./edits.svelte";
import { PlansBook } from "./page.svelte";
import PlansView from "./PlansView.svelte";
import { stagesOf } from "./stages";

const user = () => userEvent.setup();

beforeEach(() => {
  router.forget();
  toasts.clear();
  forgetEdits();
  unfinished.forget();
});
afterEach(cleanup);

const open = (page = new PlansBook()) => render(PlansView, { page, plan: "l1" });

describe("one plan", () => {
  it("stands in the order of its five steps, with a fact for each and the response at hand once active", () => {
    const plan = planView();
    const stages = stagesOf(plan, analysis());
    expect(stages.map(({ label, fact, state }) => `${label}: ${fact} (${state})`)).toEqual([
      "Objective: Reduce by 30% (done)",
      "Scanning: 1 note (todo)",
      "Analysis: 1 of 3 parts written (todo)",
      "Response: 0 of 1 finished (now)",
      "Assessment: Comes on closing (todo)",
    ]);
  });

  it("says where actions are added that no action may send out somebody under 18 who told a note of it", async () => {
    const says = "A note of this plan was told by somebody under 18: no action may send them out for more.";
    notebook({ ...work, plan: () => planView({ young_source: true }) });
    open();
    expect(within(await screen.findByRole("region", { name: /^Response/ })).getByText(says)).toBeVisible();
    expect(screen.getByRole("form", { name: "Add an action" })).toHaveAccessibleDescription(says);
    cleanup();
    notebook(work);
    open();
    expect(await screen.findByRole("form", { name: "Add an action" })).not.toHaveAccessibleDescription();
    expect(screen.queryByText(says)).toBeNull();
  });

  it("says in a list what is missing before it can be activated, and each line leads there", async () => {
    const before_activating: PlanView["before_activating"] = [
      { place: "success-test", words: "How will you know that it worked?" },
      { place: "actions", words: "1 of them has no owner" },
    ];
    notebook({
      ...work,
      plan: () => planView({ status: "draft", status_label: "Draft", before_activating, analysis: analysis({ success_test: null }) }),
    });
    open();
    await user().click(await screen.findByRole("button", { name: "See what is missing" }));
    const list = screen.getByRole("region", { name: "Before it can be activated" });
    await vi.waitFor(() => expect(within(list).getByRole("button", { name: /How will you know/ })).toHaveFocus());
    await user().click(within(list).getByRole("button", { name: /How will you know/ }));
    expect(screen.getByRole("button", { name: "Add: Success test" })).toHaveFocus();
    // The words alone would not tell where.
    await user().click(within(list).getByRole("button", { name: "1 of them has no owner" }));
    await vi.waitFor(() => expect(document.getElementById("f-response")?.contains(document.activeElement)).toBe(true));
    expect(screen.queryByRole("button", { name: "Activate" })).toBeNull();
  });

  it("is activated by one press where nothing is missing", async () => {
    const book = notebook({ ...work, plan: () => planView({ status: "draft" }), plan_activate: () => done("l1", "Activated.") });
    open();
    await user().click(await screen.findByRole("button", { name: "Activate" }));
    await vi.waitFor(() => expect(book.of("plan_activate")[0]?.args).toEqual({ id: "l1" }));
  });

  it("adds an action in a row, and has the focus ready for the next", async () => {
    const book = notebook({ ...work, action_add: () => done("a2", "Action added.") });
    open();
    const form = await screen.findByRole("form", { name: "Add an action" });
    await user().type(within(form).getByLabelText("What is to be done"), "Fit a code lock");
    await user().selectOptions(within(form).getByRole("combobox", { name: "Agency" }), "housing provider");
    await user().type(within(form).getByLabelText("Owner"), "Grant Whitlock");
    await user().type(within(form).getByLabelText("Day"), "22");
    await user().type(within(form).getByLabelText("Month"), "Oct");
    await user().type(within(form).getByLabelText("Year"), "2027");
    await user().click(within(form).getByRole("button", { name: "Add it" }));
    await vi.waitFor(() => expect(within(form).getByLabelText("What is to be done")).toHaveFocus());
    expect(book.of("action_add")[0]?.args).toMatchObject({
      plan: "l1",
      title: "Fit a code lock",
      agency: "housing provider",
      owner: "Grant Whitlock",
      due: "2027-10-22",
    });
    expect(within(form).getByLabelText("What is to be done")).toHaveValue("");
  });

  it("names the wards next door in the question whether the problem moved", async () => {
    notebook(work);
    open();
    await screen.findByRole("heading", { name: "Did the problem move next door, to Addison or White City?" });
  });

  it("invites nobody to name anybody or anything once it is closed, and lets go of what stands there", async () => {
    const { of } = notebook({ ...work, plan: () => planView({ status: "closed", status_label: "Closed", lead: null }) });
    open();
    await screen.findByText("Nobody named");
    expect(screen.queryByRole("button", { name: /^Add a (ward|place)|: Lead$/ })).toBeNull();
    await user().click(screen.getByRole("button", { name: "Remove: Larkfield footpath" }));
    expect(of("plan_set").map(({ args }) => args["remove_places"])).toEqual([["Larkfield footpath"]]);
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
  });

  it("offers to add nothing to what it was to do once it is closed, and still what came of it", async () => {
    const empty = { objective_type: null, objective_type_label: null, reduce_by: null, success_test: null, measures: [], reviews: [] };
    const closed = { status: "closed", status_label: "Closed", can_work: false, actions: [] };
    notebook({ ...work, plan: () => planView({ ...closed, analysis: analysis(empty) }) });
    open();
    await screen.findByRole("button", { name: "Reopen" });
    expect(screen.getAllByRole("button", { name: /^Add\b/ }).map((button) => button.textContent)).toEqual([
      "Add: What came of it",
      "Add: Did the problem move next door, to Addison or White City?",
      "Add: Lessons",
    ]);
    expect(screen.queryByRole("form", { name: "Add an action" })).toBeNull();
    expect(screen.queryByRole("combobox", { name: "Type of objective" })).toBeNull();
    expect(screen.queryByText(/One verb, one agency|Two or three are enough/)).toBeNull();
    screen.getByRole("button", { name: "Edit: Objective" });
  });

  it("is the page of a partner who was invited to the work: what is not shown, and why", async () => {
    notebook({ ...work, plan: () => planView({ analysis: null, notes: [], can_change: false }) });
    open();
    await screen.findByText("What you do not see here");
    screen.getByRole("button", { name: "Patrol the footpath after college" });
    for (const name of ["Objective", "Trigger notes", "Assessment"]) expect(screen.queryByRole("region", { name })).toBeNull();
    expect(screen.queryByRole("button", { name: "Close the plan…" })).toBeNull();
  });

  it("decides a conflict inside the plan, with names and times", async () => {
    const conflict = { ...dueConflict, id: "l1.objective", what: "Objective" };
    const book = notebook({ ...work, plan: () => planView({ conflicts: [conflict] }), conflict_decide: () => ({ decision: "c9" }) });
    open();
    const group = await screen.findByRole("group", { name: "Objective" });
    within(group).getByText("today, 09:15");
    await user().click(within(group).getByRole("button", { name: /Fri 22 Jan 2027.*Daniel Osei/ }));
    await vi.waitFor(() => expect(book.of("conflict_decide")[0]?.args).toMatchObject({ id: "l1.objective", keep: "h1" }));
  });

  it("says to whoever may not decide that it is undecided and who can, and offers no way to", async () => {
    const undecided = "Not decided yet: both versions stand until somebody decides. Helen Prior can decide.";
    notebook({ ...work, plan: () => planView({ conflicts: [{ ...dueConflict, undecided }] }) });
    open();
    const decision = await screen.findByRole("group", { name: dueConflict.what });
    within(decision).getByText(undecided);
    for (const head of dueConflict.heads) within(decision).getByText(shortDay(head.value));
    expect([within(decision).queryByRole("button"), within(decision).queryByRole("textbox")]).toEqual([null, null]);
  });
});
