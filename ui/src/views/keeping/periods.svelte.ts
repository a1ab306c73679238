/**
 * How long something is kept, as agreed on: one row of the schedule at a time, in a form under it. Knows no element
 * of the page.
 */
import { toasts } from "../../kit/toasts.svelte";
import { Act, unsaid } from "../../lib/act.svelte";
import { asRefusal, mutate } from "../../lib/api/client";
import type { PeriodRow } from "../../lib/api/generated";
import { words as general } from "../../lib/words/en";
import { keeping } from "../../lib/words/keeping";

const words = keeping.schedule;
const fields = { number: "period-number" };
/** What can be sent at all. The notebook refuses far less, in its own words, and must be able to read it for that. */
const MOST_SENT = 0xffff_ffff;

export class PeriodForm {
  /** The row that is being changed. */
  open = $state<string | null>(null);
  act = $state.raw(new Act<unknown>(fields));
  #text = $state("");
  readonly #changed: () => void;

  /** `changed`: asks for the schedule again. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    this.act.mend(fields.number);
    this.#text = text;
  }

  begin({ id, number }: PeriodRow): void {
    if (this.act.busy) return;
    this.act = new Act<unknown>(fields);
    this.#text = number === null ? "" : String(number);
    this.open = id;
  }

  /** Answers whether it is closed: not while it is being sent. */
  close(): boolean {
    if (this.act.busy) return false;
    this.open = null;
    return true;
  }

  /** Answers whether it is done. What stood already is not sent. */
  async change({ id, number: before }: PeriodRow): Promise<boolean> {
    const text = this.#text.trim();
    if (!this.act.busy && before !== null && /^\d+$/.test(text) && Number(text) === before) return this.close();
    const done = await this.act.run(() => {
      if (!/^\d+$/.test(text)) throw unsaid("number", words.notWhole);
      return mutate("period_set", { id, number: Math.min(Number(text), MOST_SENT) });
    });
    if (!done) return false;
    this.open = null;
    const undo = { label: general.acts.undo, act: () => this.#back(id, before ?? 0) };
    toasts.say({ about: id, words: words.changed, ...(before === null ? {} : { undo }) });
    this.#changed();
    return true;
  }

  async #back(id: string, number: number): Promise<void> {
    try {
      await mutate("period_set", { id, number });
      toasts.say({ about: id, words: words.undone });
      this.#changed();
    } catch (cause) {
      toasts.say({ about: id, words: asRefusal(cause).message });
    }
  }
}
