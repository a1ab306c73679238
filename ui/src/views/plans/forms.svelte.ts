// The small forms of a plan's page, each with its own act: an action to add, somebody to invite, a
// measure, a review, and what closing asks for.
import { readDay, type DayFields } from "../../kit/when";
import { Act, unsaid } from "../../lib/act.svelte";
import { unfinished, type Words } from "../../lib/unfinished.svelte";
import { mutate } from "../../lib/api/client";
import { cameBetween } from "../../lib/between";
import type { Done, MeasureView, PlanMemberView, PlanView, ReviewView } from "../../lib/api/generated";
import { plans as words } from "../../lib/words/plans";
import { say } from "./done";
import { planSet } from "./requests";

export const blankDay = (): DayFields => ({ day: "", month: "", year: "" });
const typed = (day: DayFields) => Boolean(day.day || day.month || day.year);

/** The ISO day, null where nothing was typed; what is no day is refused with words. */
export function dayOf(day: DayFields, field: string, message: string): string | null {
  const iso = readDay(day);
  if (typed(day) && iso === null) throw unsaid(field, message);
  return iso;
}

abstract class Form {
  abstract readonly act: Act<true>;
  /** Asks again for what stands on the page; the page says how, since a form may outlive it. */
  after: () => unknown;

  constructor(after: () => unknown = () => undefined) {
    this.after = after;
  }

  protected async run(about: string, does: () => Promise<Done>): Promise<boolean> {
    const done = await this.act.run(async () => {
      say(await does(), this.after, about);
      return true as const;
    });
    // Overtaken, the form shows beside what was typed what stands there now.
    if (done || this.act.refusal?.code === "overtaken") await this.after();
    return done;
  }
}

export class QuickAction extends Form {
  title = $state("");
  agency = $state("");
  owner = $state("");
  due = $state.raw<DayFields>(blankDay());
  readonly act = new Act<true>({ title: "quick-title", agency: "quick-agency", owner: "quick-owner", due: "quick-due" });

  /** To disk as it is typed, by plan. */
  follow(plan: string): void {
    unfinished.follow({ about: [plan], form: "action-new" }, { title: this.title, owner: this.owner });
  }
  async recall(plan: string): Promise<void> {
    const rows = await unfinished.recall([plan]);
    const kept = (field: string) => rows.find((row) => row.form === "action-new" && row.field === field)?.text;
    this.title ||= kept("title") ?? "";
    this.owner ||= kept("owner") ?? "";
  }

  async add(plan: string): Promise<boolean> {
    const does = async () => {
      if (this.title.trim() === "") throw unsaid("title", words.response.noTitle);
      return mutate("action_add", {
        plan,
        title: this.title.trim(),
        agency: this.agency || null,
        owner: this.owner.trim() || null,
        due: dayOf(this.due, "due", words.response.badDue),
        sort: null,
        priority: null,
      });
    };
    const done = await this.run(plan, () => unfinished.become({ about: [plan], form: "action-new" }, does));
    // The agency stays: the next action is often the same agency's.
    if (done) {
      this.title = this.owner = "";
      this.due = blankDay();
    }
    return done;
  }
}

export class Invite extends Form {
  whom = $state<"person" | "agency">("person");
  person = $state("");
  agency = $state("");
  analysis = $state(false);
  readonly act = new Act<true>({ person: "invite-person", agency: "invite-agency" });

  async invite(plan: string): Promise<boolean> {
    const agency = this.whom === "agency";
    const done = await this.run(plan, () => {
      const named = agency ? this.agency : this.person.trim();
      if (!named) throw unsaid(agency ? "agency" : "person", words.invite.nobody);
      return mutate("plan_invite", {
        id: plan,
        person: agency ? null : named,
        agency: agency ? named : null,
        analysis: this.analysis,
      });
    });
    if (done) this.person = this.agency = "";
    return done;
  }
}

/** Before an invitation ends: whose, and why. */
export class Uninvite extends Form {
  asked = $state.raw<PlanMemberView | null>(null);
  reason = $state("");
  readonly act = new Act<true>({ reason: "uninvite-reason" });

  ask(member: PlanMemberView): void {
    this.asked = member;
    this.reason = "";
    this.act.forget();
  }
  close(): void {
    this.asked = null;
  }
  async end(plan: string): Promise<boolean> {
    const person = this.asked?.person.id;
    if (person === undefined) return false;
    return this.run(plan, () => {
      const reason = this.reason.trim();
      if (reason === "") throw unsaid("reason", words.uninvite.reasonMissing);
      return mutate("plan_uninvite", { id: plan, person, reason });
    });
  }
}

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
    const done = await this.run(plan, () => {
      if (this.name.trim() === "") throw unsaid("name", words.plan.measureMissing);
      const { id, name, baseline, target, actual } = this;
      const base = measures.find((measure) => measure.id === id)?.base ?? null;
      return mutate("plan_set", planSet(plan, { measures: [{ id, name, baseline, target, actual, base, remove }] }));
    });
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
    const done = await this.run(plan, () => {
      const on = this.on ?? dayOf(this.day, "on", words.notADay);
      if (on === null) throw unsaid("on", words.notADay);
      const base = this.on === null ? null : (reviews.find((review) => review.on === on)?.base ?? null);
      return mutate("plan_set", planSet(plan, { reviews: [{ on, found: this.found.trim(), base, remove }] }));
    });
    if (done) this.open = false;
    return done;
  }
}

const CLOSING = ["outcome", "lessons", "displacement"] as const;
const standing = ({ analysis }: PlanView): Record<(typeof CLOSING)[number], string> => ({
  outcome: analysis?.assessment ?? "",
  lessons: analysis?.lessons ?? "",
  displacement: analysis?.displacement ?? "",
});

/** What closing asks. Every trigger note gets a sentence, or the word that nothing can be said. */
export class Closing extends Form {
  open = $state(false);
  outcome = $state("");
  lessons = $state("");
  displacement = $state("");
  sentences = $state<Record<string, string>>({});
  nothing = $state<Record<string, boolean>>({});
  /** Notes are marked as unanswered only after closing was tried. */
  tried = $state(false);
  readonly act = new Act<true>({ outcome: "close-outcome", displacement: "close-displacement", feedback: "close-feedback" });

  /** What the plan said of each when the writing began. */
  #from: Record<string, string> = {};
  #brought = "";

  /** To disk as it is typed, while it stands open. */
  follow(plan: string): void {
    if (!this.open || this.#brought !== plan || this.act.answer) return;
    const kept: Words = {};
    for (const field of CLOSING) kept[field] = { text: this[field], base: this.#from[field] ?? "" };
    for (const [note, text] of Object.entries(this.sentences)) kept[`sentence ${note}`] = text;
    for (const [note, on] of Object.entries(this.nothing)) kept[`nothing ${note}`] = on ? "yes" : "";
    unfinished.follow({ about: [plan], form: "plan-close" }, kept);
  }
  /** What somebody else wrote of it since the writing began; undefined where nobody did. */
  between(plan: PlanView, field: (typeof CLOSING)[number]): string | undefined {
    if (this.act.busy || this.act.answer) return undefined;
    const now = standing(plan)[field];
    return now === (this.#from[field] ?? "") || now === this[field] ? undefined : now;
  }

  /** Brings back what was begun. What stands on the page is newer. */
  async #recall(plan: PlanView): Promise<void> {
    const rows = await unfinished.recall([plan.id]);
    for (const { form, field, text, base } of rows) {
      if (form !== "plan-close") continue;
      const [sort, note = ""] = field.split(" ", 2);
      if (sort === "sentence") this.sentences[note] ??= text;
      else if (sort === "nothing") this.nothing[note] ??= true;
      else {
        const of = CLOSING.find((known) => known === field);
        if (!of || this[of] !== standing(plan)[of]) continue;
        this[of] = text;
        this.#from[of] = base;
      }
    }
    this.#brought = plan.id;
  }

  begin(plan: PlanView): void {
    const now = standing(plan);
    for (const field of CLOSING) {
      if (this[field]) continue;
      this[field] = now[field];
      this.#from[field] = now[field];
    }
    this.tried = false;
    this.act.forget();
    this.open = true;
    if (this.#brought !== plan.id) void this.#recall(plan);
  }
  answered(note: string): boolean {
    return this.nothing[note] === true || (this.sentences[note] ?? "").trim() !== "";
  }
  unanswered(plan: PlanView): string[] {
    return plan.notes.filter(({ id }) => !this.answered(id)).map(({ id }) => id);
  }
  async finish(plan: PlanView): Promise<boolean> {
    this.tried = true;
    const does = async () => {
      if (this.outcome.trim() === "") throw unsaid("outcome", words.closing.sayOutcome);
      if (this.displacement.trim() === "") throw unsaid("displacement", words.closing.sayDisplacement);
      const left = this.unanswered(plan).length;
      if (left > 0) throw unsaid("feedback", words.closing.unanswered(left));
      return mutate("plan_close", {
        id: plan.id,
        outcome: this.outcome.trim(),
        lessons: this.lessons.trim(),
        displacement: this.displacement.trim(),
        feedback: plan.notes.map(({ id }) => ({
          note: id,
          sentence: this.nothing[id] ? null : (this.sentences[id] ?? "").trim(),
        })),
      });
    };
    const done = await this.run(plan.id, () => unfinished.become({ about: [plan.id], form: "plan-close" }, does));
    if (done) this.open = false;
    return done;
  }
}
