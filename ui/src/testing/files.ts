// Photos and documents for tests: what a notebook says of them, and what a person chooses, pastes or drops.
import type { AttachmentAdded, FileView } from "../lib/api/generated";

/** One grey point, as the notebook gives a small picture. */
export const POINT = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

export const photo = (id: string, name: string, more: Partial<FileView> = {}): FileView => ({
  id,
  name,
  media: "image/jpeg",
  photo: true,
  size: "1.2 MB",
  description: "",
  thumbnail: POINT,
  width: 2560,
  height: 1920,
  author: { id: "p1", name: "Amara Lewis", me: true },
  when: "today 16:58",
  state: "here",
  state_words: "",
  here: true,
  can_remove: true,
  ...more,
});

export const paper = (id: string, name: string, more: Partial<FileView> = {}): FileView =>
  photo(id, name, { media: "application/pdf", photo: false, thumbnail: null, width: null, height: null, ...more });

/** The answer to `attachment_add`: what was sent, named after its place in the row of those added. */
export function adds(undo: (id: string) => string[] = () => []) {
  let count = 0;
  return (args: Record<string, unknown>): AttachmentAdded => {
    const id = `f${++count}`;
    const name = String(args["name"]) || "pasted picture.png";
    return { file: photo(id, name), undo: undo(id), words: `${name} is added, cleaned of where and when it was taken.` };
  };
}

export const chosen = (name: string, type = "image/jpeg", text = "bytes") => new File([text], name, { type });

/** An event as the clipboard or a drag gives it; the test page has neither. */
export function carrying(kind: "paste" | "dragenter" | "dragover" | "dragleave" | "drop", files: File[], text = ""): Event {
  const event = new Event(kind, { bubbles: true, cancelable: true });
  const data = { files, types: files.length ? ["Files"] : ["text/plain"], getData: () => text, dropEffect: "none" };
  return Object.assign(event, { [kind === "paste" ? "clipboardData" : "dataTransfer"]: data });
}
