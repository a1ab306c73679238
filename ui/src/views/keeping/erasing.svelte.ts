/**
 * A note, a briefing, a plan or an action that may be erased for good, in a dialog: what would go and what would stay first, then why. Nothing
 * of what is typed here is kept anywhere.
 */
import { toasts } from "../../kit/toasts.svelte";
import { Act, unsaid } from "../../lib/act.svelte";
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { Done, ErasingView, WhyRow } from "../../lib/api/generated";
import { keeping as words } from "../../lib/words/keeping";
import { sayDone } from "../done";

/** Characters of a reference, as the notebook takes them. */
export const REFERENCE_MOST = 40;
const fields = { why: "erase-why", reference: "erase-reference" };

/** What is erased with a heading of its own. */
export type ErasedKind = keyof typeof words.erase.headings;

/** Which it is, in words. */
export interface Asked {
  /** Its id, whatever it is. */
  note: string;
  kind?: ErasedKind;
  text: string;
  /** "Addison. Recorded by Amara Lewis, 12 Mar 2025." */
  of: string;
}

/** A note, as lists have it. */
export function aNote(note: { note: string; ward: string; author: string; recorded: string; text: string }): Asked {
  return { note: note.note, text: note.text, of: words.erase.of(note.ward, note.author, note.recorded) };
}

/** Why something may be erased. */
export async function askWhys(): Promise<WhyRow[]> {
  return (await query("keeping", { after: null, limit: 1 })).whys;
}

export class ErasingForm {
  asked = $state.raw<Asked | null>(null);
  /** Null until it is known what would go: nothing is erased unseen. */
  view = $state.raw<ErasingView | null>(null);
  whys = $state.raw<readonly WhyRow[]>([]);
  failure = $state.raw<Refusal | null>(null);
  why = $state("");
  reference = $state("");
  act = $state.raw(new Act<Done>(fields));
  #turn = 0;

  async ask(asked: Asked): Promise<void> {
    this.close();
    this.asked = asked;
    await this.load();
  }

  async load(): Promise<void> {
    const { asked } = this;
    if (!asked) return;
    const turn = ++this.#turn;
    this.failure = null;
    try {
      const [view, whys] = await Promise.all([query("erasing", { id: asked.note }), askWhys()]);
      if (turn !== this.#turn) return;
      this.whys = whys;
      this.view = view;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asRefusal(cause);
    }
  }

  choose(why: string): void {
    this.act.mend(fields.why);
    this.why = why;
  }

  close(): void {
    this.#turn += 1;
    this.asked = null;
    this.view = null;
    this.failure = null;
    this.why = "";
    this.reference = "";
    this.act = new Act<Done>(fields);
  }

  /** Answers the id of what was erased. */
  async do(): Promise<string | null> {
    const { asked, view, act, why } = this;
    if (!asked || !view) return null;
    const reference = this.reference.trim();
    const done = await act.run(async () => {
      if (why === "") throw unsaid("why", words.erase.whyMissing);
      const over = [...reference].length - REFERENCE_MOST;
      if (over > 0) throw unsaid("reference", words.erase.referenceLong(over));
      const request = { id: asked.note, why, reference: reference || null };
      return asked.kind ? mutate("work_erase", request) : mutate("note_erase", request);
    });
    if (done && act.answer) {
      sayDone(act.answer);
      return asked.note;
    }
    // Closed while it was under way: nobody sees the form any more.
    if (act.refusal && this.act !== act) toasts.say({ words: act.refusal.message });
    return null;
  }
}
