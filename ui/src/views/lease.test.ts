import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../App.svelte";
import { router } from "../lib/router.svelte";
import { session } from "../lib/session.svelte";
import { type Answers, lists, noteRow, notebook, open, refuse, today } from "../testing/book";
import { syncPage } from "../testing/partnership";

const says = "This notebook may not be read until it has heard from the server.";
const over = refuse("lease-over", "This notebook has not heard from its server for too long, so it may not be read until it has.");
const draft = { id: "d1", excerpt: "Two mopeds again", ward: null, saved_at: "", when: "yesterday 17:52", about: null };
const corner = { icon: "stale", headline: "Last update 31 days ago", detail: "Figures may be out of date", count: 0 };
const places = ["today", "notes", "wards", "people", "settings"];
const answers: Answers = {
  session: () => open({ lease_over: true, begun: true, sync: corner, places }),
  lists,
  today: over,
  notes: over,
  note_filters: over,
  wards: over,
  people: over,
  begun: over,
  conflicts: over,
  drafts: () => ({ rows: [draft] }),
  touch: () => ({}),
  sync: () => syncPage({ corner }),
  coach: () => ({ findings: [] }),
  draft_save: () => ({ id: "d9", saved_at: "", words: "", time: "16:58" }),
  note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "" }),
};

beforeEach(() => {
  session.view = null;
  router.forget();
});
afterEach(cleanup);

describe("a notebook that has not heard from its server for too long", () => {
  it("says so once, on top, without an error under it, and still records", async () => {
    const user = userEvent.setup();
    const book = notebook(answers);
    render(App);
    await screen.findByText(says);
    await user.type(await screen.findByLabelText("What did you see or hear?"), "Lights out");
    await user.click(await screen.findByRole("combobox", { name: "Ward" }));
    await user.keyboard("Addi{Enter}");
    await user.click(screen.getByRole("button", { name: "Record" }));
    await vi.waitFor(() => expect(book.of("note_record")).toHaveLength(1));
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });

  it("still lists the drafts on this device, and opens one", async () => {
    const user = userEvent.setup();
    notebook(answers);
    render(App);
    await user.click(await screen.findByRole("button", { name: "Continue Two mopeds again" }));
    expect(router.current).toEqual({ page: "record", draft: "d1" });
  });

  it("opens the Record page", async () => {
    const user = userEvent.setup();
    notebook({ ...answers, drafts: () => ({ rows: [] }) });
    render(App);
    await screen.findByText(says);
    await user.click(screen.getByRole("button", { name: "Record a note" }));
    await screen.findByRole("heading", { level: 1, name: "Record a note" });
    await screen.findByRole("combobox", { name: "Ward" });
  });

  it("closes the pages that read, asks for nothing there, and sends and fetches where it is asked to", async () => {
    const user = userEvent.setup();
    const unreachable = refuse("unreachable", "The server could not be reached.");
    const book = notebook({ ...answers, sync_now: unreachable });
    render(App);
    for (const name of ["Notes", "Wards", "People"]) {
      await user.click(await screen.findByRole("link", { name }));
      expect(screen.getByRole("heading", { level: 1, name })).toBeVisible();
      screen.getByText("This page opens again after the next exchange with the server.");
    }
    for (const name of ["notes", "wards", "people", "begun"]) expect(book.of(name)).toEqual([]);
    expect(screen.queryByRole("alert")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Send and fetch now" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The server could not be reached.");
    expect(book.of("sync_now")).toHaveLength(1);
  });

  it("reads again by itself once the server was heard", async () => {
    let heard = false;
    const book = notebook({
      ...answers,
      session: () => open({ lease_over: !heard, sync: corner, places }),
      today: () => (heard ? today({ recent: [noteRow("n1", "Lights out on the footpath")], notes_total: 1 }) : over()),
    });
    render(App);
    await screen.findByText(says);
    expect(screen.queryByText("Lights out on the footpath")).toBeNull();
    heard = true;
    book.tell("session", "sync");
    await screen.findByText("Lights out on the footpath");
    expect(screen.queryByText(says)).toBeNull();
  });

  it("stops reading on the page that is open when the time runs out", async () => {
    let out = false;
    const book = notebook({
      ...answers,
      session: () => open({ lease_over: out, sync: corner, places }),
      today: () => (out ? over() : today({ recent: [noteRow("n1", "Lights out on the footpath")], notes_total: 1 })),
    });
    render(App);
    await screen.findByText("Lights out on the footpath");
    out = true;
    book.tell("session");
    await screen.findByText(says);
    await vi.waitFor(() => expect(screen.queryByText("Lights out on the footpath")).toBeNull());
  });
});
