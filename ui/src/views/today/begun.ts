// Where a form that was begun is gone on with: the page of what it is about.
import type { BegunForm } from "../../lib/api/generated";
import type { Route } from "../../lib/router.svelte";

export function pageOf({ form, about }: BegunForm): Route {
  const [first] = about;
  if (form === "plan-new" || first === undefined) return { page: "plans", from: about };
  switch (form) {
    case "plan":
    case "plan-close":
    case "action-new":
    case "measure":
    case "review":
      return { page: "plans", plan: first };
    case "action":
    case "progress":
    case "due":
      return { page: "plans", action: first };
    case "correct":
    case "withdraw":
      return { page: "briefings", briefing: first };
    case "keep":
      return { page: "keeping" };
    case "opening":
      return { page: "sources" };
    case "weighed":
      return { page: "subject", request: first };
    default:
      return { page: "triage", note: first, begun: { form, about } };
  }
}
