// What was written differently without sight of each other, and the decisions made here, each undoable.
import { asRefusal, mutate, query, type Refusal, subscribe } from "../../lib/api/client";
import type { ConflictView } from "../../lib/api/generated";

export interface Decided {
  id: string;
  what: string;
  decision: string;
}

export class Decisions {
  conflicts = $state.raw<ConflictView[]>([]);
  decided = $state.raw<Decided[]>([]);
  refusal = $state.raw<Refusal | null>(null);

  follow(): () => void {
    const stop = subscribe((event) => {
      if (event.topics.some((topic) => topic === "people" || topic === "settings" || topic === "sync")) void this.load();
    });
    void this.load();
    return stop;
  }

  async load(): Promise<void> {
    try {
      this.conflicts = (await query("conflicts")).conflicts;
    } catch (cause) {
      this.refusal = asRefusal(cause);
    }
  }

  async decide(conflict: ConflictView, keep: string | null, value: string | null): Promise<void> {
    await this.#act(async () => {
      const { decision } = await mutate("conflict_decide", { id: conflict.id, keep, value });
      this.decided = [...this.decided, { id: conflict.id, what: conflict.what, decision }];
    });
  }

  async undo(one: Decided): Promise<void> {
    await this.#act(async () => {
      await mutate("conflict_undo", { id: one.id, decision: one.decision });
      this.decided = this.decided.filter((other) => other.decision !== one.decision);
    });
  }

  async #act(does: () => Promise<void>): Promise<void> {
    this.refusal = null;
    try {
      await does();
    } catch (cause) {
      this.refusal = asRefusal(cause);
    }
    await this.load();
  }
}
