// The small forms of a plan's page, each with its own act: an action to add, somebody to invite, and what
// closing asks for. Measures and reviews have theirs in `parts.svelte.ts`.
import { readDay, type DayFields } from "../../kit/when";
import { Act, unsaid } from "../../lib/act.svelte";
import { unfinished, type Words } from "../../lib/unfinished.svelte";
import { mutate } from "../../lib/api/client";
import type { Done, PlanMemberView, PlanView } from "../../lib/api/generated";
import { plans as words } from "../../lib/words/plans";
import { say } from "./done";

export const blankDay = (): DayFields => ({ day: "", month: "", year: "" });
const typed = (day: DayFields) => Boolean(day.day || day.month || day.year);

/** The ISO day, null where nothing was typed; what is no day is refused with words. */
export function dayOf(day: DayFields, field: string, message: string): string | null {
  const iso = readDay(day);
  if (typed(day) && iso === null) throw unsaid(field, message);
  return iso;
}

export abstract class Form {
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
