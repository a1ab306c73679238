// What axe can tell without a layout, on the pages of plans and actions. Contrast and sizes are looked at
// in the real window.
import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { NoteRow } from "../lib/api/generated";
import { toasts } from "../kit/toasts.svelte";
import { router } from "../lib/router.svelte";
import { noteRow, notebook } from "../testing/book";
import { actionRow, actionsPage, actionView, dueConflict, groupsFrom, planRow, plansPage, planView, work } from "../testing/plans";
import ImportView from "./plans/ImportView.svelte";
import { PlansBook } from "./plans/page.svelte";
import PlansView from "./plans/PlansView.svelte";

async function finds(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("axe finds nothing", () => {
  const blocker = { kind: "access", label: "Access", why: "No answer", agency: null, since: "since 3 Nov" };
  const rows = [actionRow("a1", "One", { late: true, lateness: "3 days late", conflicts: true }), actionRow("a2", "Two", { confidence: "red", blocker: "Access", needs_attention: true })];

  it("on the list of plans", async () => {
    notebook({ ...work, plans: () => plansPage([planRow("l1", "Larkfield", { needs_attention: true, conflicts: true })]) });
    render(PlansView);
    await screen.findByRole("row", { name: /Larkfield/ });
    expect(await finds()).toEqual([]);
  });

  it("on the table of actions, its filters open and grouped", async () => {
    const user = userEvent.setup();
    const actions = () => actionsPage(rows, { next: "k", total: 200 });
    notebook({ ...work, actions, action_groups: groupsFrom(actions) });
    const page = new PlansBook();
    page.look = "table";
    render(PlansView, { page });
    await user.click(await screen.findByRole("button", { name: "Filters" }));
    expect(await finds()).toEqual([]);
    await user.selectOptions(screen.getByRole("combobox", { name: "Group by" }), "status");
    await screen.findByRole("button", { name: /^Blocked/ });
    expect(await finds()).toEqual([]);
  });

  it("on the board, a card being moved to blocked", async () => {
    const user = userEvent.setup();
    notebook({ ...work, action_groups: groupsFrom(({ status }) => actionsPage(status === "in-progress" ? rows : [])) });
    const page = new PlansBook();
    page.look = "board";
    render(PlansView, { page });
    await user.click(await screen.findByRole("button", { name: "Move: One" }));
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("menuitem", { name: "To Blocked" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Block it" }));
    expect(await finds()).toEqual([]);
  });

  it("on a plan with something in each of its parts, its forms open", async () => {
    const user = userEvent.setup();
    notebook({
      ...work,
      plan: () => planView({ conflicts: [{ ...dueConflict, what: "Objective" }], attention: [{ place: "actions", words: "1 action has no owner" }], actions: rows }),
    });
    render(PlansView, { plan: "l1" });
    for (const name of ["Add a measure", "Add a review", "Invite somebody", "Add: Scanning", "Add a place"])
      await user.click(await screen.findByRole("button", { name }));
    await user.click(screen.getByRole("button", { name: "Wards: Add a ward" }));
    expect(await finds()).toEqual([]);
  });

  it("on the page of a partner, and on closing", async () => {
    const user = userEvent.setup();
    let partner = true;
    notebook({
      ...work,
      plan: () => (partner ? planView({ analysis: null, notes: [], can_change: false }) : planView({ notes: [noteRow("n1", "Dark") as NoteRow] })),
    });
    render(PlansView, { plan: "l1" });
    await screen.findByText("What you do not see here");
    expect(await finds()).toEqual([]);
    cleanup();
    partner = false;
    render(PlansView, { plan: "l1" });
    await user.click(await screen.findByRole("button", { name: "Close the plan…" }));
    await user.click(screen.getByRole("button", { name: "Close the plan" }));
    await screen.findByText("Say what came of it.");
    expect(await finds()).toEqual([]);
  });

  it("on an action with something in each of its parts", async () => {
    const user = userEvent.setup();
    notebook({
      ...work,
      action: () => actionView({ blocker, conflicts: [dueConflict], crossed: ["Closed by A while B moved the due date"], attention: [{ place: "blocker", words: "It is blocked" }] }),
    });
    render(PlansView, { action: "a1" });
    for (const name of ["Move it", "Add a co-owner", "Edit: Owner", "Edit: Knives recovered", "Priority: Not set"])
      await user.click(await screen.findByRole("button", { name }));
    expect(await finds()).toEqual([]);
  });

  it("on a new plan that was refused, and on an import with a fault", async () => {
    const user = userEvent.setup();
    const field = { id: "title", label: "Title", required: true, heading: "Action" };
    const row = { line: 2, plan: "P", title: "Patrol", agency: "", owner: "", due: "", status: "Not started" };
    notebook({
      ...work,
      actions_import_look: () => ({ headings: ["Action"], fields: [field], rows: [row], good: 1, new_plans: [], faults: [{ line: 3, message: "No title." }], agencies: [{ text: "SNT", rows: 2, nearest: "Safer Neighbourhood Team" }] }),
    });
    render(PlansView, { from: [] });
    await user.click(await screen.findByRole("button", { name: "Make the plan" }));
    await screen.findByText("Write a title.");
    expect(await finds()).toEqual([]);
    cleanup();
    render(ImportView, { onback: () => undefined, onshow: () => undefined });
    await user.upload(screen.getByLabelText("File"), new File(["Action\nPatrol"], "log.csv"));
    await screen.findByText("Row 3: No title.");
    expect(await finds()).toEqual([]);
  });
});
