/** Something of a list that is gone for good once somebody confirms it: which it is, and how far the act has come. */
import { tick } from "svelte";

import { Act } from "../../lib/act.svelte";
import type { Done } from "../../lib/api/generated";
import { sayDone } from "../done";

export class Confirming<Row> {
  asked = $state.raw<Row | null>(null);
  act = $state.raw(new Act<Done>({}));

  ask(row: Row): void {
    this.act = new Act<Done>({});
    this.asked = row;
  }

  close(): void {
    this.asked = null;
  }

  /** Refused, it stays open with the reason. `gone` takes the row off the page. Answers whether it is gone. */
  async do(make: (row: Row) => Promise<Done>, gone: (row: Row) => void): Promise<boolean> {
    const { act, asked } = this;
    if (asked === null) return false;
    const done = await act.run(() => make(asked));
    if (!done || !act.answer) return false;
    sayDone(act.answer);
    gone(asked);
    // What it was asked about has gone before the focus looks for it.
    await tick();
    this.close();
    await tick();
    return true;
  }
}
