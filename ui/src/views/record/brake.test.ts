import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import type { OwnSourceRow } from "../../lib/api/generated";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, linked, lists, notebook, open, refuse, today } from "../../testing/book";
import RecordView from "./RecordView.svelte";
import { Teller } from "./teller.svelte";

const bands = ["under 10", "10–17", "18–24"].map((id) => ({ id, label: id, hint: null }));
const mash = (detail: string | null) => ({ call: "MASH", when: "a child at risk: the safeguarding hub", detail });
const stops = (detail: string | null = "020 7946 0011, 9 to 5") => ({
  headline: "Not for emergencies",
  rows: [{ call: "999", when: "happening now", detail: null }, { call: "101", when: "a crime", detail: null }, mash(detail)],
  footer: "",
});
const quiet: Answers = {
  lists: () => ({ ...lists(), age_bands: bands, stops: stops() }),
  today: () => today(),
  coach: () => ({ findings: [] }),
  drafts: () => ({ rows: [] }),
  draft_save: () => ({ id: "d1", saved_at: "", words: "", time: "16:58" }),
  note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "" }),
};
const ward = { code: "E05013733", name: "Addison", boundaries: "2022" };
const own = (note: string, more: Partial<OwnSourceRow> = {}): OwnSourceRow => ({
  note,
  reference: "S-7K2M4Q",
  ward,
  when: "Thu 12 Nov",
  excerpt: "Two mopeds again by the launderette, and nobody who lives there goes past them after dark",
  young: false,
  ...more,
});

type User = ReturnType<typeof userEvent.setup>;
const writing = () => screen.findByRole("textbox", { name: "What did you see or hear?" });
const record = (user: User) => user.keyboard("{Control>}{Enter}{/Control}");
const hubs = () => screen.queryByLabelText("Reference from the safeguarding hub, if you have called");
async function fold(): Promise<HTMLDetailsElement> {
  const details = (await screen.findByText("Who told you", { selector: "summary b" })).closest("details");
  if (!details) throw new Error("no fold");
  return details;
}
async function arrive(answers: Answers = {}) {
  const user = userEvent.setup();
  const book = notebook({ ...quiet, ...answers });
  render(RecordView);
  await user.type(await writing(), "Two mopeds again");
  if (!(await fold()).open) await user.click(screen.getByText("Who told you", { selector: "summary b" }));
  return { user, book };
}
const choose = (user: User, age: string) => user.selectOptions(screen.getByLabelText("Their age"), age);
const said = async () => within(await fold()).getByRole("status");

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("a source under 18", () => {
  it("is told of at once: sealed whatever is chosen, whom to call, and that nobody may be asked to find out more", async () => {
    const { user } = await arrive();
    expect(await said()).toBeEmptyDOMElement();
    for (const young of ["under 10", "10–17"]) {
      await choose(user, young);
      expect(await said()).toHaveTextContent("This source is under 18");
      expect(await said()).toHaveTextContent("Their name is sealed, whatever else you choose.");
      expect(await said()).toHaveTextContent("Call the safeguarding hub (MASH) and tell them. 020 7946 0011, 9 to 5");
      expect(await said()).toHaveTextContent("Nobody may be asked to find out more from them");
      expect(hubs()).toBeVisible();
    }
    await choose(user, "18–24");
    expect(await said()).toBeEmptyDOMElement();
    expect(hubs()).toBeNull();
  });

  it("has no switch by which the recorder could turn that off", async () => {
    const { user } = await arrive();
    await choose(user, "10–17");
    expect(within(await fold()).queryAllByRole("checkbox")).toEqual([]);
    expect(within(await fold()).queryAllByRole("button")).toEqual([]);
  });

  it("sends people to their coordinator where nobody has written the hub’s number down", async () => {
    const { user } = await arrive({ lists: () => ({ ...lists(), age_bands: bands, stops: stops(null) }) });
    await choose(user, "10–17");
    expect(await said()).toHaveTextContent("Ask your coordinator for the number.");
  });

  it("is recorded without a name, and with the hub’s reference", async () => {
    const { user, book } = await arrive();
    await choose(user, "10–17");
    await user.type(screen.getByLabelText(/^Reference from the safeguarding hub/), " MASH 4412 ");
    await record(user);
    await vi.waitFor(() =>
      expect(book.of("note_record")[0]?.args["source"]).toEqual({ who: "", age: "10–17", same_as: null, referred: "MASH 4412" }),
    );
    expect(JSON.stringify(book.of("draft_save"))).not.toContain("4412");
  });

  it("keeps its mark where the name is left out", async () => {
    const { user, book } = await arrive();
    await user.type(screen.getByLabelText("Who told you, and how they are reached"), "Jo");
    await choose(user, "10–17");
    await user.click(screen.getByRole("button", { name: "Leave the name out" }));
    expect(screen.queryByRole("button", { name: "Leave the name out" })).toBeNull();
    await record(user);
    await vi.waitFor(() => expect(book.of("note_record")[0]?.args["source"]).toMatchObject({ who: "", age: "10–17" }));
  });

  it("sends no reference of the hub for somebody older", () => {
    const teller = new Teller();
    teller.bands = ["10–17"];
    teller.age = "10–17";
    teller.referred = "MASH 4412";
    teller.age = "18–24";
    expect(teller.input()?.referred).toBeNull();
  });

  it("shows what is wrong with the hub’s reference beside it, and the summary leads there", async () => {
    const message = "A reference of the safeguarding hub is at most 80 characters.";
    const { user } = await arrive({
      note_record: refuse("reference-too-long", message, { field_errors: [{ field: "reference", message }] }),
    });
    await choose(user, "10–17");
    await record(user);
    await user.click(await screen.findByRole("link", { name: message }));
    expect(hubs()).toHaveFocus();
    expect(hubs()).toHaveAccessibleDescription(expect.stringContaining(message));
    await user.type(document.activeElement as HTMLElement, "M");
    expect(hubs()).not.toHaveAccessibleDescription(expect.stringContaining(message));
  });
});

describe("the same person as in an earlier note", () => {
  const same = () => screen.queryByLabelText("Same person as in an earlier note");

  it("is not asked where there is no earlier note, or where they cannot be read", async () => {
    await arrive({ own_sources: refuse("lease-over", "Not now.") });
    expect(same()).toBeNull();
  });

  it("is chosen by date, ward and first words, and goes with the note without a name", async () => {
    const { user, book } = await arrive({ own_sources: () => [own("n7"), own("n8", { when: "Fri 13 Nov", excerpt: "Lights out" })] });
    await vi.waitFor(() => expect(same()).not.toBeNull());
    within(same() as HTMLElement).getByRole("option", { name: "Fri 13 Nov, Addison: Lights out" });
    within(same() as HTMLElement).getByRole("option", { name: /^Thu 12 Nov, Addison: Two mopeds again .*…$/ });
    await user.selectOptions(same() as HTMLElement, "n8");
    expect(await said()).toBeEmptyDOMElement();
    await record(user);
    await vi.waitFor(() =>
      expect(book.of("note_record")[0]?.args["source"]).toEqual({ who: "", age: null, same_as: "n8", referred: null }),
    );
  });

  it("who was under 18 then brings the brake with them, whatever age is chosen now", async () => {
    const { user } = await arrive({ own_sources: () => [own("n7", { young: true, excerpt: "Lights out" })] });
    await vi.waitFor(() => expect(same()).not.toBeNull());
    await user.selectOptions(same() as HTMLElement, "Thu 12 Nov, Addison: Lights out (under 18)");
    expect(await said()).toHaveTextContent("This source was under 18 in the earlier note");
    await choose(user, "18–24");
    expect(await said()).toHaveTextContent("Nobody may be asked to find out more from them");
  });
});

describe("somebody of a school", () => {
  const school = open({ safeguarding_first: true, sync: linked });

  it("begins with safeguarding: the hub first, and who told it unfolded before the other questions", async () => {
    session.view = school;
    notebook(quiet);
    render(RecordView);
    expect((await screen.findByText("Safeguarding first")).closest(".banner")).toHaveTextContent("020 7946 0011, 9 to 5");
    const details = await fold();
    expect(details.open).toBe(true);
    expect(document.querySelector(".folds details")).toBe(details);
    const calls = [...document.querySelectorAll(".stops dt")].map((call) => call.textContent);
    expect(calls).toEqual(["MASH", "999", "101"]);
    expect(await writing()).toHaveFocus();
  });

  it("is met as everybody else is where the notebook does not say so, whatever their role is called", async () => {
    session.view = open({ person: { id: "p1", name: "Amara Lewis", role: "School or college lead" }, sync: linked });
    notebook(quiet);
    render(RecordView);
    expect((await fold()).open).toBe(false);
    expect(screen.queryByText("Safeguarding first")).toBeNull();
    expect([...document.querySelectorAll(".stops dt")].map((call) => call.textContent)).toEqual(["999", "101", "MASH"]);
  });
});

describe("a note that was not accepted and is written anew", () => {
  const note = {
    text: "Two mopeds", ward: "E05013733", when: { kind: "now" }, how_known: null, topics: [], place: null,
    place_type: null, weapon: null, weapon_origin: null, residents: null, people: [], opinion: null,
  };
  const kept = (young: boolean) => ({
    drafts: () => ({ rows: [{ id: "d9", about: null }] }),
    draft_save: () => ({ id: "d9", saved_at: "", words: "", time: "16:58" }),
    draft: () => ({ id: "d9", note, saved_at: "2021-10-14T15:58:00Z", when: "today", versions: [], files: [], told: { young } }),
  });

  it("asks again who told it, and stays marked where that was somebody under 18, typed or not", async () => {
    const { user, book } = await arrive(kept(true));
    await screen.findByText(/so type it again/);
    expect(await said()).toHaveTextContent("under 18");
    await user.type(hubs() as HTMLElement, "MASH-17");
    await record(user);
    await vi.waitFor(() =>
      expect(book.of("note_record")[0]?.args).toMatchObject({
        draft: "d9", source: { who: "", age: null, same_as: null, referred: "MASH-17" },
      }),
    );
    // The next note is another one.
    expect(screen.queryByText(/so type it again/)).toBeNull();
    expect(await said()).toBeEmptyDOMElement();
  });

  it("says only that it has to be typed again where nobody under 18 told it", async () => {
    const { user, book } = await arrive(kept(false));
    await screen.findByText(/so type it again/);
    expect(await said()).toBeEmptyDOMElement();
    await record(user);
    await vi.waitFor(() => expect(book.of("note_record")[0]?.args["source"]).toBeNull());
  });
});
