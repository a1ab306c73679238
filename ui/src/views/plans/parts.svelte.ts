// The forms of a plan's measures and reviews. What is typed into them follows to disk and stands open again
// where the program ended meanwhile.
import { type DayFields } from "../../kit/when";
import { Act, unsaid } from "../../lib/act.svelte";
import { mutate } from "../../lib/api/client";
import type { MeasureView, ReviewView } from "../../lib/api/generated";
import { cameBetween } from "../../lib/between";
import { unfinished, type Words } from "../../lib/unfinished.svelte";
import { plans as words } from "../../lib/words/plans";
import { blankDay, dayOf, Form } from "./forms.svelte";
import { planSet } from "./requests";

const MEASURE = ["name", "baseline", "target", "actual"] as const;

export class MeasureForm extends Form {
  /** The measure that is changed; null where a new one is written. */
  id = $state<string | null>(null);
  open = $state(false);
  name = $state("");
  baseline = $state("");
  target = $state("");
  actual = $state("");
  readonly act = new Act<true>({ measures: "measure-name", name: "measure-name" });
  #from = $state.raw<MeasureView | null>(null);

  /** What somebody else made of it since the form was opened. */
  between(measures: readonly MeasureView[]): MeasureView | null | undefined {
    // Its own words, on the page before the form has gone, are nobody else's.
    if (this.act.busy || this.act.answer) return undefined;
    const now = measures.find(({ id }) => id === this.id);
    return cameBetween(this.#from, now, ({ name, baseline, target, actual }) => JSON.stringify([name, baseline, target, actual]));
  }

  #kept(field: (typeof MEASURE)[number]): string {
    return `${field} ${this.id ?? "new"}`;
  }
  /** To disk as it is typed, while it stands open. */
  follow(plan: string): void {
    if (!this.open || this.act.busy || this.act.answer) return;
    const kept: Words = {};
    for (const field of MEASURE) kept[this.#kept(field)] = { text: this[field], base: this.#from?.[field] ?? "" };
    unfinished.follow({ about: [plan], form: "measure" }, kept);
  }
  /** Stands open again with what was begun before the program ended. */
  async recall(plan: string, measures: readonly MeasureView[]): Promise<void> {
    const rows = (await unfinished.recall([plan])).filter(({ form }) => form === "measure");
    const id = rows[0]?.field.split(" ", 2)[1];
    if (this.open || id === undefined) return;
    const now = measures.find((measure) => measure.id === id);
    this.begin(now);
    const from: MeasureView = { id, name: "", baseline: null, target: null, actual: null, base: "", ...now };
    for (const { field, text, base } of rows) {
      const of = MEASURE.find((known) => field === `${known} ${id}`);
      if (!of) continue;
      this[of] = text;
      // Begun from other words than stand there now: no version of today's is what it was written over.
      if ((now?.[of] ?? "") !== base) from.base = "";
      from[of] = base;
    }
    if (id === "new") return;
    this.id = id;
    this.#from = from;
  }
  /** Given up: its words go. */
  drop(plan: string): void {
    this.open = false;
    for (const field of MEASURE) unfinished.set({ about: [plan], form: "measure" }, this.#kept(field), null);
  }

  begin(measure?: MeasureView): void {
    this.#from = measure ?? null;
    this.id = measure?.id ?? null;
    this.name = measure?.name ?? "";
    this.baseline = measure?.baseline ?? "";
    this.target = measure?.target ?? "";
    this.actual = measure?.actual ?? "";
    this.act.forget();
    this.open = true;
  }
  /** `measures`: those on the page, so that what is written over is what was shown. */
  async save(plan: string, measures: readonly MeasureView[], remove = false): Promise<boolean> {
    const does = async () => {
      if (this.name.trim() === "") throw unsaid("name", words.plan.measureMissing);
      const { id, name, baseline, target, actual } = this;
      const base = measures.find((measure) => measure.id === id)?.base ?? null;
      return mutate("plan_set", planSet(plan, { measures: [{ id, name, baseline, target, actual, base, remove }] }));
    };
    const fields = MEASURE.map((field) => this.#kept(field));
    const done = await this.run(plan, () => unfinished.become({ about: [plan], form: "measure" }, does, fields));
    if (done) this.open = false;
    return done;
  }
}

export class ReviewForm extends Form {
  /** The ISO day of the review that is written; null where a new one is planned. */
  on = $state<string | null>(null);
  open = $state(false);
  day = $state.raw<DayFields>(blankDay());
  found = $state("");
  readonly act = new Act<true>({ reviews: "review-day", on: "review-day", found: "review-found" });
  #from = $state.raw<ReviewView | null>(null);

  /** What somebody else made of it since the form was opened. */
  between(reviews: readonly ReviewView[]): ReviewView | null | undefined {
    if (this.act.busy || this.act.answer) return undefined;
    return cameBetween(this.#from, reviews.find(({ on }) => on === this.on), ({ found }) => found);
  }

  /** To disk as it is typed, while it stands open. A day alone is soon written again. */
  follow(plan: string): void {
    if (!this.open || this.on === null || this.act.busy || this.act.answer) return;
    unfinished.set({ about: [plan], form: "review" }, `found ${this.on}`, this.found, this.#from?.found ?? "");
  }
  /** Stands open again with what was begun before the program ended. */
  async recall(plan: string, reviews: readonly ReviewView[]): Promise<void> {
    const row = (await unfinished.recall([plan])).find(({ form }) => form === "review");
    const on = row?.field.split(" ", 2)[1];
    if (this.open || !row || on === undefined) return;
    const now = reviews.find((review) => review.on === on);
    this.begin(now);
    this.on = on;
    this.found = row.text;
    const same = now !== undefined && now.found === row.base;
    this.#from = { on, when: "", late: false, ...now, found: row.base, base: same ? now.base : "" };
  }
  /** Given up: its words go. */
  drop(plan: string): void {
    this.open = false;
    if (this.on !== null) unfinished.set({ about: [plan], form: "review" }, `found ${this.on}`, null);
  }

  begin(review?: ReviewView): void {
    this.#from = review ?? null;
    this.on = review?.on ?? null;
    this.found = review?.found ?? "";
    this.day = blankDay();
    this.act.forget();
    this.open = true;
  }
  /** `reviews`: those on the page, so that what is written over is what was shown. */
  async save(plan: string, reviews: readonly ReviewView[], remove = false): Promise<boolean> {
    const does = async () => {
      const on = this.on ?? dayOf(this.day, "on", words.notADay);
      if (on === null) throw unsaid("on", words.notADay);
      const base = this.on === null ? null : (reviews.find((review) => review.on === on)?.base ?? null);
      return mutate("plan_set", planSet(plan, { reviews: [{ on, found: this.found.trim(), base, remove }] }));
    };
    const place = { about: [plan], form: "review" } as const;
    const done = await this.run(plan, () => unfinished.become(place, does, [`found ${this.on ?? ""}`]));
    if (done) this.open = false;
    return done;
  }
}
