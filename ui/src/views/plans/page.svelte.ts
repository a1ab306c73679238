// The Plans & actions page as it was left: which look, what narrows it, what a new plan holds so far. It
// lives as long as the notebook is open, so a lock forgets it with everything else that was read.
import { ActionsState } from "./actions.svelte";
import { forgetEdits } from "./edits.svelte";
import { Closing, QuickAction } from "./forms.svelte";
import { FreshPlan } from "./fresh.svelte";
import { PlansState } from "./plans.svelte";

export type Look = "plans" | "table" | "board";

export interface PlanForms {
  closing: Closing;
  quick: QuickAction;
}

export class PlansBook {
  look = $state<Look>("plans");
  /** An action log is being brought in. */
  importing = $state(false);
  readonly plans = new PlansState();
  readonly actions = new ActionsState();
  readonly fresh = new FreshPlan();
  /** What is begun on a plan's page and no part of it yet, by plan. */
  // A page reads it once, when it opens.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #begun = new Map<string, PlanForms>();

  formsOf(plan: string): PlanForms {
    const forms = this.#begun.get(plan) ?? { closing: new Closing(), quick: new QuickAction() };
    this.#begun.set(plan, forms);
    return forms;
  }

  /** For as long as the notebook is open. */
  follow(): () => void {
    return () => forgetEdits();
  }
}
