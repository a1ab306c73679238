import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { flushAll } from "../../lib/flush";
import { anew } from "../../testing/anew";
import { notebook, refuse } from "../../testing/book";
import { beside, done, queueRows, sam, triage, triagePage } from "../../testing/triage";
import { arrive, loaded, row } from "../../testing/triageView";
import { TriagePage } from "./page.svelte";
import TriageView from "./TriageView.svelte";

anew();

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
    await vi.waitFor(() => expect(book.of("triage_tell")[0]?.args).toEqual({ id: "n1", text: "You hear more by 12 January.", promised: null }));
    expect(book.of("triage_tell")).toHaveLength(1);
  });

  it("promises the sender a day, and says where it is none", async () => {
    const { user, book } = await arrive({ triage_tell: done("Told.") });
    await user.keyboard("t");
    await user.type(await screen.findByLabelText("What the sender reads"), "The council looks at the lamps.");
    await user.type(screen.getByLabelText("Day"), "31");
    await user.type(screen.getByLabelText("Month"), "2");
    await user.type(screen.getByLabelText("Year"), "2027");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByText(/That is no day/);
    await user.clear(screen.getByLabelText("Day"));
    await user.type(screen.getByLabelText("Day"), "11");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("triage_tell")[0]?.args).toMatchObject({ promised: "2027-02-11" }));
  });

  it("keeps the focus with the step that was done", async () => {
    const { user } = await arrive({ triage_assign: done("Assigned to Sam Whitfield.") });
    await user.keyboard("a");
    await user.selectOptions(await screen.findByLabelText("Give it to"), "Sam Whitfield");
    await user.click(within(screen.getByRole("form")).getByRole("button", { name: "Assign" }));
    await vi.waitFor(() => expect(screen.queryByRole("form")).toBeNull());
    expect(screen.getByRole("button", { name: "Assign" })).toHaveFocus();
  });

  it("shows in its row what it did before the queue has answered again, and asks for the queue once", async () => {
    const notes = [{ note: "n1", state: "read", label: "Read", assigned: sam, waits: false }];
    const { user, book } = await arrive({ triage_assign: () => ({ id: "n1", undo: [], words: "Assigned.", notes }) });
    const before = book.of("triage").length;
    let answer: (page: unknown) => void = () => undefined;
    book.answers["triage"] = () => new Promise((done) => (answer = done));
    await user.keyboard("a");
    await user.selectOptions(await screen.findByLabelText("Give it to"), "Sam Whitfield");
    await user.keyboard("{Control>}{Enter}{/Control}");
    const first = within(await row(/Lights out/));
    await first.findByText("Sam Whitfield sees to it");
    first.getByText("Read");
    expect(first.queryByText("Waiting 2 working days")).toBeNull();
    expect(book.of("triage")).toHaveLength(before + 1);
    answer(triagePage(queueRows));
    await first.findByText("Waiting 2 working days");
    expect(book.of("triage")).toHaveLength(before + 1);
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
