/**
 * One note being read: what it says, and the acts on it with what takes each back.
 *
 * An amendment or a reason half written stays with its note, so that looking elsewhere loses nothing.
 * Knows no list and no element of the page.
 */
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { ListsView, NoteView } from "../../lib/api/generated";
import { notes as words } from "../../lib/words/notes";
import { RecordFiles } from "../files/recordFiles.svelte";
import { Begun, type Writing } from "./begun.svelte";

/** What a toast needs to say, and the act that takes it back. */
export interface Done {
  words: string;
  /** The note it was done to. */
  about?: string;
  undo?: () => Promise<Done | null>;
}

export class ReaderState {
  note = $state.raw<NoteView | null>(null);
  lists = $state.raw<ListsView | null>(null);
  loading = $state(false);
  /** Why the note could not be read. */
  failure = $state.raw<Refusal | null>(null);
  /** Why an act was refused; what was written still stands. */
  refusal = $state.raw<Refusal | null>(null);
  fieldError = $state("");
  busy = $state<Writing | "other" | null>(null);
  /** The note whose author was told just now that it was read. */
  told = $state<string | null>(null);

  #wanted: string | null = null;
  #query = "";
  #turn = 0;

  /** What is added answers the question that waits; the person may say that it does not. */
  answering = $state(true);

  /** What was begun about this note. */
  readonly begun = new Begun();
  /** Photos and documents added to this note after it was recorded, and taken off. */
  readonly files = new RecordFiles("note", () => this.refresh());

  get writing(): Writing | null {
    return this.begun.writing;
  }
  get amendment(): string {
    return this.begun.text("amend");
  }
  get reason(): string {
    return this.begun.text("withdraw");
  }

  /** True where this note, with the words of this search marked, is what is read or on its way. */
  isFor(id: string, search: string): boolean {
    return this.#wanted === id && this.#query === search;
  }

  /** Failing tells nobody anything, and the next opening tries again. */
  async tellItWasRead(id: string): Promise<void> {
    try {
      const { marked } = await mutate("note_read", { id, asked: false });
      if (marked) this.told = id;
    } catch {
      // Reading goes on.
    }
  }

  /** Opens a note; an answer that comes after another was opened is dropped. */
  async open(id: string | null, search = ""): Promise<void> {
    const turn = ++this.#turn;
    this.#wanted = id;
    this.#query = search;
    this.files.show(id);
    this.failure = null;
    if (this.note?.id !== id) {
      this.refusal = null;
      this.fieldError = "";
      this.answering = true;
    }
    if (id === null) {
      // What was on its way is no longer waited for.
      this.loading = false;
      this.note = null;
      void this.begun.close();
      return;
    }
    this.loading = true;
    try {
      // What was begun about a note is read with it, so it must be on disk first.
      if (this.note?.id !== id) await this.begun.keep();
      if (turn !== this.#turn) return;
      const [note, lists] = await Promise.all([
        query("note", { id, query: search }),
        this.lists ?? query("lists"),
      ]);
      if (turn !== this.#turn) return;
      this.begun.show(note);
      this.note = note;
      this.lists = lists;
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.note = null;
      this.failure = asRefusal(cause);
    } finally {
      if (turn === this.#turn) this.loading = false;
    }
  }

  async refresh(): Promise<void> {
    if (this.#wanted !== null) await this.open(this.#wanted, this.#query);
  }

  write(what: Writing | null): void {
    this.refusal = null;
    this.fieldError = "";
    this.begun.writing = what;
    if (what === null) void this.begun.keep();
  }
  set(what: Writing, text: string): void {
    this.fieldError = "";
    this.begun.set(what, text);
  }

  /** Puts aside what was begun; the toast gives it back. */
  async discard(what: Writing): Promise<Done | null> {
    this.refusal = null;
    this.fieldError = "";
    const back = await this.begun.discard(what);
    if (!back) return null;
    return {
      words: words.discarded,
      undo: async () => {
        await back();
        return null;
      },
    };
  }

  /** The page goes away; opened again it reads the note anew. */
  async close(): Promise<void> {
    this.#turn += 1;
    this.loading = false;
    this.refusal = null;
    this.fieldError = "";
    this.note = null;
    this.#wanted = null;
    this.files.show(null);
    await this.begun.close();
  }

  async #act(what: Writing | "other", does: (note: NoteView) => Promise<Done>): Promise<Done | null> {
    const { note } = this;
    if (!note || this.busy) return null;
    this.busy = what;
    this.refusal = null;
    try {
      const done = await does(note);
      await this.refresh();
      return { about: note.id, ...done };
    } catch (cause) {
      this.refusal = asRefusal(cause);
      this.fieldError = this.refusal.field_errors[0]?.message ?? "";
      return null;
    } finally {
      this.busy = null;
    }
  }

  /** An undo runs from a toast, when another note may be open; it never touches what is written here. */
  async #takeBack(about: string, does: () => Promise<unknown>, said: Done): Promise<Done> {
    try {
      await does();
      await this.refresh();
      return { about, ...said };
    } catch (cause) {
      return { words: asRefusal(cause).message };
    }
  }

  async amend(): Promise<Done | null> {
    if (this.amendment.trim() === "") {
      this.fieldError = words.writeAmendment;
      return null;
    }
    return this.#act("amend", async ({ id, question }) => {
      const text = this.amendment;
      const answers = this.answering ? (question?.id ?? null) : null;
      const { amendment } = await this.begun.become(id, "amend", () => mutate("note_amend", { id, text, answers }));
      return {
        words: answers ? words.answered : words.amendmentAdded,
        undo: () =>
          this.#takeBack(id, () => mutate("amendment_take_back", { id: amendment }), {
            words: words.amendmentBack,
            undo: () =>
              this.#takeBack(id, () => mutate("amendment_restore", { id: amendment }), {
                words: words.amendmentAgain,
              }),
          }),
      };
    });
  }

  /** Takes an amendment back, or puts it back, from the note itself: a toast does not stay. */
  async amendmentStands(amendment: string, stands: boolean): Promise<Done | null> {
    const set = (on: boolean) => mutate(on ? "amendment_restore" : "amendment_take_back", { id: amendment });
    const said = (on: boolean) => (on ? words.amendmentAgain : words.amendmentBack);
    return this.#act("other", async ({ id }) => {
      await set(stands);
      return {
        words: said(stands),
        undo: () => this.#takeBack(id, () => set(!stands), { words: said(!stands) }),
      };
    });
  }

  async withdraw(): Promise<Done | null> {
    if (this.reason.trim() === "") {
      this.fieldError = words.reasonMissing;
      return null;
    }
    return this.#act("withdraw", async ({ id }) => {
      const reason = this.reason.trim();
      await this.begun.become(id, "withdraw", () => mutate("note_withdraw", { id, reason }));
      return { words: words.withdrawn, undo: () => this.#reinstated(id) };
    });
  }

  #reinstated(id: string): Promise<Done> {
    return this.#takeBack(id, () => mutate("note_reinstate", { id }), { words: words.reinstated });
  }

  async reinstate(): Promise<Done | null> {
    const reason = this.note?.withdrawal?.reason ?? "";
    return this.#act("other", async ({ id }) => {
      await mutate("note_reinstate", { id });
      return {
        words: words.reinstated,
        undo: () =>
          this.#takeBack(id, () => mutate("note_withdraw", { id, reason }), { words: words.withdrawn }),
      };
    });
  }

  async pin(pinned: boolean): Promise<Done | null> {
    return this.#act("other", async ({ id }) => {
      await mutate("note_pin", { id, pinned });
      return {
        words: pinned ? words.pinnedDone : words.unpinnedDone,
        undo: () =>
          this.#takeBack(id, () => mutate("note_pin", { id, pinned: !pinned }), {
            words: pinned ? words.unpinnedDone : words.pinnedDone,
          }),
      };
    });
  }
}
