import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { anew } from "../../testing/anew";
import { type Answers, noteRow, notebook, refuse } from "../../testing/book";
import { briefing, done, helen, sam } from "../../testing/triage";
import { BriefingsPage } from "./briefings.svelte";
import BriefingsView from "./BriefingsView.svelte";

const wards = [
  { code: "E05013733", name: "Addison", boundaries: "2022" },
  { code: "E05013752", name: "White City", boundaries: "2022" },
];
const rows = [briefing("b1", "Groups gather in the evening."), briefing("b2", "Two mopeds are about.", { author: sam })];
const answers: Answers = {
  briefings: () => ({ rows, next: null, wards }),
  briefing: (args) => rows.find((row) => row.id === args["id"]),
  take_back: () => ({}),
};

anew();

async function arrive(more: Answers = {}, page = new BriefingsPage()) {
  const user = userEvent.setup();
  const book = notebook({ ...answers, ...more });
  render(BriefingsView, { page });
  await user.click(await screen.findByRole("option", { name: /Groups gather/ }));
  await screen.findByText(/Shared by you/);
  return { user, book, page };
}

describe("the list of briefings", () => {
  it("is asked for by ward, and leaves out what was withdrawn unless asked", async () => {
    const user = userEvent.setup();
    const book = notebook(answers);
    render(BriefingsView);
    await screen.findByRole("option", { name: /Two mopeds/ });
    expect(book.of("briefings")[0]?.args).toEqual({ ward: null, withdrawn: false, after: null, limit: 50 });
    await user.selectOptions(screen.getByRole("combobox", { name: "Ward" }), "White City");
    await user.click(screen.getByRole("checkbox", { name: "Also withdrawn ones" }));
    await vi.waitFor(() => expect(book.of("briefings").at(-1)?.args).toMatchObject({ ward: "E05013752", withdrawn: true }));
  });

  it("says what belongs here while there is nothing, and to whom to turn without a ward", async () => {
    notebook({ briefings: () => ({ rows: [], next: null, wards: wards.slice(0, 1) }) });
    render(BriefingsView);
    await screen.findByText("No briefings yet");
    cleanup();
    notebook({ briefings: () => ({ rows: [], next: null, wards: [] }) });
    render(BriefingsView);
    await screen.findByText("You hold no ward’s briefings");
  });

  it("is walked with J and K, and opens at the one another page asked for", async () => {
    const user = userEvent.setup();
    notebook(answers);
    render(BriefingsView, { page: new BriefingsPage(), briefing: "b1" });
    await screen.findByText(/Shared by you/);
    await screen.findByRole("option", { name: /Groups/, selected: true });
    await user.keyboard("j");
    await screen.findByText(/Shared by Sam Whitfield/);
    expect(router.current).toEqual({ page: "briefings", briefing: "b2" });
  });
});

describe("a briefing", () => {
  it("says that it was withdrawn and why, and what happened to it", async () => {
    const withdrawal = { reason: "It pointed to one shop.", author: sam, when: "today, 17:00", at: "" };
    const history = [{ at: "", when: "today, 16:30", author: helen, what: "Shared", detail: null }];
    const one = briefing("b1", "Groups gather in the evening.", { withdrawal, history, notes: [noteRow("n1", "Lights out") as never] });
    const { user } = await arrive({ briefing: () => one, briefings: () => ({ rows: [one], next: null, wards }) });
    screen.getByText(/It pointed to one shop/);
    expect(screen.queryByRole("button", { name: "Correct" })).toBeNull();
    within(screen.getByRole("list", { name: "History" })).getByText("Shared");
    await user.click(screen.getByRole("link", { name: "Lights out" }));
    expect(router.current).toEqual({ page: "notes", note: "n1" });
  });

  it("is corrected from its own text, and the correction taken back with the words kept", async () => {
    const { user, book } = await arrive({ briefing_correct: done("Corrected.", ["c7"]) });
    await user.click(screen.getByRole("button", { name: "Correct" }));
    const field = screen.getByLabelText("The briefing as it should read");
    expect(field).toHaveFocus();
    expect(field).toHaveValue("Groups gather in the evening.");
    await user.click(screen.getByRole("button", { name: "Correct briefing" }));
    expect(field).toHaveAccessibleDescription(/Nothing is changed yet/);
    await user.type(field, " Not at weekends.");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await vi.waitFor(() =>
      expect(book.of("briefing_correct").map((call) => call.args)).toEqual([
        { id: "b1", text: "Groups gather in the evening. Not at weekends.", base: "v1" },
      ]),
    );
    await vi.waitFor(() => expect(toasts.list[0]?.words).toBe("Corrected."));
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => expect(book.of("take_back")[0]?.args).toEqual({ undo: ["c7"] }));
    await vi.waitFor(() => expect(toasts.list[0]?.words).toBe("Taken back."));
    await user.click(screen.getByRole("button", { name: "Correct" }));
    expect(screen.getByLabelText("The briefing as it should read")).toHaveValue("Groups gather in the evening. Not at weekends.");
  });

  it("is not corrected over somebody else’s words: it keeps what was typed, shows theirs, and then writes over those alone", async () => {
    let one = briefing("b1", "Groups gather in the evening.");
    const { user, book } = await arrive({ briefing: () => one, briefing_correct: refuse("overtaken", "Somebody corrected it meanwhile.") });
    await user.click(screen.getByRole("button", { name: "Correct" }));
    await user.type(screen.getByLabelText("The briefing as it should read"), " Not at weekends.");
    one = briefing("b1", "Groups gather after dark.", { base: "v2", corrected: true });
    await user.click(screen.getByRole("button", { name: "Correct briefing" }));
    const said = (await screen.findByText("This changed while you were writing. It now says:")).parentElement as HTMLElement;
    within(said).getByText("Groups gather after dark.");
    expect(screen.queryByText("Somebody corrected it meanwhile.")).toBeNull();
    expect(screen.getByLabelText("The briefing as it should read")).toHaveValue("Groups gather in the evening. Not at weekends.");
    book.answers["briefing_correct"] = done("Corrected.");
    await user.click(screen.getByRole("button", { name: "Correct briefing" }));
    await vi.waitFor(() => expect(book.of("briefing_correct").map((call) => call.args["base"])).toEqual(["v1", "v2"]));
    await vi.waitFor(() => expect(screen.queryByLabelText("The briefing as it should read")).toBeNull());
  });

  it("shows another correction at once beside the open form, though nothing is typed in it yet, and keeps the form as it is", async () => {
    let one = briefing("b1", "Groups gather in the evening.");
    const { user, book } = await arrive({ briefing: () => one });
    await user.click(screen.getByRole("button", { name: "Correct" }));
    one = briefing("b1", "Groups gather after dark.", { base: "v2" });
    book.tell("triage");
    await screen.findByText("This changed while you were writing. It now says:");
    expect(screen.getByLabelText("The briefing as it should read")).toHaveValue("Groups gather in the evening.");
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Correct" }));
    expect(screen.getByLabelText("The briefing as it should read")).toHaveValue("Groups gather after dark.");
    expect(screen.queryByText(/while you were writing/)).toBeNull();
  });

  it("remembers what a correction began from while another briefing is looked at", async () => {
    let one = briefing("b1", "Groups gather in the evening.");
    const { user } = await arrive({ briefing: ({ id }) => (id === "b1" ? one : rows[1]) });
    await user.click(screen.getByRole("button", { name: "Correct" }));
    await user.type(screen.getByLabelText("The briefing as it should read"), " Not at weekends.");
    await user.click(screen.getByRole("option", { name: /Two mopeds/ }));
    await screen.findByText(/Shared by Sam Whitfield/);
    one = briefing("b1", "Groups gather after dark.", { base: "v2" });
    await user.click(screen.getByRole("option", { name: /Groups gather/ }));
    await screen.findByText("Groups gather after dark.");
    await user.click(screen.getByRole("button", { name: "Correct" }));
    await screen.findByText("This changed while you were writing. It now says:");
    expect(screen.getByLabelText("The briefing as it should read")).toHaveValue("Groups gather in the evening. Not at weekends.");
  });

  it("is withdrawn with a reason, and not without one", async () => {
    const { user, book } = await arrive({ briefing_withdraw: done("Withdrawn.") });
    await user.click(screen.getByRole("button", { name: "Withdraw" }));
    const field = screen.getByLabelText("Why is it withdrawn?");
    await user.click(screen.getByRole("button", { name: "Withdraw briefing" }));
    expect(field).toHaveAccessibleDescription(/Say why it is withdrawn/);
    expect(field).toHaveFocus();
    await user.type(field, "It pointed to one shop.");
    await user.click(screen.getByRole("button", { name: "Withdraw briefing" }));
    await vi.waitFor(() => expect(book.of("briefing_withdraw")[0]?.args).toEqual({ id: "b1", reason: "It pointed to one shop." }));
    await vi.waitFor(() => expect(screen.queryByLabelText("Why is it withdrawn?")).toBeNull());
    expect(document.getElementById("note-title")).toHaveFocus();
  });

  it("keeps every word where it is refused, and says that they stand on the page alone", async () => {
    const full = refuse("disk-full", "The disk is full.");
    const { user } = await arrive({ briefing_withdraw: full, unfinished_save: full });
    await user.click(screen.getByRole("button", { name: "Withdraw" }));
    await user.type(screen.getByLabelText("Why is it withdrawn?"), "One shop");
    expect(await flushAll()).toBe(false);
    await user.click(screen.getByRole("button", { name: "Withdraw briefing" }));
    await screen.findByText("The disk is full.");
    expect(screen.getByLabelText("Why is it withdrawn?")).toHaveValue("One shop");
  });

  it("is only read by those who may not put it right", async () => {
    await arrive({ briefing: () => briefing("b1", "Groups gather in the evening.", { can_correct: false }) });
    await vi.waitFor(() => expect(screen.queryByRole("button", { name: "Withdraw" })).toBeNull());
  });
});
