// Which page stands open, and the way back. Lives in memory only: an address bar or a history kept
// by the webview would carry record ids past a lock.
import type { AdditionKind, TriageQueue, UnfinishedForm } from "./api/generated";

/** A step that was begun about these notes, to be open there. */
export interface BegunTriage {
  form: UnfinishedForm;
  about: readonly string[];
}

export type Route =
  | { page: "today" }
  | { page: "record"; draft?: string }
  | { page: "notes"; note?: string; ward?: string; query?: string; begun?: AdditionKind }
  | { page: "triage"; note?: string; queue?: TriageQueue; begun?: BegunTriage }
  | { page: "plans"; plan?: string; action?: string; from?: readonly string[] }
  | { page: "briefings"; briefing?: string }
  | { page: "wards"; ward?: string }
  | { page: "people"; person?: string }
  | { page: "trail"; person?: string }
  | { page: "sources" }
  | { page: "begun" }
  | { page: "keeping" }
  | { page: "subject"; request?: string }
  | { page: "settings" }
  | { page: "sync" };

export type PageName = Route["page"];

const LONGEST_WAY_BACK = 50;

export class Router {
  #current = $state.raw<Route>({ page: "today" });
  #past = $state.raw<Route[]>([]);

  get current(): Route {
    return this.#current;
  }
  get canGoBack(): boolean {
    return this.#past.length > 0;
  }

  go(to: Route): void {
    if (same(to, this.#current)) return;
    this.#past = [...this.#past, this.#current].slice(-LONGEST_WAY_BACK);
    this.#current = to;
  }

  /** Changes the page in place, so that "back" does not step through every selection in a list. */
  replace(to: Route): void {
    this.#current = to;
  }

  back(): void {
    const before = this.#past.at(-1);
    if (!before) return;
    this.#past = this.#past.slice(0, -1);
    this.#current = before;
  }

  /** After a lock nothing of where a person was remains. */
  forget(): void {
    this.#past = [];
    this.#current = { page: "today" };
  }
}

function same(a: Route, b: Route): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export const router = new Router();
