// Notes of the notebook that was kept here before joining: each waits for one answer. Bringing records
// a note anew; leaving changes nothing, so it can be thought better of.
import { toasts } from "../../kit/toasts.svelte";
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { BegunNote } from "../../lib/api/generated";
import { Latest } from "../../lib/latest";
import { partnership } from "../../lib/words/partnership";
import { begun as words, people } from "../../lib/words/people";

export class BegunState {
  notes = $state.raw<BegunNote[]>([]);
  ready = $state(false);
  failure = $state.raw<Refusal | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** What is being answered: one note's id, or `all`. */
  busy = $state<{ id: string; bring: boolean } | null>(null);
  readonly #latest = new Latest();

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
    await this.#latest.ask(
      () => query("begun"),
      ({ notes }) => {
        this.notes = notes;
        this.failure = null;
        this.ready = true;
      },
      (refusal) => (this.failure = refusal),
    );
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

  /** For one that has to be recorded by hand. False where the system would not copy it. */
  async copy(note: BegunNote): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(note.text);
      toasts.say({ words: partnership.sync.copied });
      return true;
    } catch {
      toasts.say({ words: people.invite.notCopied });
      return false;
    }
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
