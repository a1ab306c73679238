/**
 * The list of notes: what is asked for, what has come, and which note is chosen.
 *
 * Sorting, filtering, searching and paging happen behind the client; this holds the pages that came
 * and makes sure that an answer to an older question is never shown as the answer to a newer one.
 */
import { asRefusal, query, type Refusal } from "../../lib/api/client";
import type { NoteFiltersView, NoteRow, NotesRequest } from "../../lib/api/generated";
import { daysAgo, readDay, systemClock, type DayFields } from "../../kit/when";

export const SEARCH_AFTER_MS = 80;
/** Under this nothing is drawn for waiting: a flash of empty rows looks slower than none. */
export const SLOW_AFTER_MS = 200;
const PAGE = 50;
const LONGEST_PAGE = 200;

export type Period = "" | "7" | "30" | "365" | "between";

export interface Filters {
  ward: string;
  topic: string;
  state: string;
  author: string;
  period: Period;
  from: DayFields;
  to: DayFields;
  pinned: boolean;
}

const blankDay = (): DayFields => ({ day: "", month: "", year: "" });
const noFilters = (): Filters => ({
  ward: "",
  topic: "",
  state: "",
  author: "",
  period: "",
  from: blankDay(),
  to: blankDay(),
  pinned: false,
});

export class NotesState {
  query = $state("");
  filters = $state<Filters>(noFilters());
  choices = $state.raw<NoteFiltersView | null>(null);

  rows = $state.raw<NoteRow[]>([]);
  total = $state<number | null>(null);
  next = $state<string | null>(null);
  status = $state<"loading" | "ready" | "failed">("loading");
  slow = $state(false);
  loadingMore = $state(false);
  failure = $state.raw<Refusal | null>(null);
  /** The search whose answer is on the page; its words are the ones marked. */
  shownQuery = $state("");
  selected = $state<string | null>(null);
  /** The filter panel stands open. */
  filtersOpen = $state(false);
  /** The row at the top of the list when it was last left, and how far it was scrolled out of view. */
  anchor: { id: string; above: number } | null = null;

  readonly #clock: () => Date;
  #turn = 0;
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(clock: () => Date = systemClock) {
    this.#clock = clock;
  }

  get filtersOn(): number {
    const { ward, topic, state, author, period, pinned } = this.filters;
    return [ward, topic, state, author, period].filter((value) => value !== "").length + (pinned ? 1 : 0);
  }
  get index(): number {
    return this.rows.findIndex((row) => row.id === this.selected);
  }

  request(after: string | null, limit: number): NotesRequest {
    const { ward, topic, state, author, period, from, to, pinned } = this.filters;
    const between = period === "between";
    const days = between || period === "" ? null : Number(period);
    return {
      query: this.query.trim(),
      ward: ward || null,
      topic: topic || null,
      state: state || null,
      author: author || null,
      from: between ? readDay(from) : days === null ? null : daysAgo(days, this.#clock()),
      to: between ? readDay(to) : null,
      pinned,
      order: "newest",
      after,
      limit,
    };
  }

  /** Asks from the start. `keep` asks for as many rows as are shown, after something changed. */
  async load(keep = false): Promise<void> {
    clearTimeout(this.#searchTimer);
    const turn = ++this.#turn;
    const asked = this.query.trim();
    const limit = keep ? Math.min(Math.max(this.rows.length, PAGE), LONGEST_PAGE) : PAGE;
    if (!keep) this.status = "loading";
    this.#waitVisibly();
    try {
      const page = await query("notes", this.request(null, limit));
      if (turn !== this.#turn) return;
      this.rows = page.rows;
      this.next = page.next;
      this.total = page.total;
      this.shownQuery = asked;
      this.failure = null;
      this.status = "ready";
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

  #waitVisibly(): void {
    clearTimeout(this.#slowTimer);
    this.#slowTimer = setTimeout(() => (this.slow = true), SLOW_AFTER_MS);
  }

  async more(): Promise<void> {
    if (this.next === null || this.loadingMore || this.status !== "ready") return;
    const turn = this.#turn;
    this.loadingMore = true;
    try {
      const page = await query("notes", this.request(this.next, PAGE));
      if (turn !== this.#turn) return;
      // A note recorded meanwhile may push one already shown onto the next page.
      const shown = this.rows.map((row) => row.id);
      this.rows = [...this.rows, ...page.rows.filter((row) => !shown.includes(row.id))];
      this.next = page.next;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asRefusal(cause);
    } finally {
      if (turn === this.#turn) this.loadingMore = false;
    }
  }

  search(text: string): void {
    this.query = text;
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => void this.load(), SEARCH_AFTER_MS);
  }

  filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change };
    void this.load();
  }

  /** Another page asks for certain notes: nothing that was set before narrows them. */
  ask(wanted: { ward?: string | undefined; query?: string | undefined }): void {
    this.query = wanted.query ?? "";
    this.filters = { ...noFilters(), ward: wanted.ward ?? "" };
    this.selected = null;
    this.anchor = null;
    void this.load();
  }

  clearFilters(): void {
    this.filters = noFilters();
    void this.load();
  }

  showAll(): void {
    this.query = "";
    this.clearFilters();
  }

  async loadChoices(): Promise<void> {
    try {
      this.choices = await query("note_filters");
    } catch {
      // The list tells of the same failure, with its words and a way to try again.
    }
  }

  select(id: string | null): void {
    this.selected = id;
  }

  /** Moves the choice by rows; stays inside the list. Returns the id now chosen. */
  move(step: number): string | null {
    if (this.rows.length === 0) return null;
    const at = this.index;
    const to = at < 0 ? (step > 0 ? 0 : this.rows.length - 1) : at + step;
    const row = this.rows[Math.max(0, Math.min(to, this.rows.length - 1))];
    this.selected = row?.id ?? null;
    if (this.next !== null && to >= this.rows.length - 3) void this.more();
    return this.selected;
  }

  close(): void {
    this.#turn += 1;
    clearTimeout(this.#searchTimer);
    clearTimeout(this.#slowTimer);
  }
}
