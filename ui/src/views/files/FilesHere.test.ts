import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import type { FileView } from "../../lib/api/generated";
import { notebook, refuse } from "../../testing/book";
import { sharingLook } from "../../testing/sharing";
import { paper, photo, POINT } from "../../testing/files";
import { Adding } from "./adding.svelte";
import FilesHere from "./FilesHere.svelte";

afterEach(cleanup);

const court = photo("f1", "court.jpg", { description: "Two mopeds by the court" });
const gate = photo("f2", "gate.png");
const minutes = paper("f3", "minutes.pdf");
const bytes = POINT.slice(POINT.indexOf(",") + 1);
const content = () => ({ name: "", media: "image/png", bytes });

/** Stands with these files; removing one takes it out of the list, as a page does. */
function stand(files: FileView[], more: object = {}) {
  const removed: string[] = [];
  const page = render(FilesHere, {
    files,
    adder: new Adding(),
    onadd: () => undefined,
    onremove: async (file: FileView) => {
      removed.push(file.name);
      await page.rerender({ files: files.filter(({ id }) => !removed.includes(files.find((one) => one.id === id)?.name ?? "")) });
    },
    ...more,
  });
  return removed;
}
const door = (name: RegExp) => screen.getByRole("button", { name });

describe("the list of photos and documents", () => {
  it("says what each photo shows, and that one is not described", () => {
    stand([court, gate, minutes]);
    expect(screen.getByAltText("Two mopeds by the court")).toBeInTheDocument();
    expect(screen.getByAltText("Photo, not described")).toBeInTheDocument();
    expect(door(/^Look at minutes\.pdf\. PDF document$/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Remove gate.png" })).toBeInTheDocument();
  });

  it("says where one is whose bytes are not at hand, and offers no one else’s to be removed", () => {
    stand([photo("f1", "court.jpg", { state: "coming", state_words: "Not here yet. It comes by itself.", here: false, can_remove: false })]);
    expect(screen.getByText("Not here yet. It comes by itself.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
  });

  it("is worked with the keys: Delete removes, and the focus goes to the next one, at last to the button", async () => {
    const user = userEvent.setup();
    const removed = stand([court, gate]);
    door(/Look at court/).focus();
    await user.keyboard("{Delete}");
    await vi.waitFor(() => expect(door(/Look at gate/)).toHaveFocus());
    await user.keyboard("{Delete}");
    await vi.waitFor(() => expect(door(/Add a photo/)).toHaveFocus());
    expect(removed).toEqual(["court.jpg", "gate.png"]);
  });

  it("does nothing on Delete where it may not be removed", async () => {
    const user = userEvent.setup();
    const removed = stand([photo("f1", "court.jpg", { can_remove: false })]);
    door(/Look at court/).focus();
    await user.keyboard("{Delete}");
    expect(removed).toEqual([]);
  });
});

describe("looking at one of them", () => {
  it("shows the whole picture with what it shows, and gives the focus back", async () => {
    const user = userEvent.setup();
    const book = notebook({ attachment: content });
    stand([court, minutes]);
    door(/Look at court/).focus();
    await user.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "court.jpg" });
    await vi.waitFor(() => expect(dialog.querySelector("img")?.src).toBe(POINT));
    expect(dialog.querySelector("img")?.alt).toBe("Two mopeds by the court");
    expect(dialog).toHaveTextContent("Photo1.2 MB2,560 × 1,920 pixelsYou, today 16:58");
    expect(book.of("attachment").map(({ args }) => args)).toEqual([{ id: "f1" }]);
    await user.click(screen.getByRole("button", { name: "Close" }));
    await vi.waitFor(() => expect(door(/Look at court/)).toHaveFocus());
  });

  it("goes on to the next with the arrows, round and round, and says where it is", async () => {
    const user = userEvent.setup();
    notebook({ attachment: content });
    stand([court, minutes]);
    await user.click(door(/Look at court/));
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByRole("dialog", { name: "minutes.pdf" })).toHaveTextContent("save a copy and open that");
    expect(screen.getByText("minutes.pdf, 2 of 2")).toBeInTheDocument();
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByRole("dialog", { name: "court.jpg" })).toBeInTheDocument();
    await user.keyboard("{ArrowLeft}");
    expect(await screen.findByRole("dialog", { name: "minutes.pdf" })).toBeInTheDocument();
  });

  it("shows no picture of what is none, whatever it calls itself", async () => {
    const user = userEvent.setup();
    notebook({ attachment: () => ({ name: "", media: "image/svg+xml", bytes }) });
    stand([court]);
    await user.click(door(/Look at court/));
    const dialog = await screen.findByRole("dialog");
    await new Promise((done) => setTimeout(done));
    expect(dialog.querySelector("img")).toHaveClass("small-one");
  });

  it("says why a picture could not be opened, and tries again", async () => {
    const user = userEvent.setup();
    const book = notebook({ attachment: refuse("file-not-here", "court.jpg has not arrived on this device yet.") });
    stand([court]);
    await user.click(door(/Look at court/));
    expect(await screen.findByText("court.jpg has not arrived on this device yet.")).toBeInTheDocument();
    book.answers["attachment"] = content;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await vi.waitFor(() => expect(screen.getByRole("dialog").querySelector("img")?.src).toBe(POINT));
  });

  it("asks for nothing that is not here, and offers no copy of it", async () => {
    const user = userEvent.setup();
    const book = notebook({});
    stand([photo("f1", "court.jpg", { here: false, state: "coming", state_words: "Not here yet. It comes by itself." })]);
    await user.click(door(/Look at court/));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("Not here yet. It comes by itself.");
    expect(screen.queryByRole("button", { name: /Save a copy/ })).toBeNull();
    expect(book.calls).toEqual([]);
  });

  it("saves a copy once it is said for whom, for what and where", async () => {
    const user = userEvent.setup();
    const book = notebook({
      attachment: content,
      attachment_save: (args) => ({
        file: String(args["file"]),
        cover: `${String(args["file"])}.cover.txt`,
        words: "A copy of court.jpg is saved.",
      }),
      sharing_look: sharingLook,
    });
    stand([court]);
    await user.click(door(/Look at court/));
    await user.click(await screen.findByRole("button", { name: "Save a copy…" }));
    expect(screen.getByLabelText("Who is it for?")).toHaveFocus();
    await user.type(screen.getByLabelText("Who is it for?"), "PC Leah Boateng, Met Police");
    await user.selectOptions(await screen.findByLabelText("What sort of recipient?"), "agency");
    await user.type(screen.getByLabelText("What is it for?"), "Crime report");
    await user.click(screen.getByRole("button", { name: "Save the copy" }));
    expect(screen.getByLabelText("New file")).toHaveFocus();
    expect(book.of("attachment_save")).toHaveLength(0);
    await user.type(screen.getByLabelText("New file"), "/home/amara/court.jpg{Enter}");
    expect(await screen.findByText(/A copy of court\.jpg is saved\./)).toBeInTheDocument();
    expect(book.of("attachment_save").map(({ args }) => args)).toEqual([
      {
        id: "f1",
        file: "/home/amara/court.jpg",
        recipient: "PC Leah Boateng, Met Police",
        recipient_kind: "agency",
        purpose: "Crime report",
        until: "2027-05-24",
      },
    ]);
    expect(screen.getByText("/home/amara/court.jpg.cover.txt")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByRole("button", { name: "Save a copy…" })).toHaveFocus();
  });

  it("says everything that a copy lacks at once, and takes back each word of it as it is answered", async () => {
    const user = userEvent.setup();
    const book = notebook({ attachment: content, sharing_look: sharingLook });
    stand([court]);
    await user.click(door(/Look at court/));
    await user.click(await screen.findByRole("button", { name: "Save a copy…" }));
    await screen.findByRole("option", { name: "Another agency" });
    await user.click(screen.getByRole("button", { name: "Save the copy" }));
    const fields = ["Who is it for?", "What sort of recipient?", "What is it for?", "New file"].map((name) => screen.getByLabelText(name));
    const [who, sort, purpose, file] = fields as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
    for (const field of fields) expect(field).toHaveAttribute("aria-invalid", "true");
    expect(who).toHaveFocus();
    await user.type(who, "L");
    await user.selectOptions(sort, "agency");
    await user.type(purpose, "C");
    await user.type(file, "/");
    for (const field of fields) expect(field).not.toHaveAttribute("aria-invalid");
    expect(book.of("attachment_save")).toEqual([]);
  });

  it("closes when the file goes while it is looked at", async () => {
    const user = userEvent.setup();
    notebook({ attachment: content });
    const page = render(FilesHere, { files: [court] });
    await user.click(door(/Look at court/));
    await screen.findByRole("dialog");
    await page.rerender({ files: [] });
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});
