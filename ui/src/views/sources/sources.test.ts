import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { toasts } from "../../kit/toasts.svelte";
import { flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { anew } from "../../testing/anew";
import { type Answers, lists, notebook, open, refuse, today } from "../../testing/book";
import { begun, leadRow, opened, quiet, roster, sourceRow, sourcesView } from "../../testing/sources";
import { LISTED_MOST } from "./sources.svelte";
import SourcesView from "./SourcesView.svelte";

const name = "Priya Nair";

anew();

describe("where no lead has been named", () => {
  it("says what a lead is, begins, shows the code once, and goes on at the title", async () => {
    const user = userEvent.setup();
    let view = sourcesView({ roster: null, can_begin: true, can_open: false });
    const book = notebook({
      ...quiet,
      sources: () => view,
      roster_begin: () => {
        view = sourcesView();
        return begun;
      },
    });
    render(SourcesView, { name });
    await screen.findByText("Nobody opens sealed sources yet");
    screen.getByText(/A safeguarding lead is somebody who may learn who told something/);
    screen.getByText(/A recovery code is shown once: print it/);
    await user.click(screen.getByRole("button", { name: "Begin" }));
    expect(await screen.findByRole("group", { name: "Leads’ recovery code" })).toHaveTextContent("K7QF-2MXP-9TRB-W4HC");
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Keep the leads’ recovery code" })).toHaveFocus());
    expect(screen.getByText(/Made by/)).toHaveTextContent(name);
    screen.getByRole("button", { name: "Print" });
    await vi.waitFor(() => expect(book.of("sources")).toHaveLength(2));
    await user.click(screen.getByRole("button", { name: "I have kept it" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
    expect(document.documentElement.outerHTML).not.toContain("K7QF");
    expect(screen.getByRole("group", { name: "Fingerprint of the list of leads" })).toHaveTextContent(begun.fingerprint);
    screen.getByText("No sealed sources");
    // That is asked for the notebook’s own code alone.
    expect(book.of("recovery_code_kept")).toEqual([]);
  });

  it("offers nothing to those who may not begin, and says why beginning was refused to those who may", async () => {
    const user = userEvent.setup();
    notebook({ ...quiet, sources: () => sourcesView({ roster: null, can_open: false }) });
    const { unmount } = render(SourcesView, { name });
    await screen.findByText(/Until then nothing can be sealed/);
    expect(screen.queryByRole("button", { name: "Begin" })).toBeNull();
    unmount();
    notebook({
      ...quiet,
      sources: () => sourcesView({ roster: null, can_begin: true, can_open: false }),
      roster_begin: refuse("disk-full", "The disk is full."),
    });
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: "Begin" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full.");
  });

  it("says what could not be read, and why, and asks again", async () => {
    const user = userEvent.setup();
    let reads = false;
    notebook({ ...quiet, sources: () => (reads ? sourcesView() : refuse("busy", "The notebook is in use.")()) });
    render(SourcesView, { name });
    const told = within(await screen.findByRole("alert"));
    told.getByText("The sealed sources could not be read");
    told.getByText("The notebook is in use.");
    reads = true;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("No sealed sources");
  });
});

it("what stands folded without a summary has the whole line for its title", async () => {
  notebook(quiet);
  render(SourcesView, { name });
  const title = await screen.findByText("All leads’ devices are gone", { selector: "summary b" });
  expect(title.nextElementSibling).toBeNull();
});

describe("opening a source", () => {
  const row = sourceRow("s1", "S-7K2M4Q");
  const reason = "A child is named in the note";

  function sealed(more: Answers = {}) {
    let openings: { name: string; at_words: string; reason: string }[] = [];
    return notebook({
      ...quiet,
      sources: () => sourcesView({ sources: [{ ...row, opened: openings }, sourceRow("s2", "S-ABCDEF", { ward: null })] }),
      source_open: (args) => {
        openings = [{ name, at_words: "today, 17:00", reason: String(args["reason"]) }];
        return opened({ age: "10–17", same_as: "S-ABCDEF", note: "n1" });
      },
      ...more,
    });
  }
  async function ask(user: ReturnType<typeof userEvent.setup>) {
    await user.click(await screen.findByRole("button", { name: "Open… S-7K2M4Q" }));
    const field = screen.getByLabelText("Why do you open it?");
    await vi.waitFor(() => expect(field).toHaveFocus());
    return field;
  }

  it("asks why first, shows what was sealed, lists the opening, and wipes it when it is closed", async () => {
    const user = userEvent.setup();
    const book = sealed();
    render(SourcesView, { name });
    const field = await ask(user);
    await user.keyboard("{Enter}");
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Write why\. Nothing was opened\./));
    expect(field).toHaveFocus();
    expect(book.of("source_open")).toEqual([]);
    await user.type(field, ` ${reason} {Enter}`);
    const region = await screen.findByRole("region", { name: "What S-7K2M4Q says" });
    expect(book.of("source_open").map((call) => call.args)).toEqual([{ id: "s1", reason }]);
    await vi.waitFor(() => expect(within(region).getByRole("heading")).toHaveFocus());
    for (const text of ["Mrs K, 07700 900123", "10–17", "S-ABCDEF"]) within(region).getByText(text);
    within(region).getByText(/That you opened it is recorded, with your name and the reason/);
    const openings = await screen.findByRole("list", { name: "Openings of S-7K2M4Q" });
    expect(openings).toHaveTextContent(`${name}, today, 17:00`);
    expect(openings).toHaveTextContent(reason);
    await user.click(within(region).getByRole("button", { name: "Close" }));
    expect(document.documentElement.outerHTML).not.toContain("Mrs K");
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Open… S-7K2M4Q" })).toHaveFocus());
  });

  it("leads to the note where it is held, and says where it is not", async () => {
    const user = userEvent.setup();
    sealed();
    const { unmount } = render(SourcesView, { name });
    await user.type(await ask(user), `${reason}{Enter}`);
    await user.click(await screen.findByRole("button", { name: "Go to the note" }));
    expect(router.current).toEqual({ page: "notes", note: "n1" });
    unmount();
    sealed({ source_open: () => opened() });
    render(SourcesView, { name });
    await user.type(await ask(user), `${reason}{Enter}`);
    await screen.findByText("The note itself is not held on this device.");
    expect(screen.queryByRole("button", { name: "Go to the note" })).toBeNull();
  });

  it("is closed by Escape, before and after it was opened", async () => {
    const user = userEvent.setup();
    const book = sealed();
    render(SourcesView, { name });
    await ask(user);
    await user.keyboard("{Escape}");
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Open… S-7K2M4Q" })).toHaveFocus());
    expect(book.of("source_open")).toEqual([]);
    await user.type(await ask(user), `${reason}{Enter}`);
    await screen.findByText("Mrs K, 07700 900123");
    await user.keyboard("{Escape}");
    expect(screen.queryByText("Mrs K, 07700 900123")).toBeNull();
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Open… S-7K2M4Q" })).toHaveFocus());
  });

  it("has the reason on disk at each pause, and in its field again after the program was killed", async () => {
    const user = userEvent.setup();
    const kept = { about: ["s1"], form: "opening", field: "reason", text: "A child", base: "" };
    const first = sealed();
    const { unmount } = render(SourcesView, { name });
    await user.type(await ask(user), "A child");
    expect(await flushAll()).toBe(true);
    expect(first.of("unfinished_save").map((call) => call.args)).toEqual([kept]);
    // To go to another page gives nothing up.
    unmount();
    await flushAll();
    expect(first.of("unfinished_save")).toHaveLength(1);
    unfinished.forget();
    const book = sealed({ unfinished: ({ about }) => ({ rows: String(about) === "s1" ? [{ ...kept, when: "today 16:58" }] : [] }) });
    render(SourcesView, { name });
    const field = await ask(user);
    await vi.waitFor(() => expect(field).toHaveValue("A child"));
    await user.keyboard("{Enter}");
    await screen.findByText("Mrs K, 07700 900123");
    expect(book.of("source_open").map((call) => call.args)).toEqual([{ id: "s1", reason: "A child" }]);
    // The notebook forgets it in the same step, and nothing that was opened is kept.
    await flushAll();
    expect(book.of("unfinished_save")).toEqual([]);
  });

  it("drops a reason that is given up, on disk too, and brings it back on Undo", async () => {
    const user = userEvent.setup();
    const book = sealed();
    render(SourcesView, { name });
    await user.type(await ask(user), "A child");
    await flushAll();
    await user.keyboard("{Escape}");
    await flushAll();
    expect(book.of("unfinished_save").at(-1)?.args).toMatchObject({ form: "opening", text: null });
    const field = await ask(user);
    expect(field).toHaveValue("");
    toasts.undo(toasts.list.at(-1)?.id ?? 0);
    await vi.waitFor(() => expect(field).toHaveValue("A child"));
  });

  it("shows nothing of an answer that comes after it was closed", async () => {
    const user = userEvent.setup();
    let give: (answer: unknown) => void = () => undefined;
    const book = sealed({ source_open: () => new Promise((done) => (give = done)) });
    render(SourcesView, { name });
    await user.type(await ask(user), `${reason}{Enter}`);
    await vi.waitFor(() => expect(book.of("source_open")).toHaveLength(1));
    await user.keyboard("{Escape}");
    give(opened());
    await new Promise((done) => setTimeout(done));
    expect(document.documentElement.outerHTML).not.toContain("Mrs K");
    // Nor does it open where it is asked for anew.
    expect(await ask(user)).toHaveValue("");
  });

  it("keeps the reason where it is refused, and says why", async () => {
    const user = userEvent.setup();
    const message = "This source does not open: it was sealed to a key that this device does not have.";
    sealed({ source_open: refuse("source-closed", message) });
    render(SourcesView, { name });
    const field = await ask(user);
    await user.type(field, `${reason}{Enter}`);
    expect(await screen.findByRole("alert")).toHaveTextContent(message);
    expect(field).toHaveValue(reason);
  });

  it("says of a device on the list that it may not open any more, and that it is to be removed", async () => {
    const user = userEvent.setup();
    const lost = leadRow("10002", "Una Doyle", { out: "This laptop was shut out." });
    const leads = [leadRow("10001", "Priya Nair", { here: true }), lost];
    sealed({ sources: () => sourcesView({ roster: roster({ leads }) }) });
    render(SourcesView, { name });
    await screen.findByText("This laptop was shut out.");
    screen.getByText(/could still open what is sealed now\. Remove it/);
    screen.getByText("1 opens sources");
    await user.click(screen.getByRole("button", { name: /^Remove… Una Doyle/ }));
    await screen.findByRole("dialog", { name: "Remove Una Doyle’s device?" });
  });

  it("is not offered on a device that no lead has added, whose owner is told what to read out", async () => {
    const here = leadRow("20002", name, { here: true });
    const view = { roster: roster({ leads: [leadRow("10001", "Helen Prior")], others: [here] }), can_open: false };
    notebook({ ...quiet, sources: () => sourcesView({ ...view, sources: [row] }) });
    render(SourcesView, { name });
    await screen.findByText(/This device opens nothing yet/);
    expect(screen.getByRole("group", { name: `Fingerprint of ${name}’s device` })).toHaveTextContent(here.fingerprint);
    for (const act of [/^Open…/, /^Add…/, /^Remove…/]) expect(screen.queryByRole("button", { name: act })).toBeNull();
  });
});

describe("the place of sealed sources", () => {
  const corner = { icon: "up-to-date", headline: "Everything is sent", detail: "Last exchange 14:32", count: 0 };

  it("stands on the cover where the notebook names it, and asks nobody for it", async () => {
    const user = userEvent.setup();
    const answers = { ...quiet, lists, today: () => today(), drafts: () => ({ rows: [] }), touch: () => ({}) };
    let places = ["today", "notes", "wards", "settings"];
    const book = notebook({ ...answers, session: () => open({ sync: corner, places }) });
    render(App);
    await screen.findByRole("link", { name: "Settings" });
    expect(screen.queryByRole("link", { name: "Sealed sources" })).toBeNull();
    expect(book.of("sources")).toEqual([]);
    places = ["today", "notes", "sources", "wards", "settings"];
    book.tell("people");
    await user.click(await screen.findByRole("link", { name: "Sealed sources" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Sealed sources" })).toHaveFocus());
  });
});

describe("the list of sources", () => {
  const many = (n: number) => Array.from({ length: n }, (_, at) => sourceRow(`s${at}`, `S-${String(at).padStart(6, "0")}`));

  it("says that only the latest are listed once there may be more", async () => {
    notebook({ ...quiet, sources: () => sourcesView({ sources: many(LISTED_MOST) }) });
    const { unmount } = render(SourcesView, { name });
    await screen.findByText("The latest 200. Older ones are kept, and not listed here.");
    unmount();
    notebook({ ...quiet, sources: () => sourcesView({ sources: many(3) }) });
    render(SourcesView, { name });
    await screen.findByText("3, the latest first");
  });

  it("says how many of them are shown while only those past their time are", async () => {
    const user = userEvent.setup();
    const [first, ...others] = many(3);
    if (!first) throw new Error("no source");
    notebook({ ...quiet, sources: () => sourcesView({ sources: [{ ...first, due: "Past its time." }, ...others] }) });
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: "Show only these" }));
    screen.getByText("1 of 3 shown, the latest first");
    await user.click(screen.getByRole("button", { name: "Show only these" }));
    screen.getByText("3, the latest first");
  });
});
