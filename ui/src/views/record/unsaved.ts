// Words whose page went away while the disk would not take them. They stay in memory, so that coming
// back shows them, and are tried again before the notebook locks or the window closes. Nothing here
// outlives a lock: what a page brings too late belongs to a notebook that is shut.
import { mutate } from "../../lib/api/client";
import { onFlush } from "../../lib/flush";
import { type Answers, toInput } from "./record.svelte";

export interface Unsaved {
  /** Where they were written: the quick field takes back only its own. */
  place: "page" | "quick";
  draft: string | null;
  answers: Answers;
}

export class UnsavedWords {
  #held: readonly Unsaved[] = [];
  #book = 0;
  #trying: Promise<void> = Promise.resolve();

  /** Which opening of a notebook this is: words of another are not taken. */
  get book(): number {
    return this.#book;
  }
  get any(): boolean {
    return this.#held.length > 0;
  }

  put(book: number, words: Unsaved): void {
    if (book !== this.#book) return;
    this.#held = [...this.#held.filter((other) => other.draft === null || other.draft !== words.draft), words];
  }

  /** Gives back what was left last of this draft, or, where none is asked for, of any. */
  async take(place: Unsaved["place"], draft?: string): Promise<Unsaved | undefined> {
    // One that is being saved just now would be written a second time under another draft.
    await this.#trying;
    const found = this.#held.findLast(
      (words) => (place === "page" || words.place === "quick") && (draft === undefined || words.draft === draft),
    );
    if (found) this.#drop(found);
    return found;
  }

  #drop(words: Unsaved): void {
    this.#held = this.#held.filter((other) => other !== words);
  }

  /** Tries the disk again. */
  async keep(): Promise<void> {
    this.#trying = this.#trying.then(async () => {
      for (const words of this.#held) {
        try {
          await mutate("draft_save", { id: words.draft, note: toInput(words.answers) });
          this.#drop(words);
        } catch {
          // Still here alone: whoever asks next is told by `any`.
        }
      }
    });
    await this.#trying;
  }

  /** The notebook was shut. */
  forget(): void {
    this.#book += 1;
    this.#held = [];
  }
}

export const unsavedWords = new UnsavedWords();
onFlush(
  () => unsavedWords.keep(),
  () => unsavedWords.any,
);
