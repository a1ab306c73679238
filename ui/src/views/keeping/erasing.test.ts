import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, notebook, refuse } from "../../testing/book";
import { dueNotes, erasingView, keepingView } from "../../testing/keeping";
import { beside, queueRows, triagePage } from "../../testing/triage";
import { arrive, row } from "../../testing/triageView";
import KeepingView from "./KeepingView.svelte";

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

const erased = (id: unknown) => ({ id, undo: [], words: "The note is erased for good.", notes: [] });

/** The dialog open over the page, about the second note. */
async function asked(answers: Answers = {}) {
  const user = userEvent.setup();
  let rows = dueNotes;
  const book = notebook({
    keeping: () => keepingView(rows),
    erasing: () => erasingView(),
    note_erase: ({ id }) => {
      rows = rows.filter(({ note }) => note !== id);
      return erased(id);
    },
    ...answers,
  });
  render(KeepingView);
  await user.click(await screen.findByRole("button", { name: "Erase… Two mopeds again" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Erase this note for good?" }));
  return { user, book, dialog };
}
const confirm = "Erase for good";

describe("before a note is erased", () => {
  it("it is said which note it is, what goes, what stays, and that nothing brings it back", async () => {
    const { dialog, book } = await asked();
    await dialog.findByText("What goes");
    dialog.getByText("Two mopeds again");
    dialog.getByText("Addison. Recorded by Amara Lewis, 14 Oct 2025.");
    dialog.getByText("2 additions by its author");
    dialog.getByText("1 briefing made from it. What they say can be corrected or withdrawn.");
    dialog.getByText("That it was erased, who erased it, when and why.");
    dialog.getByText("This cannot be undone");
    dialog.getByText(/A backup made before still holds it until that backup is restored and meets the server: a restored notebook erases it again at its first contact\./);
    expect(book.of("erasing").map(({ args }) => args)).toEqual([{ id: "n2" }]);
  });

  it("somebody says why: without it nothing is sent, and the focus goes to what is missing", async () => {
    const { user, book, dialog } = await asked();
    await user.click(await dialog.findByRole("button", { name: confirm }));
    const why = dialog.getByRole("radiogroup", { name: "Why is it erased?" });
    await vi.waitFor(() => expect(why).toHaveAccessibleDescription(/Choose why\. Nothing was erased\./));
    await vi.waitFor(() => expect(within(why).getByRole("radio", { name: "Its time is over" })).toHaveFocus());
    expect(book.of("note_erase")).toEqual([]);
    await user.click(within(why).getByRole("radio", { name: "Its time is over" }));
    expect(why).not.toHaveAttribute("aria-invalid");
  });

  it("the focus is not on the red button, and no key in a field erases anything", async () => {
    const { user, book, dialog } = await asked();
    const red = await dialog.findByRole("button", { name: confirm });
    expect(red).toHaveClass("stop");
    expect(red.autofocus).toBe(false);
    expect(dialog.getByRole("heading", { level: 2 }).autofocus).toBe(true);
    await user.click(dialog.getByRole("radio", { name: "Its time is over" }));
    await user.keyboard("{Enter}");
    await user.type(dialog.getByLabelText("Reference of the case (optional)"), "DP/117{Enter}");
    expect(book.of("note_erase")).toEqual([]);
  });

  it("a reference that is too long is told of, never cut", async () => {
    const { user, book, dialog } = await asked();
    const field = await dialog.findByLabelText("Reference of the case (optional)");
    expect(field).toHaveAccessibleDescription("At most 40 characters. Never a name, and never what was erased.");
    await user.click(dialog.getByRole("radio", { name: "Its time is over" }));
    await user.click(field);
    await user.paste("x".repeat(42));
    await user.click(dialog.getByRole("button", { name: confirm }));
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/2 characters too many\. It can hold 40\. Nothing was erased\./));
    await vi.waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveValue("x".repeat(42));
    expect(book.of("note_erase")).toEqual([]);
  });

  it("it can be left with the button and with Escape, and nothing is sent", async () => {
    const { user, book, dialog } = await asked();
    await user.click(await dialog.findByRole("radio", { name: "Its time is over" }));
    await user.click(dialog.getByRole("button", { name: "Do not erase it" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    const opener = screen.getByRole("button", { name: "Erase… Two mopeds again" });
    await vi.waitFor(() => expect(opener).toHaveFocus());
    await user.click(opener);
    const again = within(await screen.findByRole("dialog"));
    // Begun anew: what was chosen before is not chosen now.
    expect(await again.findByRole("radio", { name: "Its time is over" })).not.toBeChecked();
    screen.getByRole<HTMLDialogElement>("dialog").close();
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(book.of("note_erase")).toEqual([]);
  });

  it("nobody can confirm until it is known what would go", async () => {
    const { user, book, dialog } = await asked({ erasing: refuse("busy", "The notebook is in use.") });
    expect(await dialog.findByRole("alert")).toHaveTextContent("What would go could not be read");
    expect(dialog.queryByRole("button", { name: confirm })).toBeNull();
    book.answers["erasing"] = () => erasingView();
    await user.click(dialog.getByRole("button", { name: "Try again" }));
    await dialog.findByRole("button", { name: confirm });
  });
});

describe("erasing a note", () => {
  it("is said without a way back, and takes the note off the page", async () => {
    const { user, book, dialog } = await asked();
    await user.click(await dialog.findByRole("radio", { name: "It is not true, or about somebody else" }));
    await user.click(dialog.getByRole("button", { name: confirm }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(book.of("note_erase").map(({ args }) => args)).toEqual([{ id: "n2", why: "not-true", reference: null }]);
    expect(toasts.list.map((toast) => [toast.words, toast.undo])).toEqual([["The note is erased for good.", undefined]]);
    expect(document.body.textContent).not.toContain("Two mopeds again");
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Shouting by the station" })).toHaveFocus());
  });

  it("shows in the dialog why it was refused, and keeps what was chosen", async () => {
    const { user, dialog } = await asked({ note_erase: refuse("not-allowed", "Your access does not include this. Nothing was changed.") });
    await user.click(await dialog.findByRole("radio", { name: "Its time is over" }));
    await user.click(dialog.getByRole("button", { name: confirm }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("Your access does not include this.");
    expect(dialog.getByRole("radio", { name: "Its time is over" })).toBeChecked();
    screen.getByRole("heading", { level: 3, name: "Two mopeds again" });
  });

  it("tells of a refusal that comes after the dialog was closed", async () => {
    let fail: () => void = () => undefined;
    const { user, dialog } = await asked({
      note_erase: () => new Promise((_, no) => (fail = () => no({ code: "busy", message: "The notebook is in use.", field_errors: [], retryable: true, wait_seconds: null }))),
    });
    await user.click(await dialog.findByRole("radio", { name: "Its time is over" }));
    await user.click(dialog.getByRole("button", { name: confirm }));
    await user.click(dialog.getByRole("button", { name: "Do not erase it" }));
    fail();
    await vi.waitFor(() => expect(toasts.list.map((toast) => toast.words)).toEqual(["The notebook is in use."]));
  });

  it("is asked for once, however often the button is pressed", async () => {
    const { user, book, dialog } = await asked({ note_erase: () => new Promise(() => undefined) });
    await user.click(await dialog.findByRole("radio", { name: "Its time is over" }));
    await user.click(dialog.getByRole("button", { name: confirm }));
    await user.click(dialog.getByRole("button", { name: "Erasing…" }));
    expect(book.of("note_erase")).toHaveLength(1);
  });
});

describe("erasing from triage", () => {
  it.each([
    ["the news of it comes first", true],
    ["the news of it comes later", false],
  ])("begins at the end of the note for those who triage, and leaves nothing of it on the page, where %s", async (_, told) => {
    let rows = queueRows;
    const { user, book } = await arrive({
      keeping: () => keepingView([]),
      erasing: () => erasingView(),
      triage: () => triagePage(rows),
      note_erase: ({ id }) => {
        rows = rows.filter(({ note }) => note.id !== id);
        if (told) book.tell("notes", "triage");
        return erased(id);
      },
    });
    await user.click(screen.getByRole("button", { name: "Erase…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Erase this note for good?" }));
    await user.click(await dialog.findByRole("radio", { name: "It should not have been recorded here" }));
    book.answers["note"] = refuse("not-found", "This note is not here.");
    await user.click(dialog.getByRole("button", { name: confirm }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(book.of("note_erase").map(({ args }) => args)).toEqual([{ id: "n1", why: "not-for-here", reference: null }]);
    await row(/Two mopeds/);
    await screen.findByText("Choose a note to read it here.");
    expect(document.body.textContent).not.toMatch(/Lights out|text of n1|This note is not here/);
    expect(router.current).toEqual({ page: "triage" });
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Triage", level: 1 })).toHaveFocus());
  });

  it("says that a note can be chosen, although the erased one was just being read again", async () => {
    const { user, book } = await arrive({
      keeping: () => keepingView([]),
      erasing: () => erasingView(),
      note_erase: ({ id }) => {
        // The news comes first, and what it asks for is answered never.
        book.answers["note"] = () => new Promise(() => undefined);
        book.tell("notes", "triage");
        return erased(id);
      },
    });
    await user.click(screen.getByRole("button", { name: "Erase…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Erase this note for good?" }));
    await user.click(await dialog.findByRole("radio", { name: "It should not have been recorded here" }));
    const asked = book.of("note").length;
    await user.click(dialog.getByRole("button", { name: confirm }));
    await vi.waitFor(() => expect(book.of("note").length).toBeGreaterThan(asked));
    await screen.findByText("Choose a note to read it here.");
  });

  it("done by somebody else while the note is read leaves nothing of it on the page either", async () => {
    const { book } = await arrive();
    book.answers["triage"] = () => triagePage(queueRows.slice(1));
    book.answers["note"] = refuse("not-found", "This note is not here.");
    book.tell("notes");
    await vi.waitFor(() => expect(document.body.textContent).not.toMatch(/Lights out|text of n1/));
    await row(/Two mopeds/);
  });

  it("is offered to nobody who only reads", async () => {
    const { user } = await arrive({ triage_note: ({ id }) => beside(String(id), { can_triage: false, can_grade: true }) });
    expect(screen.queryByRole("button", { name: "Erase…" })).toBeNull();
    await user.keyboard("e");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
