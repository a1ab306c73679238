/**
 * What is typed into a form about a record and not done yet. It follows the typing to disk as a note's
 * draft does, is brought back where the same form of the same record is opened again, and goes in the
 * same step as the act it becomes.
 *
 * Owns when it is saved and that a failed save costs no word. Knows no form.
 */
import { mutate, query } from "./api/client";
import type { UnfinishedForm, UnfinishedRow, UnfinishedView } from "./api/generated";
import { onFlush } from "./flush";
import { Turns } from "./turns";

/** A pause in typing, after which it is saved. */
export const SAVE_AFTER_MS = 400;

export interface Place {
  about: readonly string[];
  form: UnfinishedForm;
}
interface Entry extends Place {
  field: string;
  /** Null forgets it. */
  text: string | null;
  base: string;
}
/** Texts of a form, and what each began from where that is not nothing. */
export type Words = Record<string, string | { text: string; base: string }>;

const keyOf = ({ about, form }: Place, field: string) => JSON.stringify([[...about].sort(), form, field]);
const within = (key: string, place: Place, fields: readonly string[]) =>
  fields.length === 0 ? key.startsWith(keyOf(place, "").slice(0, -3)) : fields.some((field) => key === keyOf(place, field));

export class Unfinished {
  /** Typed and not on disk. */
  // Nothing is drawn from these, so nothing needs to follow them.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #waiting = new Map<string, Entry>();
  /** What the disk has, or is about to have. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #kept = new Map<string, string>();
  /** Forms of one page that ask at once share the answer. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #asked = new Map<string, Promise<UnfinishedView>>();
  readonly #turns = new Turns();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #book = 0;
  /** The last save did not reach the disk. */
  failed = $state(false);

  /** True while something written is nowhere but on the page. */
  get unsaved(): boolean {
    return this.#waiting.size > 0;
  }

  set(place: Place, field: string, text: string | null, base = ""): void {
    const key = keyOf(place, field);
    const one = text === base ? null : text;
    if ((this.#kept.get(key) ?? null) === one) return;
    this.#mark(key, { about: [...place.about], form: place.form, field, text: one, base });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), SAVE_AFTER_MS);
  }
  #mark(key: string, entry: Entry): void {
    this.#waiting.set(key, entry);
    if (entry.text === null) this.#kept.delete(key);
    else this.#kept.set(key, entry.text);
  }

  /** Takes the words of a whole form as they stand now. */
  follow(place: Place, words: Words): void {
    for (const [field, said] of Object.entries(words)) {
      if (typeof said === "string") this.set(place, field, said);
      else this.set(place, field, said.text, said.base);
    }
  }

  /** Saves what was typed, now; ends when everything asked for before is on disk too. */
  async keep(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#turns.take(() => this.#save());
  }
  async #save(): Promise<void> {
    const book = this.#book;
    for (const [key, entry] of [...this.#waiting]) {
      if (book !== this.#book) return;
      const { about, form, field, text, base } = entry;
      try {
        await mutate("unfinished_save", { about: [...about], form, field, text, base });
        if (this.#waiting.get(key) === entry) this.#waiting.delete(key);
        this.failed = false;
      } catch {
        // Still on the page, and the next pause tries again.
        this.failed = true;
      }
    }
  }

  /** What was begun about these records; what was typed last stands over what the disk has. */
  async recall(about: readonly string[]): Promise<UnfinishedRow[]> {
    return (await this.recalled(about)).rows;
  }
  /** The same, and which of these records were erased meanwhile. */
  recalled(about: readonly string[]): Promise<UnfinishedView> {
    const key = JSON.stringify([...about].sort());
    const asked = this.#asked.get(key) ?? this.#recall(about).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }
  async #recall(about: readonly string[]): Promise<UnfinishedView> {
    await this.keep();
    const book = this.#book;
    const ofThese = (key: string) => key.startsWith(JSON.stringify([[...about].sort()]).slice(0, -1));
    let rows: UnfinishedRow[] = [];
    let erased: string[] = [];
    try {
      ({ rows, erased } = await query("unfinished", { about: [...about] }));
    } catch {
      // What was begun is a help: the form opens without it, and it stays where it is.
    }
    if (book !== this.#book) return { rows: [], erased: [] };
    const keyed = rows.map((row) => [keyOf({ about, form: row.form }, row.field), row] as const);
    const standing = keyed.filter(([key]) => !this.#waiting.has(key));
    for (const [key, row] of standing) this.#kept.set(key, row.text);
    // Typed a moment ago, by a page that has gone, and still on its way.
    const waiting = [...this.#waiting].flatMap(([key, { form, field, text, base }]) =>
      ofThese(key) && text !== null ? [{ form, field, text, base, when: "" }] : [],
    );
    return { rows: [...standing.map(([, row]) => row), ...waiting], erased };
  }

  /**
   * The act itself, in turn with the saves: the notebook forgets what was begun in the same step. Where
   * it is refused, every word is kept as before. `fields`: all of the form where none are named.
   */
  become<T>(place: Place, act: () => Promise<T>, fields: readonly string[] = []): Promise<T> {
    return this.#turns.take(async () => {
      const taken = [...this.#waiting].filter(([key]) => within(key, place, fields));
      for (const [key] of taken) this.#waiting.delete(key);
      try {
        const done = await act();
        for (const key of [...this.#kept.keys()]) if (within(key, place, fields) && !this.#waiting.has(key)) this.#kept.delete(key);
        return done;
      } catch (cause) {
        for (const [key, entry] of taken) if (!this.#waiting.has(key)) this.#mark(key, entry);
        await this.#save();
        throw cause;
      }
    });
  }

  /** The notebook was shut. */
  forget(): void {
    this.#book += 1;
    clearTimeout(this.#timer);
    this.#waiting.clear();
    this.#kept.clear();
    this.#asked.clear();
    this.failed = false;
  }
}

export const unfinished = new Unfinished();
onFlush(
  () => unfinished.keep(),
  () => unfinished.unsaved,
);
