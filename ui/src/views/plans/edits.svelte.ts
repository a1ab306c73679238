/**
 * The texts of one record that are open for writing. Each is saved by itself when it is left; what was
 * refused stays in its field, and waits in memory where its page goes away before it could be saved.
 *
 * Knows no command: whoever makes it says how a field is saved. A text that changed behind the writer's
 * back is never saved unasked.
 */
import { asRefusal, type Refusal } from "../../lib/api/client";
import { onFlush } from "../../lib/flush";
import { Turns } from "../../lib/turns";

interface Open {
  text: string;
  /** What stood there when the writing began. */
  base: string;
}

type Save = (record: string, field: string, text: string) => Promise<void>;
interface Held extends Open {
  /** Null where it is saved only when it is asked for. */
  save: Save | null;
}

/** Written and not saved, by record and field; it outlives the look at its record and not a lock. */
// Nothing is drawn from it, so nothing needs to follow it.
// eslint-disable-next-line svelte/prefer-svelte-reactivity
const held = new Map<string, Held>();
/** Which opening of a notebook this is: words of another are not kept. */
let book = 0;
const keyOf = (record: string, field: string) => `${record}/${field}`;

onFlush(
  async () => {
    for (const [key, one] of [...held]) {
      const [record = "", field = ""] = key.split("/");
      if (one.save === null) continue;
      try {
        await one.save(record, field, one.text);
        held.delete(key);
      } catch {
        // Still here alone: whoever asks next is told.
      }
    }
  },
  () => held.size > 0,
);

/** The notebook was shut. */
export function forgetEdits(): void {
  book += 1;
  held.clear();
}

export class Edits {
  #record: string | null = null;
  #open = $state<Record<string, Open>>({});
  #refusals = $state.raw<Record<string, Refusal>>({});
  busy = $state<string | null>(null);
  readonly #save: Save;
  readonly #whenAsked: readonly string[];
  readonly #turns = new Turns();
  readonly #book = book;

  /** `whenAsked`: fields that are never saved by leaving them, since what they make stands for good. */
  constructor(save: Save, whenAsked: readonly string[] = []) {
    this.#save = save;
    this.#whenAsked = whenAsked;
  }

  /** Turns to another record: what was left unsaved there stands open again. */
  show(record: string): void {
    if (record === this.#record) return;
    this.#record = record;
    this.#refusals = {};
    const back = [...held].filter(([key]) => key.startsWith(`${record}/`));
    this.#open = Object.fromEntries(back.map(([key, { text, base }]) => [key.slice(record.length + 1), { text, base }]));
    for (const [key] of back) held.delete(key);
  }

  isOpen(field: string): boolean {
    return field in this.#open;
  }
  text(field: string): string {
    return this.#open[field]?.text ?? "";
  }
  refusal(field: string): Refusal | undefined {
    return this.#refusals[field];
  }
  /** True where what stands there is no longer what the writing began from. */
  overtaken(field: string, now: string): boolean {
    const one = this.#open[field];
    return one !== undefined && one.base !== now && one.text !== now;
  }
  get unsaved(): boolean {
    return Object.values(this.#open).some((one) => one.text !== one.base);
  }

  start(field: string, text: string): void {
    this.#open = { ...this.#open, [field]: { text, base: text } };
  }
  set(field: string, text: string): void {
    const one = this.#open[field];
    if (one) one.text = text;
  }
  cancel(field: string): void {
    this.#drop(field);
  }
  #drop(field: string): void {
    const { [field]: _gone, ...rest } = this.#open;
    this.#open = rest;
    const { [field]: _said, ...refusals } = this.#refusals;
    this.#refusals = refusals;
  }

  /** True where nothing of the field is left to save. */
  commit(field: string): Promise<boolean> {
    return this.#turns.take(async () => {
      const [record, one] = [this.#record, this.#open[field]];
      if (record === null || one === undefined) return true;
      const text = one.text.trim();
      if (text === one.base.trim()) {
        this.#drop(field);
        return true;
      }
      this.busy = field;
      try {
        await this.#save(record, field, text);
        if (this.#record === record) this.#drop(field);
        return true;
      } catch (cause) {
        if (this.#record === record) this.#refusals = { ...this.#refusals, [field]: asRefusal(cause) };
        return false;
      } finally {
        this.busy = null;
      }
    });
  }

  async keep(): Promise<void> {
    for (const field of Object.keys(this.#open)) if (!this.#whenAsked.includes(field)) await this.commit(field);
  }

  /** The page goes away: what was written is saved, or waits where it could not be. */
  async close(): Promise<void> {
    const record = this.#record;
    await this.keep();
    // A new look at the same record meanwhile has the words on its page already.
    if (record === null || this.#record !== record || this.#book !== book) return;
    for (const [field, one] of Object.entries(this.#open)) {
      if (one.text === one.base) continue;
      held.set(keyOf(record, field), { ...$state.snapshot(one), save: this.#whenAsked.includes(field) ? null : this.#save });
    }
    this.#record = null;
    this.#open = {};
  }
}
