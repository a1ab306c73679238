/**
 * One page at a time of a list that may be long: what came, the way on and the way back. Never more
 * than a page is held, so twenty thousand rows cost what fifty do.
 *
 * An answer to an older question is never shown as the answer to a newer one.
 */
import { asRefusal, type Refusal } from "../../lib/api/client";
import { unchanged } from "../../lib/unchanged";

export const SLOW_AFTER_MS = 200;

export interface Page<Row extends { id: string }> {
  rows: Row[];
  next: string | null;
}

export class Paged<Row extends { id: string }, Answer extends Page<Row>> {
  answer = $state.raw<Answer | null>(null);
  status = $state<"idle" | "loading" | "ready" | "failed">("idle");
  slow = $state(false);
  failure = $state.raw<Refusal | null>(null);
  /** Where each page seen so far begins; the last is the one shown. */
  #starts = $state.raw<readonly (string | null)[]>([null]);
  readonly #ask: (after: string | null, limit: number) => Promise<Answer>;
  readonly size: number;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: (after: string | null, limit: number) => Promise<Answer>, size = 50) {
    this.#ask = ask;
    this.size = size;
  }

  get rows(): readonly Row[] {
    return this.answer?.rows ?? [];
  }
  get from(): number {
    return this.rows.length === 0 ? 0 : (this.#starts.length - 1) * this.size + 1;
  }
  get to(): number {
    return this.from === 0 ? 0 : this.from + this.rows.length - 1;
  }
  get canGoOn(): boolean {
    return (this.answer?.next ?? null) !== null;
  }
  get canGoBack(): boolean {
    return this.#starts.length > 1;
  }

  /** The first page, which came as part of another answer. */
  take(answer: Answer): void {
    this.close();
    this.#starts = [null];
    this.answer = this.#drawn(answer);
    this.failure = null;
    this.status = "ready";
    this.slow = false;
  }

  #drawn(answer: Answer): Answer {
    return { ...answer, rows: unchanged(this.rows, answer.rows, (row) => row.id) };
  }

  /** What an act has changed here, shown before anything is asked again. */
  change(how: (answer: Answer) => Answer): void {
    if (this.answer) this.answer = how(this.answer);
  }

  /** From the start; what was asked has changed. */
  load(): Promise<void> {
    return this.#load([null]);
  }
  /** The same page again, after something changed. */
  again(): Promise<void> {
    return this.#load(this.#starts);
  }
  async next(): Promise<void> {
    const next = this.answer?.next ?? null;
    if (next !== null) await this.#load([...this.#starts, next]);
  }
  async previous(): Promise<void> {
    if (this.canGoBack) await this.#load(this.#starts.slice(0, -1));
  }

  async #load(starts: readonly (string | null)[]): Promise<void> {
    const turn = ++this.#turn;
    if (this.status !== "ready") this.status = "loading";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.slow = true), SLOW_AFTER_MS);
    try {
      const answer = await this.#ask(starts.at(-1) ?? null, this.size);
      if (turn !== this.#turn) return;
      // What stood on the last page may have gone meanwhile: then the one before is the last.
      if (answer.rows.length === 0 && starts.length > 1) return await this.#load(starts.slice(0, -1));
      this.#starts = starts;
      this.answer = this.#drawn(answer);
      this.failure = null;
      this.status = "ready";
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.failure = asRefusal(cause);
      this.status = "failed";
    } finally {
      if (turn === this.#turn) {
        clearTimeout(this.#timer);
        this.slow = false;
      }
    }
  }

  close(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }
}
