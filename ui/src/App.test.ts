import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "./App.svelte";
import type { SessionView } from "./lib/api/generated";
import { session } from "./lib/session.svelte";
import { words } from "./lib/words/en";
import { type Answers, firstRun, lists, locked, noteRow, notebook, open, refuse, today } from "./testing/book";

const quiet: Answers = {
  lists,
  today: () => today(),
  drafts: () => ({ rows: [] }),
  touch: () => ({}),
  passphrase_strength: () => ({ score: 3, good: true, words: "Good enough." }),
};

beforeEach(() => {
  session.view = null;
});
afterEach(() => cleanup());

describe("the first run", () => {
  it("goes from three choices to an open notebook, by the agreed names", async () => {
    const user = userEvent.setup();
    let view = firstRun;
    const book = notebook({
      ...quiet,
      session: () => view,
      recovery_code_kept: () => ({}),
      notebook_create: () => {
        view = open();
        book.tell("session");
        return { person: "p1", device: "d1", boundaries: "2022", recovery_code: "K7QF-2MXP-9TRB-W4HC" };
      },
    });
    render(App);
    await screen.findByRole("button", { name: "Explore with sample data" });
    screen.getByRole("button", { name: "Join your partnership" });
    await user.click(screen.getByRole("button", { name: "Start on this computer" }));
    await user.type(screen.getByLabelText("Your name"), "Amara Lewis");
    await user.type(screen.getByLabelText("Passphrase"), "four plain garden words");
    await user.type(screen.getByLabelText("Passphrase again"), "four plain garden words");
    expect(screen.getByRole("combobox", { name: "Ward boundaries" })).toHaveValue("2022");
    await user.click(screen.getByRole("button", { name: "Create notebook" }));

    // The notebook is open behind, yet the code stays until it was kept.
    const kept = await screen.findByRole("button", { name: "I have kept it" });
    expect(screen.getByRole("group", { name: "Recovery code" })).toHaveTextContent("K7QF-2MXP-9TRB-W4HC");
    expect(screen.queryByRole("link", { name: "Today" })).toBeNull();
    await user.click(kept);

    await screen.findByRole("link", { name: "Today" });
    expect(screen.queryByText(/K7QF/)).toBeNull();
    expect(book.of("recovery_code_kept")).toHaveLength(1);
    expect(book.of("notebook_create")).toHaveLength(1);
    expect(book.of("notebook_create")[0]?.args).toEqual({
      name: "Amara Lewis",
      passphrase: "four plain garden words",
      passphrase_again: "four plain garden words",
      boundaries: "2022",
    });
  });

  it("shows a refusal on top and beside its field, and keeps what was typed", async () => {
    const user = userEvent.setup();
    notebook({
      ...quiet,
      session: () => firstRun,
      notebook_create: refuse("passphrase-not-the-same", "The two are not the same.", {
        field_errors: [{ field: "passphrase_again", message: "The two are not the same." }],
      }),
    });
    render(App);
    await user.click(await screen.findByRole("button", { name: "Start on this computer" }));
    await user.type(screen.getByLabelText("Your name"), "Amara Lewis");
    await user.click(screen.getByRole("button", { name: "Create notebook" }));
    const summary = await screen.findByRole("alert");
    expect(summary).toHaveFocus();
    await user.click(within(summary).getByRole("link", { name: "The two are not the same." }));
    expect(screen.getByLabelText("Passphrase again")).toHaveFocus();
    expect(screen.getByLabelText("Passphrase again")).toHaveAccessibleDescription("The two are not the same.");
    expect(screen.getByLabelText("Your name")).toHaveValue("Amara Lewis");
  });

  it("shows whom an invitation leads to before anything is sent, joins, and leads back", async () => {
    const user = userEvent.setup();
    const book = notebook({
      ...quiet,
      session: () => firstRun,
      invitation_look: () => ({ addresses: ["wardbook.example.org:8443"], fingerprint: "e347 0b5d" }),
      join: refuse("invitation-used", "This invitation was used already."),
    });
    render(App);
    await user.click(await screen.findByRole("button", { name: "Join your partnership" }));
    await user.click(screen.getByLabelText("Invitation"));
    await user.paste("wardbook-ABC");
    expect(await screen.findByRole("group", { name: "Its key" })).toHaveTextContent("e347 0b5d");
    expect(book.of("join")).toEqual([]);
    await user.type(screen.getByLabelText("Passphrase"), "four plain garden words");
    await user.type(screen.getByLabelText("Passphrase again"), "four plain garden words");
    await user.click(screen.getByRole("button", { name: "Join" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("This invitation was used already.");
    expect(screen.getByLabelText("Invitation")).toHaveValue("wardbook-ABC");
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByRole("button", { name: "Join your partnership" })).toBeVisible();
  });
});

describe("a locked notebook", () => {
  it("opens with the passphrase and forgets it", async () => {
    const user = userEvent.setup();
    let view = locked;
    const book = notebook({
      ...quiet,
      session: () => view,
      unlock: () => {
        view = open();
        return {};
      },
    });
    render(App);
    await user.type(await screen.findByLabelText("Passphrase"), "four plain garden words{Enter}");
    await screen.findByRole("link", { name: "Today" });
    expect(book.of("unlock")[0]?.args).toEqual({ passphrase: "four plain garden words" });
  });

  it("takes no try while a wait runs, and says how long it is", async () => {
    const user = userEvent.setup();
    const book = notebook({
      ...quiet,
      session: () => locked,
      unlock: refuse("passphrase-wrong", "That is not the passphrase.", {
        wait_seconds: 5,
        field_errors: [{ field: "passphrase", message: "That is not the passphrase." }],
      }),
    });
    render(App);
    await user.type(await screen.findByLabelText("Passphrase"), "guess{Enter}");
    await waitForText("The next try is taken in 5 seconds. Nothing is lost.");
    expect(screen.getByLabelText("Passphrase")).toBeDisabled();
    expect(screen.getByRole("button", { name: "Unlock" })).toBeDisabled();
    expect(screen.getByLabelText("Passphrase")).toHaveValue("");
    expect(book.of("unlock")).toHaveLength(1);
  });
});

describe("a notebook that cannot be opened", () => {
  const keysGone: SessionView = {
    stage: "trouble",
    code: "keys-missing",
    headline: "The file “keys” is missing.",
    paragraphs: ["Your notes are still there, encrypted."],
    retryable: false,
  };

  it("makes room for a backup in one press, and says where it went", async () => {
    const user = userEvent.setup();
    let view: SessionView = keysGone;
    const book = notebook({
      ...quiet,
      session: () => view,
      lock: () => ({}),
      notebook_set_aside: () => {
        view = firstRun;
        book.tell("session");
        return { folder: "/books/aside-1", words: "The notebook was moved to /books/aside-1." };
      },
    });
    render(App);
    await user.click(await screen.findByRole("button", { name: "Set aside and restore a backup" }));
    await screen.findByRole("heading", { name: "Restore a backup" });
    await waitForText("The notebook was moved to /books/aside-1.");
    expect(screen.getByLabelText("Backup file")).toBeVisible();
  });

  it("offers no such thing where the folder can only not be written", async () => {
    notebook({ ...quiet, session: () => ({ ...keysGone, code: "read-only", retryable: true }) });
    render(App);
    await screen.findByRole("button", { name: "Try again" });
    expect(screen.queryByRole("button", { name: "Set aside and restore a backup" })).toBeNull();
  });

  it("says so where the passphrase was right and the file is damaged, without advice that needs an open one", async () => {
    const user = userEvent.setup();
    notebook({ ...quiet, session: () => locked, unlock: refuse("damaged", "Export what you can now.") });
    render(App);
    await user.type(await screen.findByLabelText("Passphrase"), "four plain garden words{Enter}");
    await screen.findByRole("button", { name: "Set aside and restore a backup" });
    expect(screen.queryByText(/Export/)).toBeNull();
  });
});

describe("the open notebook", () => {
  const text = "Knife passed round by the bin store";

  it("has its places, its acts and one title that says nothing", async () => {
    notebook({ ...quiet, session: () => open() });
    render(App);
    for (const name of ["Today", "Notes", "Wards", "Settings"]) await screen.findByRole("link", { name });
    for (const name of ["Record a note", "Find", "Lock"]) screen.getByRole("button", { name });
    expect(screen.getByRole("button", { name: /^Sync: Kept on this computer only\./ })).toBeVisible();
    expect(document.title).not.toContain("Today");
  });

  it("shows nothing that was read once it is locked", async () => {
    let view = open();
    const book = notebook({
      ...quiet,
      session: () => view,
      today: () => today({ recent: [noteRow("n1", text)], notes_total: 1 }),
    });
    render(App);
    await screen.findByText(text);
    view = locked;
    book.tell("session");
    await screen.findByRole("button", { name: "Unlock" });
    expect(document.documentElement.outerHTML).not.toContain(text);
  });

  it("locks with Ctrl+L after keeping what is being written", async () => {
    const user = userEvent.setup();
    let view = open();
    const book = notebook({
      ...quiet,
      session: () => view,
      coach: () => ({ findings: [] }),
      draft_save: () => ({ id: "d1", saved_at: "2021-10-14T15:58:00Z", words: "", time: "16:58" }),
      lock: () => {
        view = locked;
        return {};
      },
    });
    render(App);
    await user.type(await screen.findByLabelText("What did you see or hear?"), "Two mopeds");
    await user.keyboard("{Control>}l{/Control}");
    await screen.findByRole("button", { name: "Unlock" });
    const names = book.calls.map((call) => call.name);
    expect(names.indexOf("draft_save")).toBeGreaterThan(-1);
    expect(names.indexOf("draft_save")).toBeLessThan(names.indexOf("lock"));
  });

  it("asks before it locks over words that could not be saved, and says afterwards that they are gone", async () => {
    const user = userEvent.setup();
    let view = open();
    const book = notebook({
      ...quiet,
      session: () => view,
      coach: () => ({ findings: [] }),
      draft_save: refuse("disk-full", "The disk is full."),
      lock: () => {
        view = locked;
        return {};
      },
    });
    render(App);
    await user.type(await screen.findByLabelText("What did you see or hear?"), "Two mopeds");
    await user.keyboard("{Control>}l{/Control}");
    await user.click(await screen.findByRole("button", { name: "Lock and lose it" }));
    await screen.findByRole("heading", { name: "Locked." });
    await waitForText(words.locked.lost);
    expect(screen.queryByText("Locked. Your draft is kept.")).toBeNull();
    expect(book.of("lock")).toHaveLength(1);
  });

  it("says on every page that sample data is not real, with one press to leave", async () => {
    const user = userEvent.setup();
    let view = open({ sample: true });
    notebook({
      ...quiet,
      session: () => view,
      sample_leave: () => {
        view = firstRun;
        return {};
      },
    });
    render(App);
    await screen.findByText("Sample data. Nothing here is real, and it goes when you leave.");
    expect(screen.queryByRole("button", { name: "Lock" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Leave sample data" }));
    await screen.findByRole("button", { name: "Start on this computer" });
  });

  it("follows the theme of the notebook", async () => {
    notebook({ ...quiet, session: () => open({ theme: "dark" }) });
    render(App);
    await vi.waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
  });
});

async function waitForText(text: string) {
  expect((await screen.findAllByText(text)).length).toBeGreaterThan(0);
}
