/**
 * The queue that is worked: which one, which ward, the rows that came, the one that is read, and those
 * chosen together.
 *
 * Reading a note or deciding about it takes it out of its queue. The row stays where it was until
 * somebody moves on, so that nothing slips away from under their eyes. Knows no element of the page.
 */
import { asRefusal, query, type Refusal } from "../../lib/api/client";
import { unchanged } from "../../lib/unchanged";
import type { NoteStanding, QueueView, TriageQueue, TriageRow, WardRef } from "../../lib/api/generated";

/** Under this nothing is drawn for waiting: a flash of empty rows looks slower than none. */
const SLOW_AFTER_MS = 200;
const PAGE = 50;
const LONGEST_PAGE = 200;

export class QueueState {
  queue = $state<TriageQueue>("unread");
  ward = $state("");
  queues = $state.raw<QueueView[]>([]);
  wards = $state.raw<WardRef[]>([]);
  rows = $state.raw<TriageRow[]>([]);
  next = $state<string | null>(null);
  status = $state<"loading" | "ready" | "failed">("loading");
  slow = $state(false);
  loadingMore = $state(false);
  failure = $state.raw<Refusal | null>(null);
  /** The note that is read. */
  selected = $state<string | null>(null);
  /** Notes chosen together, in the order they were chosen. */
  chosen = $state.raw<string[]>([]);
  /** The row that has left the queue and stands until somebody moves on. */
  left = $state<string | null>(null);
  #turn = 0;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;

  get index(): number {
    return this.rows.findIndex((row) => row.note.id === this.selected);
  }

  /** Asks from the start. `keep` asks for as many rows as are shown, after something changed. */
  async load(keep = false): Promise<void> {
    const turn = ++this.#turn;
    const limit = keep ? Math.min(Math.max(this.rows.length, PAGE), LONGEST_PAGE) : PAGE;
    if (!keep) this.status = "loading";
    clearTimeout(this.#slowTimer);
    this.#slowTimer = setTimeout(() => (this.slow = true), SLOW_AFTER_MS);
    try {
      const page = await query("triage", { queue: this.queue, ward: this.ward || null, after: null, limit });
      if (turn !== this.#turn) return;
      this.queues = page.queues;
      this.wards = page.wards;
      this.rows = keep ? unchanged(this.rows, this.#withLeft(page.rows), (row) => row.note.id) : page.rows;
      if (!keep) this.left = null;
      this.next = page.next;
      this.failure = null;
      this.status = "ready";
      const here = this.rows.map((row) => row.note.id);
      this.chosen = this.chosen.filter((id) => here.includes(id));
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.failure = asRefusal(cause);
      this.status = "failed";
    } finally {
      if (turn === this.#turn) {
        clearTimeout(this.#slowTimer);
        this.slow = false;
        this.loadingMore = false;
      }
    }
  }

  /** What a step answered, shown before anything is asked again. */
  stand(notes: readonly NoteStanding[]): void {
    this.rows = this.rows.map((row) => {
      const now = notes.find(({ note }) => note === row.note.id);
      if (!now) return row;
      const state = { id: now.state, label: now.label, words: "" };
      const { assigned, young } = now;
      return { ...row, note: { ...row.note, state }, assigned, young, waiting: now.waits ? row.waiting : null };
    });
  }

  #withLeft(rows: TriageRow[]): TriageRow[] {
    const at = this.index;
    const row = this.rows[at];
    if (!row || rows.some((each) => each.note.id === row.note.id)) {
      this.left = null;
      return rows;
    }
    this.left = row.note.id;
    return [...rows.slice(0, at), row, ...rows.slice(at)];
  }

  async more(): Promise<void> {
    if (this.next === null || this.loadingMore || this.status !== "ready") return;
    const turn = this.#turn;
    this.loadingMore = true;
    try {
      const page = await query("triage", { queue: this.queue, ward: this.ward || null, after: this.next, limit: PAGE });
      if (turn !== this.#turn) return;
      const shown = this.rows.map((row) => row.note.id);
      this.rows = [...this.rows, ...page.rows.filter((row) => !shown.includes(row.note.id))];
      this.next = page.next;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asRefusal(cause);
    } finally {
      if (turn === this.#turn) this.loadingMore = false;
    }
  }

  show(queue: TriageQueue): void {
    if (queue === this.queue) return;
    this.queue = queue;
    this.#afresh();
  }
  narrow(ward: string): void {
    this.ward = ward;
    this.#afresh();
  }
  #afresh(): void {
    this.rows = [];
    this.next = null;
    this.selected = null;
    this.chosen = [];
    void this.load();
  }

  select(id: string | null): void {
    // Moving on lets the row go that had left the queue.
    if (this.left !== null && id !== this.left) {
      const gone = this.left;
      this.rows = this.rows.filter((row) => row.note.id !== gone);
      this.left = null;
    }
    this.selected = id;
  }

  /** It was erased: nothing of it stays, not even until somebody moves on. */
  drop(id: string): void {
    this.rows = this.rows.filter((row) => row.note.id !== id);
    this.chosen = this.chosen.filter((each) => each !== id);
    if (this.left === id) this.left = null;
    if (this.selected === id) this.selected = null;
  }

  /** Moves by rows; stays inside the list. Returns the id now read. */
  move(step: number): string | null {
    if (this.rows.length === 0) return null;
    const at = this.index;
    const to = at < 0 ? (step > 0 ? 0 : this.rows.length - 1) : at + step;
    const row = this.rows[Math.max(0, Math.min(to, this.rows.length - 1))];
    this.select(row?.note.id ?? null);
    if (this.next !== null && to >= this.rows.length - 3) void this.more();
    return this.selected;
  }

  choose(id: string): void {
    this.chosen = this.chosen.includes(id) ? this.chosen.filter((each) => each !== id) : [...this.chosen, id];
  }
  clearChosen(): void {
    this.chosen = [];
  }

  close(): void {
    this.#turn += 1;
    clearTimeout(this.#slowTimer);
  }
}
