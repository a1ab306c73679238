/**
 * Two sealed sources are the same person: that is said, and taken back, without opening either. Each of the two acts
 * is the way back of the other.
 */
import { toasts } from "../../kit/toasts.svelte";
import { Act, unsaid } from "../../lib/act.svelte";
import { asRefusal, mutate } from "../../lib/api/client";
import type { SourceRow, SourcesMergeRequest } from "../../lib/api/generated";
import { words as general } from "../../lib/words/en";
import { sources } from "../../lib/words/sources";

const words = sources.same;
const fresh = () => new Act<true>({ with: "same-with" });

export class MergingForm {
  /** The source it is asked of; null where no form stands open. */
  id = $state<string | null>(null);
  #other = $state("");
  /** One for each time it is asked: what the one before is refused late is not said of this one. */
  act = $state.raw(fresh());
  readonly #listed: () => readonly SourceRow[];
  readonly #again: () => Promise<unknown>;

  /** `again` asks anew for what is listed. */
  constructor(listed: () => readonly SourceRow[], again: () => Promise<unknown>) {
    this.#listed = listed;
    this.#again = again;
  }

  /** Those it is not said of yet. */
  others(row: SourceRow): SourceRow[] {
    return this.#listed().filter(({ id }) => id !== row.id && row.same.every(({ source }) => source !== id));
  }

  /** The one that was chosen, unless it has gone meanwhile, or another lead was faster. */
  get other(): string {
    const row = this.#listed().find(({ id }) => id === this.id);
    return row && this.others(row).some(({ id }) => id === this.#other) ? this.#other : "";
  }
  set other(id: string) {
    this.#other = id;
  }

  ask(id: string): void {
    this.close();
    this.id = id;
  }

  close(): void {
    this.id = null;
    this.#other = "";
    this.act = fresh();
  }

  async merge(): Promise<boolean> {
    const { id, other, act } = this;
    if (id === null) return false;
    const done = await act.run(async () => {
      if (other === "") throw unsaid("with", words.missing);
      await this.#merge({ id, with: other });
      return true;
    });
    if (done && this.act === act) this.close();
    // Closed while it was under way: nobody sees the form any more.
    if (act.refusal && this.act !== act) toasts.say({ words: act.refusal.message });
    return done;
  }

  async #merge(pair: SourcesMergeRequest): Promise<void> {
    const { merging } = await mutate("sources_merge", pair);
    this.#say(pair, words.done, () => this.part(pair, merging));
    await this.#again();
  }

  /** Refused, it throws: each line has its own place for that. */
  async part(pair: SourcesMergeRequest, merging: string): Promise<void> {
    await mutate("sources_part", { merging });
    this.#say(pair, words.takenBack, () => this.#merge(pair));
    await this.#again();
  }

  #say(pair: SourcesMergeRequest, said: string, back: () => Promise<void>): void {
    const act = async () => {
      try {
        await back();
      } catch (cause) {
        toasts.say({ words: asRefusal(cause).message });
      }
    };
    // Either row may be where it was done: one toast for the two of them, with the one way back that still holds.
    const about = [pair.id, pair.with].sort().join(" ");
    toasts.say({ about, words: said, undo: { label: general.acts.undo, act } });
  }
}
