// The path of a note as its drawing takes it: worded behind where there is a server, else from its history.
import type { PathStep } from "../../kit/NotePath.svelte";
import type { NoteView, PathStepView } from "../../lib/api/generated";
import { notes as words } from "../../lib/words/notes";

const standings: Record<string, PathStep["at"]> = { done: "done", now: "now", "to-come": "todo", aside: "aside" };

export const stepsOf = (path: readonly PathStepView[]): PathStep[] =>
  path.map(({ label, detail, standing, sentence, promised }) => ({
    label,
    // What has not come yet says so in words too, and not by its dot alone.
    detail: detail || (words.pathAhead[standing] ?? ""),
    at: standings[standing] ?? "todo",
    says: [sentence, promised ? `${promised}.` : null].filter(Boolean).join(" "),
  }));

/** Only a note to which something happened has a path worth drawing. */
export function pathOf(note: NoteView): PathStep[] {
  if (note.path.length) return stepsOf(note.path);
  if (note.history.length < 2) return [];
  const standing = note.amendments.filter((amendment) => !amendment.taken_back);
  const last = standing.at(-1);
  const steps: PathStep[] = [
    { label: note.history[0]?.what ?? "", detail: note.history[0]?.when ?? "", at: "done" },
  ];
  if (last) {
    const times = standing.length > 1 ? `${words.pathTimes(standing.length)} ` : "";
    steps.push({ label: words.amended, detail: times + last.when, at: "done" });
  }
  if (note.withdrawal) steps.push({ label: note.state.label, detail: note.withdrawal.when, at: "aside" });
  return steps.length > 1 ? steps : [];
}
