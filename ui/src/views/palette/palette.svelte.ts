// What Find offers for the words typed: acts of this window, wards, and notes. Notes come from the
// backend's own search; everything here can also be reached without it.
import { query } from "../../lib/api/client";
import type { NoteRow, WardRef } from "../../lib/api/generated";
import { words } from "../../lib/words/en";
import { findWards } from "../../kit/wardFind";

export interface Act {
  id: string;
  label: string;
  keys?: string;
  run: () => void;
}
export type Found =
  | { kind: "act"; id: string; act: Act }
  | { kind: "ward"; id: string; ward: WardRef }
  | { kind: "note"; id: string; note: NoteRow }
  | { kind: "search"; id: string; text: string };

const PAUSE_MS = 80;
const MOST_NOTES = 6;
const MOST_WARDS = 4;

export class PaletteState {
  text = $state("");
  at = $state(0);
  notes = $state.raw<NoteRow[]>([]);
  wards = $state.raw<WardRef[]>([]);
  acts = $state.raw<readonly Act[]>([]);
  readonly #planning: readonly Act[];
  readonly #answering: readonly Act[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /**
   * `planning`: what those may do who put plans together; offered after the place of plans. `answering`: what
   * those may do who answer requests by people about themselves; after keeping and erasing.
   */
  constructor(acts: readonly Act[], planning: readonly Act[] = [], answering: readonly Act[] = []) {
    this.acts = acts;
    this.#planning = planning;
    this.#answering = answering;
  }

  get found(): Found[] {
    const text = this.text.trim();
    const wanted = text.toLocaleLowerCase("en-GB");
    const acts = this.acts.filter((act) => act.label.toLocaleLowerCase("en-GB").includes(wanted));
    if (!text) return acts.map((act) => ({ kind: "act", id: act.id, act }));
    return [
      ...acts.map((act): Found => ({ kind: "act", id: act.id, act })),
      ...findWards(this.wards, text)
        .slice(0, MOST_WARDS)
        .map((ward): Found => ({ kind: "ward", id: ward.code, ward })),
      ...this.notes.map((note): Found => ({ kind: "note", id: note.id, note })),
      { kind: "search", id: "search", text },
    ];
  }

  get chosen(): Found | undefined {
    return this.found[this.at];
  }

  async begin(): Promise<void> {
    await Promise.all([this.#beginWards(), this.#beginPlans(), this.#beginAnswering()]);
  }
  /** Acts for those alone who may put plans together, which the list of plans tells. */
  async #beginPlans(): Promise<void> {
    if (this.#planning.length === 0) return;
    try {
      const { can_add } = await query("plans", { status: null, ward: null, query: "", after: null, limit: 1 });
      if (can_add) this.#put(this.#planning, "plans");
    } catch {
      // Not offered here; the page of plans says why they could not be read.
    }
  }
  /** Acts for those alone who answer requests, which their list tells. */
  async #beginAnswering(): Promise<void> {
    if (this.#answering.length === 0) return;
    try {
      if ((await query("subject_requests")).may_answer) this.#put(this.#answering, "keeping");
    } catch {
      // Not offered here; the page says why the requests could not be read.
    }
  }
  /** What is chosen stays chosen, wherever it stands now. */
  #put(acts: readonly Act[], place: string): void {
    const { chosen } = this;
    const after = this.acts.findIndex(({ id }) => id === place) + 1;
    this.acts = [...this.acts.slice(0, after), ...acts, ...this.acts.slice(after)];
    this.at = Math.max(0, this.found.findIndex(({ kind, id }) => kind === chosen?.kind && id === chosen.id));
  }
  async #beginWards(): Promise<void> {
    try {
      this.wards = (await query("lists")).wards;
    } catch {
      // Without the list, wards are not offered; the acts still are.
    }
  }

  type(text: string): void {
    this.text = text;
    this.at = 0;
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    if (text.trim().length < 2) {
      this.notes = [];
      return;
    }
    this.#timer = setTimeout(() => void this.#search(text, asked), PAUSE_MS);
  }

  async #search(text: string, asked: number): Promise<void> {
    try {
      const page = await query("notes", {
        query: text,
        ward: null,
        topic: null,
        state: null,
        author: null,
        from: null,
        to: null,
        pinned: false,
        order: "newest",
        after: null,
        limit: MOST_NOTES,
      });
      if (asked === this.#asked) this.notes = page.rows;
    } catch {
      if (asked === this.#asked) this.notes = [];
    }
  }

  move(by: number): void {
    const all = this.found.length;
    if (all) this.at = (this.at + by + all) % all;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  heading(kind: Found["kind"]): string {
    if (kind === "act") return words.palette.acts;
    return kind === "ward" ? words.palette.wards : words.palette.notes;
  }
}
