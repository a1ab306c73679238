/**
 * The texts of one record that are open for writing. Each is saved by itself when it is left; what was
 * refused stays in its field, and waits in memory where its page goes away before it could be saved. Until
 * then it follows the typing to disk, and stands open again where the program ended meanwhile.
 *
 * Knows no command: whoever makes it says how a field is saved, and refuses (`overtaken`) where it says
 * something else by now than when the writing began. So a text that changed behind the writer's back is
 * never saved unasked, also where this page has not heard of it yet: both are kept, and shown.
 */
import { asRefusal, type Refusal } from "../../lib/api/client";
import { toasts } from "../../kit/toasts.svelte";
import type { UnfinishedForm } from "../../lib/api/generated";
import { onFlush } from "../../lib/flush";
import { unfinished } from "../../lib/unfinished.svelte";
import { plans as words } from "../../lib/words/plans";
import { Turns } from "../../lib/turns";

interface Open {
  text: string;
  /** What stood there when the writing began. */
  base: string;
}

/** `began`: what the writer had in front of them; whoever saves is refused where something else stands there. */
type Save = (record: string, field: string, text: string, began: string) => Promise<void>;
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
        await one.save(record, field, one.text, one.base);
        held.delete(key);
      } catch {
        // Still here alone: whoever asks next is told.
      }
    }
  },
  // What is not on disk is counted with everything else that is unfinished.
  () => false,
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
  readonly #formOf: (field: string) => UnfinishedForm | null;
  /** Brought back from an earlier day or an earlier end: the record may say something else by now. */
  #brought: readonly string[] = [];
  readonly #turns = new Turns();
  readonly #book = book;

  /**
   * `formOf`: with what a field is kept while it is written; null where it is none of these texts.
   * `whenAsked`: fields that are never saved by leaving them, since what they make stands for good.
   */
  constructor(save: Save, formOf: (field: string) => UnfinishedForm | null, whenAsked: readonly string[] = []) {
    this.#save = (record, field, text, began) => {
      const form = formOf(field);
      const does = () => save(record, field, text, began);
      return form ? unfinished.become({ about: [record], form }, does, [field]) : does();
    };
    this.#formOf = formOf;
    this.#whenAsked = whenAsked;
  }

  /** Turns to another record: what was left unsaved there stands open again. */
  show(record: string): void {
    if (record === this.#record) return;
    this.#record = record;
    this.#refusals = {};
    const back = [...held].filter(([key]) => key.startsWith(`${record}/`));
    this.#open = Object.fromEntries(back.map(([key, { text, base }]) => [key.slice(record.length + 1), { text, base }]));
    this.#brought = back.filter(([, { save }]) => save === null).map(([key]) => key.slice(record.length + 1));
    for (const [key] of back) held.delete(key);
    void this.#recall(record);
  }
  async #recall(record: string): Promise<void> {
    const rows = await unfinished.recall([record]);
    if (this.#record !== record) return;
    const back = rows.filter(({ form, field }) => this.#formOf(field) === form && !this.isOpen(field));
    this.#brought = [...this.#brought, ...back.map(({ field }) => field)];
    this.#open = { ...this.#open, ...Object.fromEntries(back.map(({ field, text, base }) => [field, { text, base }])) };
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
    if (one) this.#follow(field, text, one.base);
  }
  /** To disk at the next pause. */
  #follow(field: string, text: string | null, base = ""): void {
    const form = this.#formOf(field);
    if (this.#record !== null && form) unfinished.set({ about: [this.#record], form }, field, text, base);
  }
  /** Given up: what was typed goes, with a way back. */
  cancel(field: string): void {
    const [record, one] = [this.#record, $state.snapshot(this.#open[field])];
    this.#follow(field, null);
    this.#drop(field);
    if (record === null || !one || one.text === one.base) return;
    const back = () => {
      if (this.#record !== record || this.isOpen(field)) return;
      this.#open = { ...this.#open, [field]: one };
      this.#follow(field, one.text, one.base);
    };
    toasts.say({ about: record, words: words.dropped, undo: { label: words.undo, act: back } });
  }
  #drop(field: string): void {
    this.#brought = this.#brought.filter((other) => other !== field);
    const { [field]: _gone, ...rest } = this.#open;
    this.#open = rest;
    const { [field]: _said, ...refusals } = this.#refusals;
    this.#refusals = refusals;
  }

  /** True where nothing of the field is left to save. `seen`: what stands beside it, for whoever saves in front of both. */
  commit(field: string, seen?: string): Promise<boolean> {
    return this.#turns.take(async () => {
      const [record, one] = [this.#record, this.#open[field]];
      if (record === null || one === undefined) return true;
      const text = one.text.trim();
      if (text === one.base.trim()) {
        this.#follow(field, null);
        this.#drop(field);
        return true;
      }
      this.busy = field;
      try {
        await this.#save(record, field, text, seen ?? one.base);
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

  /** What was brought back stays as it is on disk until somebody saves it who sees both. */
  #unasked(field: string): boolean {
    return !this.#whenAsked.includes(field) && !this.#brought.includes(field);
  }
  async keep(): Promise<void> {
    for (const field of Object.keys(this.#open)) if (this.#unasked(field)) await this.commit(field);
  }

  /** The page goes away: what was written is saved, or waits where it could not be. */
  async close(): Promise<void> {
    const record = this.#record;
    await this.keep();
    // A new look at the same record meanwhile has the words on its page already.
    if (record === null || this.#record !== record || this.#book !== book) return;
    for (const [field, one] of Object.entries(this.#open)) {
      if (one.text === one.base) continue;
      held.set(keyOf(record, field), { ...$state.snapshot(one), save: this.#unasked(field) ? this.#save : null });
    }
    this.#record = null;
    this.#open = {};
  }
}
