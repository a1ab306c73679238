// What people read, opened and took out: everybody's for administrators, one's own for everybody else. It
// grows at its top and is read from there, a page more each time it is asked for.
import { asRefusal, query, type Refusal, subscribe } from "../../lib/api/client";
import type { PersonRow, TrailPage, TrailRow } from "../../lib/api/generated";
import { Again } from "../../lib/again";

const PAGE = 50;

export class TrailState {
  /** One person's alone; empty for all that is held here. */
  person = $state("");
  rows = $state.raw<TrailRow[]>([]);
  next = $state<string | null>(null);
  /** Everybody's is held here; null until that is known. */
  ofAll = $state<boolean | null>(null);
  status = $state<"loading" | "ready" | "failed">("loading");
  loadingMore = $state(false);
  /** How many were listed when somebody last asked; news changes it not. */
  told = $state(0);
  failure = $state.raw<Refusal | null>(null);
  moreFailure = $state.raw<Refusal | null>(null);
  /** Whose trail may be chosen. */
  members = $state.raw<PersonRow[]>([]);
  readonly #first: number;
  readonly #choosing: boolean;
  #turn = 0;

  /** `first`: how many are asked for to begin with. `choosing`: one person among all may be chosen. */
  constructor({ person = "", first = PAGE, choosing = false }: { person?: string; first?: number; choosing?: boolean } = {}) {
    this.person = person;
    this.#first = first;
    this.#choosing = choosing;
  }

  follow(): () => void {
    void this.load();
    const again = new Again(() => this.#refresh());
    const stop = subscribe(({ topics }) => {
      if (topics.includes("sync") || topics.includes("people")) void again.run();
    });
    return () => {
      stop();
      this.#turn += 1;
    };
  }

  #ask(after: string | null, limit: number): Promise<TrailPage> {
    return query("trail", { person: this.person || null, after, limit });
  }

  #notListed(rows: readonly TrailRow[]): TrailRow[] {
    const listed = this.rows.map(({ id }) => id);
    return rows.filter(({ id }) => !listed.includes(id));
  }

  #take(page: TrailPage): void {
    this.#turn += 1;
    this.rows = page.rows;
    this.next = page.next;
    this.ofAll = page.of_all;
    this.failure = this.moreFailure = null;
    this.loadingMore = false;
    this.status = "ready";
  }

  /** From the start. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.status = "loading";
    this.loadingMore = false;
    try {
      const page = await this.#ask(null, this.#first);
      if (turn !== this.#turn) return;
      this.#take(page);
      this.told = page.rows.length;
      await this.#meet();
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.failure = asRefusal(cause);
      this.status = "failed";
    }
  }

  /** Without the names nothing can be chosen, and the list is read all the same. */
  async #meet(): Promise<void> {
    if (!this.#choosing || !this.ofAll || this.members.length > 0) return;
    try {
      this.members = (await query("people")).people;
    } catch {
      // Asked for again with the next news.
    }
  }

  /** What has come meanwhile is put on top; what was read on to stays. */
  async #refresh(): Promise<void> {
    if (this.status !== "ready") return;
    const turn = this.#turn;
    const page = await this.#ask(null, this.#first);
    if (turn !== this.#turn) return;
    const fresh = this.#notListed(page.rows);
    // Where nothing of it is listed already, more came than one page holds, or nothing is listed yet.
    if (page.of_all !== this.ofAll || fresh.length === page.rows.length) this.#take(page);
    else if (fresh.length > 0) this.rows = [...fresh, ...this.rows];
    await this.#meet();
  }

  async more(): Promise<void> {
    if (this.next === null || this.loadingMore || this.status !== "ready") return;
    const turn = this.#turn;
    this.loadingMore = true;
    this.moreFailure = null;
    try {
      const page = await this.#ask(this.next, PAGE);
      if (turn !== this.#turn) return;
      this.rows = [...this.rows, ...this.#notListed(page.rows)];
      this.next = page.next;
      this.told = this.rows.length;
    } catch (cause) {
      if (turn === this.#turn) this.moreFailure = asRefusal(cause);
    } finally {
      if (turn === this.#turn) this.loadingMore = false;
    }
  }

  choose(person: string): void {
    if (person === this.person) return;
    this.person = person;
    this.rows = [];
    this.next = null;
    void this.load();
  }
}
