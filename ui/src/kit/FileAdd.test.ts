import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { files as words } from "../lib/words/files";
import { carrying, chosen } from "../testing/files";
import FileAdd from "./FileAdd.svelte";

let got: string[][] = [];
function stands(more: object = {}) {
  return render(FileAdd, {
    progress: null,
    refused: [],
    onadd: (files: File[]) => got.push(files.map((file) => file.name)),
    ondismiss: () => undefined,
    ...more,
  });
}
function field(): HTMLTextAreaElement {
  const area = document.createElement("textarea");
  document.body.append(area);
  return area;
}
const picker = () => document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;

beforeEach(() => (got = []));
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

describe("adding files", () => {
  it("takes several that are chosen, and the same ones again", async () => {
    const user = userEvent.setup();
    stands();
    await user.upload(picker(), [chosen("a.jpg"), chosen("b.pdf")]);
    await user.upload(picker(), [chosen("a.jpg")]);
    expect(got).toEqual([["a.jpg", "b.pdf"], ["a.jpg"]]);
  });

  it("says once what becomes of photos and of documents", () => {
    stands();
    expect(screen.getAllByText(`${words.cleaned} ${words.kept}`)).toHaveLength(1);
  });

  it("takes what is pasted where no text field has the focus", async () => {
    stands();
    const paste = carrying("paste", [chosen("court.jpg"), chosen("minutes.pdf")], "court.jpg");
    await fireEvent(document.body, paste);
    expect([got, paste.defaultPrevented]).toEqual([[["court.jpg", "minutes.pdf"]], true]);
  });

  it("takes a picture that is pasted into a text field, and leaves words to the field", async () => {
    stands();
    const area = field();
    const words = carrying("paste", [], "Two mopeds");
    await fireEvent(area, words);
    const cells = carrying("paste", [chosen("image.png")], "3\t4");
    await fireEvent(area, cells);
    expect([got, words.defaultPrevented, cells.defaultPrevented]).toEqual([[], false, false]);
    await fireEvent(area, carrying("paste", [chosen("image.png")]));
    expect(got).toEqual([["image.png"]]);
  });

  it("asks the window for what a webview was given and does not hand over, and not where words were pasted", async () => {
    const pasted = vi.fn(async () => [chosen("image.png")]);
    render(FileAdd, { progress: null, refused: [], pasted, onadd: (files: File[]) => got.push(files.map(({ name }) => name)), ondismiss: () => undefined });
    const area = field();
    await fireEvent(area, carrying("paste", [], "Two mopeds"));
    expect(pasted).not.toHaveBeenCalled();
    await fireEvent(area, carrying("paste", []));
    await vi.waitFor(() => expect(got).toEqual([["image.png"]]));
  });

  it("leaves what is pasted into a field of another form alone", async () => {
    const form = document.createElement("form");
    document.body.append(form);
    render(FileAdd, { target: form, props: { progress: null, refused: [], onadd: (files: File[]) => got.push(files.map(({ name }) => name)), ondismiss: () => undefined } });
    await fireEvent(field(), carrying("paste", [chosen("image.png")]));
    expect(got).toEqual([]);
  });

  it("shows where to drop while files are held over the page, and takes them wherever they are dropped", async () => {
    stands();
    const area = field();
    await fireEvent(document.body, carrying("dragenter", [chosen("a.jpg")]));
    expect(screen.getByText(words.drop)).toBeInTheDocument();
    // Into a part of the page, and out of the part before: it is still over the page.
    await fireEvent(area, carrying("dragenter", [chosen("a.jpg")]));
    await fireEvent(document.body, carrying("dragleave", [chosen("a.jpg")]));
    expect(screen.getByText(words.drop)).toBeInTheDocument();
    const over = carrying("dragover", [chosen("a.jpg")]);
    await fireEvent(area, over);
    const drop = carrying("drop", [chosen("a.jpg"), chosen("b.jpg")]);
    await fireEvent(area, drop);
    expect([got, over.defaultPrevented, drop.defaultPrevented]).toEqual([[["a.jpg", "b.jpg"]], true, true]);
    expect(screen.queryByText(words.drop)).toBeNull();
  });

  it("shows nothing for words that are dragged, nor once files left the window", async () => {
    stands();
    const drag = carrying("dragover", []);
    await fireEvent(document.body, drag);
    await fireEvent(document.body, carrying("dragenter", []));
    expect([screen.queryByText(words.drop), drag.defaultPrevented]).toEqual([null, false]);
    await fireEvent(document.body, carrying("dragenter", [chosen("a.jpg")]));
    await fireEvent(document.body, carrying("dragleave", [chosen("a.jpg")]));
    expect(screen.queryByText(words.drop)).toBeNull();
  });

  it("takes nothing while it is off, or while a dialog lies over the page", async () => {
    stands({ off: true });
    await fireEvent(document.body, carrying("paste", [chosen("a.jpg")]));
    await fireEvent(document.body, carrying("drop", [chosen("a.jpg")]));
    cleanup();
    stands();
    const dialog = document.createElement("dialog");
    dialog.setAttribute("open", "");
    document.body.append(dialog);
    await fireEvent(document.body, carrying("paste", [chosen("a.jpg")]));
    expect(got).toEqual([]);
  });

  it("tells what is under way and what was refused where it is heard", async () => {
    const user = userEvent.setup();
    const gone: number[] = [];
    stands({
      progress: { name: "court.jpg", at: 2, of: 5 },
      refused: [{ key: 4, message: "b.heic is a picture of a kind …" }],
      ondismiss: (key: number) => gone.push(key),
    });
    expect(screen.getByRole("status")).toHaveTextContent("Adding court.jpg, 2 of 5 …");
    expect(screen.getByRole("status")).toHaveTextContent("b.heic is a picture of a kind …");
    await user.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(gone).toEqual([4]);
  });
});
