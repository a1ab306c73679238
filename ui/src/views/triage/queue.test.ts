import { readFileSync } from "node:fs";

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { anew } from "../../testing/anew";
import { notebook, noteView, open, refuse } from "../../testing/book";
import { done, ines, queueRows, queues, triage, triagePage, triageRow } from "../../testing/triage";
import { arrive, loaded, row, selected } from "../../testing/triageView";
import { TriagePage } from "./page.svelte";
import TriageView from "./TriageView.svelte";

anew();

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

  it("can be chosen in the list while none is read, and have their acts at hand", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...triage, triage_assign: done("Assigned.") });
    const { container } = render(TriageView, { page: new TriagePage() });
    const box = (await row(/Two mopeds/)).querySelector(".tick");
    await user.click(box as Element);
    await user.click(await screen.findByRole("button", { name: "Assign" }));
    await user.selectOptions(await screen.findByLabelText("Give it to"), "Sam Whitfield");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("triage_assign")[0]?.args).toEqual({ ids: ["n2"], to: "p3" }));
    // The note was not opened by that, so nobody is told that it was read.
    expect([book.of("note"), book.of("note_read")]).toEqual([[], []]);
    expect(container.querySelector(".tri")).not.toHaveAttribute("data-chosen");
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

describe("reading in triage", () => {
  it("says of one’s own note that nobody is told", async () => {
    notebook({ ...triage, note: (args) => noteView(String(args["id"])) });
    render(TriageView, { page: new TriagePage(), note: "own" });
    await screen.findByText(/^Your own note\. Nobody is told that you have read it/);
  });

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
