/**
 * The photos and documents of a draft, with what is said of each photo. They hang on the note from its
 * recording on.
 *
 * What is typed of a photo follows to disk as the draft's own words do. Which draft it is, the page knows.
 */
import { toasts } from "../../kit/toasts.svelte";
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { FileView } from "../../lib/api/generated";
import { Turns } from "../../lib/turns";
import { files as words } from "../../lib/words/files";
import { Adding } from "./adding.svelte";

/** A pause in typing, after which it is saved. */
export const SAVE_AFTER_MS = 400;

export class DraftFiles {
  list = $state.raw<readonly FileView[]>([]);
  readonly adder = new Adding();
  /** Why a description could not be saved. */
  trouble = $state.raw<Refusal | null>(null);
  #typed = $state.raw<Readonly<Record<string, string>>>({});
  #errors = $state.raw<Readonly<Record<string, string>>>({});
  readonly #unsaved: string[] = [];
  readonly #turns = new Turns();
  #undoing: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #draft: () => string | null;
  readonly #made: () => Promise<string>;

  /** `draft`: the one that stands on the page. `made`: the same, saved first where it is not yet one. */
  constructor(draft: () => string | null, made: () => Promise<string>) {
    this.#draft = draft;
    this.#made = made;
  }

  /** True where there are some, or soon will be. */
  get any(): boolean {
    return this.list.length > 0 || this.adder.busy;
  }
  /** True while something written of a photo is not on disk. */
  get unsaved(): boolean {
    return this.#unsaved.length > 0;
  }
  /** By file: what is wrong with what is said of it. */
  get errors(): Readonly<Record<string, string>> {
    return this.#errors;
  }

  /** Turns to another draft, or to none. */
  turnTo(list: readonly FileView[]): void {
    clearTimeout(this.#timer);
    this.list = list;
    this.adder.forget();
    this.trouble = null;
    this.#typed = {};
    this.#errors = {};
    this.#unsaved.length = 0;
    for (const toast of this.#undoing) toasts.dismiss(toast);
    this.#undoing = [];
  }

  async add(files: readonly File[]): Promise<void> {
    // Asked for now: the page may turn to another draft before the last of them is in.
    const draft = this.#made();
    draft.catch(() => undefined);
    const added = await this.adder.add(
      files,
      async () => ({ kind: "draft", id: await draft }),
      ({ file }) => void draft.then((id) => id === this.#draft() && (this.list = [...this.list, file])),
    );
    const [first] = added;
    if (!first) return;
    // Pasted into the text, it stands where nobody looks just now.
    const one = added.length === 1;
    const taken = added.map(({ file }) => file);
    this.#say(one ? first.file.id : await draft, one ? first.words : words.addedAll(added.length), () =>
      this.#takeBack(taken, one ? words.removed(first.file.name) : words.removedAll(added.length)),
    );
  }

  #say(about: string, said: string, act: () => Promise<void>): void {
    this.#undoing.push(toasts.say({ about, words: said, undo: { label: words.undo, act } }));
  }

  async #takeBack(taken: readonly FileView[], said: string): Promise<void> {
    try {
      for (const { id } of taken) {
        await mutate("draft_file_remove", { id });
        this.list = this.list.filter((other) => other.id !== id);
      }
      toasts.say({ words: said });
    } catch (cause) {
      toasts.say({ words: asRefusal(cause).message });
    }
  }

  text(file: FileView): string {
    return this.#typed[file.id] ?? file.description;
  }
  describe(file: FileView, text: string): void {
    if (text === this.text(file)) return;
    this.#typed = { ...this.#typed, [file.id]: text };
    if (!this.#unsaved.includes(file.id)) this.#unsaved.push(file.id);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), SAVE_AFTER_MS);
  }

  /** Saves what was typed, now. True where nothing is left that is only on the page. */
  async keep(): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#turns.take(() => this.#save());
    return !this.unsaved;
  }

  async #save(): Promise<void> {
    for (const id of this.#unsaved.splice(0)) {
      const description = this.#typed[id];
      if (description === undefined) continue;
      try {
        await mutate("draft_file_describe", { id, description });
        this.list = this.list.map((file) => (file.id === id ? { ...file, description } : file));
        this.#errors = Object.fromEntries(Object.entries(this.#errors).filter(([other]) => other !== id));
      } catch (cause) {
        // What was turned away from meanwhile is no longer asked for.
        if (!this.list.some((file) => file.id === id)) continue;
        this.trouble = asRefusal(cause);
        this.#errors = { ...this.#errors, [id]: this.trouble.message };
        if (!this.#unsaved.includes(id)) this.#unsaved.push(id);
      }
    }
  }

  async remove(file: FileView): Promise<void> {
    const draft = this.#draft();
    // Put back, it says what was said of it last.
    await this.keep();
    try {
      await mutate("draft_file_remove", { id: file.id });
    } catch (cause) {
      return this.adder.refuse(asRefusal(cause).message);
    }
    this.list = this.list.filter((other) => other.id !== file.id);
    this.#say(file.id, words.removed(file.name), () => this.#restore(file, draft));
  }

  async #restore(file: FileView, draft: string | null): Promise<void> {
    try {
      await mutate("draft_file_restore", { id: file.id });
      if (draft !== null && draft === this.#draft()) this.list = (await query("draft", { id: draft })).files;
      toasts.say({ about: file.id, words: words.back(file.name) });
    } catch (cause) {
      toasts.say({ words: asRefusal(cause).message });
    }
  }
}
