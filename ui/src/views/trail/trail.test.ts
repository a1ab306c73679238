import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, lists, notebook, open, refuse, today } from "../../testing/book";
import { people, personDetail, personRow, trailPage, trailRow } from "../../testing/partnership";
import PeopleView from "../people/PeopleView.svelte";
import OwnTrail from "./OwnTrail.svelte";
import TrailView from "./TrailView.svelte";

const helen = { id: "p1", name: "Helen Prior", me: true };
const read = trailRow("t1", "Read somebody else’s note");
const copied = trailRow("t2", "Took out a copy", { person: helen, deed: "exported", ward: null, count: 1200, when: "yesterday, 09:15" });
const answers: Answers = { ...people, trail: () => trailPage([read, copied]) };

beforeEach(() => {
  session.view = null;
  router.forget();
});
afterEach(cleanup);

const cells = (row: HTMLElement) =>
  [...row.querySelectorAll<HTMLElement>("th, td")].map((cell) => {
    const own = cell.cloneNode(true) as HTMLElement;
    own.querySelector(".under")?.remove();
    return own.textContent.replace(/\s+/g, " ").trim();
  });
const table = () => screen.findByRole("table", { name: "What was read and opened" });
const rows = async () => within(await table()).getAllByRole("row").slice(1);

describe("what was read and opened, as administrators see it", () => {
  it("says when, who, what, in which ward and of how many records, a row each with its time as its heading", async () => {
    notebook(answers);
    render(TrailView);
    const heads = within(await table()).getAllByRole("columnheader").map((head) => head.textContent);
    expect(heads).toEqual(["When", "Who", "What", "Ward", "Records"]);
    expect((await rows()).map(cells)).toEqual([
      ["today, 14:32", "Amara Lewis", "Read somebody else’s note", "Addison", ""],
      ["yesterday, 09:15", "Helen Prior you", "Took out a copy", "", "1,200"],
    ]);
    within(await table()).getByRole("rowheader", { name: "today, 14:32" });
    screen.getByText("Nothing older is held here.");
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
  });

  it("says of a copy under which terms it left", async () => {
    const terms = "For another agency, marked OFFICIAL-SENSITIVE, to be deleted by 24 May 2027. 2 notes left out.";
    notebook({ ...answers, trail: () => trailPage([{ ...copied, terms }]) });
    render(TrailView);
    expect((await rows()).map(cells)).toEqual([["yesterday, 09:15", "Helen Prior you", `Took out a copy ${terms}`, "", "1,200"]]);
  });

  it("shows one person’s alone when they are chosen, those who left among them, and remembers whom with the page", async () => {
    const user = userEvent.setup();
    const view = (answers["people"] as () => { people: object[] })();
    const left = personRow("p3", "Ines Carvalho", { ended: "Left on 3 May 2026." });
    const book = notebook({
      ...answers,
      people: () => ({ ...view, people: [...view.people, left] }),
      trail: ({ person }) => trailPage(person === "p3" ? [] : [read]),
    });
    render(TrailView);
    const whose = await screen.findByRole("combobox", { name: "Whose" });
    const offered = within(whose).getAllByRole("option").map((option) => option.textContent);
    expect(offered).toEqual(["Everybody", "Helen Prior (you)", "Amara Lewis", "Ines Carvalho (left)"]);
    await user.selectOptions(whose, "Ines Carvalho (left)");
    expect((await screen.findByText("Nothing of this person is held here")).closest("[role=status]")).not.toBeNull();
    expect(book.of("trail").map(({ args }) => args["person"])).toEqual([null, "p3"]);
    expect(router.current).toEqual({ page: "trail", person: "p3" });
    expect(screen.getByRole("combobox", { name: "Whose" })).toHaveFocus();
    await user.selectOptions(whose, "Everybody");
    await rows();
    expect(router.current).toEqual({ page: "trail" });
  });

  it("never shows one person’s answer as another’s that was chosen since", async () => {
    const user = userEvent.setup();
    let late: (page: object) => void = () => undefined;
    notebook({
      ...answers,
      trail: ({ person }) => (person === "p2" ? new Promise((answer) => (late = answer)) : trailPage([copied])),
    });
    render(TrailView);
    const whose = await screen.findByRole("combobox", { name: "Whose" });
    await user.selectOptions(whose, "Amara Lewis");
    await user.selectOptions(whose, "Helen Prior (you)");
    await screen.findByText("Took out a copy");
    late(trailPage([read]));
    await new Promise((done) => setTimeout(done, 10));
    expect(screen.queryByText("Read somebody else’s note")).toBeNull();
  });

  it("reads on below what is listed, says how many that is, and puts the focus at the end with the last page", async () => {
    const user = userEvent.setup();
    const pages: Record<string, object> = {
      "": trailPage([read], { next: "1" }),
      "1": trailPage([read, copied], { next: "2" }),
      "2": trailPage([trailRow("t3", "Searched what others recorded", { count: 1 })]),
    };
    const book = notebook({ ...answers, trail: ({ after }) => pages[String(after ?? "")] });
    render(TrailView);
    const more = await screen.findByRole("button", { name: "Show more" });
    await user.click(more);
    await screen.findByText("2 entries are listed.");
    expect(more).toHaveFocus();
    await user.keyboard("{Enter}");
    await screen.findByText("3 entries are listed.");
    await vi.waitFor(() => expect(screen.getByText("Nothing older is held here.")).toHaveFocus());
    expect(await rows()).toHaveLength(3);
    expect(book.of("trail").map(({ args }) => args["after"])).toEqual([null, "1", "2"]);
  });

  it("keeps what is listed where no more could be read, and the way to try again", async () => {
    const user = userEvent.setup();
    let broken = true;
    notebook({
      ...answers,
      trail: ({ after }) =>
        after === null ? trailPage([read], { next: "1" }) : broken ? refuse("internal", "That did not work.")() : trailPage([copied]),
    });
    render(TrailView);
    await user.click(await screen.findByRole("button", { name: "Show more" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("No more could be read");
    expect(await rows()).toHaveLength(1);
    broken = false;
    await user.click(screen.getByRole("button", { name: "Show more" }));
    await screen.findByText("Took out a copy");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("puts what arrives meanwhile on top of what was read on to, and lets nothing of that go", async () => {
    const user = userEvent.setup();
    const fresh = trailRow("t0", "Opened a sealed source", { deed: "opened-source" });
    let arrived = false;
    const book = notebook({
      ...answers,
      trail: ({ after }) => (after === null ? trailPage(arrived ? [fresh, read] : [read], { next: "1" }) : trailPage([copied])),
    });
    render(TrailView);
    await user.click(await screen.findByRole("button", { name: "Show more" }));
    await screen.findByText("Took out a copy");
    arrived = true;
    book.tell("sync");
    await screen.findByText("Opened a sealed source");
    expect((await rows()).map((row) => cells(row)[2])).toEqual([
      "Opened a sealed source",
      "Read somebody else’s note",
      "Took out a copy",
    ]);
  });

  it("says what will stand there while nothing does", async () => {
    notebook({ ...answers, trail: () => trailPage([]) });
    render(TrailView);
    await screen.findByText("Nothing has been read or opened yet");
    screen.getByText(/searches, opens a sealed source or takes out a copy, it stands here with their name/);
    expect(screen.queryByRole("table")).toBeNull();
  });

  it("says why it could not be read, and tries again when told to", async () => {
    const user = userEvent.setup();
    let broken = true;
    notebook({ ...answers, trail: () => (broken ? refuse("internal", "That did not work.")() : trailPage([read])) });
    render(TrailView);
    expect(await screen.findByRole("alert")).toHaveTextContent("That did not work.");
    broken = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await rows()).toHaveLength(1);
  });

  it("is one’s own, without names and without a choice, for somebody who administers no more", async () => {
    const book = notebook({ ...answers, trail: () => trailPage([copied], { of_all: false }) });
    render(TrailView);
    await screen.findByRole("heading", { level: 1, name: "What you read and opened" });
    const heads = within(await screen.findByRole("table")).getAllByRole("columnheader").map((head) => head.textContent);
    expect(heads).toEqual(["When", "What", "Ward", "Records"]);
    expect(screen.queryByRole("combobox")).toBeNull();
    expect(book.of("people")).toEqual([]);
  });
});

describe("the way there", () => {
  it("leads administrators from People to everybody’s, and from a person to theirs", async () => {
    const user = userEvent.setup();
    notebook(answers);
    const { rerender } = render(PeopleView);
    await user.click(await screen.findByRole("button", { name: "See what was read and opened" }));
    expect(router.current).toEqual({ page: "trail" });
    await rerender({ person: "p2" });
    await user.click(await screen.findByRole("button", { name: "See what they read and opened" }));
    expect(router.current).toEqual({ page: "trail", person: "p2" });
  });

  it("is shown to nobody on People who does not administer", async () => {
    const view = (answers["people"] as () => object)();
    notebook({ ...answers, people: () => ({ ...view, can_administer: false }), person: () => personDetail() });
    const { rerender } = render(PeopleView);
    await screen.findByRole("table", { name: "Members" });
    expect(screen.queryByRole("button", { name: /read and opened/ })).toBeNull();
    await rerender({ person: "p2" });
    await screen.findByText("Joined with an invitation");
    expect(screen.queryByRole("button", { name: /read and opened/ })).toBeNull();
  });

  it("puts the focus on the page’s title, and marks People in the rail", async () => {
    const user = userEvent.setup();
    const corner = { icon: "up-to-date", headline: "Everything is sent", detail: "", count: 0 };
    notebook({
      ...answers,
      session: () => open({ places: ["today", "people", "settings"], sync: corner }),
      today: () => today(),
      drafts: () => ({ rows: [] }),
    });
    render(App);
    await user.click(await screen.findByRole("link", { name: "People" }));
    await user.click(await screen.findByRole("button", { name: "See what was read and opened" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "What was read and opened" })).toHaveFocus());
    expect(screen.getByRole("link", { name: "People" })).toHaveAttribute("aria-current", "page");
    await user.click(screen.getByRole("button", { name: "All people" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "People" })).toHaveFocus());
  });
});

describe("one’s own trail in Settings", () => {
  const why = /what you read of theirs.*to be kept for six years.* Administrators see this list too, and never what stood in it\./;
  const settings = () => ({ name: "Helen Prior", partnership: "", device: "", label: "", boundaries_label: "", theme: "system", idle_minutes: 10, letter_keys: true, hub_number: "", hub_hours: "", folder: "", version: "", backup_words: "", sample: false });
  const corner = { icon: "up-to-date", headline: "Everything is sent", detail: "", count: 0 };
  async function arrive(more: Parameters<typeof open>[0]) {
    const user = userEvent.setup();
    const own = trailPage([copied], { of_all: false });
    const book = notebook({ ...answers, lists, session: () => open(more), today: () => today(), drafts: () => ({ rows: [] }), settings, trail: () => own });
    render(App);
    await user.click(await screen.findByRole("link", { name: "Settings" }));
    await screen.findByRole("region", { name: "Check" });
    return book;
  }

  it("says why it is kept, for how long and who else sees it, and lists the latest", async () => {
    const book = await arrive({ sync: corner });
    const section = await screen.findByRole("region", { name: "What you read and opened" });
    within(section).getByText(why);
    const heads = (await within(section).findAllByRole("columnheader")).map((head) => head.textContent);
    expect(heads).toEqual(["When", "What", "Ward", "Records"]);
    within(section).getByText("Took out a copy");
    expect(within(section).queryByRole("button", { name: "See what was read and opened" })).toBeNull();
    expect(book.of("trail").map(({ args }) => args)).toEqual([{ person: "p1", after: null, limit: 10 }]);
  });

  it("is one’s own for administrators too, with the way to everybody’s", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...answers, trail: () => trailPage([copied]) });
    render(OwnTrail, { person: "p1" });
    await user.click(await screen.findByRole("button", { name: "See what was read and opened" }));
    expect(router.current).toEqual({ page: "trail" });
    expect(book.of("trail")[0]?.args).toMatchObject({ person: "p1" });
    expect(book.of("people")).toEqual([]);
  });

  it("says what will stand there while nothing does", async () => {
    notebook({ ...answers, trail: () => trailPage([], { of_all: false }) });
    render(OwnTrail, { person: "p1" });
    await screen.findByText("Nothing is listed yet");
  });

  it.each([
    ["in a notebook without a server, where nobody else could read it", {}],
    ["in sample data", { sync: corner, sample: true }],
    ["while the notebook may not be read", { sync: corner, lease_over: true }],
  ])("is neither shown nor asked for %s", async (_where, more) => {
    const book = await arrive(more);
    expect(screen.queryByRole("region", { name: "What you read and opened" })).toBeNull();
    expect(book.of("trail")).toEqual([]);
  });
});
