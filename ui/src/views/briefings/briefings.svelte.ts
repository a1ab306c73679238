/**
 * Briefings: the list, the one that is read, and correcting or withdrawing it. What is begun about a
 * briefing stays with it, here and on disk, so that looking elsewhere loses nothing.
 */
import { SvelteMap } from "svelte/reactivity";

import { Act, unsaid } from "../../lib/act.svelte";
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { BriefingView, Done, WardRef } from "../../lib/api/generated";
import { cameBetween } from "../../lib/between";
import { briefings as words } from "../../lib/words/briefings";
import { unfinished } from "../../lib/unfinished.svelte";
import { sayDone } from "../done";

export type Changing = "correct" | "withdraw";
/** What is written about a briefing, and the version of it that the writing began from. */
interface Written {
  text: string;
  from: string;
  base: string;
}
const PAGE = 50;
const LONGEST_PAGE = 200;

export class BriefingsPage {
  ward = $state("");
  withdrawn = $state(false);
  rows = $state.raw<BriefingView[]>([]);
  wards = $state.raw<WardRef[]>([]);
  next = $state<string | null>(null);
  status = $state<"loading" | "ready" | "failed">("loading");
  loadingMore = $state(false);
  failure = $state.raw<Refusal | null>(null);
  selected = $state<string | null>(null);
  one = $state.raw<BriefingView | null>(null);
  oneFailure = $state.raw<Refusal | null>(null);
  shows = $state<"list" | "note">("list");
  changing = $state<Changing | null>(null);
  readonly act = new Act<Done>({ text: "text", reason: "reason" });
  readonly #written = new SvelteMap<string, Written>();
  readonly #onDisk = new SvelteMap<string, Omit<Written, "base">>();
  #turn = 0;
  #asked = 0;

  get index(): number {
    return this.rows.findIndex((row) => row.id === this.selected);
  }

  async load(keep = false): Promise<void> {
    const turn = ++this.#turn;
    const limit = keep ? Math.min(Math.max(this.rows.length, PAGE), LONGEST_PAGE) : PAGE;
    if (!keep) this.status = "loading";
    try {
      const page = await query("briefings", this.#request(null, limit));
      if (turn !== this.#turn) return;
      this.rows = page.rows;
      this.wards = page.wards;
      this.next = page.next;
      this.failure = null;
      this.status = "ready";
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.failure = asRefusal(cause);
      this.status = "failed";
    } finally {
      if (turn === this.#turn) this.loadingMore = false;
    }
  }
  #request(after: string | null, limit: number) {
    return { ward: this.ward || null, withdrawn: this.withdrawn, after, limit };
  }

  async more(): Promise<void> {
    if (this.next === null || this.loadingMore || this.status !== "ready") return;
    const turn = this.#turn;
    this.loadingMore = true;
    try {
      const page = await query("briefings", this.#request(this.next, PAGE));
      if (turn !== this.#turn) return;
      const shown = this.rows.map((row) => row.id);
      this.rows = [...this.rows, ...page.rows.filter((row) => !shown.includes(row.id))];
      this.next = page.next;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asRefusal(cause);
    } finally {
      if (turn === this.#turn) this.loadingMore = false;
    }
  }

  narrow(change: { ward?: string; withdrawn?: boolean }): void {
    this.ward = change.ward ?? this.ward;
    this.withdrawn = change.withdrawn ?? this.withdrawn;
    void this.load();
  }

  async open(id: string | null): Promise<void> {
    const asked = ++this.#asked;
    if (id !== this.selected) this.change(null);
    this.selected = id;
    this.oneFailure = null;
    if (this.one?.id !== id) this.one = this.rows.find((row) => row.id === id) ?? null;
    if (id === null) return;
    try {
      const [one] = await Promise.all([query("briefing", { id }), this.#recall(id)]);
      if (asked === this.#asked) this.one = one;
    } catch (cause) {
      if (asked === this.#asked) this.oneFailure = asRefusal(cause);
    }
  }
  async refresh(): Promise<void> {
    await Promise.all([this.load(true), this.open(this.selected)]);
  }

  move(step: number): string | null {
    if (this.rows.length === 0) return null;
    const at = this.index;
    const to = at < 0 ? (step > 0 ? 0 : this.rows.length - 1) : at + step;
    if (this.next !== null && to >= this.rows.length - 3) void this.more();
    return this.rows[Math.max(0, Math.min(to, this.rows.length - 1))]?.id ?? null;
  }

  change(what: Changing | null): void {
    this.act.forget();
    // A form that was closed with nothing written begins another time from what stands there then.
    for (const [key, { text, from }] of [...this.#written]) if (text === from) this.#written.delete(key);
    this.changing = what;
    if (what !== null && this.one) this.#written.set(this.#key(what), this.#begun(what));
  }
  #key(what: Changing): string {
    return `${this.selected}|${what}`;
  }
  #begun(what: Changing): Written {
    const from = what === "correct" ? (this.one?.text ?? "") : "";
    const base = this.one?.base ?? "";
    const kept = this.#onDisk.get(this.#key(what));
    // Begun from other words than stand there now: no version of today's is what it was written over.
    if (kept) return this.#written.get(this.#key(what)) ?? { ...kept, base: kept.from === from ? base : "" };
    return this.#written.get(this.#key(what)) ?? { text: from, from, base };
  }
  /** Brings back what was begun. What stands on the page is newer. */
  async #recall(id: string): Promise<void> {
    for (const { form, text, base } of await unfinished.recall([id])) {
      if (form === "correct" || form === "withdraw") this.#onDisk.set(`${id}|${form}`, { text, from: base });
    }
  }
  text(what: Changing): string {
    return this.#begun(what).text;
  }
  write(what: Changing, text: string): void {
    this.act.mend(what === "correct" ? "text" : "reason");
    const begun = this.#begun(what);
    this.#written.set(this.#key(what), { ...begun, text });
    if (this.selected !== null) unfinished.set({ about: [this.selected], form: what }, "text", text, begun.from);
  }
  /** What the text says now, where somebody else wrote it while it was being corrected. */
  get between(): string | undefined {
    const { one } = this;
    if (!one || this.changing !== "correct" || this.act.busy) return undefined;
    const { text, from, base } = this.#begun("correct");
    const now = cameBetween<Pick<BriefingView, "text" | "base">>({ text: from, base }, one, (version) => version.text);
    return now && now.text !== text.trim() ? now.text : undefined;
  }

  /** Corrects or withdraws the briefing that is read. */
  async run(): Promise<boolean> {
    const { one, changing } = this;
    if (!one || !changing) return false;
    const text = this.text(changing).trim();
    const key = `${one.id}|${changing}`;
    const does = async () => {
      if (changing === "withdraw") {
        if (text === "") throw unsaid("reason", words.withdrawMissing);
        return mutate("briefing_withdraw", { id: one.id, reason: text });
      }
      if (text === "") throw unsaid("text", words.correctMissing);
      if (text === one.text.trim()) throw unsaid("text", words.correctSame);
      // What is written over is what was shown, and no later version.
      return mutate("briefing_correct", { id: one.id, text, base: one.base });
    };
    const done = await this.act.run(() => unfinished.become({ about: [one.id], form: changing }, does));
    if (this.act.refusal?.code === "overtaken" && this.selected === one.id) await this.open(one.id);
    const { answer } = this.act;
    if (!done || !answer) return false;
    const written = { text, from: changing === "correct" ? one.text : "", base: one.base };
    this.#written.delete(key);
    this.#onDisk.delete(key);
    this.change(null);
    // Taken back, what was written stands in its form again.
    sayDone(answer, () => {
      const other = this.#written.get(key);
      if (!other || other.text === other.from) {
        this.#written.set(key, written);
        unfinished.set({ about: [one.id], form: changing }, "text", written.text, written.from);
      }
      void this.refresh();
    });
    await this.refresh();
    return true;
  }

  close(): void {
    this.#turn += 1;
    this.#asked += 1;
  }
}
