import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import type { DueNames } from "../../lib/api/generated";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, notebook, refuse } from "../../testing/book";
import { dueNames, keepingView } from "../../testing/keeping";
import KeepingView from "./KeepingView.svelte";

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

/** A notebook in which names that were taken out are due no more. */
function book(due: DueNames[], answers: Answers = {}) {
  let names = due;
  return notebook({
    keeping: () => keepingView([], { names }),
    names_erase: ({ id }) => {
      names = names.filter(({ plan }) => plan !== id);
      return { id, undo: [], words: "The names are taken out.", notes: [] };
    },
    ...answers,
  });
}
const two = [dueNames("p1", "Mopeds by the station"), dueNames("p2", "The empty shop", { wards: "" })];
const list = () => screen.findByRole("list", { name: "Names in closed plans" });

describe("names in closed plans", () => {
  it("stand on the page only where there are any", async () => {
    book([]);
    render(KeepingView);
    await screen.findByText("No note is past its time");
    expect(screen.queryByText("Names in closed plans")).toBeNull();
  });

  it("say which plan, when it was closed and how many people it names", async () => {
    book(two);
    render(KeepingView);
    const [first] = within(await list()).getAllByRole("listitem").map((each) => within(each));
    first?.getByRole("heading", { name: "Mopeds by the station" });
    first?.getByText("Addison, Avonmore");
    first?.getByText("Closed 3 Mar 2024");
    first?.getByText(/names 4 people/);
  });

  it("are taken out only after what goes and what stays is said", async () => {
    const user = userEvent.setup();
    const { of } = book(two);
    render(KeepingView);
    await user.click(await screen.findByRole("button", { name: "Take the names out… The empty shop" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Take the names out of this plan for good?" }));
    dialog.getByText("The empty shop");
    dialog.getByText("What goes");
    dialog.getByText("What stays");
    dialog.getByText("Closed 3 Mar 2024.");
    dialog.getByText("This cannot be undone");
    await user.click(dialog.getByRole("button", { name: "Keep the names" }));
    expect(of("names_erase")).toEqual([]);
    await user.click(await screen.findByRole("button", { name: "Take the names out… The empty shop" }));
    await user.click(await screen.findByRole("button", { name: "Take them out" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(of("names_erase").map(({ args }) => args)).toEqual([{ id: "p2" }]);
    await vi.waitFor(() => expect(screen.queryByRole("heading", { name: "The empty shop" })).toBeNull());
    expect(toasts.list.map(({ words }) => words)).toEqual(["The names are taken out."]);
    // The button that it was begun from has gone with its row: on to the plan that is left, and then to the title.
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Mopeds by the station" })).toHaveFocus());
    await user.click(screen.getByRole("button", { name: "Take the names out… Mopeds by the station" }));
    await user.click(await screen.findByRole("button", { name: "Take them out" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
  });

  it("stay where that is refused, with the reason", async () => {
    const user = userEvent.setup();
    book(two, { names_erase: refuse("undecided", "Decide between the versions first.") });
    render(KeepingView);
    await user.click(await screen.findByRole("button", { name: "Take the names out… The empty shop" }));
    await user.click(await screen.findByRole("button", { name: "Take them out" }));
    await screen.findByText("Decide between the versions first.");
    await user.click(screen.getByRole("button", { name: "Keep the names" }));
    expect(within(await list()).getAllByRole("listitem")).toHaveLength(2);
  });
});
