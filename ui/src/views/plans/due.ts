// The headings of actions in the order of their due dates.
import { wallClock } from "../../kit/when";
import type { ActionRow } from "../../lib/api/generated";
import type { plans as words } from "../../lib/words/plans";

export type DueGroup = keyof typeof words.actions.dueGroups;

/** Under which heading an action stands where they are in the order of their due dates. */
export function dueGroup(row: ActionRow, now: Date): DueGroup {
  if (row.status === "done" || row.status === "cancelled") return "over";
  if (row.late) return "late";
  if (row.due === null) return "none";
  const { year, month, day } = wallClock(now);
  const week = new Date(Date.UTC(year, month - 1, day + 7)).toISOString().slice(0, 10);
  return row.due <= week ? "soon" : "later";
}
