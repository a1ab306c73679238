// From one notebook on this computer to another. The page is loaded anew each time, so that nothing one person saw
// or typed is in its memory when the next one opens theirs.
import { asRefusal, mutate, type Refusal, startAnew } from "../../lib/api/client";
import { session } from "../../lib/session.svelte";

export class Elsewhere {
  /** What is on its way: a notebook's id, `begin` or `leave`. */
  busy = $state<string | null>(null);
  refusal = $state.raw<Refusal | null>(null);

  choose(id: string): Promise<void> {
    return this.#go(id, () => mutate("notebook_choose", { id }));
  }
  begin(): Promise<void> {
    return this.#go("begin", () => mutate("notebook_begin"));
  }
  /** Back to the choice. */
  leave(): Promise<void> {
    return this.#go("leave", () => mutate("notebook_leave"));
  }

  async #go(busy: string, does: () => Promise<unknown>): Promise<void> {
    if (this.busy !== null) return;
    this.busy = busy;
    this.refusal = null;
    // What comes next is shown by the page that is loaded, not by this one.
    session.hold();
    try {
      await does();
      startAnew();
    } catch (cause) {
      this.refusal = asRefusal(cause);
      session.release();
      // One that was moved or removed meanwhile is offered no longer.
      await session.load();
    } finally {
      this.busy = null;
    }
  }
}
