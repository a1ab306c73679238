import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { notebook, refuse } from "../../testing/book";
import { actionRow, actionsPage, done, groupsFrom, planRow, plansPage, work } from "../../testing/plans";
import { ActionsState } from "./actions.svelte";
import { dueGroup } from "./due";
import { PlansBook } from "./page.svelte";
import PlansView from "./PlansView.svelte";

const user = () => userEvent.setup();

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("the list of plans", () => {
  it("says where, who leads, how many are over and late, when it is looked at again and what needs somebody", async () => {
    notebook({
      ...work,
      plans: () => plansPage([planRow("l1", "Larkfield", { needs_attention: true, conflicts: true, review_late: true })]),
    });
    render(PlansView);
    const row = await screen.findByRole("row", { name: /Larkfield/ });
    for (const words of ["Shepherd's Bush Green", "Helen Prior (you)", "1 of 3 finished", "1 late", "Overdue", "Needs attention", "Two versions"])
      within(row).getByText(words);
  });

  it("opens a plan, and has the focus on its row again on coming back", async () => {
    const page = new PlansBook();
    notebook(work);
    const { rerender } = render(PlansView, { page });
    await user().click(await screen.findByRole("button", { name: "Larkfield footpath" }));
    expect(router.current).toEqual({ page: "plans", plan: "l1" });
    await rerender({ page, plan: "l1" });
    await screen.findByRole("heading", { level: 1, name: "Larkfield footpath" });
    await rerender({ page, plan: undefined });
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Larkfield footpath" })).toHaveFocus());
  });

  it("offers a new plan and an import to those alone who may put plans together", async () => {
    notebook({ ...work, plans: () => plansPage([planRow("l1", "Larkfield")], { can_add: false }) });
    render(PlansView);
    await screen.findByRole("row", { name: /Larkfield/ });
    expect(screen.queryByRole("button", { name: "New plan" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Import an action log" })).toBeNull();
  });

  it("says what belongs there while there is none, and how to see more where filters hide all", async () => {
    notebook({ ...work, plans: () => plansPage([]) });
    const page = new PlansBook();
    render(PlansView, { page });
    await screen.findByText("No plans yet");
    await user().type(screen.getByRole("searchbox", { name: "Search plans" }), "Lark");
    await screen.findByText("No plan fits");
    await user().click(screen.getByRole("button", { name: "Clear filters" }));
    await screen.findByText("No plans yet");
  });

  it("says that it could not be read, and reads it when asked again", async () => {
    let reached = false;
    notebook({
      ...work,
      plans: () => (reached ? plansPage([planRow("l1", "Larkfield")]) : refuse("disk", "The disk does not answer.")()),
    });
    render(PlansView);
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk does not answer.");
    reached = true;
    await user().click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("row", { name: /Larkfield/ });
  });
});

describe("the table of actions", () => {
  const look = (page: PlansBook) => {
    page.look = "table";
    return render(PlansView, { page });
  };

  it("asks for what the filters say, all of them at once", async () => {
    const book = notebook(work);
    look(new PlansBook());
    await user().click(await screen.findByRole("button", { name: "Mine (0)" }));
    await user().click(screen.getByRole("button", { name: "Late (1)" }));
    await user().click(screen.getByRole("button", { name: "Filters, 2 filters on" }));
    await user().selectOptions(screen.getByRole("combobox", { name: "Owner" }), "p2");
    await user().selectOptions(screen.getByRole("combobox", { name: "Status" }), "blocked");
    await user().selectOptions(screen.getByRole("combobox", { name: "Agency" }), "Safer Neighbourhood Team");
    await user().selectOptions(screen.getByRole("combobox", { name: "Ward" }), "E05013748");
    await user().type(screen.getByRole("searchbox", { name: "Search actions" }), " foot ");
    await vi.waitFor(() =>
      expect(book.of("actions").at(-1)?.args).toMatchObject({
        mine: true,
        overdue: true,
        owner: "p2",
        status: "blocked",
        agency: "Safer Neighbourhood Team",
        ward: "E05013748",
        query: "foot",
        after: null,
      }),
    );
  });

  it("draws one page of twenty thousand, and goes on and back page by page", async () => {
    const page = (n: number) => Array.from({ length: 50 }, (_, at) => actionRow(`a${n * 50 + at}`, `Action ${n * 50 + at + 1}`));
    notebook({
      ...work,
      actions: ({ after }) => actionsPage(page(after === null ? 0 : 1), { next: after === null ? "k50" : null, total: 20_000 }),
    });
    look(new PlansBook());
    await screen.findByRole("button", { name: "Action 1" });
    expect(screen.getAllByRole("row")).toHaveLength(52);
    screen.getByText("1 to 50 of 20,000");
    await user().click(screen.getByRole("button", { name: "Next page" }));
    await screen.findByRole("button", { name: "Action 51" });
    expect(screen.queryByRole("button", { name: "Action 1" })).toBeNull();
    // At the last page the focus is on the way back, never lost with the button that led there.
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Previous page" })).toHaveFocus());
    await user().click(screen.getByRole("button", { name: "Previous page" }));
    await screen.findByRole("button", { name: "Action 1" });
  });

  it("tells confidence in words, and says where nobody set it", async () => {
    notebook({ ...work, actions: () => actionsPage([actionRow("a1", "One", { confidence: "red" }), actionRow("a2", "Two")]) });
    look(new PlansBook());
    within(await screen.findByRole("row", { name: /One/ })).getByText("Will not be delivered");
    within(screen.getByRole("row", { name: /Two/ })).getByText("Not set");
  });

  it("groups by agency with a page for each group, so that none is cut short by another, in one question", async () => {
    const actions = ({ agency }: Record<string, unknown>) =>
      actionsPage([actionRow("a1", agency === null ? "Any" : `Of ${String(agency)}`)], {
        agencies: ["A", "B", "C", "D"].map((id) => ({ id, label: id, count: 1 })),
      });
    const book = notebook({ ...work, actions, action_groups: groupsFrom(actions) });
    look(new PlansBook());
    await user().selectOptions(await screen.findByRole("combobox", { name: "Group by" }), "agency");
    await screen.findByRole("button", { name: "Of A" });
    expect(screen.queryByRole("button", { name: "Of D" })).toBeNull();
    await user().click(screen.getByRole("button", { name: "D" }));
    await screen.findByRole("button", { name: "Of D" });
    expect(book.of("action_groups").map((call) => call.args)).toMatchObject([{ by: "agency", first: 3, also: [], empty: false }]);
    expect(book.of("actions").map((call) => call.args["agency"])).toEqual([null, "D"]);
  });

  it("asks again for the groups that stand open as they stand, and says when there are none any more", async () => {
    let agencies = ["A", "B", "C", "D"];
    const actions = ({ agency, after }: Record<string, unknown>) =>
      actionsPage(agencies.length ? [actionRow(`a-${String(agency)}`, `Of ${String(agency)}${after === null ? "" : ", further on"}`)] : [], {
        next: after === null ? "k" : null,
        total: agencies.length * 50,
        agencies: agencies.map((id) => ({ id, label: id, count: 1 })),
      });
    const book = notebook({ ...work, actions, action_groups: groupsFrom(actions) });
    const page = new PlansBook();
    look(page);
    await user().selectOptions(await screen.findByRole("combobox", { name: "Group by" }), "agency");
    await user().click(await screen.findByRole("button", { name: /^A/ }));
    await user().click(within(screen.getByRole("navigation", { name: /B/ })).getByRole("button", { name: "Next page" }));
    await screen.findByRole("button", { name: "Of B, further on" });
    agencies = ["B", "C", "E"];
    book.tell("work");
    await screen.findByRole("button", { name: "E" });
    screen.getByRole("button", { name: "Of B, further on" });
    screen.getByRole("button", { name: "Of C" });
    expect(screen.queryByRole("button", { name: /^A/ })).toBeNull();
    expect(book.of("action_groups").at(-1)?.args).toMatchObject({ first: 0, also: ["C"] });
    agencies = [];
    book.tell("work");
    await screen.findByText("No actions yet");
  });

  it("says that groups could not be read, and reads them when asked again", async () => {
    let reached = false;
    const answer = work["action_groups"] ?? refuse("internal", "");
    notebook({ ...work, action_groups: (args) => (reached ? answer(args) : refuse("disk", "The disk does not answer.")()) });
    look(new PlansBook());
    await user().selectOptions(await screen.findByRole("combobox", { name: "Group by" }), "status");
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk does not answer.");
    reached = true;
    await user().click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("button", { name: /^In progress/ });
  });

  it("never shows an older answer over a newer one", async () => {
    const waiting: ((page: object) => void)[] = [];
    notebook({ ...work, actions: () => new Promise((answer) => waiting.push(answer)) });
    const actions = new ActionsState();
    const first = actions.all.load();
    const second = actions.all.load();
    waiting[1]?.(actionsPage([actionRow("a2", "Newer")]));
    await second;
    waiting[0]?.(actionsPage([actionRow("a1", "Older")]));
    await first;
    expect(actions.all.rows.map((row) => row.title)).toEqual(["Newer"]);
  });

  it("stands under what is late, soon, later, undated and over", () => {
    const now = new Date("2026-11-24T12:00:00Z");
    const of = (more: object) => dueGroup(actionRow("a", "A", more), now);
    expect([
      of({ late: true, due: "2026-11-20" }),
      of({ due: "2026-12-01" }),
      of({ due: "2026-12-02" }),
      of({ due: null }),
      of({ status: "done", due: "2026-11-01" }),
    ]).toEqual(["late", "soon", "later", "none", "over"]);
  });
});

describe("the board", () => {
  const rows = [actionRow("a1", "Patrol"), actionRow("a2", "Lock the gate", { status: "not-started", status_label: "Not started" })];
  function board(more: Parameters<typeof notebook>[0] = {}) {
    const held = new Map(rows.map((row) => [row.id, row]));
    const actions = ({ status }: Record<string, unknown>) =>
      actionsPage([...held.values()].filter((row) => status === null || row.status === status));
    const book = notebook({
      ...work,
      actions,
      action_groups: groupsFrom(actions),
      action_set: (args) => {
        const id = String(args["id"]);
        const row = held.get(id);
        if (row && args["status"]) held.set(id, { ...row, status: String(args["status"]) });
        return done(id, "“Patrol” is changed.");
      },
      ...more,
    });
    const page = new PlansBook();
    page.look = "board";
    render(PlansView, { page });
    return book;
  }
  const column = (name: RegExp) => screen.getByRole("region", { name });

  it("has a column for each status with its count, empty ones too", async () => {
    board();
    await screen.findByRole("button", { name: "Patrol" });
    within(column(/^In progress.*1 action/)).getByRole("button", { name: "Patrol" });
    within(column(/^Done.*0 actions/)).getByText("None");
  });

  it("is one question, and one more for a column that somebody pages through", async () => {
    const many = ({ status, after }: Record<string, unknown>) =>
      actionsPage(status === "blocked" ? [actionRow(after === null ? "b1" : "b2", after === null ? "First" : "Second", { status: "blocked" })] : [], {
        next: status === "blocked" && after === null ? "k" : null,
        total: 50,
      });
    const book = board({ actions: many, action_groups: groupsFrom(many) });
    await screen.findByRole("button", { name: "First" });
    expect(book.of("actions")).toEqual([]);
    expect(book.of("action_groups").map((call) => call.args)).toMatchObject([{ by: "status", empty: true }]);
    await user().click(within(column(/^Blocked/)).getByRole("button", { name: "Next page" }));
    await screen.findByRole("button", { name: "Second" });
    expect(book.of("actions")).toHaveLength(1);
    book.tell("work");
    await vi.waitFor(() => expect(book.of("actions").at(-1)?.args).toMatchObject({ status: "blocked", after: "k" }));
    screen.getByRole("button", { name: "Second" });
  });

  it("moves a card by its menu, takes the focus along and can be undone", async () => {
    const book = board();
    await user().click(await screen.findByRole("button", { name: "Move: Lock the gate" }));
    await user().click(screen.getByRole("menuitem", { name: "To In progress" }));
    await vi.waitFor(() => expect(within(column(/^In progress/)).getByRole("button", { name: "Lock the gate" })).toHaveFocus());
    expect(book.of("action_set")[0]?.args).toMatchObject({ id: "a2", status: "in-progress", blocked_by: null });
    toasts.undo(toasts.list.at(-1)?.id ?? 0);
    await vi.waitFor(() => expect(book.of("take_back")[0]?.args).toEqual({ undo: ["change:a2:c1"] }));
  });

  it("moves a card before the board has answered again, where it belongs by its date, and asks once", async () => {
    const book = board();
    await screen.findByRole("button", { name: "Patrol" });
    const before = book.of("action_groups").length;
    let answer: () => void = () => undefined;
    const asked = book.answers["action_groups"];
    book.answers["action_groups"] = async (args) => {
      await new Promise<void>((done) => (answer = done));
      return asked?.(args);
    };
    await user().click(screen.getByRole("button", { name: "Move: Patrol" }));
    await user().click(screen.getByRole("menuitem", { name: "To Not started" }));
    const into = column(/^Not started.*2 actions/);
    const cards = () => within(into).getAllByRole("button", { name: /^(Patrol|Lock the gate)$/ });
    expect(cards().map((card) => card.textContent)).toEqual(["Patrol", "Lock the gate"]);
    expect(cards()[0]).toHaveFocus();
    within(column(/^In progress.*0 actions/)).getByText("None");
    const [card] = cards();
    answer();
    await vi.waitFor(() => expect(book.of("action_groups")).toHaveLength(before + 1));
    expect(cards()[0]).toBe(card);
  });

  it("moves a card with Shift and an arrow", async () => {
    const book = board();
    (await screen.findByRole("button", { name: "Patrol" })).focus();
    await user().keyboard("{Shift>}{ArrowLeft}{/Shift}");
    await vi.waitFor(() => expect(book.of("action_set")[0]?.args).toMatchObject({ id: "a1", status: "not-started" }));
  });

  it("moves a card by dragging it over another column, and opens nothing by that", async () => {
    const book = board();
    const card = await screen.findByRole("button", { name: "Patrol" });
    const target = column(/^Not started/);
    document.elementsFromPoint = () => [target];
    const at = (type: string, x: number) =>
      Object.assign(new MouseEvent(type, { bubbles: true, button: 0, clientX: x }), { pointerType: "mouse" });
    card.dispatchEvent(at("pointerdown", 0));
    window.dispatchEvent(at("pointermove", 40));
    window.dispatchEvent(at("pointerup", 40));
    card.click();
    await vi.waitFor(() => expect(book.of("action_set")[0]?.args).toMatchObject({ id: "a1", status: "not-started" }));
    expect(router.current).toEqual({ page: "today" });
  });

  it("asks what blocks it before it is blocked, and writes nothing without", async () => {
    const book = board();
    await user().click(await screen.findByRole("button", { name: "Move: Patrol" }));
    await user().click(screen.getByRole("menuitem", { name: "To Blocked" }));
    const dialog = await screen.findByRole("dialog", { name: "What blocks “Patrol”?" });
    await user().click(within(dialog).getByRole("button", { name: "Block it" }));
    await vi.waitFor(() => expect(within(dialog).getByRole("combobox", { name: "What blocks it" })).toHaveFocus());
    expect(book.of("action_set")).toHaveLength(0);
    await user().selectOptions(within(dialog).getByRole("combobox", { name: "What blocks it" }), "access");
    await user().selectOptions(within(dialog).getByRole("combobox", { name: "Who can unblock it" }), "housing provider");
    await user().type(within(dialog).getByRole("textbox", { name: "Why" }), "The estate board has to agree");
    await user().click(within(dialog).getByRole("button", { name: "Block it" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(book.of("action_set")[0]?.args).toMatchObject({
      status: "blocked",
      blocked_by: "access",
      unblocks: "housing provider",
      why: "The estate board has to agree",
    });
  });

  it("takes what is done for delivered unless told otherwise, and asks why one is cancelled", async () => {
    const book = board();
    await user().click(await screen.findByRole("button", { name: "Move: Patrol" }));
    await user().click(screen.getByRole("menuitem", { name: "To Cancelled" }));
    const dialog = await screen.findByRole("dialog");
    await user().click(within(dialog).getByRole("button", { name: "Cancel the action" }));
    await within(dialog).findByText("Choose a closing reason.");
    await user().click(within(dialog).getByRole("button", { name: "Leave it as it is" }));
    expect(book.of("action_set")).toHaveLength(0);
    await user().click(screen.getByRole("button", { name: "Move: Patrol" }));
    await user().click(screen.getByRole("menuitem", { name: "To Done" }));
    await user().click(await screen.findByRole("button", { name: "Mark as done" }));
    await vi.waitFor(() => expect(book.of("action_set")[0]?.args).toMatchObject({ status: "done", closing_reason: "delivered" }));
  });

  it("offers no move to somebody who may not change the action", async () => {
    board({
      action_groups: groupsFrom(({ status }) =>
        actionsPage(status === "in-progress" ? [actionRow("a1", "Patrol", { can_change: false })] : []),
      ),
    });
    const card = await screen.findByRole("button", { name: "Patrol" });
    expect(screen.queryByRole("button", { name: "Move: Patrol" })).toBeNull();
    card.focus();
    await user().keyboard("{Shift>}{ArrowLeft}{/Shift}");
    expect(toasts.list).toEqual([]);
  });
});
