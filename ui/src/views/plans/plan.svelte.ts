/**
 * One plan: what it says, its texts as they are written, and the acts on it. A new answer never takes
 * the words from under somebody who writes.
 */
import { unsaid } from "../../lib/act.svelte";
import { mutate, query } from "../../lib/api/client";
import type { Done, LackPlace, PlanView } from "../../lib/api/generated";
import { plans as words } from "../../lib/words/plans";
import { say } from "./done";
import { Edits } from "./edits.svelte";
import { Opened } from "./opened.svelte";
import { type PlanChange, planSet } from "./requests";

/** Where on the page what is missing is mended. */
export const mendedAt: Readonly<Record<LackPlace, string>> = {
  "success-test": "success_test",
  objective: "objective",
  wards: "wards",
  actions: "response",
  assessment: "assessment",
  // These two are said of one action, on its own page.
  blocker: "response",
  status: "response",
};

const PERCENT = "reduce_by";

export class PlanState extends Opened<PlanView> {
  readonly edits = new Edits(
    (id, field, text, began) => this.#set(id, { [field]: text, began: { [field]: began } }),
    (field) => (field === PERCENT ? null : "plan"),
  );
  /** A whole number, which the act takes as one. */
  readonly percent = new Edits(
    (id, field, text, began) => this.#setPercent(id, field, text, began),
    (field) => (field === PERCENT ? "plan" : null),
  );
  get plan(): PlanView | null {
    return this.held;
  }

  protected ask(id: string): Promise<PlanView> {
    return query("plan", { id });
  }

  async open(id: string): Promise<void> {
    if (this.wanted !== id) {
      await Promise.all([this.edits.close(), this.percent.close()]);
      this.act.forget();
    }
    this.wanted = id;
    if (this.plan?.id !== id) this.held = null;
    this.edits.show(id);
    this.percent.show(id);
    await this.load();
  }

  async #set(id: string, change: PlanChange): Promise<void> {
    this.#said(await this.inFront(() => mutate("plan_set", planSet(id, change))));
    await this.load();
  }
  #setPercent(id: string, field: string, text: string, began: string): Promise<void> {
    if (!/^\d{0,3}$/.test(text) || Number(text) > 100) throw unsaid(field, words.fresh.badPercent);
    return this.#set(id, { reduce_by: Number(text), began: { [field]: began } });
  }
  #said(done: Done): void {
    say(done, () => this.load(), this.wanted ?? done.id);
  }

  /** A choice made in place; a refusal stands on the page. */
  async set(change: PlanChange): Promise<boolean> {
    const id = this.wanted;
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
    const id = this.wanted ?? "";
    return this.does(() => mutate("plan_activate", { id }));
  }
  reopen(): Promise<boolean> {
    const id = this.wanted ?? "";
    return this.does(() => mutate("plan_reopen", { id }));
  }
  /** The page that shows it goes away, so nothing is asked again. */
  async remove(): Promise<boolean> {
    const id = this.wanted ?? "";
    return this.act.run(async () => {
      say(await mutate("plan_delete", { id }));
      return true as const;
    });
  }

  async close(): Promise<void> {
    this.drop();
    await Promise.all([this.edits.close(), this.percent.close()]);
  }
}
