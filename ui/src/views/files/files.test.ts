import { beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { flushAll } from "../../lib/flush";
import { failure, notebook, refuse } from "../../testing/book";
import { adds, chosen, paper, photo } from "../../testing/files";
import { Adding, encoded } from "./adding.svelte";
import { DraftFiles } from "./draftFiles.svelte";
import { RecordFiles } from "./recordFiles.svelte";

const note = () => Promise.resolve({ kind: "note", id: "n1" } as const);
const said = () => toasts.list.map((toast) => toast.words);
const undo = async () => {
  await toasts.list.at(-1)?.undo?.act();
};

beforeEach(() => {
  toasts.clear();
});

describe("adding photos and documents", () => {
  it("sends their bytes as they are, and no place on this computer", async () => {
    const book = notebook({ attachment_add: adds() });
    await new Adding().add([chosen("court.jpg", "image/jpeg", "café")], note);
    expect(book.of("attachment_add")[0]?.args).toEqual({
      to: { kind: "note", id: "n1" }, name: "court.jpg", file: null, bytes: "Y2Fmw6k=", description: "",
    });
    expect(await encoded(chosen("empty.txt", "text/plain", ""))).toBe("");
  });

  it("takes one after another, says which is under way, and goes on after one that is refused", async () => {
    let answer: (added: unknown) => void = () => undefined;
    const add = adds();
    const book = notebook({
      attachment_add: (args) => {
        if (args["name"] === "b.heic") throw failure("picture-form", "b.heic is a picture of a kind …");
        return args["name"] === "a.jpg" ? new Promise((done) => (answer = done)) : add(args);
      },
    });
    const adder = new Adding();
    const took: string[] = [];
    const all = adder.add(["a.jpg", "b.heic", "c.jpg"].map((name) => chosen(name)), note, ({ file }) => took.push(file.name));
    await vi.waitFor(() => expect(book.of("attachment_add")).toHaveLength(1));
    expect(adder.progress).toEqual({ name: "a.jpg", at: 1, of: 3 });
    answer(add({ name: "a.jpg" }));
    expect((await all).map(({ file }) => file.name)).toEqual(["a.jpg", "c.jpg"]);
    expect(took).toEqual(["a.jpg", "c.jpg"]);
    expect([adder.progress, adder.refused.map(({ message }) => message)]).toEqual([null, ["b.heic is a picture of a kind …"]]);
  });

  it("says each refusal by itself, and lets it be put away", async () => {
    notebook({ attachment_add: (args) => refuse("file-unknown", `${String(args["name"])} was not added`)() });
    const adder = new Adding();
    await adder.add([chosen("a.exe"), chosen("b.exe")], note);
    expect(adder.refused.map(({ message }) => message)).toEqual(["a.exe was not added", "b.exe was not added"]);
    adder.dismiss(adder.refused[0]?.key ?? 0);
    expect(adder.refused.map(({ message }) => message)).toEqual(["b.exe was not added"]);
    notebook({ attachment_add: adds() });
    await adder.add([chosen("c.jpg")], note);
    expect(adder.refused).toEqual([]);
  });

  it("does not read what is larger than anything that is taken", async () => {
    const book = notebook({});
    const film = chosen("film.mp4");
    Object.defineProperty(film, "size", { value: 3e9 });
    const adder = new Adding();
    await adder.add([film], note);
    expect(adder.refused[0]?.message).toMatch(/^film\.mp4 is larger than 60 MB, so it was not added\./);
    expect(book.calls).toEqual([]);
  });

  it("gives a picture without a name of its own to be named by the notebook", async () => {
    const book = notebook({ attachment_add: adds() });
    await new Adding().add([chosen("image.png", "image/png")], note);
    expect(book.of("attachment_add")[0]?.args["name"]).toBe("");
  });

  it("is waited for by a lock that was asked for", async () => {
    let answer: (added: unknown) => void = () => undefined;
    const book = notebook({ attachment_add: () => new Promise((done) => (answer = done)) });
    void new Adding().add([chosen("a.jpg")], note);
    await vi.waitFor(() => expect(book.of("attachment_add")).toHaveLength(1));
    let flushed = false;
    const flushing = flushAll().then((all) => (flushed = all));
    await new Promise((done) => setTimeout(done));
    expect(flushed).toBe(false);
    answer(adds()({ name: "a.jpg" }));
    await flushing;
    expect(flushed).toBe(true);
  });

  it("says a refusal where it is seen once its page is left, and nothing of a lock", async () => {
    notebook({ attachment_add: (args) => (args["name"] === "a.jpg" ? refuse("disk-full", "The disk is full.") : refuse("locked", "Locked."))() });
    const adder = new Adding();
    adder.leave();
    await adder.add([chosen("a.jpg"), chosen("b.jpg")], note);
    expect([said(), adder.refused]).toEqual([["The disk is full."], []]);
  });
});

describe("the files of a draft", () => {
  const described = (files: DraftFiles) => files.list.map(({ id, description }) => [id, description]);

  it("keep what is typed of a photo at each pause, once", async () => {
    vi.useFakeTimers();
    const book = notebook({ draft_file_describe: () => ({}) });
    const files = new DraftFiles(() => "d1", () => Promise.resolve("d1"));
    const court = photo("f1", "court.jpg");
    files.turnTo([court]);
    for (const text of ["A", "A c", "A court"]) files.describe(court, text);
    expect([files.text(court), files.unsaved]).toEqual(["A court", true]);
    await vi.advanceTimersByTimeAsync(400);
    expect(book.of("draft_file_describe").map(({ args }) => args)).toEqual([{ id: "f1", description: "A court" }]);
    expect([described(files), files.unsaved]).toEqual([[["f1", "A court"]], false]);
    vi.useRealTimers();
  });

  it("keep the words where they could not be saved, say so, and try again", async () => {
    let full = true;
    notebook({ draft_file_describe: () => (full ? refuse("disk-full", "The disk is full.")() : {}) });
    const files = new DraftFiles(() => "d1", () => Promise.resolve("d1"));
    const court = photo("f1", "court.jpg");
    files.turnTo([court]);
    files.describe(court, "A court");
    expect(await files.keep()).toBe(false);
    expect([files.text(court), files.errors]).toEqual(["A court", { f1: "The disk is full." }]);
    full = false;
    expect(await files.keep()).toBe(true);
    expect(files.errors).toEqual({});
  });

  it("go with one press and come back with another, described as they were", async () => {
    const court = photo("f1", "court.jpg");
    const book = notebook({
      draft_file_describe: () => ({}),
      draft_file_remove: () => ({}),
      draft_file_restore: () => ({}),
      draft: () => ({ files: [{ ...court, description: "A court" }] }),
    });
    const files = new DraftFiles(() => "d1", () => Promise.resolve("d1"));
    files.turnTo([court]);
    files.describe(court, "A court");
    await files.remove(court);
    expect(book.calls.map(({ name }) => name)).toEqual(["draft_file_describe", "draft_file_remove"]);
    expect([files.list, said()]).toEqual([[], ["court.jpg is removed"]]);
    await undo();
    expect(described(files)).toEqual([["f1", "A court"]]);
    expect(said()).toContain("court.jpg is back");
  });

  it("stay where they stand when they could not be removed", async () => {
    notebook({ draft_file_remove: refuse("disk-full", "The disk is full.") });
    const files = new DraftFiles(() => "d1", () => Promise.resolve("d1"));
    files.turnTo([photo("f1", "court.jpg")]);
    await files.remove(photo("f1", "court.jpg"));
    expect([files.list.length, files.adder.refused[0]?.message]).toEqual([1, "The disk is full."]);
  });

  it("offer no way back once the page has turned to another draft", async () => {
    notebook({ draft_file_remove: () => ({}) });
    const files = new DraftFiles(() => "d1", () => Promise.resolve("d1"));
    files.turnTo([photo("f1", "court.jpg")]);
    await files.remove(photo("f1", "court.jpg"));
    files.turnTo([]);
    expect(said()).toEqual([]);
  });

  it("are said where they are seen when they were added, with a way back", async () => {
    const book = notebook({ attachment_add: adds(), draft_file_remove: () => ({}) });
    const files = new DraftFiles(() => "d1", () => Promise.resolve("d1"));
    await files.add([chosen("a.jpg"), chosen("b.jpg")]);
    expect([said(), files.list.length]).toEqual([["2 files are added"], 2]);
    await undo();
    expect(book.of("draft_file_remove").map(({ args }) => args["id"])).toEqual(["f1", "f2"]);
    expect([said().at(-1), files.list]).toEqual(["2 files are removed", []]);
  });

  it("hang on the draft that stood there when they were chosen", async () => {
    let answer: (id: string) => void = () => undefined;
    let draft = "d1";
    const book = notebook({ attachment_add: adds() });
    const files = new DraftFiles(() => draft, () => new Promise((done) => (answer = done)));
    const adding = files.add([chosen("court.jpg")]);
    draft = "d2";
    answer("d1");
    await adding;
    expect(book.of("attachment_add")[0]?.args["to"]).toEqual({ kind: "draft", id: "d1" });
    expect(files.list).toEqual([]);
  });

  it("are refused in the words of the disk where no draft can be made", async () => {
    notebook({});
    const files = new DraftFiles(() => null, () => Promise.reject(failure("disk-full", "The disk is full.")));
    await files.add([chosen("a.jpg"), chosen("b.jpg")]);
    expect(files.adder.refused.map(({ message }) => message)).toEqual(["The disk is full.", "The disk is full."]);
  });
});

describe("the files of a note or an action", () => {
  it("are added with a way back, which is one for several", async () => {
    let again = 0;
    const book = notebook({ attachment_add: adds((id) => [`record:${id}`]), take_back: () => ({}) });
    const files = new RecordFiles("action", () => Promise.resolve(++again));
    files.show("a1");
    await files.add([chosen("court.jpg")]);
    expect(book.of("attachment_add")[0]?.args["to"]).toEqual({ kind: "action", id: "a1" });
    expect(said()).toEqual(["court.jpg is added, cleaned of where and when it was taken."]);
    expect(again).toBeGreaterThan(0);
    toasts.clear();
    await files.add([chosen("a.jpg"), chosen("b.jpg")]);
    expect(said()).toEqual(["2 files are added"]);
    await undo();
    expect(book.of("take_back")[0]?.args).toEqual({ undo: ["record:f2", "record:f3"] });
    expect(said()).toEqual(["2 files are removed"]);
  });

  it("are taken off, and put back", async () => {
    const book = notebook({ take_back: () => ({}) });
    const files = new RecordFiles("note", () => Promise.resolve());
    files.show("n1");
    await files.remove(paper("f7", "minutes.pdf"));
    expect(said()).toEqual(["minutes.pdf is removed"]);
    await undo();
    expect(book.of("take_back").map(({ args }) => args)).toEqual([{ undo: ["record:f7"] }, { undo: ["reinstate:f7"] }]);
    expect(said()).toEqual(["minutes.pdf is back"]);
  });

  it("tell of what was refused for one note nowhere beside another", async () => {
    let answer: () => void = () => undefined;
    const book = notebook({
      attachment_add: () => new Promise((_done, failed) => (answer = () => failed(failure("file-unknown", "a.exe was not added")))),
    });
    const files = new RecordFiles("note", () => Promise.resolve());
    files.show("n1");
    const adding = files.add([chosen("a.exe")]);
    await vi.waitFor(() => expect(book.of("attachment_add")).toHaveLength(1));
    files.show("n2");
    answer();
    await adding;
    expect([files.adder.refused, said()]).toEqual([[], ["a.exe was not added"]]);
  });
});
