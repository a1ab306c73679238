// Two sealed sources are the same person: said and taken back by a lead, while both stay sealed.
import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import type { SourceRow, SourcesView as View } from "../../lib/api/generated";
import { router } from "../../lib/router.svelte";
import { type Answers, notebook, refuse } from "../../testing/book";
import { opened, sameSource, sourceRow, sourcesView } from "../../testing/sources";
import SourcesView from "./SourcesView.svelte";

const name = "Priya Nair";
const three = () => [
  sourceRow("s1", "S-7K2M4Q", { at_words: "3 Nov" }),
  sourceRow("s2", "S-ABCDEF", { ward: null, author: "Sam Whitfield" }),
  sourceRow("s3", "S-GHJKMN", { due: "It is no longer needed." }),
];

/** Keeps what is said of its sources, and tells of it before it answers, as the notebook does. */
function sealed({
  rows = three(),
  said = [],
  more = {},
  view = {},
}: { rows?: SourceRow[]; said?: [string, string][]; more?: Answers; view?: Partial<View> } = {}) {
  let made = 0;
  let mergings = said.map((pair) => ({ id: `m${(made += 1)}`, pair }));
  const sameAs = (row: SourceRow) =>
    mergings.flatMap(({ id, pair }) => {
      const other = pair.includes(row.id) ? rows.find((each) => each.id !== row.id && pair.includes(each.id)) : undefined;
      return other ? [sameSource(id, other.id, other.reference)] : [];
    });
  const book = notebook({
    sources: () => sourcesView({ sources: rows.map((row) => ({ ...row, same: sameAs(row) })), ...view }),
    sources_merge: (args) => {
      const merging = `m${(made += 1)}`;
      mergings = [...mergings, { id: merging, pair: [String(args["id"]), String(args["with"])] }];
      book.tell("people", "sync");
      return { merging };
    },
    sources_part: ({ merging }) => {
      mergings = mergings.filter(({ id }) => id !== merging);
      book.tell("people", "sync");
      return {};
    },
    ...more,
  });
  return book;
}

const args = (book: ReturnType<typeof sealed>, act: string) => book.of(act).map((call) => call.args);
const button = (of: string) => screen.queryByRole("button", { name: of });
const another = (reference: string) => button(`Same person as another… ${reference}`);
const back = (one: string, other: string) => button(`Take back that ${one} and ${other} are the same person`);
const row = async (reference: string) => {
  const list = await screen.findByRole("list", { name: "Sealed sources" });
  const found = [...list.children].find((each) => each.querySelector("b")?.textContent === reference);
  return within(found as HTMLElement);
};
const undo = () => toasts.undo(toasts.list.at(-1)?.id ?? 0);
async function ask(user: ReturnType<typeof userEvent.setup>, reference: string) {
  await user.click(await screen.findByRole("button", { name: `Same person as another… ${reference}` }));
  const field = screen.getByLabelText("The other source");
  await vi.waitFor(() => expect(field).toHaveFocus());
  return field;
}

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("two sources of the same person", () => {
  it("are said to be so with nothing opened, stand in both rows, and are parted again by Undo", async () => {
    const user = userEvent.setup();
    const book = sealed();
    render(SourcesView, { name });
    const field = await ask(user, "S-7K2M4Q");
    expect(field).toHaveAccessibleDescription(/Nothing is opened by it\. It is sealed to the leads/);
    expect(within(field).getAllByRole("option").map((each) => each.textContent)).toEqual([
      "Choose a source",
      "S-ABCDEF, ward not known here, recorded by Sam Whitfield, today, 16:30",
      "S-GHJKMN, Addison, recorded by Amara Lewis, today, 16:30",
    ]);
    await user.selectOptions(field, "s2");
    await user.click(screen.getByRole("button", { name: "They are the same person" }));
    (await row("S-7K2M4Q")).getByText("Same person as S-ABCDEF · said by Helen Prior, today, 16:50");
    (await row("S-ABCDEF")).getByText("Same person as S-7K2M4Q · said by Helen Prior, today, 16:50");
    expect(args(book, "sources_merge")).toEqual([{ id: "s1", with: "s2" }]);
    expect(toasts.list).toMatchObject([{ words: "Said to be the same person.", undo: { label: "Undo" } }]);
    await vi.waitFor(() => expect(another("S-7K2M4Q")).toHaveFocus());
    expect(screen.queryByLabelText("The other source")).toBeNull();
    undo();
    await vi.waitFor(() => expect(screen.queryByText(/^Same person as S-/)).toBeNull());
    expect(args(book, "sources_part")).toEqual([{ merging: "m1" }]);
    await vi.waitFor(() => expect(toasts.list.map((toast) => toast.words)).toEqual(["Taken back."]));
    expect(book.of("source_open")).toEqual([]);
  });

  it("are parted from either row, which can be undone in turn", async () => {
    const user = userEvent.setup();
    const book = sealed({ said: [["s1", "s2"]] });
    render(SourcesView, { name });
    await screen.findByRole("list", { name: "Sources of the same person as S-7K2M4Q" });
    const act = back("S-ABCDEF", "S-7K2M4Q");
    await user.click(act as HTMLElement);
    await vi.waitFor(() => expect(screen.queryByText(/^Same person as S-/)).toBeNull());
    expect(args(book, "sources_part")).toEqual([{ merging: "m1" }]);
    expect(toasts.list).toMatchObject([{ words: "Taken back.", undo: { label: "Undo" } }]);
    await vi.waitFor(() => expect(another("S-ABCDEF")).toHaveFocus());
    undo();
    await screen.findByRole("list", { name: "Sources of the same person as S-7K2M4Q" });
    expect(args(book, "sources_merge")).toEqual([{ id: "s2", with: "s1" }]);
    await vi.waitFor(() => expect(toasts.list.map((toast) => toast.words)).toEqual(["Said to be the same person."]));
    // From the other row: the way back that no longer holds goes with its toast.
    await user.click(back("S-7K2M4Q", "S-ABCDEF") as HTMLElement);
    await vi.waitFor(() => expect(toasts.list.map((toast) => toast.words)).toEqual(["Taken back."]));
  });

  it("are asked of with the keyboard alone", async () => {
    const user = userEvent.setup();
    const book = sealed({ rows: three().slice(0, 2) });
    render(SourcesView, { name });
    await vi.waitFor(() => expect(another("S-7K2M4Q")).not.toBeNull());
    another("S-7K2M4Q")?.focus();
    await user.keyboard("{Enter}");
    const field = await screen.findByLabelText("The other source");
    await vi.waitFor(() => expect(field).toHaveFocus());
    await user.selectOptions(field, "s2");
    await user.tab();
    expect(screen.getByRole("button", { name: "They are the same person" })).toHaveFocus();
    await user.keyboard("{Enter}");
    // No other is left to be asked of: what is nearest then is the way back.
    await vi.waitFor(() => expect(back("S-7K2M4Q", "S-ABCDEF")).toHaveFocus());
    expect(another("S-7K2M4Q")).toBeNull();
    await user.keyboard("{Enter}");
    await vi.waitFor(() => expect(another("S-7K2M4Q")).toHaveFocus());
    expect(args(book, "sources_part")).toEqual([{ merging: "m1" }]);
  });

  it("leave the focus where it can be found when somebody else takes back what has it", async () => {
    const rows = three().slice(0, 2);
    const said = rows.map((each, n) => ({ ...each, same: [sameSource("m1", `s${2 - n}`, rows[1 - n]?.reference ?? "")] }));
    let view = said;
    const book = sealed({ more: { sources: () => sourcesView({ sources: view }) } });
    render(SourcesView, { name });
    await vi.waitFor(() => expect(back("S-7K2M4Q", "S-ABCDEF")).not.toBeNull());
    back("S-7K2M4Q", "S-ABCDEF")?.focus();
    view = rows;
    book.tell("sync");
    await vi.waitFor(() => expect(another("S-7K2M4Q")).toHaveFocus());
  });

  it("are asked for where none was chosen", async () => {
    const user = userEvent.setup();
    const book = sealed();
    render(SourcesView, { name });
    const field = await ask(user, "S-7K2M4Q");
    await user.click(screen.getByRole("button", { name: "They are the same person" }));
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Choose the other source\. Nothing was changed\./));
    await vi.waitFor(() => expect(field).toHaveFocus());
    expect(book.of("sources_merge")).toEqual([]);
    await user.selectOptions(field, "s3");
    expect(field).toBeValid();
  });

  it("stay chosen where it is refused, and the form says why", async () => {
    const user = userEvent.setup();
    const message = "A lead has said already that these two are the same person. Nothing was changed.";
    sealed({ more: { sources_merge: refuse("merged-already", message) } });
    render(SourcesView, { name });
    const field = await ask(user, "S-7K2M4Q");
    await user.selectOptions(field, "s3");
    await user.click(screen.getByRole("button", { name: "They are the same person" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(message);
    expect(field).toHaveValue("s3");
    expect(toasts.list).toEqual([]);
  });

  it("stay as they are where taking back is refused, beside the line or, after Undo, in a toast", async () => {
    const user = userEvent.setup();
    const message = "Your access does not include this.";
    sealed({ said: [["s1", "s2"]], more: { sources_part: refuse("not-allowed", message) } });
    render(SourcesView, { name });
    await vi.waitFor(() => expect(back("S-7K2M4Q", "S-ABCDEF")).not.toBeNull());
    await user.click(back("S-7K2M4Q", "S-ABCDEF") as HTMLElement);
    expect(await (await row("S-7K2M4Q")).findByRole("alert")).toHaveTextContent(message);
    expect(back("S-7K2M4Q", "S-ABCDEF")).toHaveFocus();
    await user.selectOptions(await ask(user, "S-7K2M4Q"), "s3");
    await user.click(screen.getByRole("button", { name: "They are the same person" }));
    await vi.waitFor(() => expect(back("S-7K2M4Q", "S-GHJKMN")).not.toBeNull());
    undo();
    await vi.waitFor(() => expect(toasts.list.map((toast) => toast.words)).toEqual([message]));
    expect(back("S-7K2M4Q", "S-GHJKMN")).not.toBeNull();
  });

  it("are offered among all that are held, though only some are listed", async () => {
    const user = userEvent.setup();
    sealed();
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: "Show only these" }));
    expect(another("S-7K2M4Q")).toBeNull();
    expect(within(await ask(user, "S-GHJKMN")).getAllByRole("option")).toHaveLength(3);
  });

  it("are not offered where there is no other, or where this device opens nothing", async () => {
    sealed({ rows: three().slice(0, 1) });
    const { unmount } = render(SourcesView, { name });
    await row("S-7K2M4Q");
    expect(button("Open… S-7K2M4Q")).not.toBeNull();
    expect(screen.queryByRole("button", { name: /^Same person as another/ })).toBeNull();
    unmount();
    sealed({ said: [["s1", "s2"]], view: { can_open: false } });
    render(SourcesView, { name });
    await row("S-7K2M4Q");
    for (const act of [/^Same person as another/, /^Take back/]) expect(screen.queryByRole("button", { name: act })).toBeNull();
  });
});

describe("asking which other source is the same person", () => {
  it("is given up by Escape or Cancel, which change nothing and lead back to the button", async () => {
    const user = userEvent.setup();
    const book = sealed();
    render(SourcesView, { name });
    await user.selectOptions(await ask(user, "S-7K2M4Q"), "s2");
    await user.keyboard("{Escape}");
    await vi.waitFor(() => expect(another("S-7K2M4Q")).toHaveFocus());
    const field = await ask(user, "S-7K2M4Q");
    expect(field).toHaveValue("");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await vi.waitFor(() => expect(another("S-7K2M4Q")).toHaveFocus());
    expect(book.of("sources_merge")).toEqual([]);
    expect(toasts.list).toEqual([]);
  });

  it("closes nothing of a source that stands open beside it", async () => {
    const user = userEvent.setup();
    sealed({ more: { source_open: () => opened() } });
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: "Open… S-7K2M4Q" }));
    await user.type(screen.getByLabelText("Why do you open it?"), "A child is named{Enter}");
    await screen.findByText("Mrs K, 07700 900123");
    await ask(user, "S-7K2M4Q");
    await user.keyboard("{Escape}");
    await vi.waitFor(() => expect(another("S-7K2M4Q")).toHaveFocus());
    screen.getByText("Mrs K, 07700 900123");
    await user.keyboard("{Escape}");
    expect(screen.queryByText("Mrs K, 07700 900123")).toBeNull();
  });

  it("says in a toast what is refused after it was closed, and still has a way back from what was done", async () => {
    const user = userEvent.setup();
    let answer: { give: (value: unknown) => void; fail: (cause: unknown) => void } | undefined;
    const late = () => new Promise((give, fail) => (answer = { give, fail }));
    const book = sealed({ more: { sources_merge: late } });
    render(SourcesView, { name });
    for (const [n, end] of (["fail", "give"] as const).entries()) {
      await user.selectOptions(await ask(user, "S-7K2M4Q"), "s2");
      await user.click(screen.getByRole("button", { name: "They are the same person" }));
      await vi.waitFor(() => expect(book.of("sources_merge")).toHaveLength(n + 1));
      await user.keyboard("{Escape}");
      if (end === "fail") answer?.fail({ code: "busy", message: "The notebook is in use.", field_errors: [], retryable: true, wait_seconds: null });
      else answer?.give({ merging: "m9" });
      await vi.waitFor(() => expect(toasts.list).toHaveLength(n + 1));
    }
    expect(toasts.list.map((toast) => toast.words)).toEqual(["The notebook is in use.", "Said to be the same person."]);
    undo();
    await vi.waitFor(() => expect(args(book, "sources_part")).toEqual([{ merging: "m9" }]));
  });

  it("drops a choice that another lead was faster with", async () => {
    const user = userEvent.setup();
    let rows = three();
    const book = sealed({ more: { sources: () => sourcesView({ sources: rows }) } });
    render(SourcesView, { name });
    const field = await ask(user, "S-7K2M4Q");
    await user.selectOptions(field, "s2");
    rows = rows.map((each) => (each.id === "s1" ? { ...each, same: [sameSource("m1", "s2", "S-ABCDEF")] } : each));
    book.tell("sync");
    await screen.findByText(/^Same person as S-ABCDEF/);
    expect(field).toHaveValue("");
    expect(field).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "They are the same person" }));
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Choose the other source/));
    expect(book.of("sources_merge")).toEqual([]);
  });
});
