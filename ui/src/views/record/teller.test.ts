import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, linked, lists, locked, notebook, open, refuse, today } from "../../testing/book";
import { RecordState } from "./record.svelte";
import RecordView from "./RecordView.svelte";
import { Teller, WHO_MOST } from "./teller.svelte";

const who = "Mrs Kowalczyk, 07700 900123";
const label = "Who told you, and how they are reached";
const bands = ["under 10", "10–17", "18–24"].map((id) => ({ id, label: id, hint: null }));
const quiet: Answers = {
  lists: () => ({ ...lists(), age_bands: bands }),
  today: () => today(),
  coach: () => ({ findings: [] }),
  drafts: () => ({ rows: [] }),
  touch: () => ({}),
  draft_save: () => ({ id: "d1", saved_at: "", words: "", time: "16:58" }),
  note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "" }),
};

type User = ReturnType<typeof userEvent.setup>;

const writing = () => screen.findByRole("textbox", { name: "What did you see or hear?" });
async function fold(): Promise<HTMLDetailsElement> {
  const summary = await screen.findByText("Who told you", { selector: "summary b" });
  const details = summary.closest("details");
  if (!details) throw new Error("no fold");
  return details;
}
async function unfold(user: User): Promise<HTMLElement> {
  if (!(await fold()).open) await user.click(screen.getByText("Who told you", { selector: "summary b" }));
  return screen.getByLabelText(label);
}
const record = (user: User) => user.keyboard("{Control>}{Enter}{/Control}");

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("who told it", () => {
  it("goes with the note that is recorded, and into no draft and nothing else", async () => {
    const user = userEvent.setup();
    const book = notebook(quiet);
    render(RecordView);
    await user.type(await writing(), "Two mopeds again");
    await user.type(await unfold(user), who);
    await user.selectOptions(screen.getByLabelText("Their age"), "18–24");
    await user.type(await writing(), " by the launderette");
    await vi.waitFor(() => expect(book.of("draft_save").length).toBeGreaterThan(0));
    expect(within(await fold()).getByText("Typed here, and kept nowhere until you record")).toBeVisible();
    await record(user);
    await vi.waitFor(() => expect(book.of("note_record")).toHaveLength(1));
    expect(book.of("note_record")[0]?.args["source"]).toEqual({ who, age: "18–24", same_as: null, referred: null });
    const others = book.calls.filter(({ name }) => name !== "note_record");
    expect(JSON.stringify(others)).not.toContain("Kowalczyk");
    expect(JSON.stringify(book.of("note_record")[0]?.args["note"])).not.toContain("Kowalczyk");
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("Kowalczyk");
  });

  it("is forgotten once the note is recorded, and the next one has none", async () => {
    const user = userEvent.setup();
    const book = notebook(quiet);
    render(RecordView);
    await user.type(await writing(), "Two mopeds again");
    await user.type(await unfold(user), who);
    await record(user);
    await vi.waitFor(async () => expect(await fold()).not.toHaveAttribute("open"));
    expect(screen.getByLabelText(label)).toHaveValue("");
    expect(document.documentElement.outerHTML).not.toContain("Kowalczyk");
    await user.type(await writing(), "Lights out");
    await record(user);
    await vi.waitFor(() => expect(book.of("note_record")).toHaveLength(2));
    expect(book.of("note_record")[1]?.args["source"]).toBeNull();
  });

  it.each([
    ["no-leads", "Nobody can be told who it was yet."],
    ["source-blank", "Write who told you, or record the note without it."],
    ["source-too-long", "Who told you is at most 2,000 characters."],
  ])("stays where it was typed when it is refused (%s), is said there, and can be left out", async (code, message) => {
    const user = userEvent.setup();
    const refused = refuse(code, message, { field_errors: [{ field: "source", message }] });
    const book = notebook({ ...quiet, note_record: (args) => (args["source"] ? refused() : quiet["note_record"]?.(args)) });
    render(RecordView);
    await user.type(await writing(), "Two mopeds again");
    await user.type(await unfold(user), who);
    // Folded away, it is unfolded for what is to be mended.
    await user.click(screen.getByText("Who told you", { selector: "summary b" }));
    await record(user);
    const summary = await screen.findByRole("alert");
    await vi.waitFor(async () => expect(await fold()).toHaveAttribute("open"));
    const field = screen.getByLabelText(label);
    expect(field).toHaveValue(who);
    expect(await writing()).toHaveValue("Two mopeds again");
    await user.click(within(summary).getByRole("link", { name: message }));
    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription(expect.stringContaining(message));
    expect(JSON.stringify(book.of("draft_save"))).not.toContain("Kowalczyk");
    await user.click(screen.getByRole("button", { name: "Leave it out" }));
    expect(field).toHaveValue("");
    expect(field).toHaveFocus();
    expect(field).not.toHaveAccessibleDescription(expect.stringContaining(message));
    await record(user);
    await vi.waitFor(() => expect(book.of("note_record")).toHaveLength(2));
    expect(book.of("note_record")[1]?.args["source"]).toBeNull();
  });

  it("is sent with an age alone too, so that a missing name is told and not passed over", () => {
    const teller = new Teller();
    expect(teller.input()).toBeNull();
    teller.age = "18–24";
    expect(teller.input()).toEqual({ who: "", age: "18–24", same_as: null, referred: null });
  });

  it("says how much room is left once there is little", () => {
    const teller = new Teller();
    teller.who = "a".repeat(100);
    expect(teller.left).toBeNull();
    teller.who = "a".repeat(WHO_MOST + 1);
    expect(teller.left).toBe(-1);
  });

  it("is gone when the page is left, which is said, and its draft comes back without it", async () => {
    const user = userEvent.setup();
    session.view = open({ sync: linked });
    notebook(quiet);
    const { unmount } = render(RecordView);
    await user.type(await writing(), "Two mopeds again");
    await user.type(await unfold(user), who);
    unmount();
    expect(toasts.list.map((toast) => toast.words)).toEqual([
      "Who told you was kept nowhere, and is gone. Type it again when you record.",
    ]);
    render(RecordView);
    expect(await unfold(user)).toHaveValue("");
    expect(document.documentElement.outerHTML).not.toContain("Kowalczyk");
  });

  it("has to be typed again where a draft is brought back, which is said there", async () => {
    const draft = {
      id: "d1", note: { text: "Two mopeds", ward: "", when: { kind: "now" }, how_known: null, topics: [], place: null, place_type: null, weapon: null, weapon_origin: null, residents: null, people: [], opinion: null },
      saved_at: "2021-10-14T15:30:00Z", when: "yesterday 17:52", versions: [], files: [],
    };
    notebook({ ...quiet, drafts: () => ({ rows: [{ id: "d1", about: null }] }), draft: () => draft });
    render(RecordView);
    await screen.findByText(/Your draft from yesterday 17:52 was brought back/);
    // Nobody knows whether somebody was named in it, so it is said where somebody would be.
    const again = screen.getByText("Who told you is kept nowhere until you record; it has to be typed again after a restart.");
    expect(await fold()).toContainElement(again);
  });

  it("is asked of nobody whose notebook has no server, nor is anything that only others could answer", async () => {
    session.view = open();
    const hub = { call: "MASH", when: "A child may be at risk", detail: "Ask your coordinator for the number" };
    const stops = { headline: "Not for emergencies", rows: [hub], footer: "" };
    notebook({ ...quiet, lists: () => ({ ...lists(), stops }), settings: () => ({ hub_number: "" }) });
    render(RecordView);
    await writing();
    await screen.findByText("The number can be set in Settings.");
    await screen.findByText("Your view", { selector: "summary b" });
    expect(screen.queryByText("Who told you", { selector: "summary b" })).toBeNull();
    expect(document.body.textContent).not.toMatch(/coordinator|Somebody else grades/);
  });

  it("does not outlive a lock", async () => {
    const user = userEvent.setup();
    let view = open({ sync: linked });
    const book = notebook({
      ...quiet,
      session: () => view,
      lock: () => {
        view = locked;
        return {};
      },
    });
    render(App);
    await user.click(await screen.findByRole("button", { name: "Record a note" }));
    await screen.findByRole("heading", { level: 1, name: "Record a note" });
    await user.type(await writing(), "Two mopeds again");
    await user.type(await unfold(user), who);
    await user.keyboard("{Control>}l{/Control}");
    await screen.findByRole("button", { name: "Unlock" });
    expect(document.documentElement.outerHTML).not.toContain("Kowalczyk");
    expect(toasts.list).toEqual([]);
    view = open({ sync: linked });
    book.tell("session");
    await user.click(await screen.findByRole("button", { name: "Record a note" }));
    expect(await unfold(user)).toHaveValue("");
    expect(JSON.stringify(book.calls)).not.toContain("Kowalczyk");
  });

  it("goes with a note that is being recorded although its page is left meanwhile", async () => {
    const book = notebook(quiet);
    const page = new RecordState();
    await page.open();
    page.setText("Two mopeds again");
    page.teller.who = who;
    const recording = page.record();
    const closing = page.close();
    expect(page.teller.typed).toBe(false);
    await Promise.all([recording, closing]);
    expect(book.of("note_record")[0]?.args["source"]).toMatchObject({ who });
  });
});
