import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { router } from "../../lib/router.svelte";
import { anew } from "../../testing/anew";
import { type Answers, lists, notebook, open, refuse, today } from "../../testing/book";
import { keepingView } from "../../testing/keeping";

anew();

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
