// Words of photos and documents on notes and actions. Where a file is, and why one was not taken in, come
// worded from behind.
import type { FileView } from "../api/generated";

const count = new Intl.NumberFormat("en-GB");
const kinds: Readonly<Record<string, string>> = {
  "application/pdf": "PDF document",
  "application/msword": "Word document",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
  "application/vnd.ms-excel": "Excel workbook",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel workbook",
  "application/vnd.ms-powerpoint": "PowerPoint presentation",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint presentation",
  "application/vnd.ms-outlook": "Outlook message",
  "application/vnd.oasis.opendocument.text": "OpenDocument text",
  "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet",
  "application/vnd.oasis.opendocument.presentation": "OpenDocument presentation",
  "application/rtf": "Rich text",
  "text/plain": "Plain text",
  "text/csv": "CSV table",
};
const files_ = (n: number) => (n === 1 ? "1 file" : `${count.format(n)} files`);

export const files = {
  label: "Photos and documents",
  none: "None",
  count: files_,
  add: "Add a photo or document",
  how: "Or paste a copied picture, or drop files on this page.",
  /** The same sentences as everywhere else that photos and documents are added. */
  cleaned: "Photos are made smaller and cleaned of where and when they were taken. What can be seen in them stays.",
  kept: "Documents are kept as they are; they may name who wrote them.",
  drop: "Drop to add",
  pasted: "the pasted picture",
  adding: (name: string, at: number, of: number) => (of === 1 ? `Adding ${name} …` : `Adding ${name}, ${at} of ${of} …`),
  addedAll: (n: number) => `${files_(n)} are added`,
  removedAll: (n: number) => `${files_(n)} are removed`,
  unreadable: (name: string) =>
    `${name} could not be read, so it was not added. Nothing else changed. A folder is added by adding the files in it.`,
  tooLarge: (name: string, mb: number) =>
    `${name} is larger than ${mb} MB, so it was not added. Nothing else changed. Make it smaller, or add the pages that matter.`,

  open: (name: string) => `Look at ${name}.`,
  notDescribed: "Photo, not described",
  describe: "What does it show?",
  describeHint: "For those who cannot see it. You can leave it empty.",
  remove: "Remove",
  removed: (name: string) => `${name} is removed`,
  back: (name: string) => `${name} is back`,
  undo: "Undo",
  you: "You",
  by: (name: string, when: string) => `${name}, ${when}`,

  kindOf: ({ photo, media }: FileView) => (photo ? "Photo" : (kinds[media] ?? "Document")),
  pixels: (width: number, height: number) => `${count.format(width)} × ${count.format(height)} pixels`,
  at: (n: number, of: number) => `${n} of ${of}`,
  nowAt: (name: string, n: number, of: number) => `${name}, ${n} of ${of}`,
  previous: "Previous",
  next: "Next",
  whole: "Full size",
  fitted: "Whole picture",
  picture: "Picture at full size",
  failed: "The picture could not be opened",
  documentSays: "Wardbook shows photos alone. To read this, save a copy and open that in another program.",
  saveCopy: "Save a copy…",
  saveOf: (name: string) => `Save a copy of ${name}`,
  saveSays: "Writes a copy outside the notebook, not encrypted, and a cover beside it that says who it is for, why, how it is marked and until when it may be kept. It is noted in this notebook’s log.",
  saveFile: "New file",
  saveFileHint: "A full path to a file that does not exist yet.",
  saveFileMissing: "No file was named, so nothing was saved. Say where the copy goes: a full path to a new file.",
  save: "Save the copy",
  backToIt: "Back",
} as const;
