import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { lists, noteRow, notebook, refuse, today } from "../../testing/book";
import TodayView from "./TodayView.svelte";

const draft = { id: "d1", excerpt: "Two mopeds again", ward: null, saved_at: "", when: "yesterday 17:52", about: null };
const saved = { id: "d9", saved_at: "", words: "", time: "16:58" };

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(() => cleanup());

describe("Today", () => {
  it("records from the quick field with the last ward and now already chosen", async () => {
    const user = userEvent.setup();
    const book = notebook({
      lists,
      today: () => today(),
      coach: () => ({ findings: [] }),
      draft_save: () => saved,
      note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "" }),
    });
    render(TodayView);
    const field = await screen.findByLabelText("What did you see or hear?");
    await screen.findByRole("button", { name: "Addison", pressed: true });
    await user.type(field, "Lights out on the footpath");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("note_record")).toHaveLength(1));
    expect(book.of("note_record")[0]?.args).toMatchObject({
      note: { text: "Lights out on the footpath", ward: "E05013733", when: { kind: "now" } },
    });
    await vi.waitFor(() => expect(field).toHaveValue(""));
    expect(toasts.list.map((toast) => toast.words)).toEqual(["Recorded on this device"]);
    expect(toasts.list[0]?.undo?.label).toBe("Withdraw");
  });

  it("keeps every word when recording is refused", async () => {
    const user = userEvent.setup();
    notebook({
      lists,
      today: () => today(),
      coach: () => ({ findings: [] }),
      draft_save: () => saved,
      note_record: refuse("disk-full", "The disk is full. Your words are still here."),
    });
    render(TodayView);
    const field = await screen.findByLabelText("What did you see or hear?");
    await user.type(field, "Lights out");
    await user.click(await screen.findByRole("button", { name: "Record" }));
    await screen.findByText("The disk is full. Your words are still here.");
    expect(field).toHaveValue("Lights out");
  });

  it("carries the text on to the other questions in the same draft", async () => {
    const user = userEvent.setup();
    notebook({ lists, today: () => today(), coach: () => ({ findings: [] }), draft_save: () => saved });
    render(TodayView);
    await user.type(await screen.findByLabelText("What did you see or hear?"), "Lights out");
    await user.click(await screen.findByRole("button", { name: "More questions" }));
    await vi.waitFor(() => expect(router.current).toEqual({ page: "record", draft: "d9" }));
  });

  it("does not list the draft that is being written in the quick field", async () => {
    const user = userEvent.setup();
    let drafts = [draft];
    const book = notebook({
      lists,
      today: () => today({ drafts }),
      coach: () => ({ findings: [] }),
      draft_save: () => {
        drafts = [{ ...draft, id: "d9", excerpt: "Lights out on the path" }, draft];
        return saved;
      },
    });
    render(TodayView);
    await user.type(await screen.findByLabelText("What did you see or hear?"), "Lights out on the path");
    await vi.waitFor(() => expect(book.of("draft_save").length).toBeGreaterThan(0));
    book.tell("drafts");
    await vi.waitFor(() => expect(book.of("today").length).toBeGreaterThan(1));
    const section = screen.getByRole("region", { name: "Drafts" });
    expect(within(section).getAllByRole("listitem")).toHaveLength(1);
  });

  it("deletes a draft with a way back", async () => {
    const user = userEvent.setup();
    let drafts = [draft];
    const book = notebook({
      lists,
      today: () => today({ drafts }),
      draft_delete: () => {
        drafts = [];
        return {};
      },
      draft_restore: () => {
        drafts = [draft];
        return {};
      },
    });
    render(TodayView);
    await user.click(await screen.findByRole("button", { name: "Delete Two mopeds again" }));
    await vi.waitFor(() => expect(screen.queryByText("Two mopeds again")).toBeNull());
    toasts.undo(toasts.list[0]?.id ?? 0);
    await screen.findByRole("button", { name: "Continue Two mopeds again" });
    expect(book.of("draft_restore")[0]?.args).toEqual({ id: "d1" });
  });

  it("says what belongs here while there is nothing", async () => {
    notebook({ lists, today: () => today() });
    render(TodayView);
    await screen.findByText("No notes yet");
    expect(screen.queryByRole("region", { name: "Drafts" })).toBeNull();
    expect(screen.queryByRole("region", { name: "Pinned" })).toBeNull();
  });

  it("opens a note from its line", async () => {
    const user = userEvent.setup();
    notebook({ lists, today: () => today({ recent: [noteRow("n1", "Lights out")], notes_total: 1 }) });
    render(TodayView);
    await user.click(await screen.findByRole("link", { name: "Lights out" }));
    expect(router.current).toEqual({ page: "notes", note: "n1" });
  });

  it("lists what was begun about a note, and goes on with it there", async () => {
    const user = userEvent.setup();
    const about = { note: "n1", kind: "withdrawal", text: "Told by somebody else", when: "today 16:58" };
    notebook({ lists, today: () => today({ drafts: [{ ...draft, excerpt: "Told by somebody else", about }] }) });
    render(TodayView);
    await screen.findByText("Reason for withdrawing");
    await user.click(screen.getByRole("button", { name: "Continue Told by somebody else" }));
    expect(router.current).toEqual({ page: "notes", note: "n1", begun: "withdrawal" });
  });

  it("offers another try where it could not be read", async () => {
    const user = userEvent.setup();
    let busy = true;
    notebook({
      lists,
      today: () => {
        if (busy) throw { code: "busy", message: "The notebook is busy.", field_errors: [], retryable: true, wait_seconds: null };
        return today();
      },
    });
    render(TodayView);
    await screen.findByText("The notebook is busy.");
    busy = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("No notes yet");
  });
});
