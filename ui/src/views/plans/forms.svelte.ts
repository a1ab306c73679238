// The small forms of a plan's page, each with its own act: an action to add, somebody to invite, a
// measure, a review, and what closing asks for.
import { readDay, type DayFields } from "../../kit/when";
import { Act, unsaid } from "../../lib/act.svelte";
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

  get begun(): boolean {
    return this.title.trim() !== "";
  }

  async add(plan: string): Promise<boolean> {
    const done = await this.run(plan, () => {
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
    });
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

  /** Words stand here that the plan does not hold. */
  get begun(): boolean {
    return this.open && [this.outcome, this.lessons, this.displacement, ...Object.values(this.sentences)].some((text) => text.trim() !== "");
  }

  begin(plan: PlanView): void {
    if (!this.outcome) this.outcome = plan.analysis?.assessment ?? "";
    if (!this.lessons) this.lessons = plan.analysis?.lessons ?? "";
    if (!this.displacement) this.displacement = plan.analysis?.displacement ?? "";
    this.tried = false;
    this.act.forget();
    this.open = true;
  }
  answered(note: string): boolean {
    return this.nothing[note] === true || (this.sentences[note] ?? "").trim() !== "";
  }
  unanswered(plan: PlanView): string[] {
    return plan.notes.filter(({ id }) => !this.answered(id)).map(({ id }) => id);
  }
  async finish(plan: PlanView): Promise<boolean> {
    this.tried = true;
    const done = await this.run(plan.id, () => {
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
    });
    if (done) this.open = false;
    return done;
  }
}
