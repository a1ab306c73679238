/**
 * Moving an action to another status. What blocks it, or why it is over, is asked for before anything
 * is written; the rest is written at once.
 */
import { Act, unsaid } from "../../lib/act.svelte";
import { asRefusal, mutate } from "../../lib/api/client";
import { toasts } from "../../kit/toasts.svelte";
import type { ActionRow } from "../../lib/api/generated";
import { plans as words } from "../../lib/words/plans";
import { say } from "./done";
import { type ActionChange, actionSet } from "./requests";

export type Asked = "blocked" | "done" | "cancelled";
const asks = (status: string): status is Asked => ["blocked", "done", "cancelled"].includes(status);

type Moved = Pick<ActionRow, "id" | "title" | "status">;

export class Move {
  asked = $state.raw<{ row: Moved; to: Asked } | null>(null);
  blocker = $state("");
  unblocks = $state("");
  reason = $state("");
  why = $state("");
  readonly act = new Act<true>({ blocked_by: "move-blocker", closing_reason: "move-reason", why: "move-why" });
  readonly #after: (id: string, status: string) => unknown;
  readonly #undone: () => unknown;

  /** `after` brings the page in step with what was written, and `undone` once it was taken back. */
  constructor(after: (id: string, status: string) => unknown, undone: () => unknown) {
    this.#after = after;
    this.#undone = undone;
  }

  /** True where it is done; false where something is asked first, or was refused. */
  async to(row: Moved, status: string): Promise<boolean> {
    if (status === row.status) return true;
    if (asks(status)) {
      this.act.forget();
      this.blocker = this.unblocks = this.why = "";
      // What is done was delivered, unless somebody says otherwise; nothing else is said for them.
      this.reason = status === "done" ? "delivered" : "";
      this.asked = { row, to: status };
      return false;
    }
    try {
      await this.#write(row, { status, ...(row.status === "blocked" ? { blocked_by: "" } : {}) });
      return true;
    } catch (cause) {
      toasts.say({ about: row.id, words: asRefusal(cause).message });
      return false;
    }
  }

  close(): void {
    this.asked = null;
  }

  async answer(): Promise<boolean> {
    const { asked } = this;
    if (!asked) return false;
    const why = this.why.trim();
    const done = await this.act.run(async () => {
      if (asked.to === "blocked") {
        if (!this.blocker) throw unsaid("blocked_by", words.move.chooseBlocker);
        if (!why) throw unsaid("why", words.move.sayWhy);
        await this.#write(asked.row, {
          status: "blocked",
          blocked_by: this.blocker,
          ...(this.unblocks ? { unblocks: this.unblocks } : {}),
          why,
        });
      } else {
        if (!this.reason) throw unsaid("closing_reason", words.move.chooseReason);
        await this.#write(asked.row, {
          status: asked.to,
          closing_reason: this.reason,
          ...(why ? { why } : {}),
          ...(asked.row.status === "blocked" ? { blocked_by: "" } : {}),
        });
      }
      return true as const;
    });
    return done;
  }

  async #write(row: Moved, change: ActionChange & { status: string }): Promise<void> {
    const done = await mutate("action_set", actionSet(row.id, change));
    say(done, this.#undone, row.id);
    await this.#after(row.id, change.status);
  }
}
