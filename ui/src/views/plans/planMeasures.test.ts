import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
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
