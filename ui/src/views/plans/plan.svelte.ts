/**
 * One plan: what it says, its texts as they are written, and the acts on it. A new answer never takes
 * the words from under somebody who writes.
 */
import { Act, unsaid } from "../../lib/act.svelte";
import { asRefusal, mutate, query, type Refusal, subscribe } from "../../lib/api/client";
import type { Done, ListsView, PlanView } from "../../lib/api/generated";
import { plans as words } from "../../lib/words/plans";
import { DecisionsState } from "../decisions/decisions.svelte";
import { say } from "./done";
import { Edits } from "./edits.svelte";
import { Move } from "./move.svelte";
import { type PlanChange, planSet } from "./requests";

/** Where a line of what is missing is mended. The lines come worded; only the place is told here. */
export function placeOf(line: string): string {
  const places: [RegExp, string][] = [
    [/success test/i, "success_test"],
    [/objective/i, "objective"],
    [/ward/i, "wards"],
    [/came of it|assessment/i, "assessment"],
    [/action/i, "response"],
  ];
  return places.find(([words]) => words.test(line))?.[1] ?? "response";
}

export class PlanState {
  plan = $state.raw<PlanView | null>(null);
  lists = $state.raw<ListsView | null>(null);
  /** Members, to choose from by name; empty where this person may not list them. */
  members = $state.raw<readonly string[]>([]);
  failure = $state.raw<Refusal | null>(null);
  readonly act = new Act<true>();
  readonly edits = new Edits((id, field, text) => this.#set(id, { [field]: text }));
  /** A whole number, which the act takes as one. */
  readonly percent = new Edits((id, field, text) => this.#setPercent(id, field, text));
  readonly decisions = new DecisionsState(async () => (await query("plan", { id: this.#wanted ?? "" })).conflicts);
  readonly move = new Move(() => this.load());
  #wanted: string | null = null;
  #asked = 0;

  follow(): () => void {
    void query("lists").then((lists) => (this.lists = lists), () => undefined);
    void query("people").then(
      ({ people }) => (this.members = people.filter((row) => row.ended === null).map((row) => row.name)),
      () => undefined,
    );
    return subscribe((event) => {
      if (event.topics.includes("work") || event.topics.includes("people")) void this.load();
    });
  }

  async open(id: string): Promise<void> {
    if (this.#wanted !== id) {
      await Promise.all([this.edits.close(), this.percent.close()]);
      this.act.forget();
    }
    this.#wanted = id;
    if (this.plan?.id !== id) this.plan = null;
    this.edits.show(id);
    this.percent.show(id);
    await this.load();
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    const id = this.#wanted;
    if (id === null) return;
    try {
      const plan = await query("plan", { id });
      if (asked !== this.#asked) return;
      this.plan = plan;
      this.decisions.take(plan.conflicts);
      this.failure = null;
    } catch (cause) {
      if (asked === this.#asked) this.failure = asRefusal(cause);
    }
  }

  async #set(id: string, change: PlanChange): Promise<void> {
    this.#said(await mutate("plan_set", planSet(id, change)));
    await this.load();
  }
  #setPercent(id: string, field: string, text: string): Promise<void> {
    if (!/^\d{0,3}$/.test(text) || Number(text) > 100) throw unsaid(field, words.fresh.badPercent);
    return this.#set(id, { reduce_by: Number(text) });
  }
  #said(done: Done): void {
    say(done, () => this.load(), this.#wanted ?? done.id);
  }

  /** A choice made in place; a refusal stands on the page. */
  async set(change: PlanChange): Promise<boolean> {
    const id = this.#wanted;
    if (id === null) return false;
    return this.does(() => mutate("plan_set", planSet(id, change)));
  }

  async does(act: () => Promise<Done>): Promise<boolean> {
    const done = await this.act.run(async () => {
      this.#said(await act());
      return true as const;
    });
    if (done) await this.load();
    return done;
  }

  activate(): Promise<boolean> {
    const id = this.#wanted ?? "";
    return this.does(() => mutate("plan_activate", { id }));
  }
  reopen(): Promise<boolean> {
    const id = this.#wanted ?? "";
    return this.does(() => mutate("plan_reopen", { id }));
  }
  /** The page that shows it goes away, so nothing is asked again. */
  async remove(): Promise<boolean> {
    const id = this.#wanted ?? "";
    return this.act.run(async () => {
      say(await mutate("plan_delete", { id }));
      return true as const;
    });
  }

  async close(): Promise<void> {
    this.#asked += 1;
    await Promise.all([this.edits.close(), this.percent.close()]);
  }
}
