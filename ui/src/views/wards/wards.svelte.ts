/**
 * The wards of the set in use, and the one that is chosen.
 *
 * Counting happens behind the client; this only orders what came. A ward without residents stays
 * without: nothing here turns what is not known into a nought.
 */
import { asRefusal, query, type Refusal } from "../../lib/api/client";
import type { WardRow, WardsView, WardView } from "../../lib/api/generated";

export type Column = "name" | "residents" | "notes" | "last";

export const SLOW_AFTER_MS = 200;

/** The sort key of "last": the backend's rows come with words, so the latest month with a note decides. */
const lastMonth = (row: WardRow) => row.by_month.findLastIndex((n) => n > 0);

const byName = (a: WardRow, b: WardRow) =>
  a.ward.name < b.ward.name ? -1 : a.ward.name > b.ward.name ? 1 : 0;

/** Numbers start with the largest, names with A; what is not known comes last either way. */
export function order(rows: readonly WardRow[], column: Column, turned: boolean): WardRow[] {
  const sign = turned ? -1 : 1;
  const value = (row: WardRow): number | null =>
    column === "residents" ? row.residents : column === "notes" ? row.notes : lastMonth(row);
  return [...rows].sort((a, b) => {
    if (column === "name") return sign * byName(a, b);
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return left === right ? byName(a, b) : left === null ? 1 : -1;
    return sign * (right - left) || byName(a, b);
  });
}

export class WardsState {
  view = $state.raw<WardsView | null>(null);
  failure = $state.raw<Refusal | null>(null);
  slow = $state(false);

  chosen = $state<string | null>(null);
  ward = $state.raw<WardView | null>(null);
  wardFailure = $state.raw<Refusal | null>(null);

  column = $state<Column>("name");
  turned = $state(false);

  #turn = 0;

  get rows(): WardRow[] {
    return this.view ? order(this.view.rows, this.column, this.turned) : [];
  }
  get hasResidents(): boolean {
    return this.view?.rows.some((row) => row.residents !== null) ?? false;
  }
  /** The largest month of any ward: one scale for every small row of bars. */
  get highest(): number {
    return Math.max(1, ...(this.view?.rows.flatMap((row) => row.by_month) ?? []));
  }
  get totals(): { notes: number; byMonth: number[] } {
    const months = this.view?.months ?? [];
    const rows = this.view?.rows ?? [];
    return {
      notes: rows.reduce((sum, row) => sum + row.notes, 0),
      byMonth: months.map((_, n) => rows.reduce((sum, row) => sum + (row.by_month[n] ?? 0), 0)),
    };
  }

  async load(): Promise<void> {
    const slow = setTimeout(() => (this.slow = true), SLOW_AFTER_MS);
    try {
      this.view = await query("wards");
      this.failure = null;
    } catch (cause) {
      this.failure = asRefusal(cause);
    } finally {
      clearTimeout(slow);
      this.slow = false;
    }
    if (this.chosen !== null) await this.choose(this.chosen);
  }

  sort(column: Column): void {
    this.turned = this.column === column ? !this.turned : false;
    this.column = column;
  }

  /** Opens a ward; an answer that comes after another was chosen is dropped. */
  async choose(code: string | null): Promise<void> {
    const turn = ++this.#turn;
    this.chosen = code;
    this.wardFailure = null;
    if (code === null) {
      this.ward = null;
      return;
    }
    try {
      const ward = await query("ward", { code });
      if (turn === this.#turn) this.ward = ward;
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.ward = null;
      this.wardFailure = asRefusal(cause);
    }
  }
}
