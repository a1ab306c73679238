/**
 * What stops a briefing from being shared, asked again at each pause in writing. The answer is the
 * notebook's; sharing itself is refused by the same rules, whether or not this was heard.
 */
import { query } from "../../lib/api/client";
import { LOOK_AFTER_MS } from "./coach.svelte";

export class BriefingStops {
  /** A sentence or two each. */
  list = $state.raw<readonly string[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  changed(id: string, text: string, after = LOOK_AFTER_MS): void {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(id, text, turn), after);
  }

  async #ask(id: string, text: string, turn: number): Promise<void> {
    try {
      const { stops } = await query("brief_check", { id, text });
      if (turn === this.#turn) this.list = stops;
    } catch {
      // Not heard: sharing says it.
    }
  }

  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }
}
