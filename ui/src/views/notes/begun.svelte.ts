/**
 * What was begun about the note that is read: an amendment, or a reason for withdrawing it. It
 * follows the typing to disk as a draft does, and is brought back with the note.
 *
 * Owns when it is saved and that a failed save costs no word. Knows no element of the page.
 */
import { mutate } from "../../lib/api/client";
import type { AdditionKind, NoteView } from "../../lib/api/generated";
import { Turns } from "../../lib/turns";

export type Writing = "amend" | "withdraw";

/** A pause in typing, after which it is saved. */
export const SAVE_AFTER_MS = 400;

const KIND: Record<Writing, AdditionKind> = { amend: "amendment", withdraw: "withdrawal" };
const WRITING: Record<AdditionKind, Writing> = { amendment: "amend", withdrawal: "withdraw" };
export const writingOf = (kind: AdditionKind): Writing => WRITING[kind];

interface Unsaved {
  note: string;
  what: Writing;
  text: string;
}

export class Begun {
  /** The field that stands open. */
  writing = $state<Writing | null>(null);
  #texts = $state<Record<Writing, string>>({ amend: "", withdraw: "" });
  /** "today 16:58", where it was brought back and not typed now. */
  #since = $state<Record<Writing, string>>({ amend: "", withdraw: "" });
  state = $state<"none" | "waiting" | "kept" | "failed">("none");
  /** "16:58", the time of the last save. */
  time = $state("");

  /** Shared by all pages: the next one must not read a note before the last one saved about it. */
  static readonly #turns = new Turns();
  /** What is not on disk yet, by note and kind; it outlives the look at its note. */
  readonly #unsaved: Unsaved[] = [];
  #note: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  text(what: Writing): string {
    return this.#texts[what];
  }
  since(what: Writing): string {
    return this.#since[what];
  }

  /** Turns to another note: what was begun about it stands open again. */
  show(note: NoteView): void {
    if (this.#note === note.id) return;
    this.#note = note.id;
    this.state = "none";
    const possible: Record<Writing, boolean> = { amend: note.can_amend, withdraw: note.can_withdraw };
    this.writing = null;
    for (const what of ["withdraw", "amend"] as const) {
      const kept = note.begun.find((one) => one.kind === KIND[what]);
      const unsaved = this.#unsaved.find((one) => one.note === note.id && one.what === what);
      this.#texts[what] = unsaved?.text ?? kept?.text ?? "";
      this.#since[what] = unsaved ? "" : (kept?.when ?? "");
      if (this.#texts[what] && possible[what]) this.writing = what;
    }
  }

  set(what: Writing, text: string): void {
    if (this.#note === null || text === this.#texts[what]) return;
    this.#texts[what] = text;
    this.#mark({ note: this.#note, what, text });
    if (this.state !== "failed") this.state = "waiting";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), SAVE_AFTER_MS);
  }

  #mark(one: Unsaved): void {
    this.#drop(one.note, one.what);
    this.#unsaved.push(one);
  }
  #drop(note: string, what: Writing): void {
    const at = this.#unsaved.findIndex((one) => one.note === note && one.what === what);
    if (at >= 0) this.#unsaved.splice(at, 1);
  }

  /** Saves what was typed, now; ends when everything asked for before is on disk too. */
  async keep(): Promise<void> {
    clearTimeout(this.#timer);
    await Begun.#turns.take(() => this.#save());
  }

  async #save(): Promise<void> {
    for (const one of this.#unsaved.splice(0)) {
      const { note, what, text } = one;
      try {
        const saved = await mutate("addition_save", { note, kind: KIND[what], text });
        if (note !== this.#note || this.#unsaved.length) continue;
        this.time = saved.time;
        this.state = text.trim() === "" ? "none" : "kept";
      } catch {
        // The words are still on the page, and the next pause tries again; the line below says so.
        if (!this.#unsaved.some((newer) => newer.note === note && newer.what === what)) this.#unsaved.push(one);
        if (note === this.#note) this.state = "failed";
      }
    }
  }

  /** Forgets it, and answers what it takes to have it back. */
  async discard(what: Writing): Promise<(() => Promise<void>) | null> {
    const [note, text] = [this.#note, this.#texts[what]];
    if (note === null) return null;
    await this.#put(note, what, "");
    if (this.writing === what) this.writing = null;
    if (text.trim() === "") return null;
    return () => this.#put(note, what, text);
  }

  async #put(note: string, what: Writing, text: string): Promise<void> {
    if (note === this.#note) {
      this.#texts[what] = text;
      this.#since[what] = "";
    }
    this.#mark({ note, what, text });
    await this.keep();
  }

  /**
   * The act itself, in turn with the saves. The notebook forgets what was begun in the same step;
   * where the act is refused, every word still stands and is saved.
   */
  async become<T>(note: string, what: Writing, act: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    return Begun.#turns.take(async () => {
      const text = this.#texts[what];
      this.#drop(note, what);
      try {
        const done = await act();
        if (note === this.#note) {
          this.#texts[what] = "";
          this.#since[what] = "";
          this.state = "none";
          this.writing = null;
        }
        return done;
      } catch (cause) {
        this.#mark({ note, what, text });
        await this.#save();
        throw cause;
      }
    });
  }

  /** The page goes away: what was typed is saved, and read again with its note. */
  async close(): Promise<void> {
    const kept = this.keep();
    this.#note = null;
    this.writing = null;
    await kept;
  }
}
