import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { linked, lists, noteRow, notebook, open, refuse, today } from "../../testing/book";
import { erasedRow } from "../../testing/keeping";
import { queueRows } from "../../testing/triage";
import TodayView from "./TodayView.svelte";

const step = { id: "read", label: "Read", detail: "today", standing: "done", sentence: null as string | null };
const sent = (id: string, more: object = {}) => ({
  note: noteRow(id, `words of ${id}`),
  path: [step],
  feedback: null,
  question: null,
  not_read: null,
  ...more,
});
const action = (id: string, more: object = {}) => ({
  id,
  title: `title of ${id}`,
  plan: { id: "pl1", title: "Larkfield", status: "active", status_label: "Active" },
  due_words: "Tue 19 Oct",
  lateness: "due in 5 days",
  late: false,
  status: "not-started",
  status_label: "Not started",
  blocker: null,
  ...more,
});

const draft = { id: "d1", excerpt: "Two mopeds again", ward: null, saved_at: "", when: "yesterday 17:52", about: null, asks: null as string | null };
const saved = { id: "d9", saved_at: "", words: "", time: "16:58" };

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(() => cleanup());

describe("Today", () => {
  it("lists forms that were begun among the drafts, each with what it is about and a way back to it", async () => {
    const user = userEvent.setup();
    const line = (form: string, about: string[], of: string) => ({ form, about, of, when: "yesterday 17:52" });
    const begun = [
      line("ask", ["n2"], "Two mopeds by the launderette"),
      line("plan-new", [], ""),
      line("measure", ["pl1"], "Larkfield"),
      line("due", ["a1"], "Mend the lights"),
      line("opening", ["so1"], "S-7K2M"),
    ];
    notebook({ lists, today: () => today({ begun }), coach: () => ({ findings: [] }) });
    render(TodayView);
    const list = within((await screen.findByRole("heading", { name: "Drafts" })).closest("section") ?? document.body);
    expect(list.getAllByRole("listitem")).toHaveLength(5);
    await user.click(list.getByRole("button", { name: "Continue Question to the sender, Two mopeds by the launderette" }));
    expect(router.current).toEqual({ page: "triage", note: "n2", begun: { form: "ask", about: ["n2"] } });
    const ways = { "New plan": { page: "plans", from: [] }, Measure: { page: "plans", plan: "pl1" } };
    for (const [name, to] of Object.entries(ways)) {
      await user.click(list.getByRole("button", { name: new RegExp(`^Continue ${name}`) }));
      expect(router.current).toEqual(to);
    }
    await user.click(list.getByRole("button", { name: /^Continue Another due date/ }));
    expect(router.current).toEqual({ page: "plans", action: "a1" });
    await user.click(list.getByRole("button", { name: /^Continue Reason for opening the source/ }));
    expect(router.current).toEqual({ page: "sources" });
  });

  it("records from the quick field with the last ward and now already chosen", async () => {
    const user = userEvent.setup();
    const book = notebook({
      lists,
      today: () => today(),
      coach: () => ({ findings: [] }),
      draft_save: () => saved,
      note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "" }),
    });
    render(TodayView);
    const field = await screen.findByLabelText("What did you see or hear?");
    await screen.findByRole("button", { name: "Addison", pressed: true });
    await user.type(field, "Lights out on the footpath");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("note_record")).toHaveLength(1));
    expect(book.of("note_record")[0]?.args).toMatchObject({
      note: { text: "Lights out on the footpath", ward: "E05013733", when: { kind: "now" } },
    });
    await vi.waitFor(() => expect(field).toHaveValue(""));
    expect(toasts.list.map((toast) => toast.words)).toEqual(["Recorded on this device"]);
    expect(toasts.list[0]?.undo?.label).toBe("Withdraw");
  });

  it("says which note was recorded, and that it is being sent for as long as it is", async () => {
    const user = userEvent.setup();
    let corner = { ...linked, icon: "sending" };
    const book = notebook({
      lists,
      today: () => today(),
      session: () => open({ sync: corner }),
      coach: () => ({ findings: [] }),
      draft_save: () => saved,
      note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "Being sent." }),
    });
    render(TodayView);
    await screen.findByRole("button", { name: "Addison", pressed: true });
    await user.type(await screen.findByLabelText("What did you see or hear?"), "About eight young people by the station, shouting");
    await user.keyboard("{Control>}{Enter}{/Control}");
    const said = () => toasts.list.map(({ words, detail, meanwhile }) => [words, detail, meanwhile]);
    const which = "Addison: “About eight young people by the…”.";
    await vi.waitFor(() => expect(said()).toEqual([["Recorded on this device", which, "Being sent."]]));
    book.tell("sync");
    await vi.waitFor(() => expect(book.of("session")).toHaveLength(1));
    expect(said()[0]?.[2]).toBe("Being sent.");
    corner = linked;
    book.tell("sync");
    await vi.waitFor(() => expect(said()).toEqual([["Recorded on this device", which, undefined]]));
  });

  it("keeps every word when recording is refused", async () => {
    const user = userEvent.setup();
    notebook({
      lists,
      today: () => today(),
      coach: () => ({ findings: [] }),
      draft_save: () => saved,
      note_record: refuse("disk-full", "The disk is full. Your words are still here."),
    });
    render(TodayView);
    const field = await screen.findByLabelText("What did you see or hear?");
    await user.type(field, "Lights out");
    await user.click(await screen.findByRole("button", { name: "Record" }));
    await screen.findByText("The disk is full. Your words are still here.");
    expect(field).toHaveValue("Lights out");
  });

  it("carries the text on to the other questions in the same draft", async () => {
    const user = userEvent.setup();
    notebook({ lists, today: () => today(), coach: () => ({ findings: [] }), draft_save: () => saved });
    render(TodayView);
    await user.type(await screen.findByLabelText("What did you see or hear?"), "Lights out");
    await user.click(await screen.findByRole("button", { name: "More questions" }));
    await vi.waitFor(() => expect(router.current).toEqual({ page: "record", draft: "d9" }));
  });

  it("does not list the draft that is being written in the quick field", async () => {
    const user = userEvent.setup();
    let drafts = [draft];
    const book = notebook({
      lists,
      today: () => today({ drafts }),
      coach: () => ({ findings: [] }),
      draft_save: () => {
        drafts = [{ ...draft, id: "d9", excerpt: "Lights out on the path" }, draft];
        return saved;
      },
    });
    render(TodayView);
    await user.type(await screen.findByLabelText("What did you see or hear?"), "Lights out on the path");
    await vi.waitFor(() => expect(book.of("draft_save").length).toBeGreaterThan(0));
    book.tell("drafts");
    await vi.waitFor(() => expect(book.of("today").length).toBeGreaterThan(1));
    const section = screen.getByRole("region", { name: "Drafts" });
    expect(within(section).getAllByRole("listitem")).toHaveLength(1);
  });

  it("deletes a draft with a way back", async () => {
    const user = userEvent.setup();
    let drafts = [draft];
    const book = notebook({
      lists,
      today: () => today({ drafts }),
      draft_delete: () => {
        drafts = [];
        return {};
      },
      draft_restore: () => {
        drafts = [draft];
        return {};
      },
    });
    render(TodayView);
    await user.click(await screen.findByRole("button", { name: "Delete Two mopeds again" }));
    await vi.waitFor(() => expect(screen.queryByText("Two mopeds again")).toBeNull());
    toasts.undo(toasts.list[0]?.id ?? 0);
    await screen.findByRole("button", { name: "Continue Two mopeds again" });
    expect(book.of("draft_restore")[0]?.args).toEqual({ id: "d1" });
  });

  it("asks of an old draft whether it is still needed, and keeps it where somebody says so", async () => {
    const user = userEvent.setup();
    const asks = "Begun 34 days ago and never recorded. Is it still needed?";
    let drafts = [{ ...draft, asks }, { ...draft, id: "d2", excerpt: "Lights out" }];
    const book = notebook({
      lists,
      today: () => today({ drafts }),
      draft_keep: () => {
        drafts = drafts.map((one) => ({ ...one, asks: null }));
        return {};
      },
    });
    render(TodayView);
    await screen.findByText(asks);
    expect(screen.queryByRole("button", { name: "Keep it Lights out" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Keep it Two mopeds again" }));
    await vi.waitFor(() => expect(screen.queryByText(asks)).toBeNull());
    expect(book.of("draft_keep").map(({ args }) => args)).toEqual([{ id: "d1" }]);
    expect(book.of("draft_delete")).toEqual([]);
    expect(toasts.list.map((toast) => toast.words)).toEqual(["Draft kept."]);
    // The question has gone; the draft stands where it stood, and the focus with it.
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Continue Two mopeds again" })).toHaveFocus());
  });

  it("deletes an old draft it asked about only where somebody says so, and with a way back", async () => {
    const user = userEvent.setup();
    let drafts = [{ ...draft, asks: "Is it still needed?" }];
    const book = notebook({
      lists,
      today: () => today({ drafts }),
      draft_delete: () => {
        drafts = [];
        return {};
      },
      draft_restore: () => {
        drafts = [{ ...draft, asks: "Is it still needed?" }];
        return {};
      },
    });
    render(TodayView);
    await screen.findByText("Is it still needed?");
    expect(book.of("draft_delete")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Delete Two mopeds again" }));
    await vi.waitFor(() => expect(screen.queryByText("Is it still needed?")).toBeNull());
    expect(book.of("draft_delete").map(({ args }) => args)).toEqual([{ id: "d1" }]);
    toasts.undo(toasts.list[0]?.id ?? 0);
    await screen.findByText("Is it still needed?");
    expect(book.of("draft_restore").map(({ args }) => args)).toEqual([{ id: "d1" }]);
  });

  it("says that plans, names, late entries or sealed sources wait, each with its way there, and nothing where none do", async () => {
    const user = userEvent.setup();
    notebook({ lists, today: () => today({ keeping_others: true, sources_due: 2 }) });
    const view = render(TodayView);
    await user.click(await screen.findByRole("button", { name: "Plans, names or late entries wait for a decision" }));
    expect(router.current).toEqual({ page: "keeping" });
    await user.click(screen.getByRole("button", { name: "2 sealed sources are past their time" }));
    expect(router.current).toEqual({ page: "sources" });
    view.unmount();
    notebook({ lists, today: () => today({ keeping_due: 1, keeping_others: true }) });
    render(TodayView);
    await screen.findByRole("button", { name: "1 note is past its time, and more waits there" });
    expect(screen.queryByRole("button", { name: /sealed source/ })).toBeNull();
  });

  it("says how many notes are past their time and leads to them, only where there are any", async () => {
    const user = userEvent.setup();
    let due = 0;
    const book = notebook({ lists, today: () => today({ keeping_due: due }) });
    render(TodayView);
    await screen.findByText("No notes yet");
    expect(screen.queryByRole("region", { name: "Keeping" })).toBeNull();
    due = 7;
    book.tell("notes");
    await user.click(await screen.findByRole("button", { name: "7 notes are past their time" }));
    expect(router.current).toEqual({ page: "keeping" });
    due = 1;
    book.tell("notes");
    await screen.findByRole("button", { name: "1 note is past its time" });
  });

  it("says what belongs here while there is nothing", async () => {
    notebook({ lists, today: () => today() });
    render(TodayView);
    await screen.findByText("No notes yet");
    expect(screen.queryByRole("region", { name: "Drafts" })).toBeNull();
    expect(screen.queryByRole("region", { name: "Pinned" })).toBeNull();
  });

  it("opens a note from its line", async () => {
    const user = userEvent.setup();
    notebook({ lists, today: () => today({ recent: [noteRow("n1", "Lights out")], notes_total: 1 }) });
    render(TodayView);
    await user.click(await screen.findByRole("link", { name: "Lights out" }));
    expect(router.current).toEqual({ page: "notes", note: "n1" });
  });

  it("lists what was begun about a note, and goes on with it there", async () => {
    const user = userEvent.setup();
    const about = { note: "n1", kind: "withdrawal", text: "Told by somebody else", when: "today 16:58" };
    notebook({ lists, today: () => today({ drafts: [{ ...draft, excerpt: "Told by somebody else", about }] }) });
    render(TodayView);
    await screen.findByText("Reason for withdrawing");
    await user.click(screen.getByRole("button", { name: "Continue Told by somebody else" }));
    expect(router.current).toEqual({ page: "notes", note: "n1", begun: "withdrawal" });
  });

  it("offers another try where it could not be read", async () => {
    const user = userEvent.setup();
    let busy = true;
    notebook({
      lists,
      today: () => {
        if (busy) throw { code: "busy", message: "The notebook is busy.", field_errors: [], retryable: true, wait_seconds: null };
        return today();
      },
    });
    render(TodayView);
    await screen.findByText("The notebook is busy.");
    busy = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("No notes yet");
  });

  it("puts what nobody has read on top for those who triage, and opens it there", async () => {
    const user = userEvent.setup();
    notebook({ lists, today: () => today({ unread: queueRows, unread_total: 9, unread_late: 1, to_read: "9 to read, 1 of them late" }) });
    render(TodayView);
    const section = await screen.findByRole("region", { name: "Not read" });
    within(section).getByText("9 to read, 1 of them late");
    within(section).getByText("Waiting 2 working days");
    const regions = screen.getAllByRole("region").map((region) => region.getAttribute("aria-labelledby"));
    expect(regions.indexOf(section.getAttribute("aria-labelledby"))).toBe(1);
    await user.click(within(section).getByRole("link", { name: "Two mopeds again" }));
    expect(router.current).toEqual({ page: "triage", note: "n2" });
  });

  it("counts notes of which more was said, also where nothing else waits, and leads to their queue", async () => {
    notebook({ lists, today: () => today({ more_said: 1, to_read: "1 with more said" }) });
    render(TodayView);
    const section = await screen.findByRole("region", { name: "More said" });
    within(section).getByText("1 with more said");
    await userEvent.click(within(section).getByRole("button", { name: "Of 1 note that was read, its author has said more" }));
    expect(router.current).toEqual({ page: "triage", queue: "answered" });
  });

  it("shows a question that waits, and opens the note to answer it", async () => {
    const user = userEvent.setup();
    notebook({ lists, today: () => today({ sent: [sent("s1", { question: "q1", feedback: "Which evening was it?" })] }) });
    render(TodayView);
    const section = await screen.findByRole("region", { name: "Asked of you" });
    within(section).getByText("Which evening was it?", { selector: "b" });
    await user.click(within(section).getByRole("button", { name: "Answer Which evening was it?" }));
    expect(router.current).toEqual({ page: "notes", note: "s1", begun: "amendment" });
  });

  it("says what came of a note in one sentence, with its path beside it", async () => {
    const user = userEvent.setup();
    notebook({
      lists,
      today: () => today({ sent: [sent("s1", { feedback: "The lights were repaired." }), sent("s2", { path: [{ ...step, sentence: "It was read." }] })] }),
    });
    render(TodayView);
    const section = await screen.findByRole("region", { name: "What came of it" });
    expect(within(section).getAllByText("The lights were repaired.")).toHaveLength(1);
    expect(within(section).getByRole("list", { name: "Path of “words of s1”" })).toBeVisible();
    await user.click(within(section).getByText("words of s2", { selector: "summary b" }));
    within(section).getByText("It was read.");
    await user.click(within(section).getByRole("button", { name: "Open the note words of s2" }));
    expect(router.current).toEqual({ page: "notes", note: "s2" });
  });

  it("says which of one’s own notes were erased for good, by whom and why, and leads to what is kept and erased", async () => {
    const user = userEvent.setup();
    notebook({ lists, today: () => today({ erased: [erasedRow("e1"), erasedRow("e2", { what: "A note of Grove", why: "It was kept past its time." })] }) });
    render(TodayView);
    const section = within(await screen.findByRole("region", { name: "What came of it" }));
    section.getByText("A note of Addison was erased for good by Ruth Allen, Sun 29 Nov 2026, 14:32. Its time is over.");
    section.getByText("A note of Grove was erased for good by Ruth Allen, Sun 29 Nov 2026, 14:32. It was kept past its time.");
    await user.click(section.getByRole("button", { name: "Open keeping and erasing" }));
    expect(router.current).toEqual({ page: "keeping" });
  });

  it("says whom to call where nobody has read a note for too long", async () => {
    notebook({ lists, today: () => today({ sent: [sent("s1", { not_read: "Call Helen Prior, Coordinator." })] }) });
    render(TodayView);
    await screen.findByText("Not read yet");
    screen.getByText(/Call Helen Prior, Coordinator/);
  });

  it("lists one’s own open actions with lateness in words, and opens each in its plan", async () => {
    const user = userEvent.setup();
    const late = action("a1", { late: true, lateness: "2 days late" });
    notebook({ lists, today: () => today({ actions: [late, action("a2", { status: "blocked", status_label: "Blocked", blocker: "Funding" })], actions_total: 2, actions_late: 1 }) });
    render(TodayView);
    const section = await screen.findByRole("region", { name: "Asked of you" });
    within(section).getByText("2 open actions, 1 late");
    within(section).getByText("2 days late");
    within(section).getByText("Funding");
    await user.click(within(section).getByRole("link", { name: "title of a1" }));
    expect(router.current).toEqual({ page: "plans", action: "a1" });
  });

  it("leaves out every part there is nothing of", async () => {
    notebook({ lists, today: () => today() });
    render(TodayView);
    await screen.findByText("No notes yet");
    for (const name of ["Not read", "Asked of you", "What came of it"]) expect(screen.queryByRole("region", { name })).toBeNull();
  });
});
