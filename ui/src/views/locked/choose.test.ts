import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import App from "../../App.svelte";
import type { SessionView } from "../../lib/api/generated";
import { session } from "../../lib/session.svelte";
import { firstRun, locked, notebook, refuse } from "../../testing/book";

const ANEW = "(the page is loaded anew)";
const choose: SessionView = {
  stage: "choose",
  notebooks: [
    { id: "1", label: "Notebook 1" },
    { id: "2", label: "The green one" },
  ],
};

beforeEach(() => {
  session.release();
  session.view = null;
});
afterEach(() => cleanup());

/** What a page that is loaded anew does. */
async function anew() {
  session.release();
  await session.load();
}

describe("a computer that several people use", () => {
  it("offers each notebook by its label, and begins the page anew with the one that is chosen", async () => {
    const user = userEvent.setup();
    const book = notebook({ session: () => choose, notebook_choose: () => ({}) });
    render(App);
    expect(await screen.findByRole("heading", { name: "Notebooks on this computer" })).toHaveFocus();
    await user.tab();
    expect(screen.getByRole("button", { name: "Notebook 1" })).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "The green one" }));
    expect(book.of("notebook_choose").map(({ args }) => args)).toEqual([{ id: "2" }]);
    expect(book.calls.at(-1)?.name).toBe(ANEW);
  });

  it("says why one cannot be chosen, and stays", async () => {
    const user = userEvent.setup();
    const book = notebook({ session: () => choose, notebook_choose: refuse("not-found", "There is no such notebook.") });
    render(App);
    await user.click(await screen.findByRole("button", { name: "Notebook 1" }));
    expect(await screen.findByText("There is no such notebook.")).toBeVisible();
    expect(book.of(ANEW)).toEqual([]);
  });

  it("makes room for one more, and leads back from there", async () => {
    const user = userEvent.setup();
    let view: SessionView = choose;
    const book = notebook({
      session: () => view,
      notebook_begin: () => {
        view = { ...firstRun, others: true } as SessionView;
        return {};
      },
      notebook_leave: () => ({}),
    });
    render(App);
    await user.click(await screen.findByRole("button", { name: "Begin another notebook" }));
    expect(book.calls.at(-1)?.name).toBe(ANEW);
    await anew();
    await user.click(await screen.findByRole("button", { name: "Back to the notebooks on this computer" }));
    expect(book.of("notebook_leave")).toHaveLength(1);
    expect(book.of(ANEW)).toHaveLength(2);
  });

  it("leads from a locked notebook to the others, and from the first run only where there are any", async () => {
    const user = userEvent.setup();
    let view: SessionView = locked;
    const book = notebook({ session: () => view, notebook_leave: () => ({}) });
    render(App);
    await user.click(await screen.findByRole("button", { name: "Another notebook on this computer" }));
    expect(book.of("notebook_leave")).toHaveLength(1);
    view = firstRun;
    await anew();
    await screen.findByRole("button", { name: "Start on this computer" });
    expect(screen.queryByRole("button", { name: "Back to the notebooks on this computer" })).toBeNull();
  });
});
