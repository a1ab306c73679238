import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { notebook } from "../../testing/book";
import { actionRow, actionView, done, dueConflict, work } from "../../testing/plans";
import { forgetEdits } from "./edits.svelte";
import PlansView from "./PlansView.svelte";

const user = () => userEvent.setup();
const open = () => render(PlansView, { action: "a1" });

beforeEach(() => {
  router.forget();
  toasts.clear();
  forgetEdits();
  unfinished.forget();
});
afterEach(cleanup);

describe("one action", () => {
  it("tells when it is due, when it was first, and each move with its reason and name", async () => {
    notebook(work);
    open();
    await screen.findByText("first set for Tue 1 Dec");
    const move = screen.getByText("The rota changed").closest("li") as HTMLElement;
    within(move).getByText("Thu 17 Dec 2026");
    within(move).getByText("Daniel Osei, yesterday, 16:40");
  });

  it("does not move a date that is set without a reason", async () => {
    const book = notebook(work);
    open();
    await user().click(await screen.findByRole("button", { name: "Move it" }));
    const form = screen.getByRole("form", { name: "Move it" });
    expect(within(form).getByLabelText("Day")).toHaveFocus();
    expect(within(form).getByLabelText("Day")).toHaveValue("17");
    await user().clear(within(form).getByLabelText("Day"));
    await user().type(within(form).getByLabelText("Day"), "24{Enter}");
    await vi.waitFor(() => expect(within(form).getByLabelText("Why it moves")).toHaveFocus());
    expect(book.of("action_set")).toHaveLength(0);
    await user().type(within(form).getByLabelText("Why it moves"), "Two weeks asked for{Enter}");
    await vi.waitFor(() => expect(book.of("action_set")[0]?.args).toMatchObject({ due: "2026-12-24", why: "Two weeks asked for" }));
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Move it" })).toHaveFocus());
  });

  it("sets confidence as a person says, and nothing while keys only move through the choices", async () => {
    const book = notebook(work);
    open();
    (await screen.findByRole("button", { name: "Confidence: Not set" })).focus();
    await user().keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
    expect(screen.getByRole("menuitemradio", { name: "A significant part is at risk" })).toHaveFocus();
    expect(book.of("action_set")).toHaveLength(0);
    await user().keyboard("{Enter}");
    await vi.waitFor(() => expect(book.of("action_set")[0]?.args).toMatchObject({ confidence: "amber" }));
    expect(screen.getByRole("button", { name: /^Confidence/ })).toHaveFocus();
  });

  it("says what blocks it, since when and who can unblock it, and lifts it", async () => {
    const blocker = { kind: "access", label: "Access", why: "The board has to agree", agency: "Housing provider", since: "since 3 Nov, 15 working days" };
    const book = notebook({ ...work, action: () => actionView({ blocker, row: actionRow("a1", "Patrol", { status: "blocked", status_label: "Blocked" }) }) });
    open();
    await screen.findByText("Since 3 Nov, 15 working days. Housing provider can unblock it.");
    await user().click(screen.getByRole("button", { name: "Nothing blocks it any more" }));
    await vi.waitFor(() => expect(book.of("action_set")[0]?.args).toMatchObject({ blocked_by: "", status: null }));
  });

  it("asks for the closing reason when its status is set to done", async () => {
    const book = notebook(work);
    open();
    await user().click(await screen.findByRole("button", { name: "Status: In progress" }));
    await user().click(screen.getByRole("menuitemradio", { name: "Done" }));
    const dialog = await screen.findByRole("dialog");
    await user().selectOptions(within(dialog).getByRole("combobox", { name: "Closing reason" }), "agency did not do it");
    await user().click(within(dialog).getByRole("button", { name: "Mark as done" }));
    await vi.waitFor(() => expect(book.of("action_set")[0]?.args).toMatchObject({ status: "done", closing_reason: "agency did not do it" }));
  });

  it("appends what was done, never blank, and takes back one’s own entry", async () => {
    const book = notebook({ ...work, action_progress: () => done("g2", "Added.") });
    open();
    await user().click(await screen.findByRole("button", { name: "Add to progress" }));
    expect(screen.getByLabelText("What was done")).toHaveAccessibleDescription(/Write what was done/);
    expect(book.of("action_progress")).toHaveLength(0);
    await user().type(screen.getByLabelText("What was done"), "Third patrol");
    await user().keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("action_progress")[0]?.args).toEqual({ id: "a1", text: "Third patrol" }));
    await vi.waitFor(() => expect(screen.getByLabelText("What was done")).toHaveValue(""));
    await user().click(screen.getByRole("button", { name: "Take back your entry of today, 08:10" }));
    await vi.waitFor(() => expect(book.of("take_back")[0]?.args).toEqual({ undo: ["record:g1"] }));
  });

  it("makes no entry of words that were left half written, and has them again on coming back", async () => {
    const book = notebook({ ...work, action_progress: () => done("g2", "Added.") });
    const { unmount } = open();
    await user().type(await screen.findByLabelText("What was done"), "Third pat");
    unmount();
    expect(await flushAll()).toBe(true);
    const kept = { about: ["a1"], form: "progress", field: "progress", text: "Third pat", base: "" };
    expect(book.of("unfinished_save").at(-1)?.args).toEqual(kept);
    expect(book.of("action_progress")).toHaveLength(0);
    open();
    expect(await screen.findByLabelText("What was done")).toHaveValue("Third pat");
  });

  it("counts in whole numbers by kind, and refuses what is none in words", async () => {
    const book = notebook(work);
    open();
    await user().click(await screen.findByRole("button", { name: "Edit: Knives recovered" }));
    await user().clear(screen.getByLabelText("Knives recovered"));
    await user().type(screen.getByLabelText("Knives recovered"), "two{Enter}");
    await vi.waitFor(() => expect(screen.getByLabelText("Knives recovered")).toHaveAccessibleDescription("Write a whole number."));
    expect(book.of("action_set")).toHaveLength(0);
    await user().clear(screen.getByLabelText("Knives recovered"));
    await user().type(screen.getByLabelText("Knives recovered"), "2{Enter}");
    await vi.waitFor(() => expect(book.of("action_set")[0]?.args).toMatchObject({ counts: { "knives recovered": 2 } }));
  });

  it("keeps the reason of another due date on disk as it is typed, and brings it back after a kill", async () => {
    const book = notebook(work);
    open();
    await user().click(await screen.findByRole("button", { name: "Move it" }));
    await user().type(screen.getByLabelText("Why it moves"), "The hall");
    await flushAll();
    const kept = { about: ["a1"], form: "due", field: "why", text: "The hall", base: "" };
    expect(book.of("unfinished_save").map((call) => call.args)).toEqual([kept]);
    cleanup();
    unfinished.forget();
    const rows = [
      { form: "due", field: "why", text: "The hall is let", base: "", when: "" },
      { form: "due", field: "day", text: "21 1 2027", base: "17 12 2026", when: "" },
    ];
    const again = notebook({ ...work, unfinished: () => ({ rows }) });
    open();
    expect(await screen.findByLabelText("Why it moves")).toHaveValue("The hall is let");
    await user().click(screen.getByRole("button", { name: "Save the date" }));
    await vi.waitFor(() => expect(again.of("action_set")[0]?.args).toMatchObject({ due: "2027-01-21", why: "The hall is let" }));
  });

  it("says what crossed, and decides two due dates by names and times", async () => {
    const book = notebook({
      ...work,
      action: () => actionView({ crossed: ["Closed by Priya while Sam moved the due date"], conflicts: [dueConflict] }),
      conflict_decide: () => ({ decision: "c1" }),
    });
    open();
    await screen.findByText("Closed by Priya while Sam moved the due date");
    const group = screen.getByRole("group", { name: /^Due date of/ });
    within(group).getByText("Fri 22 Jan 2027");
    within(group).getByRole("button", { name: "Keep this “Fri 29 Jan 2027”, written by Helen Prior" });
    await user().type(within(group).getByLabelText("Day"), "25");
    await user().type(within(group).getByLabelText("Month"), "1");
    await user().type(within(group).getByLabelText("Year"), "2027{Enter}");
    await vi.waitFor(() => expect(book.of("conflict_decide")[0]?.args).toMatchObject({ id: "a1.due", keep: null, value: "2027-01-25" }));
  });

  it("can be read and not changed by somebody who may not", async () => {
    notebook({ ...work, action: () => actionView({ row: actionRow("a1", "Patrol", { can_change: false }), can_delete: false, can_erase: false, progress: [] }) });
    open();
    await screen.findByRole("heading", { level: 1, name: "Patrol" });
    expect(screen.getAllByRole("button").map((button) => button.textContent?.trim())).toEqual(["Larkfield footpath", "Plans & actions"]);
  });
});
