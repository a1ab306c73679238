import { readFileSync } from "node:fs";

import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { notebook, noteView, open, refuse } from "../../testing/book";
import {
  beside,
  done,
  helen,
  ines,
  near,
  queueRows,
  queues,
  sam,
  triage,
  triagePage,
  triageRow,
} from "../../testing/triage";
import { TriagePage } from "./page.svelte";
import TriageView from "./TriageView.svelte";

beforeEach(() => {
  session.view = null;
  unfinished.forget();
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

const row = (name: RegExp) => screen.findByRole("option", { name });
const selected = () =>
  within(screen.getByRole("listbox", { name: "Notes in this queue" }))
    .getAllByRole("option")
    .findIndex((each) => each.getAttribute("aria-selected") === "true");
const loaded = () => screen.findByRole("group", { name: "What to do with this note" });

/** On the page, the first note open. */
async function arrive(answers = {}, page = new TriagePage()) {
  const user = userEvent.setup();
  const book = notebook({ ...triage, ...answers });
  render(TriageView, { page });
  await row(/Lights out/);
  await user.keyboard("j");
  await screen.findByText("text of n1");
  await loaded();
  return { user, book, page };
}

describe("the queue", () => {
  it("says in words how long each note waits, and which are late", async () => {
    notebook(triage);
    render(TriageView, { page: new TriagePage() });
    within(await row(/Lights out/)).getByText("Waiting 2 working days");
    within(await row(/Two mopeds/)).getByText("Waiting 3 hours");
    expect(screen.getByRole("tab", { selected: true })).toHaveTextContent(/Not read\s*33\s*1 late/);
  });

  it("says 999 or more where counting ended", async () => {
    notebook({ ...triage, triage: () => triagePage(queueRows, { queues: queues({ unread: 3, closed: 999 }) }) });
    render(TriageView, { page: new TriagePage() });
    expect(await screen.findByRole("tab", { name: "Closed 999 or more" })).toHaveTextContent("999+");
  });

  it("opens at the queue that another page asks for", async () => {
    const book = notebook(triage);
    render(TriageView, { page: new TriagePage(), queue: "answered" });
    expect(await screen.findByRole("tab", { selected: true })).toHaveTextContent(/^More said/);
    expect((book.of("triage").at(-1)?.args as { queue: string }).queue).toBe("answered");
  });

  it("is walked with J and K, and each note is opened as it is reached", async () => {
    const { user } = await arrive();
    await user.keyboard("jj");
    await screen.findByText("text of n3");
    expect(selected()).toBe(2);
    await user.keyboard("k");
    await screen.findByText("text of n2");
    expect(router.current).toEqual({ page: "triage", note: "n2" });
  });

  it("takes no letter where letter keys are off", async () => {
    session.view = open({ letter_keys: false });
    const user = userEvent.setup();
    notebook(triage);
    render(TriageView, { page: new TriagePage() });
    await user.click(await row(/Lights out/));
    await loaded();
    await user.keyboard("jcx");
    expect(selected()).toBe(0);
    expect(screen.queryByLabelText("Reason, for colleagues")).toBeNull();
    expect(screen.queryByText("1 note chosen")).toBeNull();
  });

  it("keeps a note in its place once it has left the queue, until somebody moves on", async () => {
    let read = false;
    const { user, book } = await arrive({ triage: () => triagePage(read ? queueRows.slice(1) : queueRows) });
    read = true;
    book.tell("triage");
    await within(await row(/Lights out/)).findByText("No longer in this queue");
    expect(selected()).toBe(0);
    await user.keyboard("j");
    await screen.findByText("text of n2");
    expect(screen.queryByRole("option", { name: /Lights out/ })).toBeNull();
    expect(selected()).toBe(0);
  });

  it("goes from one queue to the next with the arrow keys, and asks for that one", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...triage, triage: (args) => triagePage(args["queue"] === "open" ? [] : queueRows) });
    render(TriageView, { page: new TriagePage() });
    await row(/Lights out/);
    screen.getByRole("tab", { selected: true }).focus();
    await user.keyboard("{ArrowRight}");
    await screen.findByText("Nothing waits for a decision");
    expect(book.of("triage").at(-1)?.args).toMatchObject({ queue: "open", ward: null, after: null });
    expect(screen.getByRole("tab", { selected: true })).toHaveFocus();
  });

  it("says of an empty queue what that means, and where there is something to do", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...triage, triage: () => triagePage([], { queues: queues({ open: 12 }, 0) }) });
    render(TriageView, { page: new TriagePage() });
    await screen.findByText("Every note has been read");
    await user.click(screen.getByRole("button", { name: "Go to “To do” (12)" }));
    await vi.waitFor(() => expect(book.of("triage").at(-1)?.args).toMatchObject({ queue: "open" }));
  });

  it("narrows to a ward", async () => {
    const user = userEvent.setup();
    const book = notebook(triage);
    render(TriageView, { page: new TriagePage() });
    await row(/Lights out/);
    await user.selectOptions(screen.getByRole("combobox", { name: "Ward" }), "White City");
    await vi.waitFor(() => expect(book.of("triage").at(-1)?.args).toMatchObject({ ward: "E05013752" }));
  });

  it("tells why it could not be read, and tries again", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...triage, triage: refuse("busy", "The notebook is in use.") });
    render(TriageView, { page: new TriagePage() });
    await screen.findByText("The notebook is in use.");
    book.answers["triage"] = () => triagePage(queueRows);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await row(/Lights out/);
  });

  it("opens the note another page asked for, though it stands in no queue that is shown", async () => {
    notebook(triage);
    render(TriageView, { page: new TriagePage(), note: "elsewhere" });
    await screen.findByText("text of elsewhere");
  });
});

describe("a step", () => {
  it("asks the sender, says that they read the question, and takes it back on Undo with the words still there", async () => {
    const { user, book } = await arrive({ triage_ask: done("The sender was asked.") });
    await user.keyboard("q");
    const field = await screen.findByLabelText("Your question");
    expect(field).toHaveFocus();
    screen.getByText("Ines Carvalho reads your question word for word, and not who else is asked.");
    await user.type(field, "Which evening was it?");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("triage_ask")[0]?.args).toEqual({ id: "n1", text: "Which evening was it?" }));
    await vi.waitFor(() => expect(toasts.list[0]?.words).toBe("The sender was asked."));
    expect(screen.queryByLabelText("Your question")).toBeNull();
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => expect(book.of("take_back")[0]?.args).toEqual({ undo: ["c1"] }));
    await vi.waitFor(() => expect(toasts.list[0]?.words).toBe("Taken back."));
    screen.getByRole("button", { name: "Ask for more" }).focus();
    await user.keyboard("q");
    expect(await screen.findByLabelText("Your question")).toHaveValue("Which evening was it?");
  });

  it("tells the sender a sentence that goes with no other step, and nothing without one", async () => {
    const { user, book } = await arrive({ triage_tell: done("Told.") });
    await user.keyboard("t");
    const field = await screen.findByLabelText("What the sender reads");
    expect(field).toHaveFocus();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByText("Write the one sentence the sender will read.");
    await user.type(field, "You hear more by 12 January.");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("triage_tell")[0]?.args).toEqual({ id: "n1", text: "You hear more by 12 January." }));
    expect(book.of("triage_tell")).toHaveLength(1);
  });

  it("keeps the focus with the step that was done", async () => {
    const { user } = await arrive({ triage_assign: done("Assigned to Sam Whitfield.") });
    await user.keyboard("a");
    await user.selectOptions(await screen.findByLabelText("Give it to"), "Sam Whitfield");
    await user.click(within(screen.getByRole("form")).getByRole("button", { name: "Assign" }));
    await vi.waitFor(() => expect(screen.queryByRole("form")).toBeNull());
    expect(screen.getByRole("button", { name: "Assign" })).toHaveFocus();
  });

  it("gives a note to an officer, and to nobody again", async () => {
    const { user, book } = await arrive({ triage_assign: done("Assigned.") });
    await user.keyboard("a");
    const to = await screen.findByLabelText("Give it to");
    screen.getByRole("option", { name: "Helen Prior (you)" });
    screen.getByText("Ines Carvalho is told nothing of this step.");
    await user.selectOptions(to, "Sam Whitfield");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("triage_assign")[0]?.args).toEqual({ ids: ["n1"], to: "p3" }));
  });

  it("closes with a reason for colleagues and another sentence for the sender, and not without either", async () => {
    const { user, book } = await arrive({ triage_close: done("Closed.") });
    await user.keyboard("c");
    const reason = await screen.findByLabelText("Reason, for colleagues");
    const sentence = screen.getByLabelText("What the sender reads");
    expect(sentence).toHaveAccessibleDescription(/Ines Carvalho reads this sentence and nothing else of this step/);
    await user.click(screen.getByRole("button", { name: "Close note" }));
    expect(reason).toHaveAccessibleDescription(/Say why it is closed, for colleagues/);
    expect(reason).toHaveFocus();
    await user.type(reason, "Known to the unit");
    await user.click(screen.getByRole("button", { name: "Close note" }));
    expect(sentence).toHaveFocus();
    await user.type(sentence, "We looked into it.");
    await user.click(screen.getByRole("button", { name: "Close note" }));
    await vi.waitFor(() =>
      expect(book.of("triage_close").map((call) => call.args)).toEqual([
        { id: "n1", reason: "Known to the unit", feedback: "We looked into it." },
      ]),
    );
  });

  it("sends with a reference, and the usual sentence follows where it goes until it is written anew", async () => {
    const { user, book } = await arrive({ triage_send: done("Kept.") });
    await user.keyboard("s");
    const sentence = await screen.findByLabelText("What the sender reads");
    expect(sentence).toHaveValue("What you passed on was sent to the police.");
    await user.click(screen.getByRole("radio", { name: "Safeguarding hub (MASH)" }));
    expect(sentence).toHaveValue("What you passed on was sent to the safeguarding hub.");
    await user.type(screen.getByLabelText("Their reference"), "M-1");
    await user.click(screen.getByRole("button", { name: "Keep the reference" }));
    await vi.waitFor(() =>
      expect(book.of("triage_send")[0]?.args).toEqual({ id: "n1", to: "mash", reference: "M-1", sentence: null }),
    );
  });

  it("sends another sentence where the officer wrote one, and none that is empty", async () => {
    const { user, book } = await arrive({ triage_link: done("Linked.") });
    await user.keyboard("l");
    await user.selectOptions(await screen.findByLabelText("Plan"), "pl1");
    const sentence = screen.getByLabelText("What the sender reads");
    await user.clear(sentence);
    await user.click(screen.getByRole("button", { name: "Link" }));
    expect(sentence).toHaveAccessibleDescription(/Write the one sentence the sender will read/);
    expect(book.of("triage_link")).toHaveLength(0);
    await user.type(sentence, "It is part of a plan now.");
    await user.click(screen.getByRole("button", { name: "Link" }));
    await vi.waitFor(() =>
      expect(book.of("triage_link")[0]?.args).toEqual({ ids: ["n1"], plan: "pl1", sentence: "It is part of a plan now." }),
    );
  });

  it("keeps every word where it is refused, and where another note is looked at meanwhile", async () => {
    const { user } = await arrive({ triage_ask: refuse("disk-full", "The disk is full. Your words are still here.") });
    await user.keyboard("q");
    await user.type(await screen.findByLabelText("Your question"), "Which evening?");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByText("The disk is full. Your words are still here.");
    await user.click(await row(/Two mopeds/));
    await screen.findByText("text of n2");
    await loaded();
    await user.keyboard("q");
    expect(await screen.findByLabelText("Your question")).toHaveValue("");
    await user.keyboard("{Escape}");
    await user.keyboard("k");
    await screen.findByText("text of n1");
    await loaded();
    await user.keyboard("q");
    expect(await screen.findByLabelText("Your question")).toHaveValue("Which evening?");
  });

  it("keeps what is typed on disk at each pause, and asks nothing before a lock once it lies there", async () => {
    const { user, book } = await arrive();
    await user.keyboard("q");
    await user.type(await screen.findByLabelText("Your question"), "Which");
    expect(await flushAll()).toBe(true);
    const kept = { about: ["n1"], form: "ask", field: "|question", text: "Which", base: "" };
    expect(book.of("unfinished_save").at(-1)?.args).toEqual(kept);
    await user.type(screen.getByLabelText("Your question"), " stair?");
    await vi.waitFor(() => expect(book.of("unfinished_save").at(-1)?.args).toEqual({ ...kept, text: "Which stair?" }));
  });

  it("says that words stand on the page alone where the disk would not take them", async () => {
    const { user } = await arrive({ unfinished_save: refuse("disk-full", "The disk is full.") });
    await user.keyboard("q");
    await user.type(await screen.findByLabelText("Your question"), "Which");
    expect(await flushAll()).toBe(false);
  });

  it("stands open again with its words after the program was killed", async () => {
    const rows = [
      { form: "close", field: "|reason", text: "Seen by the school", base: "", when: "today 16:58" },
      { form: "close", field: "|feedback", text: "The school has it in hand.", base: "", when: "today 16:58" },
    ];
    const { user, book } = await arrive({ unfinished: ({ about }: Record<string, unknown>) => ({ rows: String(about) === "n1" ? rows : [] }) });
    await user.keyboard("c");
    await vi.waitFor(() => expect(screen.getByLabelText("Reason, for colleagues")).toHaveValue("Seen by the school"));
    expect(screen.getByDisplayValue("The school has it in hand.")).toBeInTheDocument();
    await flushAll();
    expect(book.of("unfinished_save")).toEqual([]);
  });

  it("is given up with Cancel, on disk too, and has its words again on Undo", async () => {
    const { user, book } = await arrive();
    await user.keyboard("q");
    await user.type(await screen.findByLabelText("Your question"), "Which stair?");
    await flushAll();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await flushAll();
    expect(book.of("unfinished_save").at(-1)?.args).toMatchObject({ field: "|question", text: null });
    await user.keyboard("q");
    expect(await screen.findByLabelText("Your question")).toHaveValue("");
    void toasts.list.at(-1)?.undo?.act();
    await vi.waitFor(() => expect(screen.getByLabelText("Your question")).toHaveValue("Which stair?"));
    await flushAll();
    expect(book.of("unfinished_save").at(-1)?.args).toMatchObject({ field: "|question", text: "Which stair?" });
  });

  it("is not offered to those who only read", async () => {
    const user = userEvent.setup();
    notebook({ ...triage, triage_note: (args) => beside(String(args["id"]), { can_triage: false }) });
    render(TriageView, { page: new TriagePage() });
    await user.click(await row(/Lights out/));
    await screen.findByText("Who sees to it");
    expect(screen.queryByRole("group", { name: "What to do with this note" })).toBeNull();
    await user.keyboard("c");
    expect(screen.queryByLabelText("Reason, for colleagues")).toBeNull();
  });
});

describe("a withdrawn note", () => {
  const withdrawal = { reason: "I mixed up two streets.", author: ines, when: "today, 15:00", at: "" };
  const gone = {
    note: (args: Record<string, unknown>) => noteView(String(args["id"]), { author: ines, withdrawal }),
    triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { withdrawn: true, near: [near("m1", "Lamps broken")] }),
  };

  it("says that it is withdrawn and why nothing goes any further, and leaves only Assign, Remark and Close", async () => {
    await arrive(gone);
    screen.getByText("This note was withdrawn");
    screen.getByText(/I mixed up two streets/);
    screen.getByText(/nothing of it can be shared, sent on, asked about or linked/);
    const group = within(screen.getByRole("group", { name: "What to do with this note" }));
    expect(group.getAllByRole("button").map((button) => button.id)).toEqual(["step-assign", "step-close"]);
    screen.getByLabelText("Add a remark");
    screen.getByRole("link", { name: "Lamps broken" });
    expect(screen.queryByRole("button", { name: /Same matter/ })).toBeNull();
  });

  it("takes no letter for a step that is not left, and those of the steps that are", async () => {
    const { user } = await arrive(gone);
    await user.keyboard("qbls");
    expect(screen.queryByRole("form")).toBeNull();
    await user.keyboard("c");
    await screen.findByLabelText("Reason, for colleagues");
    await user.keyboard("{Escape}");
    await user.keyboard("a");
    await screen.findByLabelText("Give it to");
  });

  it("keeps on the page what was being written about it when its sender withdrew it, and cannot be asked any more", async () => {
    let withdrawn = false;
    const { user, book } = await arrive({
      note: (args: Record<string, unknown>) => noteView(String(args["id"]), { author: ines, withdrawal: withdrawn ? withdrawal : null }),
      triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { withdrawn }),
      triage_ask: done("Asked."),
    });
    await user.keyboard("q");
    const field = await screen.findByLabelText("Your question");
    await user.type(field, "Which evening?");
    withdrawn = true;
    book.tell("notes");
    await screen.findByText("The note was withdrawn while you were writing");
    expect(field).toHaveValue("Which evening?");
    expect(screen.queryByRole("button", { name: /^Ask/ })).toBeNull();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(book.of("triage_ask")).toHaveLength(0);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("button", { name: /^Ask/ })).toBeNull();
  });

  it("keeps a briefing on its desk that was being written of it, without a way to share it", async () => {
    let withdrawn = false;
    const { user, book } = await arrive({
      triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { withdrawn }),
      triage_brief: done("Shared."),
    });
    await user.keyboard("b");
    const field = await screen.findByLabelText("What everybody granted the ward may read");
    await user.type(field, "Groups");
    withdrawn = true;
    book.tell("notes");
    await screen.findByText("The note was withdrawn while you were writing");
    expect(field).toHaveValue("Groups");
    expect(screen.queryByRole("button", { name: "Share briefing" })).toBeNull();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(book.of("triage_brief")).toHaveLength(0);
  });

  it("chosen among others lets them be assigned together and nothing else, and says why", async () => {
    const state = { id: "withdrawn", label: "Withdrawn", words: "" };
    const rows = queueRows.map((each) => (each.note.id === "n2" ? { ...each, note: { ...each.note, state } } : each));
    const { user } = await arrive({ triage: () => triagePage(rows as typeof queueRows) });
    await user.keyboard("x");
    await screen.findByRole("button", { name: "Link to plan" });
    await user.keyboard("jx");
    await screen.findByText("A withdrawn note is among them: together they can only be assigned.");
    const group = within(await screen.findByRole("group", { name: "What to do with the notes chosen" }));
    for (const name of ["Link to plan", "Same matter", "Start a plan from these"]) expect(group.queryByRole("button", { name })).toBeNull();
    group.getByRole("button", { name: "Assign" });
  });
});

describe("several notes", () => {
  it("are chosen with X, and assigned together", async () => {
    const { user, book } = await arrive({ triage_assign: done("Assigned.") });
    await user.keyboard("xjx");
    await screen.findByText("2 notes chosen");
    await screen.findByText("text of n2");
    await vi.waitFor(() => screen.getByRole("button", { name: "Same matter" }));
    await user.keyboard("a");
    await user.selectOptions(await screen.findByLabelText("Give it to"), "Sam Whitfield");
    screen.getByText("The senders are told nothing of this step.");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("triage_assign")[0]?.args).toEqual({ ids: ["n1", "n2"], to: "p3" }));
    await vi.waitFor(() => expect(screen.queryByText("2 notes chosen")).toBeNull());
  });

  it("are related as one matter, with a way back", async () => {
    const { user, book } = await arrive({ triage_relate: done("Of one matter.") });
    await user.keyboard("xjx");
    await user.click(await screen.findByRole("button", { name: "Same matter" }));
    await vi.waitFor(() => expect(book.of("triage_relate")[0]?.args).toEqual({ ids: ["n1", "n2"] }));
    await vi.waitFor(() => expect(toasts.list[0]?.undo?.label).toBe("Undo"));
    expect(screen.getByRole("listbox", { name: "Notes in this queue" })).toHaveFocus();
  });

  it("begin a plan together", async () => {
    const { user } = await arrive();
    await user.keyboard("xjx");
    await user.click(await screen.findByRole("button", { name: "Start a plan from these" }));
    expect(router.current).toEqual({ page: "plans", from: ["n1", "n2"] });
  });

  it("are let go with Escape", async () => {
    const { user } = await arrive();
    await user.keyboard("x");
    await screen.findByText("1 note chosen");
    await user.keyboard("{Escape}");
    expect(screen.queryByText("1 note chosen")).toBeNull();
  });
});

describe("what stands beside a note", () => {
  it("is said in full: who sees to it, what was told, asked, shared, sent and closed", async () => {
    await arrive({
      triage_note: (args: Record<string, unknown>) =>
        beside(String(args["id"]), {
          assigned: sam,
          told: [{ id: "t1", step: "read", label: "Read", sentence: "It was read.", author: helen, when: "today, 14:32" }],
          asked: { id: "q1", text: "Which evening?", author: helen, when: "today, 15:00", answer: null },
          referrals: [{ id: "r1", to: "police", label: "Police", reference: "CAD 4412", author: helen, when: "today", undo: ["record:r1"] }],
          closure: { id: "c1", reason: "Known to the unit", author: sam, when: "today, 16:00", undo: ["record:c1", "record:c2"] },
          plans: [{ id: "pl1", title: "Larkfield footpath", status: "active", status_label: "Active" }],
        }),
    });
    const side = within(screen.getByRole("complementary", { name: "What stands beside this note" }));
    for (const words of ["Sam Whitfield", "It was read.", "Which evening?", "Not answered yet", "Reference CAD 4412", "Known to the unit"])
      side.getByText(words);
    await userEvent.setup().click(side.getByRole("link", { name: "Larkfield footpath" }));
    expect(router.current).toEqual({ page: "plans", plan: "pl1" });
  });

  it("offers a likely duplicate with why, and relates it", async () => {
    const { user, book } = await arrive({
      triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { near: [near("m1", "Lamps broken by the path")] }),
      triage_relate: done("Of one matter."),
    });
    screen.getByText("Same ward, the day before, much the same words");
    await user.click(screen.getByRole("button", { name: "Same matter as Lamps broken by the path" }));
    await vi.waitFor(() => expect(book.of("triage_relate")[0]?.args).toEqual({ ids: ["n1", "m1"] }));
  });

  it("takes a remark for colleagues, and one’s own back", async () => {
    const remark = { id: "x1", text: "Seen by the caretaker", author: helen, when: "today", undo: ["record:x1"] };
    const { user, book } = await arrive({
      triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { remarks: [remark] }),
      triage_remark: done("Remark added."),
    });
    await user.type(screen.getByLabelText("Add a remark"), "Ask again on Monday");
    await user.click(screen.getByRole("button", { name: "Add" }));
    await vi.waitFor(() => expect(book.of("triage_remark")[0]?.args).toEqual({ id: "n1", text: "Ask again on Monday" }));
    await user.click(screen.getByRole("button", { name: "Take back your remark “Seen by the caretaker”" }));
    await vi.waitFor(() => expect(book.of("take_back")[0]?.args).toEqual({ undo: ["record:x1"] }));
  });
});

describe("writing a briefing", () => {
  const found = { key: "k1", rule: "exact-time", start: 0, end: 4, message: "An exact time.", suggestion: null, note: null };
  const coach = (args: Record<string, unknown>) => ({ findings: String(args["text"]).includes("text") ? [found] : [] });

  it("stands beside the note, shares it with its sentence, and comes back to the queue", async () => {
    const { user, book } = await arrive({ coach, triage_brief: done("Shared with Addison.") });
    await user.keyboard("b");
    const field = await screen.findByLabelText("What everybody granted the ward may read");
    expect(field).toHaveFocus();
    within(screen.getByRole("region", { name: /Original/ })).getByText(/of n1/);
    screen.getByText("Everybody granted Addison may read it");
    await user.type(field, "Groups gather in the evening.");
    await user.click(screen.getByRole("button", { name: "Share briefing" }));
    await vi.waitFor(() =>
      expect(book.of("triage_brief")[0]?.args).toEqual({ id: "n1", text: "Groups gather in the evening.", sentence: null }),
    );
    await row(/Lights out/);
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Write briefing" })).toHaveFocus());
  });

  it("says what could still give somebody away and what is gone, and stops nobody", async () => {
    const { user, book } = await arrive({ coach, triage_brief: done("Shared.") });
    await user.keyboard("b");
    const field = await screen.findByLabelText("What everybody granted the ward may read");
    await user.type(field, "Groups");
    await screen.findByText("Gone from the briefing");
    await user.clear(field);
    await user.click(screen.getByRole("button", { name: "Begin with the original text" }));
    await screen.findByText("Still in the briefing");
    screen.getByText("The briefing is the note word for word.");
    await user.click(screen.getByRole("button", { name: "Share briefing" }));
    await vi.waitFor(() => expect(book.of("triage_brief")).toHaveLength(1));
  });

  it("keeps what was written while the queue is looked at", async () => {
    const { user } = await arrive({ coach });
    await user.keyboard("b");
    await user.type(await screen.findByLabelText("What everybody granted the ward may read"), "Groups");
    await user.keyboard("{Escape}");
    await row(/Lights out/);
    await loaded();
    await user.keyboard("b");
    expect(await screen.findByLabelText("What everybody granted the ward may read")).toHaveValue("Groups");
  });
});

describe("reading in triage", () => {
  it("tells the sender once the note has rested before somebody’s eyes", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    const book = notebook({
      ...triage,
      triage: () => triagePage([triageRow("n1", "Lights out")]),
      note: () => noteView("n1", { author: ines, opening_tells: true }),
    });
    render(TriageView, { page: new TriagePage() });
    await user.click(await row(/Lights out/));
    await screen.findByText("text of n1");
    expect(book.of("note_read")).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1_300);
    expect(book.of("note_read").map((call) => call.args)).toEqual([{ id: "n1", asked: false }]);
    vi.useRealTimers();
  });
});

describe("the columns", () => {
  it("fold by the room there is for letters, so that enlarged text reflows in a window that stays as wide", () => {
    const css = readFileSync("src/styles/triage.css", "utf8");
    /** What a block of the style sheet says, by what it asks for. */
    const asking = (what: string) => css.split(`${what}{`)[1]?.split("\n}")[0] ?? "";
    const folds = [...css.matchAll(/@container triage \(max-width:[\d.]+(\w+)\)/g)].map(([rule, unit]) => ({ rule, unit }));
    expect(new Set(folds.map(({ unit }) => unit))).toEqual(new Set(["em"]));
    const two = folds.find(({ rule }) => asking(rule).includes(".tri .split{display:block"));
    const one = folds.find(({ rule }) => asking(rule).includes(".notes.tri{grid-template-columns:minmax(0,1fr)}"));
    expect(two).toBeDefined();
    expect(asking(one?.rule ?? "")).toContain(".tri .read .back-row{display:block");
    notebook(triage);
    const { container } = render(TriageView, { page: new TriagePage() });
    expect(container.querySelector(".tri-page > .notes.tri")).not.toBeNull();
    expect(css).toContain(".tri-page{container:triage/inline-size");
  });
});
