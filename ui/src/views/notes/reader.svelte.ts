/**
 * One note being read: what it says, and the acts on it with what takes each back.
 *
 * An amendment or a reason half written stays with its note, so that looking elsewhere loses nothing. Knows no list and no element of the page.
 */
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { ListsView, NoteView } from "../../lib/api/generated";
import { notes as words } from "../../lib/words/notes";
import { unsent, type Unsent, type Writing } from "./unsent.svelte";

/** What a toast needs to say, and the act that takes it back. */
export interface Done {
  words: string;
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

  #wanted: string | null = null;
  #query = "";
  #turn = 0;

  get writing(): Writing | null {
    return this.#mine.writing;
  }
  get amendment(): string {
    return this.#mine.amendment;
  }
  get reason(): string {
    return this.#mine.reason;
  }
  get #mine(): Unsent {
    return unsent.of(this.note?.id ?? "");
  }
  #keep(change: Partial<Unsent>, id = this.note?.id): void {
    if (id !== undefined) unsent.keep(id, change);
  }

  /** Opens a note; an answer that comes after another was opened is dropped. */
  async open(id: string | null, search = ""): Promise<void> {
    const turn = ++this.#turn;
    this.#wanted = id;
    this.#query = search;
    this.failure = null;
    if (this.note?.id !== id) {
      this.refusal = null;
      this.fieldError = "";
    }
    if (id === null) {
      this.note = null;
      return;
    }
    this.loading = true;
    try {
      const [note, lists] = await Promise.all([
        query("note", { id, query: search }),
        this.lists ?? query("lists"),
      ]);
      if (turn !== this.#turn) return;
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
    this.#keep({ writing: what });
  }
  setAmendment(text: string): void {
    this.fieldError = "";
    this.#keep({ amendment: text });
  }
  setReason(text: string): void {
    this.fieldError = "";
    this.#keep({ reason: text });
  }

  async #act(what: Writing | "other", does: (note: NoteView) => Promise<Done>): Promise<Done | null> {
    const { note } = this;
    if (!note || this.busy) return null;
    this.busy = what;
    this.refusal = null;
    try {
      const done = await does(note);
      await this.refresh();
      return done;
    } catch (cause) {
      this.refusal = asRefusal(cause);
      this.fieldError = this.refusal.field_errors[0]?.message ?? "";
      return null;
    } finally {
      this.busy = null;
    }
  }

  /** An undo runs from a toast, when another note may be open; it never touches what is written here. */
  async #takeBack(does: () => Promise<unknown>, said: Done): Promise<Done> {
    try {
      await does();
      await this.refresh();
      return said;
    } catch (cause) {
      return { words: asRefusal(cause).message };
    }
  }

  async amend(): Promise<Done | null> {
    if (this.amendment.trim() === "") {
      this.fieldError = words.writeAmendment;
      return null;
    }
    return this.#act("amend", async ({ id }) => {
      const { amendment } = await mutate("note_amend", { id, text: this.amendment });
      this.#keep({ writing: null, amendment: "" }, id);
      return {
        words: words.amendmentAdded,
        undo: () =>
          this.#takeBack(() => mutate("amendment_take_back", { id: amendment }), {
            words: words.amendmentBack,
            undo: () =>
              this.#takeBack(() => mutate("amendment_restore", { id: amendment }), {
                words: words.amendmentAgain,
              }),
          }),
      };
    });
  }

  async withdraw(): Promise<Done | null> {
    if (this.reason.trim() === "") {
      this.fieldError = words.reasonMissing;
      return null;
    }
    return this.#act("withdraw", async ({ id }) => {
      await mutate("note_withdraw", { id, reason: this.reason.trim() });
      this.#keep({ writing: null, reason: "" }, id);
      return { words: words.withdrawn, undo: () => this.#reinstated(id) };
    });
  }

  #reinstated(id: string): Promise<Done> {
    return this.#takeBack(() => mutate("note_reinstate", { id }), { words: words.reinstated });
  }

  async reinstate(): Promise<Done | null> {
    const reason = this.note?.withdrawal?.reason ?? "";
    return this.#act("other", async ({ id }) => {
      await mutate("note_reinstate", { id });
      return {
        words: words.reinstated,
        undo: () =>
          this.#takeBack(() => mutate("note_withdraw", { id, reason }), { words: words.withdrawn }),
      };
    });
  }

  async pin(pinned: boolean): Promise<Done | null> {
    return this.#act("other", async ({ id }) => {
      await mutate("note_pin", { id, pinned });
      return {
        words: pinned ? words.pinnedDone : words.unpinnedDone,
        undo: () =>
          this.#takeBack(() => mutate("note_pin", { id, pinned: !pinned }), {
            words: pinned ? words.unpinnedDone : words.pinnedDone,
          }),
      };
    });
  }
}
