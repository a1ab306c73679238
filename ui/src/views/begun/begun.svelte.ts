// Notes of the notebook that was kept here before joining: each waits for one answer. Bringing records
// a note anew; leaving changes nothing, so it can be thought better of.
import { toasts } from "../../kit/toasts.svelte";
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { BegunNote } from "../../lib/api/generated";
import { begun as words } from "../../lib/words/people";

export class BegunState {
  notes = $state.raw<BegunNote[]>([]);
  ready = $state(false);
  failure = $state.raw<Refusal | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** What is being answered: one note's id, or `all`. */
  busy = $state<{ id: string; bring: boolean } | null>(null);
  #asked = 0;

  get waiting(): BegunNote[] {
    return this.notes.filter((note) => note.answer === "waiting");
  }
  get answered(): BegunNote[] {
    return this.notes.filter((note) => note.answer !== "waiting");
  }
  /** What "Bring all" would bring. */
  get bringable(): BegunNote[] {
    return this.waiting.filter((note) => note.obstacle === null);
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const { notes } = await query("begun");
      if (asked !== this.#asked) return;
      this.notes = notes;
      this.failure = null;
      this.ready = true;
    } catch (cause) {
      if (asked === this.#asked) this.failure = asRefusal(cause);
    }
  }

  bring(note: BegunNote): Promise<boolean> {
    return this.#answer(note.row.id, [note.row.id], true, words.broughtSaid(1));
  }
  leave(note: BegunNote): Promise<boolean> {
    return this.#answer(note.row.id, [note.row.id], false, words.leftSaid);
  }
  bringAll(): Promise<boolean> {
    const ids = this.bringable.map((note) => note.row.id);
    return this.#answer("all", ids, true, words.broughtSaid(ids.length));
  }

  async #answer(id: string, ids: string[], bring: boolean, said: string): Promise<boolean> {
    if (this.busy || ids.length === 0) return false;
    this.busy = { id, bring };
    this.refusal = null;
    try {
      await mutate("begun_answer", { ids, bring });
      toasts.say({ about: id, words: said });
      await this.load();
      return true;
    } catch (cause) {
      this.refusal = asRefusal(cause);
      return false;
    } finally {
      this.busy = null;
    }
  }
}
