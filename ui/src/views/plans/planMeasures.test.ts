import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { notebook, refuse } from "../../testing/book";
import { analysis, done, planView, work } from "../../testing/plans";
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

describe("the measures and reviews of a plan", () => {
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

  it("can still be filled in and taken out of a closed plan, and leave the focus on the title where they are gone", async () => {
    let held = analysis();
    const book = notebook({
      ...work,
      plan: () => planView({ status: "closed", status_label: "Closed", can_work: false, analysis: held }),
      plan_set: ({ measures }) => {
        held = { ...held, ...((measures as unknown[]).length ? { measures: [] } : { reviews: [] }) };
        return done("l1");
      },
    });
    open();
    const title = () => screen.getByRole("heading", { level: 1 });
    for (const name of ["Change: Reports, 13 weeks", "Write what was found: Tue 1 Dec 2026"]) {
      await user().click(await screen.findByRole("button", { name }));
      await user().click(screen.getByRole("button", { name: "Remove" }));
      await vi.waitFor(() => expect(title()).toHaveFocus());
      expect(screen.queryByRole("button", { name })).toBeNull();
    }
    expect(book.of("plan_set")).toHaveLength(2);
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

  const begun = (form: string, rows: Record<string, [string, string]>) => ({
    unfinished: () => ({ rows: Object.entries(rows).map(([field, [text, base]]) => ({ form, field, text, base, when: "" })) }),
  });

  it("keeps a measure on disk as it is typed, and lets it go with Cancel", async () => {
    const book = notebook(work);
    open();
    await user().click(await screen.findByRole("button", { name: "Change: Reports, 13 weeks" }));
    await user().type(screen.getByRole("textbox", { name: "Now" }), "5");
    await flushAll();
    const kept = { about: ["l1"], form: "measure", field: "actual m1", base: "24" };
    expect(book.of("unfinished_save").map((call) => call.args)).toEqual([{ ...kept, text: "245" }]);
    await user().click(screen.getByRole("button", { name: "Cancel" }));
    await flushAll();
    expect(book.of("unfinished_save").at(-1)?.args).toMatchObject({ field: "actual m1", text: null });
  });

  it("stands open again after the program was killed: a measure with its words, and a new one", async () => {
    notebook({ ...work, ...begun("measure", { "actual m1": ["19", "24"] }) });
    open();
    const form = within(await screen.findByRole("form", { name: "Change" }));
    expect(form.getByRole("textbox", { name: "Now" })).toHaveValue("19");
    expect(form.getByRole("textbox", { name: "Start" })).toHaveValue("31");
    expect(screen.queryByText(/^This changed while/)).toBeNull();
    cleanup();
    unfinished.forget();
    const book = notebook({ ...work, ...begun("measure", { "name new": ["Blades found", ""] }) });
    open();
    const fresh = within(await screen.findByRole("form", { name: "Add a measure" }));
    await user().click(fresh.getByRole("button", { name: "Save" }));
    await vi.waitFor(() =>
      expect((book.of("plan_set")[0]?.args as { measures: unknown[] }).measures).toMatchObject([{ id: null, name: "Blades found", base: null }]),
    );
  });

  it("says of a measure that was begun before a kill when it says something else by now", async () => {
    notebook({ ...work, ...begun("measure", { "actual m1": ["19", "27"] }) });
    open();
    const form = await screen.findByRole("form", { name: "Change" });
    expect(form.previousElementSibling).toHaveTextContent(/24/);
  });

  it("brings back what was being written of a review", async () => {
    const book = notebook({ ...work, ...begun("review", { "found 2026-12-01": ["Nobody stood there", ""] }) });
    open();
    expect(await screen.findByRole("textbox", { name: "What was found" })).toHaveValue("Nobody stood there");
    await user().click(screen.getByRole("button", { name: "Save" }));
    await vi.waitFor(() =>
      expect((book.of("plan_set")[0]?.args as { reviews: unknown[] }).reviews).toMatchObject([{ on: "2026-12-01", found: "Nobody stood there" }]),
    );
  });
});
