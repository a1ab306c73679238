/**
 * What is past its time, what was erased, and how long things are kept. One note at a time is the one that the
 * keys are about, and one is being kept.
 *
 * A reason half written stays with its note, on disk too, until the note is kept or the form is given up. Knows no
 * element of the page.
 */
import { SvelteMap } from "svelte/reactivity";

import { toasts } from "../../kit/toasts.svelte";
import { Act, unsaid } from "../../lib/act.svelte";
import { Again } from "../../lib/again";
import { asRefusal, mutate, query, type Refusal, subscribe } from "../../lib/api/client";
import type { Done, DueNote, KeepingView } from "../../lib/api/generated";
import { unfinished } from "../../lib/unfinished.svelte";
import { unchanged } from "../../lib/unchanged";
import { words as general } from "../../lib/words/en";
import { keeping as words } from "../../lib/words/keeping";
import { sayDone } from "../done";

const PAGE = 25;
const LONGEST_PAGE = 200;
const fields = { reason: "keep-reason" };
const placeOf = (note: string) => ({ about: [note], form: "keep" as const });

/** As many erasings as are listed; where there are that many, there may be more. */
export const ERASED_MOST = 100;

export class KeepingState {
  view = $state.raw<KeepingView | null>(null);
  rows = $state.raw<DueNote[]>([]);
  next = $state<string | null>(null);
  /** How many are due in all. */
  total = $state(0);
  failure = $state.raw<Refusal | null>(null);
  moreFailure = $state.raw<Refusal | null>(null);
  loadingMore = $state(false);
  /** The note that the keys are about. */
  at = $state<string | null>(null);
  /** The note that is being kept. */
  keeping = $state<string | null>(null);
  /** One for each note: what is refused of the one before is not said of this one. */
  act = $state.raw(new Act<Done>(fields));
  readonly #reasons = new SvelteMap<string, string>();
  readonly #again = new Again(() => this.load());
  #turn = 0;

  follow(): () => void {
    void this.load();
    const stop = subscribe(({ topics }) => {
      if (topics.some((topic) => ["notes", "triage", "sync", "people", "work"].includes(topic))) void this.#again.run();
    });
    return () => {
      stop();
      this.#turn += 1;
    };
  }

  /** From the start, as far as was read on. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    const limit = Math.min(Math.max(this.rows.length, PAGE), LONGEST_PAGE);
    this.loadingMore = false;
    try {
      const view = await query("keeping", { after: null, limit });
      if (turn !== this.#turn) return;
      const stood = this.rows.findIndex(({ note }) => note === this.at);
      this.view = view;
      this.rows = unchanged(this.rows, view.due, ({ note }) => note);
      this.next = view.next;
      this.total = view.due_total;
      this.failure = this.moreFailure = null;
      const here = this.rows.map(({ note }) => note);
      // Where the note has gone, the one that took its place is next.
      if (this.at !== null && !here.includes(this.at)) this.at = here[Math.min(stood, here.length - 1)] ?? null;
      if (this.keeping !== null && !this.act.busy && !here.includes(this.keeping)) this.keeping = null;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asRefusal(cause);
    }
  }

  async more(): Promise<void> {
    if (this.next === null || this.loadingMore) return;
    const turn = this.#turn;
    this.loadingMore = true;
    this.moreFailure = null;
    try {
      const page = await query("keeping", { after: this.next, limit: PAGE });
      if (turn !== this.#turn) return;
      const shown = this.rows.map(({ note }) => note);
      this.rows = [...this.rows, ...page.due.filter(({ note }) => !shown.includes(note))];
      this.next = page.next;
    } catch (cause) {
      if (turn === this.#turn) this.moreFailure = asRefusal(cause);
    } finally {
      if (turn === this.#turn) this.loadingMore = false;
    }
  }

  /** Moves by rows; stays inside the list. Answers whose turn it is. */
  move(step: number): string | null {
    const at = this.rows.findIndex(({ note }) => note === this.at);
    const to = at < 0 ? (step > 0 ? 0 : this.rows.length - 1) : at + step;
    this.at = this.rows[Math.max(0, Math.min(to, this.rows.length - 1))]?.note ?? null;
    if (to >= this.rows.length - 3) void this.more();
    return this.at;
  }

  /** It was decided: its row goes at once, and the one that takes its place is next. */
  decided(id: string): void {
    const at = this.rows.findIndex(({ note }) => note === id);
    if (at >= 0) {
      this.rows = this.rows.filter(({ note }) => note !== id);
      this.total = Math.max(0, this.total - 1);
      this.at = this.rows[Math.min(at, this.rows.length - 1)]?.note ?? null;
    }
    this.#reasons.delete(id);
    if (this.keeping === id) this.keeping = null;
    void this.#again.run();
  }

  /** A plan was erased: its entry goes at once. Answers the one that takes its place, if any is left. */
  erasedPlan(id: string): string | null {
    const { view } = this;
    if (!view) return null;
    const at = view.plans.findIndex(({ plan }) => plan === id);
    const plans = view.plans.filter(({ plan }) => plan !== id);
    this.view = { ...view, plans };
    void this.#again.run();
    return plans[Math.min(Math.max(at, 0), plans.length - 1)]?.plan ?? null;
  }

  /** Names were taken out of this plan: its entry goes at once, before a dialog looks for where the focus is to go. */
  namesGone(id: string): void {
    if (this.view) this.view = { ...this.view, names: this.view.names.filter(({ plan }) => plan !== id) };
    void this.#again.run();
  }

  /** What came too late was erased: its entry goes at once. */
  lateGone(late: string): void {
    if (this.view) this.view = { ...this.view, late: this.view.late.filter(({ id }) => id !== late) };
    void this.#again.run();
  }

  get reason(): string {
    return this.keeping === null ? "" : (this.#reasons.get(this.keeping) ?? "");
  }
  set reason(text: string) {
    if (this.keeping === null) return;
    this.act.mend(fields.reason);
    this.#write(this.keeping, text);
  }
  /** On the page at once, on disk at the next pause. Empty forgets it. */
  #write(id: string, text: string): void {
    this.#reasons.set(id, text);
    unfinished.set(placeOf(id), "reason", text || null);
  }
  /** Brings back what was begun about this note. What stands on the page is newer. */
  async #recall(id: string): Promise<void> {
    for (const { form, field, text } of await unfinished.recall([id]))
      if (form === "keep" && field === "reason" && !this.#reasons.has(id)) this.#reasons.set(id, text);
  }

  begin(id: string): void {
    if (this.act.busy) return;
    this.at = this.keeping = id;
    this.act = new Act<Done>(fields);
    void this.#recall(id);
  }
  /** Given up: what was written goes, with a way back. */
  drop(): void {
    const { keeping: id, reason } = this;
    if (id === null || this.act.busy) return;
    this.keeping = null;
    this.#write(id, "");
    if (reason.trim() === "") return;
    const back = () => {
      if ((this.#reasons.get(id) ?? "") === "") this.#write(id, reason);
    };
    toasts.say({ about: id, words: words.keep.dropped, undo: { label: general.acts.undo, act: back } });
  }

  async keep(): Promise<boolean> {
    const { keeping: id, act } = this;
    if (id === null) return false;
    const reason = this.reason.trim();
    const done = await act.run(async () => {
      if (reason === "") throw unsaid("reason", words.keep.missing);
      return unfinished.become(placeOf(id), () => mutate("note_keep", { id, reason }));
    });
    if (!done || !act.answer) return false;
    sayDone(act.answer, () => {
      this.#write(id, reason);
      void this.load();
    });
    this.decided(id);
    return true;
  }
}
