import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { toasts } from "../../kit/toasts.svelte";
import type { BegunNote } from "../../lib/api/generated";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, lists, noteRow, notebook, open, refuse, today } from "../../testing/book";
import BegunView from "./BegunView.svelte";

const note = (id: string, more: Partial<BegunNote> = {}): BegunNote => ({
  row: noteRow(id, `Words of ${id}`, { when: `day of ${id}` }) as BegunNote["row"],
  text: `Words of ${id}`,
  answer: "waiting",
  obstacle: null,
  ...more,
});
/** A notebook that keeps the answers it is given. */
function keeping(notes: BegunNote[], more: Answers = {}): Answers {
  return {
    begun: () => ({ notes }),
    begun_answer: ({ ids, bring }) => {
      notes = notes.map((each) =>
        (ids as string[]).includes(each.row.id) ? { ...each, answer: bring ? "brought" : "left" } : each,
      );
      return {};
    },
    ...more,
  };
}
const said = () => toasts.list.map((toast) => toast.words);

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("notes from before joining", () => {
  it("are each asked about by their words, day and ward, and bringing one moves on to the next", async () => {
    const user = userEvent.setup();
    const book = notebook(keeping([note("b1"), note("b2")]));
    render(BegunView);
    await screen.findByText("2 notes waiting");
    await user.click(screen.getByRole("button", { name: "Bring it along day of b1, Addison" }));
    await screen.findByText("1 note waiting");
    expect(book.of("begun_answer").map((call) => call.args)).toEqual([{ ids: ["b1"], bring: true }]);
    expect(said()).toEqual(["Note brought along."]);
    screen.getByText("Brought along");
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Bring it along day of b2, Addison" })).toHaveFocus());
  });

  it("can all be brought at once, but for one that cannot, which says why", async () => {
    const user = userEvent.setup();
    const obstacle = "Town is a ward of other boundaries.";
    const book = notebook(keeping([note("b1"), note("b2"), note("b3", { obstacle })]));
    render(BegunView);
    await screen.findByText(obstacle);
    expect(screen.getAllByRole("button", { name: /^Bring it along/ })).toHaveLength(2);
    await user.click(screen.getByRole("button", { name: "Bring the 2 that can be brought" }));
    await screen.findByText("1 note waiting");
    expect(book.of("begun_answer").map((call) => call.args)).toEqual([{ ids: ["b1", "b2"], bring: true }]);
    await user.click(screen.getByRole("button", { name: "Leave it here day of b3, Addison" }));
    await screen.findByText("Every note has its answer.");
  });

  it("that have to be recorded by hand can be copied, or stand selected where the system does not copy", async () => {
    const user = userEvent.setup();
    const copied = vi.spyOn(navigator.clipboard, "writeText");
    notebook(keeping([note("b1", { obstacle: "Town is a ward of other boundaries." }), note("b2")]));
    render(BegunView);
    const copy = await screen.findByRole("button", { name: "Copy the text day of b1, Addison" });
    expect(screen.getAllByRole("button", { name: /^Copy/ })).toHaveLength(1);
    await user.click(copy);
    expect(copied).toHaveBeenCalledWith("Words of b1");
    await vi.waitFor(() => expect(said()).toEqual(["Text copied."]));
    copied.mockRejectedValueOnce(new Error("not allowed"));
    await user.click(copy);
    await vi.waitFor(() => expect(getSelection()?.toString()).toBe("Words of b1"));
  });

  it("that were left can be brought after all", async () => {
    const user = userEvent.setup();
    const book = notebook(keeping([note("b1", { answer: "left" }), note("b2", { answer: "brought" })]));
    render(BegunView);
    await user.click(await screen.findByRole("button", { name: "Bring it after all day of b1, Addison" }));
    await vi.waitFor(() => expect(book.of("begun_answer")[0]?.args).toEqual({ ids: ["b1"], bring: true }));
    await vi.waitFor(() => expect(screen.queryByRole("button", { name: /^Bring/ })).toBeNull());
  });

  it("are brought once, however often the button is pressed", async () => {
    const user = userEvent.setup();
    let finish: (answer: object) => void = () => undefined;
    const book = notebook(keeping([note("b1")], { begun_answer: () => new Promise((done) => (finish = done)) }));
    render(BegunView);
    await user.click(await screen.findByRole("button", { name: /^Bring it along/ }));
    await user.click(screen.getByRole("button", { name: /^Bringing it…/ }));
    await user.click(screen.getByRole("button", { name: /^Leave it here/ }));
    finish({});
    expect(book.of("begun_answer")).toHaveLength(1);
  });

  it("are not said to be answered where they could not be read, and are read when asked again", async () => {
    const user = userEvent.setup();
    let reads = false;
    notebook(keeping([], { begun: () => (reads ? { notes: [note("b1")] } : refuse("busy", "The notebook is in use.")()) }));
    render(BegunView);
    expect(await screen.findByRole("alert")).toHaveTextContent("The notebook is in use.");
    expect(screen.queryByText("Every note has its answer.")).toBeNull();
    reads = true;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("Words of b1");
  });

  it("stay as they were where an answer was refused, with the reason", async () => {
    const user = userEvent.setup();
    notebook(keeping([note("b1")], { begun_answer: refuse("disk-full", "The disk is full.") }));
    render(BegunView);
    await user.click(await screen.findByRole("button", { name: /^Bring it along/ }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full.");
    screen.getByText("1 note waiting");
  });

  it("are told of on every other page until each has its answer", async () => {
    const user = userEvent.setup();
    const settled: Answers = { lists, today: () => today(), drafts: () => ({ rows: [] }), touch: () => ({}) };
    notebook({ ...settled, ...keeping([note("b1")]), session: () => open({ begun: true }) });
    render(App);
    await user.click(await screen.findByRole("button", { name: "Look at them" }));
    await user.click(await screen.findByRole("button", { name: /^Leave it here/ }));
    await screen.findByText("Every note has its answer.");
    await user.click(screen.getByRole("link", { name: "Today" }));
    await screen.findByLabelText("What did you see or hear?");
    await vi.waitFor(() => expect(screen.queryByRole("button", { name: "Look at them" })).toBeNull());
  });
});
