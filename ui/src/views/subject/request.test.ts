import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import type { SubjectDecided, SubjectItem, SubjectRequestView } from "../../lib/api/generated";
import { flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { type Answers, failure, notebook, open, refuse } from "../../testing/book";
import { requestsView, requestView, subjectItem, subjectItems } from "../../testing/subject";
import { SubjectPage } from "./page";
import { excerptOf, selectedIn } from "./pieces";
import { RequestState } from "./request.svelte";
import SubjectView from "./SubjectView.svelte";

beforeEach(() => {
  unfinished.forget();
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

/** A notebook in which decisions, names and words blacked out stand, and go back with `take_back`. */
function book(more: Partial<SubjectRequestView> = {}, answers: Answers = {}, items: SubjectItem[] = subjectItems) {
  let view = requestView(items, more);
  let last = view;
  const decide = (id: unknown, decision: SubjectDecided) => {
    last = view;
    const now = view.items.map((item) => (item.id === id ? { ...item, decision } : item));
    view = { ...view, items: now, undecided: now.filter((item) => item.decision === null).length };
  };
  const done = (words: string) => ({ id: "r1", undo: ["record:k1"], words, notes: [] });
  return notebook({
    subject_requests: () => requestsView(),
    subject_request: () => view,
    subject_decide: ({ item, give, reason, note }) => {
      const words = give ? "Given, blacked out in 1 place." : "Kept back: it is about somebody else.";
      decide(item, { give: give as boolean, reason: reason as string | null, note: note as string | null, words });
      return done(words);
    },
    subject_set: ({ names, hide, extended, closed }) => {
      last = view;
      if (Array.isArray(names)) view = { ...view, names: names as string[] };
      if (Array.isArray(hide)) view = { ...view, hide: hide as string[] };
      if (extended === true) view = { ...view, extended, due: "Answer by 3 Feb 2027, in 65 days" };
      if (typeof closed === "boolean") view = { ...view, closed: closed ? "Closed 30 Nov 2026" : null };
      return done("Changed.");
    },
    subject_export: () => ({ folder: "/home/ruth/SAR-2026-14", files: ["answer.html"], notes: 2, words: "The answer is written." }),
    take_back: () => {
      view = last;
      return {};
    },
    ...answers,
  });
}

const show = (page = new SubjectPage()) => render(SubjectView, { page, request: "r1" });
const list = () => screen.findByRole("listbox", { name: "Texts that mention them" });
const options = async () => within(await list()).getAllByRole("option");
const chosen = async () => within(await list()).getByRole("option", { selected: true }).textContent;
const article = async () => within(await screen.findByRole("article", { name: "Text" }));
const filter = () => screen.getByLabelText("Show");

describe("a request", () => {
  it("says until when it is answered, what is looked for, what was looked through, and what has to be done by hand", async () => {
    book();
    show();
    await screen.findByRole("heading", { level: 1, name: "SAR-2026-14" });
    screen.getByText("Received 3 Nov 2026");
    screen.getByText("Answer by 3 Dec 2026, in 3 days");
    screen.getByText("Looked through 1,204 texts on this computer: notes, additions and plans.");
    screen.getByText("Not looked through: do these by hand");
    screen.getByText("3 photos and 1 document: look at each.");
    screen.getByText("What other devices hold and have not sent.");
    expect(within(screen.getByRole("list", { name: "Another name to look for" })).getAllByRole("listitem").map((each) => each.textContent?.trim())).toEqual(["Jordan Blake", "JB"]);
    screen.getByText("0 of 3 decided");
  });

  it("says that it is looking while it looks, and why it could not", async () => {
    const user = userEvent.setup();
    let answer: (view: SubjectRequestView) => void = () => undefined;
    const { answers } = book({}, { subject_request: () => new Promise((resolve) => (answer = resolve)) });
    show();
    await screen.findByText("Looking through everything on this computer…");
    answer(requestView());
    await list();
    answers["subject_request"] = refuse("busy", "The notebook is in use.");
    await user.click(screen.getByRole("button", { name: "Look again" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The notebook is in use.");
    // What was found before is still there.
    expect(await options()).toHaveLength(3);
  });

  it("is late in words and in shape", async () => {
    book({ late: true, due: "Answer by 3 Nov 2026, 27 days late" });
    show();
    const due = await screen.findByText("Answer by 3 Nov 2026, 27 days late");
    expect(due.closest(".is-red")?.querySelector("svg")).not.toBeNull();
  });

  it("is extended once somebody says that the person was told, with a way back", async () => {
    const user = userEvent.setup();
    const { of } = book();
    show();
    await user.click(await screen.findByRole("button", { name: "Extend by two months…" }));
    const dialog = within(await screen.findByRole("dialog"));
    dialog.getByText(/They have been told that it takes longer/);
    await user.click(dialog.getByRole("button", { name: "Leave it as it is" }));
    expect(of("subject_set")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Extend by two months…" }));
    await user.click(await screen.findByRole("button", { name: "They were told: extend" }));
    expect(of("subject_set").map(({ args }) => args)).toEqual([{ id: "r1", names: null, hide: null, extended: true, closed: null }]);
    await screen.findByText("Answer by 3 Feb 2027, in 65 days");
    screen.getByText("Extended by two months");
    expect(screen.queryByRole("button", { name: "Extend by two months…" })).toBeNull();
    toasts.undo(toasts.list[0]?.id ?? 0);
    await screen.findByText("Answer by 3 Dec 2026, in 3 days");
  });

  it("looks through everything again for another name", async () => {
    const user = userEvent.setup();
    const { of } = book();
    show();
    await list();
    expect(of("subject_request")).toHaveLength(1);
    await user.type(screen.getByLabelText("Another name to look for", { selector: "input" }), "Jordie{Enter}");
    await vi.waitFor(() => expect(of("subject_request")).toHaveLength(2));
    expect(of("subject_set").map(({ args }) => args["names"])).toEqual([["Jordan Blake", "JB", "Jordie"]]);
    expect(await screen.findByRole("button", { name: "Remove Jordie" })).toBeVisible();
    expect(screen.getByLabelText("Another name to look for", { selector: "input" })).toHaveFocus();
  });

  it("keeps a name in its field where it is refused, with why", async () => {
    const user = userEvent.setup();
    book({}, { subject_set: () => {
      throw failure("invalid", "Too short.", { field_errors: [{ field: "names", message: "Too short." }] });
    } });
    show();
    await list();
    const field = screen.getByLabelText("Another name to look for", { selector: "input" });
    await user.type(field, "J{Enter}");
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Too short\./));
    expect(field).toHaveValue("J");
  });

  it("is closed, decides nothing more then, and is opened again", async () => {
    const user = userEvent.setup();
    const { of } = book();
    show();
    await list();
    await user.click(screen.getByRole("button", { name: "Close the request" }));
    await vi.waitFor(() => expect(screen.getAllByText("Closed 30 Nov 2026")).not.toEqual([]));
    expect((await article()).queryByRole("button", { name: "Give" })).toBeNull();
    expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
    (await list()).focus();
    await user.keyboard("gb");
    expect(of("subject_decide")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Open it again" }));
    expect(of("subject_set").map(({ args }) => args["closed"])).toEqual([true, false]);
    expect(await (await article()).findByRole("button", { name: "Give" })).toBeVisible();
  });
});

describe("what was found", () => {
  it("is marked by shape and in words, and shown as it is given with bars that tell nothing", async () => {
    const user = userEvent.setup();
    book();
    show();
    const text = async () => (await article()).getByText(/On the footpath/).closest("[data-text]")?.textContent;
    expect((await text())?.replace(/\s/g, " ")).toBe("On the footpath Jordan Blake (named) stood by the gate with Kim Okoro (will be blacked out).");
    expect((await article()).getByText("Kim Okoro", { exact: false, selector: "s" }).tagName).toBe("S");
    expect((await article()).getByText(/Amara Lewis \(never given\)/)).toBeVisible();
    await user.click((await article()).getByRole("checkbox", { name: "Show it as it is given" }));
    expect(await text()).toBe("On the footpath Jordan Blake stood by the gate with █████.");
    expect((await article()).getByRole("img", { name: "blacked out" })).toBeVisible();
    expect((await article()).queryByText(/Amara Lewis/)).toBeNull();
  });

  it("says of each text what it is, for whom it is held, and how it stands", async () => {
    const user = userEvent.setup();
    book();
    show();
    const third = (await options())[2];
    if (!third) throw new Error("no third text");
    expect(third.textContent).toMatch(/Perhaps/);
    await user.click(third);
    const read = await article();
    read.getByRole("heading", { name: "Plan, Sun 22 Nov 2026, 14:32" });
    read.getByText("Not written down");
    read.getByText("An earlier version, written over since");
    expect(read.queryByRole("button", { name: "Open the note" })).toBeNull();
    expect(read.getByText("Jordan", { exact: false, selector: ".perhaps" })).toHaveTextContent("Jordan (perhaps them)");
  });

  it("leads to the note", async () => {
    const user = userEvent.setup();
    book();
    show();
    await user.click((await article()).getByRole("button", { name: "Open the note" }));
    expect(router.current).toEqual({ page: "notes", note: "n1" });
  });

  it("says so where nothing was found, and where not everything is listed", async () => {
    book({}, {}, []);
    const { unmount } = show();
    await screen.findByText("Nothing was found");
    unmount();
    book({ total: 1204, undecided: 1204 });
    show();
    await screen.findByText("The first 3 of 1,204 are listed. Fuller names find fewer.");
    screen.getByText("0 of 1,204 decided");
  });
});

describe("deciding", () => {
  it("gives with a key while the focus is in the list, goes on to the next, and can be undone", async () => {
    const user = userEvent.setup();
    const { of } = book();
    show();
    (await list()).focus();
    await user.keyboard("g");
    await vi.waitFor(async () => expect(await options()).toHaveLength(2));
    expect(of("subject_decide").map(({ args }) => args)).toEqual([{ id: "r1", item: "i1", give: true, reason: null, note: null }]);
    expect(await chosen()).toMatch(/In the yard/);
    expect(await list()).toHaveFocus();
    screen.getByText("1 of 3 decided");
    // Nothing was looked through again for it.
    expect(of("subject_request")).toHaveLength(1);
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => screen.getByText("0 of 3 decided"));
    expect(of("take_back").map(({ args }) => args)).toEqual([{ undo: ["record:k1"] }]);
    expect(await options()).toHaveLength(3);
  });

  it("moves with J and K as every list does, and gives nothing with a letter from elsewhere or where letter keys are off", async () => {
    const user = userEvent.setup();
    const { of } = book();
    const { unmount } = show();
    await list();
    screen.getByRole("heading", { level: 1 }).focus();
    await user.keyboard("jj");
    expect(await chosen()).toMatch(/Talk to/);
    await user.keyboard("k");
    expect(await chosen()).toMatch(/In the yard/);
    await user.keyboard("gb");
    expect(of("subject_decide")).toEqual([]);
    expect(screen.queryByRole("form", { name: "Keep this back" })).toBeNull();
    unmount();
    session.view = open({ letter_keys: false });
    show();
    (await list()).focus();
    await user.keyboard("gbj");
    expect(of("subject_decide")).toEqual([]);
    expect(await chosen()).toMatch(/On the footpath/);
  });

  it("keeps back with a reason, shows its law and whether the answer says so, and with what was weighed", async () => {
    const user = userEvent.setup();
    const { of } = book();
    show();
    (await list()).focus();
    await user.keyboard("b");
    const reason = await screen.findByLabelText("Why?");
    await vi.waitFor(() => expect(reason).toHaveFocus());
    await user.selectOptions(reason, "crime");
    screen.getByText("Data Protection Act 2018, Schedule 2, paragraph 2");
    screen.getByText("The answer does not say that anything was kept back for this.");
    await user.selectOptions(reason, "somebody-else");
    screen.getByText("The answer says that something was kept back for this.");
    await user.type(screen.getByLabelText("What was weighed (optional)"), " Only Kim is in it ");
    await user.click(screen.getByRole("button", { name: "Keep back" }));
    await vi.waitFor(async () => expect(await options()).toHaveLength(2));
    expect(of("subject_decide").map(({ args }) => args)).toEqual([
      { id: "r1", item: "i1", give: false, reason: "somebody-else", note: "Only Kim is in it" },
    ]);
    await user.selectOptions(filter(), "kept");
    const read = await article();
    read.getByText("Kept back: it is about somebody else.");
    read.getByText("What was weighed: Only Kim is in it");
  });

  it("keeps nothing back without a reason", async () => {
    const user = userEvent.setup();
    const { of } = book();
    show();
    await user.click(await (await article()).findByRole("button", { name: "Keep back…" }));
    await user.click(screen.getByRole("button", { name: "Keep back" }));
    const reason = screen.getByLabelText("Why?");
    await vi.waitFor(() => expect(reason).toHaveAccessibleDescription(/Choose why\. Nothing was changed\./));
    expect(reason).toHaveFocus();
    expect(of("subject_decide")).toEqual([]);
  });

  it("loses no word of what was weighed to Escape, to another text, or to another page", async () => {
    const user = userEvent.setup();
    book();
    const page = new SubjectPage();
    const { unmount } = show(page);
    await user.click(await (await article()).findByRole("button", { name: "Keep back…" }));
    await user.type(screen.getByLabelText("What was weighed (optional)"), "Only Kim{Escape}");
    expect(screen.queryByLabelText("What was weighed (optional)")).toBeNull();
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Keep back…" })).toHaveFocus());
    await user.keyboard("jk");
    unmount();
    show(page);
    await user.click(await (await article()).findByRole("button", { name: "Keep back…" }));
    expect(screen.getByLabelText("What was weighed (optional)")).toHaveValue("Only Kim");
  });

  it("has what was weighed on disk at each pause, and in its field again after the program was killed", async () => {
    const user = userEvent.setup();
    const item = subjectItems[0]?.id ?? "";
    const kept = { about: ["r1"], form: "weighed", field: item, text: "Only Kim", base: "" };
    const first = book();
    const { unmount } = show();
    await user.click(await (await article()).findByRole("button", { name: "Keep back…" }));
    await user.type(screen.getByLabelText("What was weighed (optional)"), "Only Kim");
    expect(await flushAll()).toBe(true);
    expect(first.of("unfinished_save").map(({ args }) => args)).toEqual([kept]);
    unmount();
    unfinished.forget();
    const { of } = book({}, { unfinished: () => ({ rows: [{ ...kept, when: "today 16:58" }] }) });
    show();
    await user.click(await (await article()).findByRole("button", { name: "Keep back…" }));
    const field = screen.getByLabelText("What was weighed (optional)");
    await vi.waitFor(() => expect(field).toHaveValue("Only Kim"));
    await user.clear(field);
    await flushAll();
    expect(of("unfinished_save").map(({ args }) => args)).toEqual([{ ...kept, text: null }]);
  });

  it("says why a text could not be decided, beside that text alone", async () => {
    const user = userEvent.setup();
    book({}, { subject_decide: refuse("not-allowed", "Your access does not include this.") });
    show();
    await user.click(await (await article()).findByRole("button", { name: "Give" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Your access does not include this.");
    await user.keyboard("j");
    expect(screen.queryByRole("alert")).toBeNull();
    expect(await options()).toHaveLength(3);
  });

  it("stands on what comes next once everything is decided, and decides otherwise after all", async () => {
    const user = userEvent.setup();
    const { of } = book({}, {}, subjectItems.slice(0, 1));
    show();
    await user.click(await (await article()).findByRole("button", { name: "Give" }));
    const none = (await screen.findByText("Everything is decided")).closest("#items-none");
    await vi.waitFor(() => expect(none).toHaveFocus());
    await user.selectOptions(filter(), "given");
    await user.click((await article()).getByRole("button", { name: "Keep back…" }));
    await user.selectOptions(screen.getByLabelText("Why?"), "crime");
    await user.click(screen.getByRole("button", { name: "Keep back" }));
    await screen.findByText("None of them");
    expect(of("subject_decide").map(({ args }) => args["give"])).toEqual([true, false]);
    screen.getByText("1 of 1 decided");
  });

  it("is not undone by what was looked at before it", async () => {
    let answer: (view: SubjectRequestView) => void = () => undefined;
    const { answers } = book();
    const state = new RequestState("r1");
    await state.look();
    answers["subject_request"] = () => new Promise((resolve) => (answer = resolve));
    const looked = state.look();
    await state.give();
    answer(requestView());
    await looked;
    expect(state.undecided).toBe(2);
    expect(state.items[0]?.decision?.give).toBe(true);
    expect(state.shown.map(({ id }) => id)).toEqual(["i2", "i3"]);
  });
});

describe("what is blacked out", () => {
  it("is added by writing it, and taken out again", async () => {
    const user = userEvent.setup();
    const { of } = book();
    show();
    await list();
    await user.type(screen.getByLabelText("Black out a word or phrase", { selector: "input" }), "14 Elm Road{Enter}");
    await user.click(await screen.findByRole("button", { name: "Remove Kim Okoro" }));
    await vi.waitFor(() =>
      expect(of("subject_set").map(({ args }) => args["hide"])).toEqual([["Kim Okoro", "14 Elm Road"], ["14 Elm Road"]]),
    );
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Remove 14 Elm Road" })).toHaveFocus());
  });

  it("is added by selecting it in a text, without the words that are only heard", async () => {
    const user = userEvent.setup();
    const { of } = book();
    show();
    const text = (await article()).getByText(/On the footpath/).closest("[data-text]");
    const named = text?.querySelector(".named")?.firstChild;
    const after = [...(text?.childNodes ?? [])].find((node) => node.textContent?.startsWith(" stood by"));
    if (!named || !after) throw new Error("no such text");
    const press = () => user.click(screen.getByRole("button", { name: "Black out what is selected" }));
    getSelection()?.removeAllRanges();
    await press();
    await screen.findByText("Select a word in the text first. Nothing was changed.");
    expect(of("subject_set")).toEqual([]);
    getSelection()?.setBaseAndExtent(named, 7, after, 6);
    await press();
    await vi.waitFor(() => expect(of("subject_set").map(({ args }) => args["hide"])).toEqual([["Kim Okoro", "Blake stood"]]));
  });

  it("is nothing outside one text", () => {
    document.body.innerHTML = "<div id='root'><div data-text>first</div><div data-text>second</div></div><p>elsewhere</p>";
    const root = document.getElementById("root");
    const [first, second] = [...document.querySelectorAll("[data-text]")];
    if (!root || !first || !second) throw new Error("no texts");
    const selection = getSelection();
    selection?.setBaseAndExtent(first, 0, second, 1);
    expect(selectedIn(root, selection)).toBe("");
    const elsewhere = document.querySelector("p");
    if (elsewhere) selection?.selectAllChildren(elsewhere);
    expect(selectedIn(root, selection)).toBe("");
    selection?.selectAllChildren(second);
    expect(selectedIn(root, selection)).toBe("second");
    document.body.innerHTML = "";
  });
});

describe("a few words of a text", () => {
  it("stand around the first place that mentions them", () => {
    const long = subjectItem("i1", "x".repeat(200));
    const pieces = excerptOf(long);
    expect(pieces.map(({ hit }) => hit)).toEqual([false, true, false, false, false]);
    expect(pieces[0]?.text).toBe(`…${"x".repeat(39)} `);
    expect(pieces[1]?.text).toBe("Jordan Blake");
  });
});

describe("the answer", () => {
  const make = async (user: ReturnType<typeof userEvent.setup>) => {
    await user.click(await screen.findByRole("button", { name: "Make the answer…" }));
    return within(await screen.findByRole("dialog", { name: "Make the answer" }));
  };
  const decided = subjectItems.map((item) => ({ ...item, decision: { give: true, reason: null, note: null, words: "Given." } }));

  it("is refused with words while something is undecided, keeps what was typed, and looks again", async () => {
    const user = userEvent.setup();
    const { of } = book({}, { subject_export: refuse("undecided", "3 texts are undecided. Nothing was written.") });
    show();
    await screen.findByText("3 texts still undecided. The answer is made once each is decided.");
    const dialog = await make(user);
    await user.type(dialog.getByLabelText("Who is it for?"), "Jordan Blake");
    await user.type(dialog.getByLabelText("Folder"), "/home/ruth");
    await user.click(dialog.getByRole("button", { name: "Make the answer" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("3 texts are undecided. Nothing was written.");
    await vi.waitFor(() => expect(of("subject_request")).toHaveLength(2));
    await user.click(dialog.getByRole("button", { name: "Not now" }));
    const again = await make(user);
    expect(again.getByLabelText("Who is it for?")).toHaveValue("Jordan Blake");
    expect(again.getByLabelText("Folder")).toHaveValue("/home/ruth");
    expect(again.queryByRole("alert")).toBeNull();
  });

  it("says what goes, what stays and that it is logged; then where it lies and what comes next", async () => {
    const user = userEvent.setup();
    const { of } = book({}, {}, decided);
    show();
    await screen.findByText("3 of 3 decided");
    const dialog = await make(user);
    dialog.getByText(/What is blacked out is taken out of it for good/);
    dialog.getByText("Who wrote each text, and who told it.");
    dialog.getByText(/is logged/);
    await user.type(dialog.getByLabelText("Who is it for?"), " Jordan Blake ");
    await user.type(dialog.getByLabelText("Folder"), "/home/ruth");
    await user.click(dialog.getByRole("button", { name: "Make the answer" }));
    await dialog.findByText("/home/ruth/SAR-2026-14");
    expect(of("subject_export").map(({ args }) => args)).toEqual([{ id: "r1", folder: "/home/ruth", recipient: "Jordan Blake" }]);
    expect(dialog.getByRole("heading", { level: 2 })).toHaveFocus();
    dialog.getByText("Look it through, page by page.");
    await user.click(dialog.getByRole("button", { name: "Close the request" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(of("subject_set").map(({ args }) => args["closed"])).toEqual([true]);
  });

  it("says beside its fields what is missing", async () => {
    const user = userEvent.setup();
    book({}, {
      subject_export: () => {
        throw failure("invalid", "Say who it is for.", { field_errors: [{ field: "recipient", message: "Say who it is for." }] });
      },
    }, decided);
    show();
    const dialog = await make(user);
    await user.click(dialog.getByRole("button", { name: "Make the answer" }));
    const field = dialog.getByLabelText("Who is it for?");
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Say who it is for\./));
    expect(field).toHaveFocus();
  });
});
