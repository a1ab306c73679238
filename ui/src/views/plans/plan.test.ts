import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { anythingUnsaved, flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { notebook, noteRow, noteView, refuse } from "../../testing/book";
import { actionRow, analysis, done, dueConflict, planView, work } from "../../testing/plans";
import type { NoteRow, PlanView } from "../../lib/api/generated";
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

  it("says before an invitation what somebody will see, and lets them into the work alone unless more is chosen", async () => {
    const book = notebook({ ...work, plan_invite: () => done("l1", "Sam is invited.") });
    open();
    await user().click(await screen.findByRole("button", { name: "Invite somebody" }));
    const form = screen.getByRole("form", { name: "Invite somebody" });
    within(form).getByText(/They see no note, no objective and no analysis/);
    await user().type(within(form).getByLabelText("Name"), "Sam Whitfield");
    await user().click(within(form).getByRole("button", { name: "Invite" }));
    await vi.waitFor(() => expect(book.of("plan_invite")[0]?.args).toEqual({ id: "l1", person: "Sam Whitfield", agency: null, analysis: false }));
    await user().click(await screen.findByRole("button", { name: "Invite somebody" }));
    await user().click(screen.getByRole("radio", { name: "An agency" }));
    await user().click(screen.getByRole("radio", { name: "The work and the analysis" }));
    const again = screen.getByRole("form", { name: "Invite somebody" });
    await user().selectOptions(within(again).getByRole("combobox", { name: "Agency" }), "housing provider");
    await user().click(within(again).getByRole("button", { name: "Invite" }));
    await vi.waitFor(() =>
      expect(book.of("plan_invite")[1]?.args).toEqual({ id: "l1", person: null, agency: "housing provider", analysis: true }),
    );
  });

  it("lists everybody who was let in and how far, and has an end only where this person may end it", async () => {
    const member = (id: string, name: string, more: object) => ({
      grants: [`g${id}`],
      person: { id, name, me: false },
      agency: null,
      analysis: false,
      can_end: false,
      ...more,
    });
    const invited = [member("p2", "Daniel Osei", { agency: "Safer Neighbourhood Team" }), member("p7", "Grant Whitlock", { analysis: true, can_end: true })];
    notebook({ ...work, plan: () => planView({ invited }) });
    open();
    const people = within(await screen.findByRole("region", { name: "Who works on it" }));
    expect(people.getAllByRole("listitem").map((item) => item.querySelector(".soft")?.textContent)).toEqual([
      "Safer Neighbourhood Team. Sees the work.",
      "Sees the work and the analysis.",
    ]);
    expect(people.getAllByRole("button", { name: /^End the invitation/ }).map((button) => button.textContent)).toEqual([
      "End the invitation: Grant Whitlock",
    ]);
  });

  it("ends an invitation only after saying what is no longer seen, and with a reason", async () => {
    const grant = { grants: ["g1", "g2"], person: { id: "p7", name: "Grant Whitlock", me: false }, agency: null, analysis: true, can_end: true };
    let invited = [grant];
    const book = notebook({
      ...work,
      plan: () => planView({ invited }),
      plan_uninvite: () => {
        invited = [];
        return done("l1", "The invitation is ended.", []);
      },
    });
    open();
    const begin = () => screen.findByRole("button", { name: "End the invitation: Grant Whitlock" });
    await user().click(await begin());
    const dialog = within(await screen.findByRole("dialog", { name: "End the invitation of Grant Whitlock?" }));
    dialog.getByText(/no longer see the work.*nor the objective, the analysis, the success test and the assessment/);
    await user().click(dialog.getByRole("button", { name: "Keep the invitation" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(book.of("plan_uninvite")).toHaveLength(0);
    await user().click(await begin());
    await user().click(screen.getByRole("button", { name: "End the invitation" }));
    await vi.waitFor(() => expect(screen.getByLabelText("Reason")).toHaveFocus());
    expect(screen.getByLabelText("Reason")).toHaveAccessibleDescription(/Say why the invitation ends/);
    expect(book.of("plan_uninvite")).toHaveLength(0);
    await user().type(screen.getByLabelText("Reason"), "She changed teams");
    await user().click(screen.getByRole("button", { name: "End the invitation" }));
    await vi.waitFor(() => expect(book.of("plan_uninvite")[0]?.args).toEqual({ id: "l1", person: "p7", reason: "She changed teams" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Who works on it" })).toHaveFocus());
    expect(screen.queryByText("Grant Whitlock")).toBeNull();
    expect(toasts.list.at(-1)?.words).toBe("The invitation is ended.");
  });

  it("speaks of no analysis where only the work was seen, and keeps the reason where it is refused", async () => {
    const grant = { grants: ["g1"], person: { id: "p7", name: "Grant Whitlock", me: false }, agency: null, analysis: false, can_end: true };
    notebook({ ...work, plan: () => planView({ invited: [grant] }), plan_uninvite: refuse("disk-full", "The disk is full.") });
    open();
    await user().click(await screen.findByRole("button", { name: "End the invitation: Grant Whitlock" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.queryByText(/analysis/)).toBeNull();
    await user().type(dialog.getByLabelText("Reason"), "She changed teams");
    await user().click(dialog.getByRole("button", { name: "End the invitation" }));
    await dialog.findByText("The disk is full.");
    expect(dialog.getByLabelText("Reason")).toHaveValue("She changed teams");
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
    for (const head of dueConflict.heads) within(decision).getByText(head.value);
    expect([within(decision).queryByRole("button"), within(decision).queryByRole("textbox")]).toEqual([null, null]);
  });

  it("changes a measure in place and draws it beside its numbers", async () => {
    const book = notebook(work);
    open();
    await screen.findByRole("img", { name: "from 31 to 24, target 21 or fewer" });
    await user().click(screen.getByRole("button", { name: "Change: Reports, 13 weeks" }));
    const now = screen.getByLabelText("Now");
    await user().clear(now);
    await user().type(now, "22{Enter}");
    await vi.waitFor(() =>
      expect(book.of("plan_set")[0]?.args["measures"]).toEqual([
        { id: "m1", name: "Reports, 13 weeks", baseline: "31", target: "21 or fewer", actual: "22", base: "v1", remove: false },
      ]),
    );
  });

  it("does not write a measure over somebody else’s: it keeps what was typed, shows theirs, and then writes over that alone", async () => {
    let measures = analysis().measures;
    const book = notebook({
      ...work,
      plan: () => planView({ analysis: analysis({ measures }) }),
      plan_set: refuse("overtaken", "Somebody changed this meanwhile."),
    });
    open();
    await user().click(await screen.findByRole("button", { name: "Change: Reports, 13 weeks" }));
    await user().clear(screen.getByLabelText("Now"));
    await user().type(screen.getByLabelText("Now"), "22");
    measures = measures.map((measure) => ({ ...measure, actual: "23", base: "v2" }));
    await user().keyboard("{Enter}");
    await screen.findByText("This changed while you were writing. It now says:");
    screen.getByText("Reports, 13 weeks: from 31 to 23, target 21 or fewer");
    expect(screen.queryByText("Somebody changed this meanwhile.")).toBeNull();
    expect(screen.getByLabelText("Now")).toHaveValue("22");
    book.answers["plan_set"] = () => done("l1");
    await user().click(screen.getByRole("button", { name: "Save" }));
    const bases = () => book.of("plan_set").map(({ args }) => (args["measures"] as { base: string }[])[0]?.base);
    await vi.waitFor(() => expect(bases()).toEqual(["v1", "v2"]));
    await vi.waitFor(() => expect(screen.queryByLabelText("Now")).toBeNull());
  });

  it("says of a measure that is being changed when somebody takes it out", async () => {
    let measures = analysis().measures;
    const book = notebook({ ...work, plan: () => planView({ analysis: analysis({ measures }) }) });
    open();
    await user().click(await screen.findByRole("button", { name: "Change: Reports, 13 weeks" }));
    await user().type(screen.getByLabelText("Now"), "5");
    measures = [];
    book.tell("work");
    await screen.findByText("This was taken out while you were writing.");
    expect(screen.getByLabelText("Now")).toHaveValue("245");
  });

  it("calls nothing of its own a change by somebody else, though the page hears of it before the form has gone", async () => {
    let measures = analysis().measures;
    const seen: string[] = [];
    const book = notebook({
      ...work,
      plan: () => planView({ analysis: analysis({ measures }) }),
      plan_set: async () => {
        measures = measures.map((measure) => ({ ...measure, actual: "22", base: "v2" }));
        book.tell("work");
        await new Promise((wait) => setTimeout(wait, 10));
        return done("l1");
      },
    });
    const watch = new MutationObserver(() => seen.push(...(document.body.textContent?.match(/while you were writing/) ?? [])));
    watch.observe(document.body, { childList: true, subtree: true });
    open();
    await user().click(await screen.findByRole("button", { name: "Change: Reports, 13 weeks" }));
    await user().clear(screen.getByLabelText("Now"));
    await user().type(screen.getByLabelText("Now"), "22{Enter}");
    await vi.waitFor(() => expect(screen.queryByLabelText("Now")).toBeNull());
    watch.disconnect();
    expect(seen).toEqual([]);
  });

  it("shows at once beside a finding that is being written what somebody else found, and writes over that alone", async () => {
    let reviews = analysis().reviews;
    const book = notebook({ ...work, plan: () => planView({ analysis: analysis({ reviews }) }) });
    open();
    await user().click(await screen.findByRole("button", { name: "Write what was found: Tue 1 Dec 2026" }));
    await user().type(screen.getByLabelText("What was found"), "Half as many reports");
    reviews = reviews.map((review) => ({ ...review, found: "No change", base: "v2" }));
    book.tell("work");
    await screen.findByText("This changed while you were writing. It now says:");
    const form = screen.getByRole("form", { name: "Add a review" });
    within(form).getByText("No change");
    expect(screen.getByLabelText("What was found")).toHaveValue("Half as many reports");
    await user().click(within(form).getByRole("button", { name: "Save" }));
    await vi.waitFor(() =>
      expect(book.of("plan_set")[0]?.args["reviews"]).toEqual([
        { on: "2026-12-01", found: "Half as many reports", base: "v2", remove: false },
      ]),
    );
  });
});

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
