/**
 * A grade being chosen: its three parts, what binds those to whom it lets the note go, and the marking.
 *
 * What was chosen belongs to its note, so that looking elsewhere loses nothing. It holds nothing of the
 * source, and lives until the notebook locks.
 */
import { SvelteMap } from "svelte/reactivity";

import { unsaid } from "../../lib/act.svelte";
import type { GradeInput } from "../../lib/api/generated";
import { grading as words } from "../../lib/words/grading";

export interface GradeChoice {
  source: string;
  information: string;
  handling: string;
  conditions: readonly string[];
  words: string;
  marking: string;
}

/** Handling C: it may go, with conditions. */
const WITH_CONDITIONS = "C";

const blank: GradeChoice = { source: "", information: "", handling: "", conditions: [], words: "", marking: "official" };

export const bound = (choice: GradeChoice) => choice.handling === WITH_CONDITIONS;
export const partsOf = ({ source, information, handling }: GradeChoice) => [source, information, handling];

/** A grade that stands, as it would be chosen again. */
export function choiceOf(input: GradeInput | null | undefined): GradeChoice {
  if (!input) return blank;
  const [source = "", information = "", handling = ""] = input.grade.split(" ");
  return { source, information, handling, conditions: input.conditions, words: input.words ?? "", marking: input.marking };
}

/** Throws where a part is missing. Conditions that handling P does not have are left out. */
export function inputOf(choice: GradeChoice): GradeInput {
  const parts = partsOf(choice);
  if (parts.includes("")) throw unsaid("grade", words.missing);
  return {
    grade: parts.join(" "),
    conditions: bound(choice) ? [...choice.conditions] : [],
    words: (bound(choice) && choice.words.trim()) || null,
    marking: choice.marking,
  };
}

export class Grading {
  readonly #chosen = new SvelteMap<string, GradeChoice>();

  /** What is chosen for a note; where nothing was touched, the grade that stands. */
  of(note: string, standing: GradeInput | null | undefined): GradeChoice {
    return this.#chosen.get(note) ?? choiceOf(standing);
  }
  set(note: string, choice: GradeChoice): void {
    this.#chosen.set(note, choice);
  }
  /** Answers what was chosen and forgets it; undefined where nothing was. */
  take(note: string): GradeChoice | undefined {
    const choice = this.#chosen.get(note);
    this.#chosen.delete(note);
    return choice;
  }
  /** After an undo: what was chosen since stands. */
  putBack(note: string, choice: GradeChoice | undefined): void {
    if (choice && !this.#chosen.has(note)) this.#chosen.set(note, choice);
  }
}
