// What stands beside the note that is read: what was told, who sees to it, what is near it.
import { asRefusal, query, type Refusal } from "../../lib/api/client";
import type { TriageNoteView } from "../../lib/api/generated";

export class BesideState {
  view = $state.raw<TriageNoteView | null>(null);
  failure = $state.raw<Refusal | null>(null);
  #wanted: string | null = null;
  #asked = 0;

  /** An answer that comes after another note was opened is dropped. */
  async open(id: string | null): Promise<void> {
    const asked = ++this.#asked;
    this.#wanted = id;
    if (this.view?.id !== id) this.view = null;
    this.failure = null;
    if (id === null) return;
    try {
      const view = await query("triage_note", { id });
      if (asked === this.#asked) this.view = view;
    } catch (cause) {
      if (asked === this.#asked) this.failure = asRefusal(cause);
    }
  }

  async refresh(): Promise<void> {
    await this.open(this.#wanted);
  }
}
