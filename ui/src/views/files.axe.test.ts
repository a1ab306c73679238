// What axe can tell of photos and documents without a layout: names, roles, labels, ids.
import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { toasts } from "../kit/toasts.svelte";
import { router } from "../lib/router.svelte";
import { lists, notebook, noteRow, noteView, refuse, today } from "../testing/book";
import { adds, carrying, chosen, paper, photo, POINT } from "../testing/files";
import { actionView, lists as workLists } from "../testing/plans";
import { sharingLook } from "../testing/sharing";
import { NotesPage } from "./notes/page.svelte";
import NotesView from "./notes/NotesView.svelte";
import ActionPage from "./plans/ActionPage.svelte";
import RecordView from "./record/RecordView.svelte";

async function finds(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

const helen = { id: "p2", name: "Helen Prior", me: false };
const files = [
  photo("f1", "court.jpg", { description: "Two mopeds by the court", state: "going", state_words: "On this device. 40 % of it is at the server." }),
  photo("f2", "gate.png", { thumbnail: null, here: false, state: "coming", state_words: "Not here yet.", author: helen, can_remove: false }),
  paper("f3", "minutes.pdf", { state: "refused", state_words: "On this device alone." }),
];
const attachment = () => ({ name: "", media: "image/png", bytes: POINT.slice(POINT.indexOf(",") + 1) });

describe("axe finds nothing", () => {
  it("on the Record page with photos to describe, and one that was refused", async () => {
    const add = adds();
    notebook({
      lists,
      today: () => today(),
      drafts: () => ({ rows: [] }),
      coach: () => ({ findings: [] }),
      draft_save: () => ({ id: "d1", saved_at: "", words: "", time: "16:58" }),
      attachment_add: (args) => (args["name"] === "b.heic" ? refuse("picture-form", "b.heic was not added")() : add(args)),
    });
    render(RecordView);
    await screen.findByText("Photos and documents", { selector: "summary b" });
    await fireEvent(document.body, carrying("drop", [chosen("a.jpg"), chosen("b.heic"), chosen("c.jpg")]));
    await screen.findByText("b.heic was not added", undefined, { timeout: 8_000 });
    await screen.findByText("c.jpg", { selector: ".name" }, { timeout: 8_000 });
    expect(screen.getAllByLabelText("What does it show?")).toHaveLength(2);
    expect(await finds()).toEqual([]);
  });

  it("on a note with photos in every state, on one of them, and on saving a copy of it", async () => {
    const user = userEvent.setup();
    notebook({
      lists,
      attachment,
      sharing_look: sharingLook,
      notes: () => ({ rows: [noteRow("n1", "Lights out", { files: 3 })], next: null, total: 1 }),
      note: () => noteView("n1", { files }),
      note_filters: () => ({ wards: [], topics: [], states: [], authors: [] }),
    });
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByText("minutes.pdf", { selector: ".name" });
    expect(screen.getByRole("option", { name: /Lights out.*3 files/s })).toBeInTheDocument();
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("button", { name: /Look at court/ }));
    await user.click(await screen.findByRole("button", { name: "Full size" }));
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Save a copy…" }));
    await user.click(await screen.findByRole("button", { name: "Save the copy" }));
    expect(await finds()).toEqual([]);
  });

  it("on an action with photos", async () => {
    notebook({ lists: workLists, people: () => ({ people: [] }), action: () => actionView({ files }) });
    render(ActionPage, { action: "a1" });
    await screen.findByText("minutes.pdf", { selector: ".name" });
    expect(screen.getByRole("button", { name: "Add a photo or document" })).toBeInTheDocument();
    expect(await finds()).toEqual([]);
  });
});
