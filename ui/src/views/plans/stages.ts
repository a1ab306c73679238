// How far a plan has come in its five steps, and the one fact of each.
import type { AnalysisView, PlanView } from "../../lib/api/generated";
import { plans } from "../../lib/words/plans";

export interface Stage {
  id: string;
  label: string;
  fact: string;
  state: "done" | "now" | "todo";
}

const isOver = (status: string) => status === "done" || status === "cancelled";

/** A step is done when it says something. At hand is the response once the plan is active, before that the first not done. */
export function stagesOf(plan: PlanView, analysis: AnalysisView): Stage[] {
  const { stage, fact } = plans.plan;
  const parts = [analysis.offender, analysis.victim, analysis.location].filter(Boolean).length;
  const over = plan.actions.filter((action) => isOver(action.status)).length;
  const objective = analysis.reduce_by
    ? `${analysis.objective_type_label ?? ""} ${plans.plan.perCent(analysis.reduce_by)}`.trim()
    : (analysis.objective_type_label ?? (analysis.objective ? fact.written : fact.none));
  const steps: (Omit<Stage, "state"> & { done: boolean })[] = [
    { id: "objective", label: stage.objective, fact: objective, done: Boolean(analysis.objective) },
    {
      id: "scanning",
      label: stage.scanning,
      fact: plan.notes.length > 0 ? fact.notes(plan.notes.length) : analysis.scanning ? fact.written : fact.none,
      done: Boolean(analysis.scanning),
    },
    { id: "offender", label: stage.analysis, fact: fact.analysis(parts), done: parts === 3 },
    {
      id: "response",
      label: stage.response,
      fact: fact.actions(over, plan.actions.length),
      done: plan.actions.length > 0 && over === plan.actions.length,
    },
    {
      id: "assessment",
      label: stage.assessment,
      fact: analysis.assessment ? fact.written : fact.assessment,
      done: plan.status === "closed",
    },
  ];
  const from = plan.status === "active" ? steps.findIndex((step) => step.id === "response") : 0;
  const now = plan.status === "closed" ? -1 : steps.findIndex((step, n) => n >= from && !step.done);
  return steps.map(({ done, ...step }, n) => ({ ...step, state: done ? "done" : n === now ? "now" : "todo" }));
}
