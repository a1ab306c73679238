// Setting a notebook aside that cannot be opened. It is offered only where the reason is one that
// trying again does not cure.
import { asRefusal, type Refusal } from "../../lib/api/client";
import { session } from "../../lib/session.svelte";

const BEYOND_OPENING = ["damaged", "keys-missing", "keys-damaged"];

export const isBeyondOpening = (code: string | undefined): boolean =>
  code !== undefined && BEYOND_OPENING.includes(code);

export class WayOut {
  busy = $state(false);
  refusal = $state.raw<Refusal | null>(null);

  async setAside(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = null;
    try {
      await session.setAside();
    } catch (cause) {
      this.refusal = asRefusal(cause);
    } finally {
      this.busy = false;
    }
  }
}
