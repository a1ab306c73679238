/**
 * Actions across plans: what narrows them, how they are grouped, and the pages of each group.
 *
 * The order is the backend's, the earliest due first. A group is a question of its own, so that each
 * is whole and paged however many actions there are; only by due date the order itself makes groups.
 */
import { query } from "../../lib/api/client";
import type { ActionRow, ActionsPage, ActionsRequest, FilterChoice, ListsView } from "../../lib/api/generated";
import { systemClock } from "../../kit/when";
import { type DueGroup, dueGroup } from "./due";
import { Paged } from "./paged.svelte";
import { SEARCH_AFTER_MS } from "./plans.svelte";

export type GroupBy = "due" | "plan" | "owner" | "agency" | "ward" | "status";

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
const MOST_PLANS = 200;

export class Group {
  open = $state(false);
  readonly page: Paged<ActionRow, ActionsPage>;

  constructor(
    readonly id: string,
    readonly label: string,
    ask: (after: string | null, limit: number) => Promise<ActionsPage>,
    size?: number,
  ) {
    this.page = new Paged(ask, size);
  }

  async toggle(open: boolean): Promise<void> {
    this.open = open;
    if (open && this.page.status === "idle") await this.page.load();
  }
}

export class ActionsState {
  query = $state("");
  filters = $state<Filters>(noFilters());
  filtersOpen = $state(false);
  groupBy = $state<GroupBy>("due");
  groups = $state.raw<readonly Group[]>([]);
  columns = $state.raw<readonly Group[]>([]);
  lists = $state.raw<ListsView | null>(null);
  /** What can be chosen: of all actions held, not of what is shown. */
  choices = $state.raw<ActionsPage | null>(null);

  readonly all: Paged<ActionRow, ActionsPage> = new Paged((after, limit) => this.#ask({}, after, limit));
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

  async #ask(only: Partial<ActionsRequest>, after: string | null, limit: number): Promise<ActionsPage> {
    const { mine, overdue, open, owner, agency, ward, status } = this.filters;
    const page = await query("actions", {
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
    });
    this.choices = page;
    return page;
  }

  async #listed(): Promise<ListsView | null> {
    try {
      this.lists ??= await query("lists");
    } catch {
      // The page of actions tells of the same failure, with its words and a way to try again.
    }
    return this.lists;
  }

  /** The table, by the way it is grouped. */
  async loadTable(): Promise<void> {
    await Promise.all([this.#listed(), this.all.load()]);
    await this.#loadGroups();
  }

  async #loadGroups(): Promise<void> {
    const by = this.groupBy;
    if (by === "due") {
      this.groups = [];
      return;
    }
    const found = await this.#groupsBy(by);
    if (by !== this.groupBy) return;
    this.groups = found;
    await Promise.all(found.slice(0, OPEN_AT_FIRST).map((group) => group.toggle(true)));
  }

  async #groupsBy(by: Exclude<GroupBy, "due">): Promise<Group[]> {
    const make = (field: "plan" | "owner" | "agency" | "ward" | "status", of: readonly { id: string; label: string }[]) =>
      of.map(({ id, label }) => new Group(id, label, (after, limit) => this.#ask({ [field]: id }, after, limit), 25));
    if (by === "plan") {
      const { rows } = await query("plans", { status: null, ward: null, query: "", after: null, limit: MOST_PLANS });
      return make(
        "plan",
        rows.filter((row) => row.actions > 0).map((row) => ({ id: row.id, label: row.title })),
      );
    }
    const of: Record<typeof by, readonly FilterChoice[]> = {
      owner: this.choices?.owners ?? [],
      agency: this.choices?.agencies ?? [],
      ward: this.choices?.wards ?? [],
      status: this.choices?.statuses ?? [],
    };
    const wanted = this.filters[by];
    return make(
      by,
      of[by].filter((choice) => choice.count > 0 && (wanted === "" || wanted === choice.id)),
    );
  }

  /** The board: a column for each status, each with pages of its own. */
  async loadBoard(): Promise<void> {
    const lists = await this.#listed();
    if (this.columns.length === 0)
      this.columns = (lists?.action_statuses ?? []).map(
        ({ id, label }) => new Group(id, label, (after, limit) => this.#column(id, after, limit), 25),
      );
    await Promise.all(this.columns.map((column) => column.page.load()));
  }
  /** A status that is filtered away leaves its column empty. */
  async #column(status: string, after: string | null, limit: number): Promise<ActionsPage> {
    const wanted = this.filters.status;
    const page = await this.#ask({ status }, after, limit);
    return wanted !== "" && wanted !== status ? { ...page, rows: [], next: null, total: 0 } : page;
  }

  /** Asks again for the pages shown, each where it stands. */
  async again(look: "table" | "board"): Promise<void> {
    if (look === "board") {
      await Promise.all(this.columns.map((column) => column.page.again()));
      return;
    }
    await Promise.all([
      this.all.again(),
      ...this.groups.filter((group) => group.open).map((group) => group.page.again()),
    ]);
  }

  #look: "table" | "board" = "table";
  /** Which of the two is shown: what narrows the actions asks for that one alone. */
  async show(look: "table" | "board"): Promise<void> {
    this.#look = look;
    await this.#reload();
  }
  #reload(): Promise<void> {
    return this.#look === "board" ? this.loadBoard() : this.loadTable();
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
    void this.#loadGroups();
  }
}
