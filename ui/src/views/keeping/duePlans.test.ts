import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import type { DuePlan, KeepingView as Answer } from "../../lib/api/generated";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, notebook, open, refuse } from "../../testing/book";
import { dueNotes, duePlan, erasingView, keepingView } from "../../testing/keeping";
import KeepingView from "./KeepingView.svelte";

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

const three = [duePlan("p1", "Mopeds by the station"), duePlan("p2", "Lights on the footpath"), duePlan("p3", "The empty shop")];

/** A notebook in which an erased plan is due no more. */
function book(due: DuePlan[] = three, more: Partial<Answer> = {}, answers: Answers = {}) {
  let plans = due;
  const heard = notebook({
    keeping: () => keepingView(more.due ?? [], { ...more, plans }),
    erasing: () => erasingView(),
    work_erase: ({ id }) => {
      plans = plans.filter(({ plan }) => plan !== id);
      return { id, undo: [], words: "The plan is erased for good.", notes: [] };
    },
    ...answers,
  });
  return { ...heard, put: (now: DuePlan[]) => (plans = now) };
}
const list = () => screen.findByRole("list", { name: "Plans past their time" });
const titles = async () => within(await list()).getAllByRole("heading", { level: 3 }).map((each) => each.textContent);

/** Erases it for good, once it is asked about. */
async function erase(user: ReturnType<typeof userEvent.setup>, title: string) {
  await user.click(await screen.findByRole("button", { name: `Erase… ${title}` }));
  const dialog = within(await screen.findByRole("dialog", { name: "Erase this plan for good?" }));
  await user.click(await dialog.findByRole("radio", { name: "Its time is over" }));
  await user.click(dialog.getByRole("button", { name: "Erase for good" }));
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
}

describe("plans past their time", () => {
  it("each say their title, their wards, when they were closed, and why they are due", async () => {
    book([duePlan("p1", "Mopeds by the station"), duePlan("p2", "Lights on the footpath", { wards: "", closed: "9 Apr 2019" })]);
    render(KeepingView);
    expect(await titles()).toEqual(["Mopeds by the station", "Lights on the footpath"]);
    const [first, second] = within(await list()).getAllByRole("listitem").map((each) => within(each));
    first?.getByText("Addison, Avonmore");
    first?.getByText("Closed 3 Mar 2020");
    first?.getByText("It was closed more than 6 years ago.");
    second?.getByText("Closed 9 Apr 2019");
    screen.getByRole("heading", { level: 2, name: "Plans past their time" });
  });

  it("stand on the page only where there are any, also for those who triage no ward", async () => {
    const { put, tell } = book([], { may_decide: false });
    render(KeepingView);
    await screen.findByText(/You triage no ward/);
    expect(screen.queryByText("Plans past their time")).toBeNull();
    // Somebody else closed, or reopened, one meanwhile.
    put(three);
    tell("work");
    expect(await titles()).toHaveLength(3);
  });

  it("lead to the plan itself", async () => {
    const user = userEvent.setup();
    book();
    render(KeepingView);
    await user.click(await screen.findByRole("button", { name: "Open the plan Lights on the footpath" }));
    expect(router.current).toEqual({ page: "plans", plan: "p2" });
  });

  it("are erased only after what goes is said and a reason is given", async () => {
    const user = userEvent.setup();
    const { of } = book();
    render(KeepingView);
    await user.click(await screen.findByRole("button", { name: "Erase… Lights on the footpath" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Erase this plan for good?" }));
    await dialog.findByText("What goes");
    dialog.getByText("Lights on the footpath");
    dialog.getByText("Addison, Avonmore. Closed 3 Mar 2020.");
    expect(of("erasing").map(({ args }) => args)).toEqual([{ id: "p2" }]);
    await user.click(dialog.getByRole("button", { name: "Erase for good" }));
    await dialog.findByText("Choose why. Nothing was erased.");
    expect(of("work_erase")).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Do not erase it" }));
    expect(await titles()).toHaveLength(3);
    expect(screen.getByRole("button", { name: "Erase… Lights on the footpath" })).toHaveFocus();
  });

  it("are gone once erased: the list is asked for again, and the one that took its place is next", async () => {
    const user = userEvent.setup();
    const { of } = book();
    render(KeepingView);
    await list();
    const asked = of("keeping").length;
    await erase(user, "Lights on the footpath");
    expect(of("work_erase").map(({ args }) => args)).toEqual([{ id: "p2", why: "time-is-over", reference: null }]);
    expect(await titles()).toEqual(["Mopeds by the station", "The empty shop"]);
    expect(screen.getByRole("heading", { name: "The empty shop" })).toHaveFocus();
    expect(toasts.list.map(({ words }) => words)).toEqual(["The plan is erased for good."]);
    // Beside the dialog's own question for why.
    await vi.waitFor(() => expect(of("keeping").filter(({ args }) => args["limit"] !== 1).length).toBeGreaterThan(asked));
    await erase(user, "The empty shop");
    expect(screen.getByRole("heading", { name: "Mopeds by the station" })).toHaveFocus();
  });

  it("leave no empty list behind, and the focus goes to the title of the page", async () => {
    const user = userEvent.setup();
    book([three[0] ?? duePlan("p1", "")]);
    render(KeepingView);
    await erase(user, "Mopeds by the station");
    await vi.waitFor(() => expect(screen.queryByText("Plans past their time")).toBeNull());
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  });

  it("stay where erasing is refused", async () => {
    const user = userEvent.setup();
    book(three, {}, { work_erase: refuse("not-allowed", "You may not erase this plan.") });
    render(KeepingView);
    await user.click(await screen.findByRole("button", { name: "Erase… The empty shop" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("radio", { name: "Its time is over" }));
    await user.click(dialog.getByRole("button", { name: "Erase for good" }));
    await dialog.findByText("You may not erase this plan.");
    await user.click(dialog.getByRole("button", { name: "Do not erase it" }));
    expect(await titles()).toHaveLength(3);
  });

  it("hear no letter key that is meant for the notes above", async () => {
    const user = userEvent.setup();
    session.view = open();
    book(three, { due: dueNotes });
    render(KeepingView);
    const title = await screen.findByRole("heading", { level: 1 });
    await screen.findByRole("heading", { name: "Two mopeds again" });
    title.focus();
    await user.keyboard("{ArrowDown}");
    screen.getByRole("button", { name: "Open the plan Mopeds by the station" }).focus();
    await user.keyboard("ek");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.queryByLabelText("Why is it still needed?")).toBeNull();
    title.focus();
    await user.keyboard("e");
    await screen.findByRole("dialog", { name: "Erase this note for good?" });
  });
});
