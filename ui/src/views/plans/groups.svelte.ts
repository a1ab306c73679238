/**
 * Actions by what they have in common. Groups and their first pages come in one answer, since what is counted
 * for all of them is counted once then; the other pages of a group are asked for when somebody turns to them.
 */
import { asRefusal, type Refusal } from "../../lib/api/client";
import type { ActionGroupPage, ActionGrouping, ActionGroupsView, ActionRow } from "../../lib/api/generated";
import { Paged } from "./paged.svelte";

export const OF_A_GROUP = 25;

export class Group {
  open = $state(false);
  readonly page: Paged<ActionRow, ActionGroupPage>;

  constructor(
    readonly id: string,
    readonly label: string,
    ask: (after: string | null, limit: number) => Promise<ActionGroupPage>,
  ) {
    this.page = new Paged(ask, OF_A_GROUP);
  }

  async toggle(open: boolean): Promise<void> {
    this.open = open;
    if (open && this.page.status === "idle") await this.page.load();
  }
}

export interface GroupQuestions {
  /** Rows come for so many of the first groups, and for those named. */
  groups(by: ActionGrouping, first: number, also: string[]): Promise<ActionGroupsView>;
  page(by: ActionGrouping, id: string, after: string | null, limit: number): Promise<ActionGroupPage>;
}

/** In the backend's order, the earliest due first; on another page of its group it is not drawn. */
function among(rows: readonly ActionRow[], row: ActionRow, page: Group["page"]): ActionRow[] {
  const before = (one: ActionRow) => {
    const [a, b] = [one.due ?? "9", row.due ?? "9"];
    return a < b || (a === b && one.id < row.id);
  };
  const at = rows.filter(before).length;
  const elsewhere = (at === 0 && page.canGoBack) || (at === rows.length && page.canGoOn);
  return elsewhere ? [...rows] : [...rows.slice(0, at), row, ...rows.slice(at)];
}

export class Groups {
  list = $state.raw<readonly Group[]>([]);
  /** How many actions there are in all groups. */
  total = $state(0);
  status = $state<"idle" | "ready" | "failed">("idle");
  failure = $state.raw<Refusal | null>(null);
  #by: ActionGrouping | null = null;
  #turn = 0;

  constructor(
    readonly open: number,
    readonly ask: GroupQuestions,
  ) {}

  /** From the start; what was asked has changed. */
  async load(by: ActionGrouping): Promise<void> {
    // Groups of another kind never stand under this one's name.
    if (by !== this.#by) {
      this.list = [];
      this.status = "idle";
    }
    await this.#load(by, [], this.open, []);
  }

  /** The same groups again, open or not and each at its page, after something changed. */
  async again(): Promise<void> {
    if (this.#by === null) return;
    const open = this.list.filter((group) => group.open);
    const further = open.filter((group) => group.page.canGoBack);
    const first = open.filter((group) => !group.page.canGoBack).map((group) => group.id);
    await Promise.all([this.#load(this.#by, this.list, 0, first), ...further.map((group) => group.page.again())]);
  }

  /** An action belongs to another group now: its row goes there before anything is asked again. */
  move(id: string, to: string, now: (row: ActionRow, group: Group) => ActionRow): void {
    const from = this.list.find((group) => group.page.rows.some((row) => row.id === id));
    const into = this.list.find((group) => group.id === to);
    const row = from?.page.rows.find((each) => each.id === id);
    if (!from || !into || !row || from === into) return;
    from.page.change((answer) => ({ ...answer, rows: answer.rows.filter((each) => each.id !== id), total: answer.total - 1 }));
    into.page.change((answer) => ({ ...answer, rows: among(answer.rows, now(row, into), into.page), total: answer.total + 1 }));
  }

  async #load(by: ActionGrouping, held: readonly Group[], first: number, also: string[]): Promise<void> {
    const turn = ++this.#turn;
    this.#by = by;
    try {
      const answer = await this.ask.groups(by, first, also);
      if (turn !== this.#turn) return;
      this.list = answer.groups.map(({ id, label, page }) => {
        const before = held.find((group) => group.id === id);
        const group = before ?? new Group(id, label, (after, limit) => this.ask.page(by, id, after, limit));
        if (page && !group.page.canGoBack) {
          group.page.take(page);
          group.open ||= before === undefined;
        }
        return group;
      });
      this.total = answer.total;
      this.failure = null;
      this.status = "ready";
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.failure = asRefusal(cause);
      this.status = "failed";
    }
  }
}
