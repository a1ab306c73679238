// The texts of a request as they are drawn: a few words around the first place that mentions them, and what
// somebody selected of one.
import type { SubjectItem } from "../../lib/api/generated";

const BEFORE = 40;
const MOST = 160;

const mentions = (mark: string) => mark === "named" || mark === "perhaps";

/** A few words of the text, with what mentions them marked. */
export function excerptOf({ fields }: SubjectItem): { text: string; hit: boolean }[] {
  const field = fields.find(({ pieces }) => pieces.some(({ mark }) => mentions(mark))) ?? fields[0];
  if (!field) return [];
  const first = Math.max(0, field.pieces.findIndex(({ mark }) => mentions(mark)));
  const before = [...field.pieces.slice(0, first).map(({ text }) => text).join("")];
  const start = before.length > BEFORE ? `…${before.slice(-BEFORE).join("")}` : before.join("");
  let room = MOST - start.length;
  const found = start ? [{ text: start, hit: false }] : [];
  for (const { text, mark } of field.pieces.slice(first)) {
    if (room <= 0) break;
    const letters = [...text];
    found.push({ text: letters.length > room ? `${letters.slice(0, room).join("")}…` : text, hit: mentions(mark) });
    room -= letters.length;
  }
  return found;
}

/**
 * What is selected within one text of `root`; empty where nothing is, or where it reaches over several. Words that
 * are only heard do not belong to it.
 */
export function selectedIn(root: HTMLElement | null, selection: Selection | null): string {
  if (!root || !selection || selection.isCollapsed || selection.rangeCount === 0) return "";
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const text = (around instanceof Element ? around : around.parentElement)?.closest("[data-text]");
  if (!text || !root.contains(text)) return "";
  const taken = range.cloneContents();
  for (const heard of taken.querySelectorAll("[data-heard]")) heard.remove();
  return (taken.textContent ?? "").trim();
}
