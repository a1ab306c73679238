// Sealed sources past their time: that they are, and erasing one.
import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { type Answers, notebook, refuse } from "../../testing/book";
import { keepingView } from "../../testing/keeping";
import { opened, sourceRow, sourcesView } from "../../testing/sources";
import SourcesView from "./SourcesView.svelte";

const name = "Priya Nair";
const due = "Its note was closed on 3 Mar 2026. It is no longer needed.";

function book(answers: Answers = {}) {
  let sources = [sourceRow("s1", "S-7K2M4Q", { due }), sourceRow("s2", "S-ABCDEF"), sourceRow("s3", "S-GHJKMN", { due })];
  return notebook({
    sources: () => sourcesView({ sources }),
    keeping: () => keepingView([], { may_decide: false }),
    source_open: () => opened(),
    source_erase: ({ id }) => {
      sources = sources.filter((each) => each.id !== id);
      return {};
    },
    ...answers,
  });
}
const listed = async () =>
  [...(await screen.findByRole("list", { name: "Sealed sources" })).children].map((each) => each.querySelector("b")?.textContent);

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("sealed sources past their time", () => {
  it("are counted on top, say why, and can be shown alone", async () => {
    const user = userEvent.setup();
    book();
    render(SourcesView, { name });
    await screen.findByRole("heading", { level: 3, name: "Past their time: 2" });
    expect(screen.getAllByText(due)).toHaveLength(2);
    expect(screen.queryByRole("button", { name: "Erase this source… S-ABCDEF" })).toBeNull();
    const only = screen.getByRole("button", { name: "Show only these", pressed: false });
    await user.click(only);
    expect(await listed()).toEqual(["S-7K2M4Q", "S-GHJKMN"]);
    await user.click(only);
    expect(await listed()).toEqual(["S-7K2M4Q", "S-ABCDEF", "S-GHJKMN"]);
  });

  it("are not spoken of where there are none", async () => {
    book({ sources: () => sourcesView({ sources: [sourceRow("s2", "S-ABCDEF")] }) });
    render(SourcesView, { name });
    await listed();
    expect(screen.queryByText(/Past their time/)).toBeNull();
  });

  it("are erased after saying why, and all are listed again once the last of them is gone", async () => {
    const user = userEvent.setup();
    const { of } = book();
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: "Show only these" }));
    for (const reference of ["S-7K2M4Q", "S-GHJKMN"]) {
      await user.click(screen.getByRole("button", { name: `Erase this source… ${reference}` }));
      const dialog = within(await screen.findByRole("dialog", { name: `Erase ${reference} for good?` }));
      dialog.getByText("This cannot be undone.");
      dialog.getByText(/no lead can open it again/);
      dialog.getByText(/A backup made before still holds it/);
      await dialog.findByRole("radiogroup", { name: "Why is it erased?" });
      await user.click(dialog.getByRole("button", { name: "Erase for good" }));
      await dialog.findByText("Choose why. Nothing was erased.");
      await vi.waitFor(() => expect(dialog.getByRole("radio", { name: "Its time is over" })).toHaveFocus());
      await user.keyboard(" ");
      await user.click(dialog.getByRole("button", { name: "Erase for good" }));
      await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
      expect(toasts.list.at(-1)).toMatchObject({ words: `${reference} was erased.` });
      expect(toasts.list.at(-1)?.undo).toBeUndefined();
    }
    expect(of("source_erase").map(({ args }) => args)).toEqual([
      { id: "s1", why: "time-is-over" },
      { id: "s3", why: "time-is-over" },
    ]);
    expect(await listed()).toEqual(["S-ABCDEF"]);
    expect(screen.queryByText(/Past their time/)).toBeNull();
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  });

  it("leave nothing of what was opened on the page once they are erased, though the list could not be read again", async () => {
    const user = userEvent.setup();
    const { answers } = book();
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: "Open… S-7K2M4Q" }));
    await user.type(screen.getByLabelText("Why do you open it?"), "To see whether it is needed{Enter}");
    await screen.findByText("Mrs K, 07700 900123");
    answers["sources"] = refuse("busy", "The notebook is in use.");
    await user.click(screen.getByRole("button", { name: "Erase this source… S-7K2M4Q" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("radio", { name: "Its time is over" }));
    await user.click(dialog.getByRole("button", { name: "Erase for good" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await screen.findByText("The notebook is in use.");
    expect(document.documentElement.outerHTML).not.toMatch(/Mrs K/);
  });

  it("stay where it was left, or refused, which is said in the dialog", async () => {
    const user = userEvent.setup();
    const { of } = book({ source_erase: refuse("not-allowed", "Your access does not include this.") });
    render(SourcesView, { name });
    const act = await screen.findByRole("button", { name: "Erase this source… S-7K2M4Q" });
    await user.click(act);
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Do not erase it" }));
    await vi.waitFor(() => expect(act).toHaveFocus());
    expect(of("source_erase")).toEqual([]);
    await user.click(act);
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("radio", { name: "Its time is over" }));
    await user.click(dialog.getByRole("button", { name: "Erase for good" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("Your access does not include this.");
    expect(await listed()).toHaveLength(3);
  });
});
