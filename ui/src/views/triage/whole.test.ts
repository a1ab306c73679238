// Triage and Briefings within the open notebook: the way there, the way back, and what a lock asks first.
import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { type Answers, notebook, open, refuse, today } from "../../testing/book";
import { syncPage } from "../../testing/partnership";
import { briefing, triage } from "../../testing/triage";

const corner = { icon: "up-to-date", headline: "Up to date, 09:31", detail: "Nothing to send", count: 0 };
const places = ["today", "notes", "triage", "plans", "briefings", "settings"];
const answers: Answers = {
  ...triage,
  session: () => open({ sync: corner, places }),
  today: () => today(),
  touch: () => ({}),
  lock: () => ({}),
  sync: () => syncPage({ corner }),
  briefings: () => ({ rows: [briefing("b1", "Groups gather.")], next: null, wards: [] }),
  briefing: () => briefing("b1", "Groups gather."),
};

beforeEach(() => {
  session.view = null;
  unfinished.forget();
  router.forget();
});
afterEach(cleanup);

describe("the open notebook of somebody who triages", () => {
  it("leads to triage, plans and briefings by their agreed names, in the order given", async () => {
    const user = userEvent.setup();
    notebook(answers);
    render(App);
    const main = within(await screen.findByRole("navigation", { name: "Main" }));
    expect(main.getAllByRole("link").map((link) => link.textContent?.trim())).toEqual(
      ["Today", "Notes", "Triage", "Plans & actions", "Briefings", "Settings"],
    );
    await user.click(main.getByRole("link", { name: "Triage" }));
    await screen.findByRole("heading", { name: "Triage", level: 1 });
    await user.click(main.getByRole("link", { name: "Briefings" }));
    await screen.findByRole("option", { name: /Groups gather/ });
  });

  it("finds triage as it was left, with the words of a step that was begun", async () => {
    const user = userEvent.setup();
    notebook(answers);
    render(App);
    const main = within(await screen.findByRole("navigation", { name: "Main" }));
    await user.click(main.getByRole("link", { name: "Triage" }));
    await user.click(await screen.findByRole("option", { name: /Two mopeds/ }));
    await user.click(await screen.findByRole("button", { name: "Ask for more" }));
    await user.type(await screen.findByLabelText("Your question"), "Which evening?");
    await user.click(main.getByRole("link", { name: "Briefings" }));
    await screen.findByRole("option", { name: /Groups gather/ });
    await user.click(main.getByRole("link", { name: "Triage" }));
    await screen.findByText("text of n2");
    expect(await screen.findByLabelText("Your question")).toHaveValue("Which evening?");
  });

  it("opens the step that Today says was begun, with its words, after the program was shut", async () => {
    const user = userEvent.setup();
    const kept = { form: "ask", field: "|question", text: "Which evening?", base: "", when: "yesterday 17:52" };
    notebook({
      ...answers,
      today: () => today({ begun: [{ form: "ask", about: ["n2"], of: "Two mopeds", when: "yesterday 17:52" }] }),
      unfinished: () => ({ rows: [kept] }),
    });
    render(App);
    await user.click(await screen.findByRole("button", { name: "Continue Question to the sender, Two mopeds" }));
    await screen.findByText("text of n2");
    const field = await screen.findByLabelText("Your question");
    await vi.waitFor(() => expect(field).toHaveValue("Which evening?"));
    expect(field).toHaveFocus();
  });

  it("asks before it locks over a step that was begun and that the disk would not take", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...answers, unfinished_save: refuse("disk-full", "The disk is full.") });
    render(App);
    await user.click(await screen.findByRole("link", { name: "Triage" }));
    await user.click(await screen.findByRole("option", { name: /Two mopeds/ }));
    await user.click(await screen.findByRole("button", { name: "Close" }));
    await user.type(await screen.findByLabelText("Reason, for colleagues"), "Known");
    await user.keyboard("{Control>}l{/Control}");
    await screen.findByRole("dialog", { name: "What you wrote is not saved yet" });
    expect(book.of("lock")).toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Go back to it" }));
    await vi.waitFor(() => expect(screen.getByLabelText("Reason, for colleagues")).toHaveValue("Known"));
  });
});
