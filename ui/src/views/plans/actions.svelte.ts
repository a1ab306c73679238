/**
 * Actions across plans: what narrows them, how they are grouped, and the pages of each group.
 *
 * The order is the backend's, the earliest due first. Only by due date the order itself makes groups.
 */
import { query } from "../../lib/api/client";
import type { ActionChoices, ActionGrouping, ActionRow, ActionsPage, ActionsRequest, ListsView } from "../../lib/api/generated";
import { systemClock } from "../../kit/when";
import { type DueGroup, dueGroup } from "./due";
import { type GroupQuestions, Groups, OF_A_GROUP } from "./groups.svelte";
import { Paged } from "./paged.svelte";
import { SEARCH_AFTER_MS } from "./plans.svelte";

export type GroupBy = "due" | ActionGrouping;

export interface Filters {
  mine: boolean;
  overdue: boolean;
  open: boolean;
  owner: string;
  agency: string;
  ward: string;
  status: string;
}
const noFilters = (): Filters => ({ mine: false, overdue: false, open: false, owner: "", agency: "", ward: "", status: "" });

/** Groups that are read at once; the others when they are opened. */
const OPEN_AT_FIRST = 3;
/** More than a board has columns. */
const EVERY_COLUMN = 20;

export class ActionsState {
  query = $state("");
  filters = $state<Filters>(noFilters());
  filtersOpen = $state(false);
  groupBy = $state<GroupBy>("due");
  lists = $state.raw<ListsView | null>(null);
  /** What can be chosen: of all actions held, not of what is shown. */
  choices = $state.raw<ActionChoices | null>(null);

  readonly all: Paged<ActionRow, ActionsPage> = new Paged((after, limit) => this.#ask({}, after, limit));
  readonly groups = new Groups(OPEN_AT_FIRST, this.#questions(false));
  /** A column for each status, those without actions too. */
  readonly columns = new Groups(EVERY_COLUMN, this.#questions(true));
  readonly #clock: () => Date;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(clock: () => Date = systemClock) {
    this.#clock = clock;
  }

  get narrowed(): boolean {
    return this.query.trim() !== "" || this.filtersOn > 0;
  }
  get filtersOn(): number {
    return Object.values(this.filters).filter(Boolean).length;
  }
  groupOf(row: ActionRow): DueGroup {
    return dueGroup(row, this.#clock());
  }

  #among(only: Partial<ActionsRequest>, after: string | null, limit: number): ActionsRequest {
    const { mine, overdue, open, owner, agency, ward, status } = this.filters;
    return {
      id: null,
      plan: null,
      mine,
      overdue,
      open,
      owner: owner || null,
      agency: agency || null,
      ward: ward || null,
      status: status || null,
      query: this.query.trim(),
      ...only,
      after,
      limit,
    };
  }

  /** Rows are drawn once, with the words of the lists: so those are there first. */
  async #ask(only: Partial<ActionsRequest>, after: string | null, limit: number): Promise<ActionsPage> {
    const [page] = await Promise.all([query("actions", this.#among(only, after, limit)), this.#listed()]);
    this.choices = page;
    return page;
  }
  #questions(empty: boolean): GroupQuestions {
    return {
      groups: async (by, first, also) => {
        const request = { by, first, also, empty, among: this.#among({}, null, OF_A_GROUP) };
        const [answer] = await Promise.all([query("action_groups", request), this.#listed()]);
        this.choices = answer.choices;
        return answer;
      },
      page: (by, id, after, limit) => this.#ask({ [by]: id }, after, limit),
    };
  }

  async #listed(): Promise<void> {
    try {
      this.lists ??= await query("lists");
    } catch {
      // The actions tell of the same failure, with its words and a way to try again.
    }
  }

  /** Whether there is something to ask for again. */
  shown(look: "table" | "board"): boolean {
    if (look === "board") return this.columns.status !== "idle";
    return this.groupBy === "due" ? this.all.status !== "idle" : this.groups.status !== "idle";
  }

  /** Asks again for the pages shown, each where it stands. */
  async again(look: "table" | "board"): Promise<void> {
    if (look === "board") await this.columns.again();
    else await (this.groupBy === "due" ? this.all.again() : this.groups.again());
  }

  #look: "table" | "board" = "table";
  /** Which of the two is shown: what narrows the actions asks for that one alone. */
  async show(look: "table" | "board"): Promise<void> {
    this.#look = look;
    await this.#reload();
  }
  #reload(): Promise<void> {
    if (this.#look === "board") return this.columns.load("status");
    return this.groupBy === "due" ? this.all.load() : this.groups.load(this.groupBy);
  }

  search(text: string): void {
    this.query = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#reload(), SEARCH_AFTER_MS);
  }
  filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change };
    void this.#reload();
  }
  clear(): void {
    clearTimeout(this.#timer);
    this.query = "";
    this.filters = noFilters();
    void this.#reload();
  }
  group(by: GroupBy): void {
    this.groupBy = by;
    void this.#reload();
  }
}
