import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { session } from "../../lib/session.svelte";
import { anew } from "../../testing/anew";
import { open } from "../../testing/book";
import { dueNote, dueNotes } from "../../testing/keeping";
import { dueList, keepingBook, showKeeping } from "../../testing/keepingView";

anew();

describe("keeping and erasing by keyboard alone", () => {
  it("goes down the list from the title, keeps one, erases the next, and loses its place nowhere", async () => {
    const user = userEvent.setup();
    const { of } = keepingBook([...dueNotes, dueNote("n4", "A car by the gate")]);
    showKeeping();
    await dueList();
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
    keepingBook();
    showKeeping();
    await dueList();
    await user.keyboard("{ArrowDown}k");
    await vi.waitFor(() => expect(screen.getByLabelText("Why is it still needed?")).toHaveFocus());
    await user.keyboard("{Escape}");
    expect(screen.queryByLabelText("Why is it still needed?")).toBeNull();
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Keep, with a reason Lights out on the footpath" })).toHaveFocus());
  });

  it("stands on the title once the last note was decided", async () => {
    const user = userEvent.setup();
    keepingBook(dueNotes.slice(0, 1));
    showKeeping();
    await dueList();
    await user.keyboard("{ArrowDown}kThe trial{Enter}");
    await screen.findByText("No note is past its time");
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
  });

  it("takes no letter where letter keys are off, and none before a note is marked; the arrows still move", async () => {
    session.view = open({ letter_keys: false });
    const user = userEvent.setup();
    keepingBook();
    const { unmount } = showKeeping();
    await dueList();
    await user.keyboard("{ArrowDown}ke");
    expect(screen.getByRole("heading", { name: "Lights out on the footpath" })).toHaveFocus();
    expect(screen.queryByLabelText("Why is it still needed?")).toBeNull();
    expect(screen.queryByRole("dialog")).toBeNull();
    unmount();
    session.view = open();
    showKeeping();
    await dueList();
    await user.keyboard("ke");
    expect(screen.queryByLabelText("Why is it still needed?")).toBeNull();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
