import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { type Answers, lists, notebook, refuse, today } from "../../testing/book";
import { adds, carrying, chosen, photo } from "../../testing/files";
import { RecordState, toInput } from "./record.svelte";
import RecordView from "./RecordView.svelte";
import { unsavedWords } from "./unsaved";

const saved = { id: "d1", saved_at: "", words: "", time: "16:58" };
const quiet = (): Answers => ({
  lists,
  today: () => today(),
  drafts: () => ({ rows: [] }),
  coach: () => ({ findings: [] }),
  draft_save: () => saved,
  attachment_add: adds(),
  draft_file_describe: () => ({}),
  note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "" }),
});
const order = (book: ReturnType<typeof notebook>) =>
  book.calls.map(({ name }) => name).filter((name) => /^(draft_save|attachment_add|draft_file_describe|note_record)$/.test(name));
const blank = toInput(new RecordState().answers);

beforeEach(() => {
  toasts.clear();
  unsavedWords.forget();
});
afterEach(cleanup);

describe("photos and documents of a note that is being written", () => {
  it("make the draft they hang on, once, where there is none", async () => {
    const book = notebook(quiet());
    const page = new RecordState();
    await page.open();
    await page.addFiles([chosen("a.jpg"), chosen("b.jpg")]);
    expect(order(book)).toEqual(["draft_save", "attachment_add", "attachment_add"]);
    expect(book.of("attachment_add").map(({ args }) => args["to"])).toEqual([{ kind: "draft", id: "d1" }, { kind: "draft", id: "d1" }]);
    expect([page.draftId, page.draftState, page.files.list.map(({ name }) => name)]).toEqual(["d1", "kept", ["a.jpg", "b.jpg"]]);
  });

  it("hang on the draft that is being saved when they come, and on no second one", async () => {
    let answer: (kept: unknown) => void = () => undefined;
    const book = notebook({ ...quiet(), draft_save: () => new Promise((done) => (answer = done)) });
    const page = new RecordState();
    await page.open();
    page.setText("Two mopeds");
    const keeping = page.keep();
    const adding = page.addFiles([chosen("a.jpg")]);
    await vi.waitFor(() => expect(book.of("draft_save")).toHaveLength(1));
    answer(saved);
    await Promise.all([keeping, adding]);
    expect(order(book)).toEqual(["draft_save", "attachment_add"]);
  });

  it("are waited for by Record, which nothing more joins", async () => {
    let answer: (added: unknown) => void = () => undefined;
    const book = notebook({ ...quiet(), attachment_add: () => new Promise((done) => (answer = done)) });
    const page = new RecordState();
    await page.open();
    page.setText("Two mopeds");
    const adding = page.addFiles([chosen("a.jpg")]);
    await vi.waitFor(() => expect(book.of("attachment_add")).toHaveLength(1));
    const recording = page.record();
    await page.addFiles([chosen("late.jpg")]);
    await new Promise((done) => setTimeout(done));
    expect(book.of("note_record")).toHaveLength(0);
    answer(adds()({ name: "a.jpg" }));
    await Promise.all([adding, recording]);
    expect(order(book)).toEqual(["draft_save", "attachment_add", "note_record"]);
    expect(book.of("note_record")[0]?.args["draft"]).toBe("d1");
    expect([page.files.list, page.draftId]).toEqual([[], null]);
  });

  it("are described before the note is recorded, or it is not recorded", async () => {
    let full = true;
    const book = notebook({ ...quiet(), draft_file_describe: () => (full ? refuse("disk-full", "The disk is full.")() : {}) });
    const page = new RecordState();
    await page.open();
    page.setText("Two mopeds");
    await page.addFiles([chosen("a.jpg")]);
    const [a] = page.files.list;
    if (!a) throw new Error("nothing was added");
    page.files.describe(a, "Two mopeds by the court");
    expect(await page.record()).toBeNull();
    expect([page.fieldErrors, page.answers.text, page.files.text(a)]).toEqual([
      { "file-f1": "The disk is full." }, "Two mopeds", "Two mopeds by the court",
    ]);
    full = false;
    expect(await page.record()).not.toBeNull();
    expect(order(book).slice(-2)).toEqual(["draft_file_describe", "note_record"]);
  });

  it("come back with their draft", async () => {
    notebook({
      ...quiet(),
      drafts: () => ({ rows: [{ id: "d7" }] }),
      draft: () => ({ id: "d7", note: { ...blank, text: "Two mopeds" }, saved_at: "2021-10-13T16:00:00Z", when: "yesterday", versions: [], files: [photo("f1", "court.jpg", { description: "A court" })] }),
    });
    const page = new RecordState();
    await page.open();
    expect(page.files.list.map(({ name, description }) => [name, description])).toEqual([["court.jpg", "A court"]]);
    await page.startAnew();
    expect(page.files.list).toEqual([]);
  });

  it("come back with words that the disk would not take", async () => {
    let room = true;
    notebook({
      ...quiet(),
      draft_save: () => (room ? saved : refuse("disk-full", "")()),
      draft: () => ({ files: [photo("f1", "a.jpg")] }),
    });
    const page = new RecordState();
    await page.open();
    await page.addFiles([chosen("a.jpg")]);
    room = false;
    page.setText("Two mopeds");
    await page.close();
    const next = new RecordState();
    await next.open();
    expect([next.answers.text, next.files.list.map(({ name }) => name)]).toEqual(["Two mopeds", ["a.jpg"]]);
  });

  it("are not put aside for another draft while the first of them is on its way", async () => {
    let give: (rows: unknown) => void = () => undefined;
    const book = notebook({
      ...quiet(),
      drafts: () => new Promise((done) => (give = done)),
      draft: () => ({ id: "d7", note: { ...blank, text: "Old words" }, saved_at: "", when: "", versions: [], files: [] }),
    });
    const page = new RecordState();
    const opened = page.open();
    await page.addFiles([chosen("a.jpg")]);
    await vi.waitFor(() => expect(book.of("drafts")).toHaveLength(1));
    give({ rows: [{ id: "d7" }] });
    await opened;
    expect([page.draftId, page.answers.text, page.files.list.length]).toEqual(["d1", "", 1]);
  });

  it("may stand alone: they are kept, and the note is refused for want of words", async () => {
    const message = "Write what you saw or heard.";
    notebook({ ...quiet(), note_record: () => refuse("invalid", message, { field_errors: [{ field: "note.text", message }] })() });
    const page = new RecordState();
    await page.open();
    await page.addFiles([chosen("a.jpg")]);
    expect(await page.record()).toBeNull();
    expect([page.fieldErrors, page.files.list.length]).toEqual([{ text: message }, 1]);
  });
});

describe("on the Record page", () => {
  /** A whole page, and a file that is read: slow where the machine has much to do. */
  const soon = { timeout: 8_000 };
  const fold = () => screen.getByText("Photos and documents", { selector: "summary b" }).closest("details");

  it("what is pasted or dropped unfolds its question, whose summary counts", async () => {
    notebook(quiet());
    render(RecordView);
    await screen.findByText("Photos and documents", { selector: "summary b" });
    expect(fold()).not.toHaveAttribute("open");
    const words = screen.getByLabelText("What did you see or hear?");
    await fireEvent(words, carrying("paste", [chosen("image.png", "image/png")]));
    await vi.waitFor(() => expect(fold()).toHaveAttribute("open"), soon);
    await fireEvent(words, carrying("drop", [chosen("court.jpg")]));
    await vi.waitFor(() => expect(fold()?.querySelector("summary span")).toHaveTextContent("2 files"), soon);
  });

  it("Enter in what a photo shows saves it and does not record the note", async () => {
    const user = userEvent.setup();
    const book = notebook(quiet());
    render(RecordView);
    await screen.findByText("Photos and documents", { selector: "summary b" });
    await fireEvent(document.body, carrying("drop", [chosen("court.jpg")]));
    await user.type(await screen.findByLabelText("What does it show?", undefined, soon), "A court{Enter}");
    await vi.waitFor(() => expect(book.of("draft_file_describe").map(({ args }) => args["description"])).toContain("A court"), soon);
    expect(book.of("note_record")).toHaveLength(0);
  });

  it("saving a copy of a photo records no note", async () => {
    const user = userEvent.setup();
    const book = notebook({
      ...quiet(),
      attachment: () => ({ name: "", media: "image/jpeg", bytes: "" }),
      attachment_save: () => ({ file: "/x", words: "A copy is saved." }),
    });
    render(RecordView);
    await screen.findByText("Photos and documents", { selector: "summary b" });
    await fireEvent(document.body, carrying("drop", [chosen("court.jpg")]));
    await user.click(await screen.findByRole("button", { name: /Look at court/ }, soon));
    await user.click(await screen.findByRole("button", { name: "Save a copy…" }));
    await user.type(screen.getByLabelText("New file"), "/x{Enter}");
    await screen.findByText(/A copy is saved\./);
    expect(book.of("note_record")).toHaveLength(0);
  });
});
