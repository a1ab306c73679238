import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { toasts } from "../../kit/toasts.svelte";
import type { DueNote, KeepingView as Answer } from "../../lib/api/generated";
import { flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { type Answers, lists, notebook, open, refuse, today } from "../../testing/book";
import { dueNote, dueNotes, erasedRow, erasingView, keepingView, lateAddition } from "../../testing/keeping";
import { KeepingState } from "./keeping.svelte";
import KeepingView from "./KeepingView.svelte";

beforeEach(() => {
  unfinished.forget();
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

/** A notebook in which what is kept or erased is due no more, and comes back with `take_back`. */
function book(due: DueNote[] = dueNotes, more: Partial<Answer> = {}, answers: Answers = {}) {
  let rows = due;
  let last: DueNote[] = due;
  const gone = (id: unknown) => {
    last = rows;
    rows = rows.filter(({ note }) => note !== id);
  };
  return notebook({
    keeping: () => keepingView(rows, more),
    erasing: () => erasingView(),
    note_keep: ({ id }) => {
      gone(id);
      return { id, undo: ["record:k1"], words: "Kept until 29 Nov 2027.", notes: [] };
    },
    note_erase: ({ id }) => {
      gone(id);
      return { id, undo: [], words: "The note is erased for good.", notes: [] };
    },
    take_back: () => {
      rows = last;
      return {};
    },
    ...answers,
  });
}
const list = () => screen.findByRole("list", { name: "Notes past their time" });
const items = async () => within(await list()).getAllByRole("listitem");
const item = async (text: string) => {
  const found = (await screen.findByRole("heading", { level: 3, name: text })).closest("li");
  if (!found) throw new Error(`no entry of ${text}`);
  return within(found);
};
const headings = async () => (await items()).map((each) => within(each).getByRole("heading").textContent);

describe("notes past their time", () => {
  it("each say what stands in them, their ward, author and day, why they are due, and how they were kept before", async () => {
    book();
    render(KeepingView);
    expect(await headings()).toEqual(["Lights out on the footpath", "Two mopeds again", "Shouting by the station"]);
    const second = await item("Two mopeds again");
    second.getByText("Addison");
    second.getByText("Recorded by Amara Lewis, 14 Oct 2025");
    second.getByText("It describes somebody or has a sealed source, and was recorded more than 12 months ago.");
    second.getByText("Kept until 3 Mar 2026 by Ruth Allen: the trial is not over.");
    screen.getByText("3 notes, longest due first");
  });

  it("lead to the note itself", async () => {
    const user = userEvent.setup();
    book();
    render(KeepingView);
    await user.click((await item("Two mopeds again")).getByRole("button", { name: "Open the note Two mopeds again" }));
    expect(router.current).toEqual({ page: "notes", note: "n2" });
  });

  it("are kept for 12 months with a reason, said with a way back that brings the reason back too", async () => {
    const user = userEvent.setup();
    const { of } = book();
    render(KeepingView);
    await user.click((await item("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    expect(screen.getByLabelText("Why is it still needed?")).toHaveFocus();
    await user.type(screen.getByLabelText("Why is it still needed?"), " The appeal is heard in May ");
    await user.click(screen.getByRole("button", { name: "Keep for 12 months" }));
    await vi.waitFor(async () => expect(await headings()).toEqual(["Lights out on the footpath", "Shouting by the station"]));
    expect(of("note_keep").map(({ args }) => args)).toEqual([{ id: "n2", reason: "The appeal is heard in May" }]);
    expect(toasts.list.map((toast) => [toast.words, toast.undo?.label])).toEqual([["Kept until 29 Nov 2027.", "Undo"]]);
    // The one that took its place is next.
    expect(screen.getByRole("heading", { name: "Shouting by the station" })).toHaveFocus();
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => expect(of("take_back").map(({ args }) => args)).toEqual([{ undo: ["record:k1"] }]));
    await user.click((await item("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The appeal is heard in May");
  });

  it("are not kept without a reason", async () => {
    const user = userEvent.setup();
    const { of } = book();
    render(KeepingView);
    await user.click((await item("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await user.keyboard("  {Enter}");
    const field = screen.getByLabelText("Why is it still needed?");
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Write why it is still needed\. Nothing was changed\./));
    expect(field).toHaveFocus();
    await user.type(field, "T");
    expect(field).not.toHaveAttribute("aria-invalid");
    expect(of("note_keep")).toEqual([]);
    expect(await items()).toHaveLength(3);
  });

  it("say why one could not be kept, with what was written as it stood", async () => {
    const user = userEvent.setup();
    book(dueNotes, {}, { note_keep: refuse("not-allowed", "Your access does not include this.") });
    render(KeepingView);
    await user.click((await item("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await user.keyboard("The trial{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Your access does not include this.");
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The trial");
  });

  it("keep a reason that is half written while another note or another page is looked at", async () => {
    const user = userEvent.setup();
    book();
    const page = new KeepingState();
    const { unmount } = render(KeepingView, { page });
    await user.click((await item("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await user.keyboard("The trial");
    await user.click((await item("Shouting by the station")).getByRole("button", { name: /^Keep, with a reason/ }));
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("");
    unmount();
    render(KeepingView, { page });
    await user.click((await item("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The trial");
  });

  it("have the reason on disk at each pause, and in the field again after the program was killed", async () => {
    const user = userEvent.setup();
    const kept = { about: ["n2"], form: "keep", field: "reason", text: "The trial", base: "" };
    const first = book();
    const { unmount } = render(KeepingView);
    await user.click((await item("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await user.keyboard("The trial");
    expect(await flushAll()).toBe(true);
    expect(first.of("unfinished_save").map(({ args }) => args)).toEqual([kept]);
    unmount();
    unfinished.forget();
    const rows = [{ ...kept, when: "today 16:58" }, { ...kept, form: "close", field: "|reason", text: "Another form’s" }];
    const { of } = book(dueNotes, {}, { unfinished: ({ about }) => ({ rows: String(about) === "n2" ? rows : [] }) });
    render(KeepingView);
    await user.click((await item("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await vi.waitFor(() => expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The trial"));
    await user.keyboard("{Enter}");
    await vi.waitFor(() => expect(of("note_keep").map(({ args }) => args)).toEqual([{ id: "n2", reason: "The trial" }]));
    // The notebook forgets it in the same step.
    await flushAll();
    expect(of("unfinished_save")).toEqual([]);
  });

  it("drop a reason that is given up, on disk too, and bring it back on Undo", async () => {
    const user = userEvent.setup();
    const { of } = book();
    render(KeepingView);
    const begin = async () => user.click((await item("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await begin();
    await user.keyboard("The trial");
    await flushAll();
    await user.keyboard("{Escape}");
    await flushAll();
    expect(of("unfinished_save").at(-1)?.args).toMatchObject({ form: "keep", text: null });
    expect(toasts.list.at(-1)?.words).toBe("What you wrote here is dropped.");
    await begin();
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("");
    toasts.undo(toasts.list.at(-1)?.id ?? 0);
    await vi.waitFor(() => expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The trial"));
    await flushAll();
    expect(of("unfinished_save").at(-1)?.args).toMatchObject({ form: "keep", text: "The trial" });
  });

  it("say what it means where there are none", async () => {
    book([]);
    render(KeepingView);
    await screen.findByText("No note is past its time");
    screen.getByText(/A note stands here once the time for which it is kept is over/);
    expect(screen.queryByRole("list", { name: "Notes past their time" })).toBeNull();
  });

  it("go from the page when somebody else decides, and the next one is marked", async () => {
    const user = userEvent.setup();
    let rows = dueNotes;
    const { tell } = book(dueNotes, {}, { keeping: () => keepingView(rows) });
    render(KeepingView);
    await list();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    rows = dueNotes.filter(({ note }) => note !== "n2");
    tell("notes");
    await vi.waitFor(async () => expect(await items()).toHaveLength(2));
    expect((await items()).findIndex((each) => each.classList.contains("at"))).toBe(1);
  });

  it("are read on below, and the focus goes on to the first that came", async () => {
    const user = userEvent.setup();
    const { of } = book(dueNotes, {}, {
      keeping: ({ after }) =>
        after === null ? keepingView(dueNotes.slice(0, 2), { due_total: 3, next: "2" }) : keepingView(dueNotes.slice(1), { due_total: 3 }),
    });
    render(KeepingView);
    expect(await items()).toHaveLength(2);
    screen.getByText("3 notes, longest due first");
    await user.click(screen.getByRole("button", { name: "Show more" }));
    await vi.waitFor(async () => expect(await items()).toHaveLength(3));
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Shouting by the station" })).toHaveFocus());
    expect(of("keeping").map(({ args }) => args["after"])).toEqual([null, "2"]);
  });

  it("stay listed where no more could be read, and can be asked for again", async () => {
    const user = userEvent.setup();
    let broken = true;
    book(dueNotes, {}, {
      keeping: ({ after }) =>
        after === null
          ? keepingView(dueNotes.slice(0, 2), { next: "2" })
          : broken
            ? refuse("busy", "The notebook is in use.")()
            : keepingView(dueNotes.slice(2)),
    });
    render(KeepingView);
    await list();
    await user.click(screen.getByRole("button", { name: "Show more" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("No more could be read");
    expect(await items()).toHaveLength(2);
    broken = false;
    await user.click(screen.getByRole("button", { name: "Show more" }));
    await vi.waitFor(async () => expect(await items()).toHaveLength(3));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("tell why they could not be read, and are asked for again", async () => {
    const user = userEvent.setup();
    const { answers } = book(dueNotes, {}, { keeping: refuse("busy", "The notebook is in use.") });
    render(KeepingView);
    expect(await screen.findByRole("alert")).toHaveTextContent("The notebook is in use.");
    answers["keeping"] = () => keepingView();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await items()).toHaveLength(3);
  });
});

describe("keeping and erasing by keyboard alone", () => {
  it("goes down the list from the title, keeps one, erases the next, and loses its place nowhere", async () => {
    const user = userEvent.setup();
    const { of } = book([...dueNotes, dueNote("n4", "A car by the gate")]);
    render(KeepingView);
    await list();
    screen.getByRole("heading", { level: 1 }).focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(screen.getByRole("heading", { name: "Two mopeds again" })).toHaveFocus();
    await user.keyboard("k");
    await vi.waitFor(() => expect(screen.getByLabelText("Why is it still needed?")).toHaveFocus());
    // Letters and arrows belong to what is written.
    await user.keyboard("keep it{ArrowUp}{Enter}");
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Shouting by the station" })).toHaveFocus());
    expect(of("note_keep").map(({ args }) => args)).toEqual([{ id: "n2", reason: "keep it" }]);

    await user.keyboard("e");
    const dialog = await screen.findByRole("dialog", { name: "Erase this note for good?" });
    await within(dialog).findByText("What goes");
    // The dialog of the page itself holds the focus; here it is put where the system puts it.
    within(dialog).getByRole("heading", { level: 2 }).focus();
    await user.tab();
    expect(within(dialog).getByRole("radio", { name: "Its time is over" })).toHaveFocus();
    await user.keyboard("{ArrowDown}");
    expect(within(dialog).getByRole("radio", { name: "The person it is about asked for it" })).toBeChecked();
    await user.tab();
    await user.keyboard("DP/117");
    await user.tab();
    expect(within(dialog).getByRole("button", { name: "Do not erase it" })).toHaveFocus();
    await user.tab();
    await user.keyboard("{Enter}");
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(of("note_erase").map(({ args }) => args)).toEqual([{ id: "n3", why: "asked-for", reference: "DP/117" }]);
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "A car by the gate" })).toHaveFocus());
    await user.keyboard("{Home}");
    expect(screen.getByRole("heading", { name: "Lights out on the footpath" })).toHaveFocus();
  });

  it("closes what was begun with Escape, at the button it was begun from", async () => {
    const user = userEvent.setup();
    book();
    render(KeepingView);
    await list();
    await user.keyboard("{ArrowDown}k");
    await vi.waitFor(() => expect(screen.getByLabelText("Why is it still needed?")).toHaveFocus());
    await user.keyboard("{Escape}");
    expect(screen.queryByLabelText("Why is it still needed?")).toBeNull();
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Keep, with a reason Lights out on the footpath" })).toHaveFocus());
  });

  it("stands on the title once the last note was decided", async () => {
    const user = userEvent.setup();
    book(dueNotes.slice(0, 1));
    render(KeepingView);
    await list();
    await user.keyboard("{ArrowDown}kThe trial{Enter}");
    await screen.findByText("No note is past its time");
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
  });

  it("takes no letter where letter keys are off, and none before a note is marked; the arrows still move", async () => {
    session.view = open({ letter_keys: false });
    const user = userEvent.setup();
    book();
    const { unmount } = render(KeepingView);
    await list();
    await user.keyboard("{ArrowDown}ke");
    expect(screen.getByRole("heading", { name: "Lights out on the footpath" })).toHaveFocus();
    expect(screen.queryByLabelText("Why is it still needed?")).toBeNull();
    expect(screen.queryByRole("dialog")).toBeNull();
    unmount();
    session.view = open();
    render(KeepingView);
    await list();
    await user.keyboard("ke");
    expect(screen.queryByLabelText("Why is it still needed?")).toBeNull();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("what was erased", () => {
  const cells = (row: HTMLElement) =>
    [...row.querySelectorAll<HTMLElement>("th, td")].map((cell) => {
      const own = cell.cloneNode(true) as HTMLElement;
      for (const under of own.querySelectorAll(".under")) under.remove();
      return own.textContent.replace(/\s+/g, " ").trim();
    });
  const waits = "What is marked as waiting is erased here. It goes from the server and from other devices once this device has reached the server.";

  it("says when, what, by whom, why and under which reference, and nothing of what it said", async () => {
    book([], { erased: [erasedRow("e1", { reference: "DP/117" }), erasedRow("e2", { what: "A sealed source of White City" })] });
    render(KeepingView);
    const table = await screen.findByRole("table", { name: "What was erased" });
    expect(within(table).getAllByRole("columnheader").map((head) => head.textContent)).toEqual(["When", "What", "By", "Why", "Reference"]);
    expect(within(table).getAllByRole("row").slice(1).map(cells)).toEqual([
      ["Sun 29 Nov 2026, 14:32", "A note of Addison", "Ruth Allen", "Its time is over", "DP/117"],
      ["Sun 29 Nov 2026, 14:32", "A sealed source of White City", "Ruth Allen", "Its time is over", ""],
    ]);
    expect(screen.queryByText(waits)).toBeNull();
  });

  it("says what is still waiting for the server, and what happens then", async () => {
    book([], { erased: [erasedRow("e1", { waiting: true }), erasedRow("e2")] });
    render(KeepingView);
    await screen.findByText(waits);
    expect(screen.getAllByText("Waiting")).toHaveLength(1);
  });

  it("says so where there is nothing, and where there may be more than is listed", async () => {
    book([]);
    const { unmount } = render(KeepingView);
    await screen.findByText("Nothing was erased yet");
    unmount();
    book([], { erased: Array.from({ length: 100 }, (_, n) => erasedRow(`e${n}`)) });
    render(KeepingView);
    await screen.findByText("The latest 100 are listed");
  });
});

describe("how long things are kept", () => {
  it("stands in a plain table: what, how long, and what happens then", async () => {
    book();
    render(KeepingView);
    const table = await screen.findByRole("table", { name: "How long things are kept" });
    expect(within(table).getAllByRole("columnheader").map((head) => head.textContent)).toEqual(["What", "How long", "Then"]);
    within(table).getByRole("rowheader", { name: /^A note that describes or names somebody/ });
  });

  it("is shown with what was erased to those who decide about no note, with the reason why nothing else is", async () => {
    book([], { may_decide: false, erased: [erasedRow("e1")] });
    render(KeepingView);
    await screen.findByText("Those who triage a ward decide about its notes. You triage no ward, so no notes are listed here.");
    screen.getByRole("table", { name: "What was erased" });
    screen.getByRole("table", { name: "How long things are kept" });
    expect(screen.queryByText("No note is past its time")).toBeNull();
    expect(screen.queryByRole("button", { name: /^(Keep|Erase)/ })).toBeNull();
  });
});

describe("the way to keeping and erasing", () => {
  const answers = (more: Answers = {}): Answers => ({
    session: () => open(),
    lists,
    today: () => today({ keeping_due: 3 }),
    drafts: () => ({ rows: [] }),
    touch: () => ({}),
    keeping: () => keepingView(),
    settings: () => ({
      name: "Amara Lewis", partnership: "", device: "d1", boundaries: "2022", boundaries_label: "From May 2022", label: "", folder: "", theme: "system",
      idle_minutes: 10, letter_keys: true, hub_number: "", hub_hours: "", backup_words: "", version: "1", sample: false,
    }),
    ...more,
  });
  const arrived = () =>
    vi.waitFor(() => expect(screen.getByRole("heading", { name: "Keeping and erasing", level: 1 })).toHaveFocus());

  it("is found by its name, from everywhere", async () => {
    const user = userEvent.setup();
    notebook(answers({ notes: () => ({ rows: [], next: null, total: 0 }) }));
    render(App);
    await screen.findByRole("navigation", { name: "Main" });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Find a note, a ward or an act" }), "eras");
    await screen.findByRole("option", { name: "Keeping and erasing", selected: true });
    await user.keyboard("{Enter}");
    await arrived();
  });

  it("leads from Today and from Settings, under which it stands, and has no place of its own on the cover", async () => {
    const user = userEvent.setup();
    notebook(answers());
    render(App);
    await user.click(await screen.findByRole("button", { name: "3 notes are past their time" }));
    await arrived();
    const main = within(screen.getByRole("navigation", { name: "Main" }));
    expect(main.queryByRole("link", { name: /Keeping/ })).toBeNull();
    expect(main.getByRole("link", { name: "Settings" })).toHaveAttribute("aria-current", "page");
    await user.click(screen.getByRole("button", { name: "Settings" }));
    await user.click(await screen.findByRole("button", { name: "Open keeping and erasing" }));
    await arrived();
  });

  it("is shut while the notebook may not be read", async () => {
    const book = notebook(answers({ session: () => open({ lease_over: true }), today: refuse("lease-over", "Not read.") }));
    render(App);
    await screen.findByRole("navigation", { name: "Main" });
    router.go({ page: "keeping" });
    await screen.findByRole("heading", { name: "Keeping and erasing", level: 1 });
    expect(book.of("keeping")).toEqual([]);
  });
});

describe("what came too late to something that was erased meanwhile", () => {
  it("is read here, and erased once somebody says so twice", async () => {
    const user = userEvent.setup();
    let late = [lateAddition("a1", "He moved it on Tuesday")];
    const { of } = book([], {}, {
      keeping: () => keepingView([], { late }),
      addition_erase: ({ id }) => {
        late = [];
        return { id, undo: [], words: "Erased here.", notes: [] };
      },
    });
    render(KeepingView);
    const list = await screen.findByRole("list", { name: "What came too late" });
    within(list).getByText("He moved it on Tuesday");
    within(list).getByText("Addition, Addison. Added by Amara Lewis, Sun 29 Nov 2026, 14:32.");
    await user.click(within(list).getByRole("button", { name: "Erase… Addition, Addison" }));
    await user.click(screen.getByRole("button", { name: "Do not erase it" }));
    expect(of("addition_erase")).toEqual([]);
    await user.click(within(list).getByRole("button", { name: "Erase… Addition, Addison" }));
    await user.click(screen.getByRole("button", { name: "Erase for good" }));
    expect(of("addition_erase").map(({ args }) => args)).toEqual([{ id: "a1" }]);
    await waitFor(() => expect(screen.queryByText("Came too late")).toBeNull());
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  });

  it("says of what plan it is, as far as that is known", async () => {
    const progress = { what: "Progress on an action", author: "Sam Whitfield" };
    const late = [
      lateAddition("p1", "The lamp is ordered", { ...progress, place: "plan “The walkway”, Addison" }),
      lateAddition("p2", "The gate is locked", { ...progress, place: "" }),
    ];
    book([], {}, { keeping: () => keepingView([], { late }) });
    render(KeepingView);
    const list = await screen.findByRole("list", { name: "What came too late" });
    within(list).getByText("Progress on an action, plan “The walkway”, Addison. Added by Sam Whitfield, Sun 29 Nov 2026, 14:32.");
    within(list).getByText("Progress on an action. Added by Sam Whitfield, Sun 29 Nov 2026, 14:32.");
  });

  it("takes no room where there is none", async () => {
    book();
    render(KeepingView);
    await list();
    expect(screen.queryByText("Came too late")).toBeNull();
  });
});
