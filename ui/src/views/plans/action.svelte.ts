/** One action: what it says, its texts as they are written, its progress, and the acts on it. */
import { readDay, type DayFields } from "../../kit/when";
import { Act, unsaid } from "../../lib/act.svelte";
import { mutate, query } from "../../lib/api/client";
import type { ActionView, Done } from "../../lib/api/generated";
import { unfinished } from "../../lib/unfinished.svelte";
import { plans as words } from "../../lib/words/plans";
import { RecordFiles } from "../files/recordFiles.svelte";
import { say } from "./done";
import { Edits } from "./edits.svelte";
import { blankDay } from "./forms.svelte";
import { Opened } from "./opened.svelte";
import { type ActionChange, actionSet, recordUndo } from "./requests";

export const PROGRESS = "progress";

export class ActionState extends Opened<ActionView> {
  /** Title, owner and result in place; what was done becomes an entry only when that is asked for. */
  readonly edits = new Edits(
    (id, field, text, began) => this.#save(id, field, text, began),
    (field) => (field === PROGRESS ? "progress" : "action"),
    [PROGRESS],
  );

  readonly files = new RecordFiles("action", () => this.load());

  dueOpen = $state(false);
  due = $state.raw<DayFields>(blankDay());
  dueWhy = $state("");
  readonly dueAct = new Act<true>({ due: "action-due", why: "action-due-why" });
  progressMissing = $state(false);

  get action(): ActionView | null {
    return this.held;
  }

  protected ask(id: string): Promise<ActionView> {
    return query("action", { id });
  }

  async open(id: string): Promise<void> {
    if (this.wanted !== id) {
      await this.edits.close();
      this.act.forget();
      this.dueOpen = false;
    }
    this.wanted = id;
    this.files.show(id);
    if (this.action?.row.id !== id) this.held = null;
    this.edits.show(id);
    await this.load();
    await this.#recallDue(id);
  }

  async #save(id: string, field: string, text: string, began: string): Promise<void> {
    const does = (): Promise<Done> => {
      if (field === PROGRESS) return mutate("action_progress", { id, text });
      const [set, entry] = field.split(".", 2);
      // "counts.knives recovered": an element of a set, a whole number.
      if (entry !== undefined) {
        if (!/^\d*$/.test(text)) throw unsaid(field, words.action.countBad);
        return mutate("action_set", actionSet(id, { [set ?? ""]: { [entry]: Number(text) }, began: { [field]: began } }));
      }
      return mutate("action_set", actionSet(id, { [field]: text, began: { [field]: began } }));
    };
    say(await this.inFront(does), () => this.load(), id);
    await this.load();
  }

  async does(act: (id: string) => Promise<Done>): Promise<boolean> {
    const id = this.wanted;
    if (id === null) return false;
    const done = await this.act.run(async () => {
      say(await act(id), () => this.load(), id);
      return true as const;
    });
    if (done) await this.load();
    return done;
  }
  set(change: ActionChange): Promise<boolean> {
    return this.does((id) => mutate("action_set", actionSet(id, change)));
  }

  openDue(): void {
    const [year = "", month = "", day = ""] = (this.action?.row.due ?? "").split("-");
    this.due = { day: String(Number(day) || ""), month: String(Number(month) || ""), year };
    this.dueWhy = "";
    this.#beganDue = this.#typedDue();
    this.dueAct.forget();
    this.dueOpen = true;
  }
  /** The day as it is typed, for the disk. */
  #typedDue(): string {
    return `${this.due.day} ${this.due.month} ${this.due.year}`;
  }
  #beganDue = "";
  /** To disk as it is typed, while it stands open. */
  followDue(): void {
    if (!this.dueOpen || this.wanted === null || this.dueAct.busy) return;
    const kept = { day: { text: this.#typedDue(), base: this.#beganDue }, why: this.dueWhy };
    unfinished.follow({ about: [this.wanted], form: "due" }, kept);
  }
  /** Stands open again with what was begun before the program ended. */
  async #recallDue(id: string): Promise<void> {
    const rows = (await unfinished.recall([id])).filter(({ form }) => form === "due");
    if (this.wanted !== id || this.dueOpen || rows.length === 0 || !this.action?.row.can_change) return;
    this.openDue();
    for (const { field, text } of rows) {
      if (field === "why") this.dueWhy = text;
      else {
        const [day = "", month = "", year = ""] = text.split(" ");
        this.due = { day, month, year };
      }
    }
  }
  /** Given up: its words go. */
  dropDue(): void {
    this.dueOpen = false;
    for (const field of ["day", "why"]) unfinished.set({ about: [this.wanted ?? ""], form: "due" }, field, null);
  }

  async saveDue(): Promise<boolean> {
    const id = this.wanted;
    const moves = this.action?.row.due !== null;
    const does = async () => {
      const due = readDay(this.due);
      if (due === null) throw unsaid("due", words.notADay);
      if (moves && this.dueWhy.trim() === "") throw unsaid("why", words.move.sayWhy);
      const why = moves ? this.dueWhy.trim() : null;
      return mutate("action_set", actionSet(id ?? "", { due, why }));
    };
    const done = await this.dueAct.run(async () => {
      say(await unfinished.become({ about: [id ?? ""], form: "due" }, does), () => this.load(), id ?? "");
      return true as const;
    });
    if (done) {
      this.dueOpen = false;
      await this.load();
    }
    return done;
  }

  async addProgress(): Promise<boolean> {
    this.progressMissing = this.edits.text(PROGRESS).trim() === "";
    if (this.progressMissing) return false;
    return this.edits.commit(PROGRESS);
  }
  /** An own entry goes the way a record just made is taken back. */
  takeBack(entry: string): Promise<boolean> {
    return this.act
      .run(async () => {
        await mutate("take_back", { undo: [recordUndo(entry)] });
        return true as const;
      })
      .then(async (done) => {
        if (done) await this.load();
        return done;
      });
  }

  /** The page that shows it goes away. */
  async remove(): Promise<boolean> {
    const id = this.wanted ?? "";
    return this.act.run(async () => {
      say(await mutate("action_delete", { id }));
      return true as const;
    });
  }

  async close(): Promise<void> {
    this.drop();
    this.files.show(null);
    await this.edits.close();
  }
}
