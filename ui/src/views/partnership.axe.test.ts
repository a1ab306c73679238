// What axe can tell without a layout: names, roles, labels, ids. Contrast and sizes are looked at in
// the real window.
import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { toasts } from "../kit/toasts.svelte";
import { router } from "../lib/router.svelte";
import { session } from "../lib/session.svelte";
import { type Answers, firstRun, lists, noteRow, notebook, noteView, open, refuse } from "../testing/book";
import { outboxItem, people, syncPage, trailPage, trailRow } from "../testing/partnership";
import BegunView from "./begun/BegunView.svelte";
import FirstRunView from "./first-run/FirstRunView.svelte";
import LeaseOver from "./LeaseOver.svelte";
import NotesView from "./notes/NotesView.svelte";
import { NotesPage } from "./notes/page.svelte";
import PeopleView from "./people/PeopleView.svelte";
import PartnershipSync from "./sync/PartnershipSync.svelte";
import OwnTrail from "./trail/OwnTrail.svelte";
import TrailView from "./trail/TrailView.svelte";

const corner = { icon: "attention", headline: "1 item needs you", detail: "", count: 1 };

async function finds(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("axe finds nothing", () => {
  const held = {
    id: "h1",
    author: "Amara Lewis",
    ward: null,
    what: "Note",
    text: "Two mopeds again",
    why: "Access had ended on 3 May.",
    arrived: "today",
  };
  const invitation = { id: "i1", person: "Sam Whitfield", words: "Open until 1 Dec", state: "open", made: "today" };
  const answers: Answers = {
    ...people,
    held: () => ({ held: [held] }),
    invitations: () => ({ invitations: [invitation] }),
  };

  it("on People, its form refused", async () => {
    const user = userEvent.setup();
    notebook(answers);
    render(PeopleView);
    await screen.findByText("Two mopeds again");
    await user.type(await screen.findByLabelText("Name"), "Sam");
    await user.click(screen.getByRole("button", { name: "Make the invitation" }));
    await screen.findByText("Choose the role first.");
    expect(await finds()).toEqual([]);
  });

  it("on a person, another role being given and one being ended", async () => {
    const user = userEvent.setup();
    notebook({ ...answers, devices_seen: refuse("unreachable", "The server could not be reached.") });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: "Give another role" }));
    await user.selectOptions(await screen.findByRole("combobox", { name: "Role" }), "Outreach worker");
    await user.click(screen.getByRole("button", { name: "Give it" }));
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("button", { name: /^End… / }));
    await screen.findByRole("dialog");
    expect(await finds()).toEqual([]);
  });

  it("on an invitation that was made", async () => {
    const user = userEvent.setup();
    const made = { person: "p2", invitation: "wardbook-1abc", fingerprint: "0011 2233", words: "It works once." };
    notebook({ ...answers, person_invite: () => made });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: "Invitation for another device" }));
    await screen.findByText("wardbook-1abc");
    expect(await finds()).toEqual([]);
  });

  it("on the page behind the sync corner, with something in each of its parts", async () => {
    const head = { author: "Helen Prior", mine: true, at: "2026-11-24T14:32:00Z", when: "today" };
    const heads = [{ ...head, id: "h1", value: "Sam" }, { ...head, id: "h2", value: "Samuel", mine: false }];
    const conflict = { id: "r1.name", record: "r1", kind: "person", field: "name", what: "Name of a member", heads };
    notebook({
      sync: () =>
        syncPage({
          corner,
          attention: [outboxItem("g1", { state: "refused", can_retry: true, can_edit: true, note: "n1" })],
          held: [outboxItem("g2", { state: "held" })],
          waiting: [outboxItem("g3", { note: "n3" })],
          waiting_count: 3,
          received: [{ note: "n4", what: "Note for Addison", words: "Received by the server 14:32.", receipt: "Place 3" }],
        }),
      conflicts: () => ({ conflicts: [conflict] }),
    });
    render(PartnershipSync, { sync: corner });
    await screen.findByRole("group", { name: "Name of a member" });
    expect(await finds()).toEqual([]);
  });

  it("on the form for the server’s new key, refused, and on what came of it", async () => {
    const user = userEvent.setup();
    const refused = refuse("other-fingerprint", "It is another.", { field_errors: [{ field: "fingerprint", message: "It is another." }] });
    let takes = false;
    notebook({
      session: () => open(),
      sync: () => syncPage({ next_try_seconds: 40 }),
      conflicts: () => ({ conflicts: [] }),
      sync_now: refuse("wrong-server", "Its key is another."),
      reintroduce: () => (takes ? { fingerprint: "0011 2233", exchanged: false, words: "It is known by the new key." } : refused()),
    });
    render(PartnershipSync, { sync: corner });
    await user.click(await screen.findByRole("button", { name: "Send and fetch now" }));
    await screen.findByText("Its key is another.");
    await user.click(screen.getAllByRole("button", { name: "The server has a new key…" })[0] as HTMLElement);
    for (const field of [/^The text you were sent/, /^Fingerprint of the new key/, /^Passphrase/])
      await user.type(screen.getByLabelText(field), "something");
    await user.click(screen.getByRole("button", { name: "Trust this key" }));
    await screen.findAllByText("It is another.");
    expect(await finds()).toEqual([]);
    takes = true;
    await user.click(screen.getByRole("button", { name: "Trust this key" }));
    await screen.findByText("It is known by the new key.");
    expect(await finds()).toEqual([]);
  });

  it("on what was read and opened, with more to read and where that failed, with nothing, and on one’s own", async () => {
    const user = userEvent.setup();
    const rows = [trailRow("t1", "Read somebody else’s note"), trailRow("t2", "Took out a copy", { ward: null, count: 12 })];
    notebook({
      ...answers,
      trail: ({ person, after }) =>
        after !== null ? refuse("internal", "That did not work.")() : trailPage(person === "p2" ? [] : rows, { next: person ? null : "1" }),
    });
    render(TrailView);
    await user.click(await screen.findByRole("button", { name: "Show more" }));
    await screen.findByText("That did not work.");
    expect(await finds()).toEqual([]);
    await user.selectOptions(await screen.findByRole("combobox", { name: "Whose" }), "Amara Lewis");
    await screen.findByText("Nothing of this person is held here");
    expect(await finds()).toEqual([]);
    cleanup();
    render(OwnTrail, { person: "p1" });
    await screen.findByText("Took out a copy");
    expect(await finds()).toEqual([]);
  });

  it("on notes from before joining", async () => {
    const note = { row: noteRow("b1", "Words"), text: "Words", answer: "waiting", obstacle: null };
    notebook({ begun: () => ({ notes: [note, { ...note, row: noteRow("b2", "Words"), answer: "left" }] }) });
    render(BegunView);
    await screen.findByText("1 note waiting");
    expect(await finds()).toEqual([]);
  });

  it("on joining, where the invitation was looked at", async () => {
    const user = userEvent.setup();
    notebook({ invitation_look: () => ({ addresses: ["wardbook.example:8443"], fingerprint: "0011 2233" }) });
    const { boundaries, default_boundaries, others } = firstRun as Extract<typeof firstRun, { stage: "first-run" }>;
    render(FirstRunView, { boundaries, defaultBoundaries: default_boundaries, others });
    await user.click(screen.getByRole("button", { name: "Join your partnership" }));
    await user.click(screen.getByLabelText("Invitation"));
    await user.paste("wardbook-1abc");
    await screen.findByText("wardbook.example:8443");
    expect(await finds()).toEqual([]);
  });

  it("on a page that is closed, and on a note with its path", async () => {
    const path = [{ id: "recorded", label: "Recorded", detail: "", standing: "done" }, { id: "read", label: "Read", detail: "", standing: "now" }];
    notebook({
      lists,
      notes: () => ({ rows: [noteRow("n1", "Lights out")], next: null, total: 1 }),
      note: () => noteView("n1", { path, feedback: "The lights are mended." }),
      note_filters: () => ({ wards: [], topics: [], states: [], authors: [] }),
    });
    render(LeaseOver, { title: "Notes" });
    expect(await finds()).toEqual([]);
    cleanup();
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByText("What came of it");
    expect(await finds()).toEqual([]);
  });
});
