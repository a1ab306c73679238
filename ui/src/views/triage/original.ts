// A note and what was added to it, as one text for the coach and as parts for whoever reads it beside a briefing.
import type { NoteView } from "../../lib/api/generated";

export interface Part {
  id: string;
  /** Where it begins in the whole. */
  at: number;
  text: string;
  /** Who added it and when; null for what was written first. */
  amended: { name: string; when: string } | null;
}

const BETWEEN = "\n\n";

export function partsOf(note: NoteView): Part[] {
  const parts: Part[] = [{ id: note.id, at: 0, text: note.text, amended: null }];
  let at = note.text.length + BETWEEN.length;
  for (const { id, text, author, when, taken_back } of note.amendments) {
    if (taken_back) continue;
    parts.push({ id, at, text, amended: { name: author.name, when } });
    at += text.length + BETWEEN.length;
  }
  return parts;
}

export const wholeOf = (note: NoteView): string => partsOf(note).map((part) => part.text).join(BETWEEN);
