// Neither passphrase nor recovery code: sending what waits, without opening the notebook.
import type { UnsentSent } from "../../lib/api/generated";
import { asRefusal, mutate, type Refusal } from "../../lib/api/client";
import { faultOf, type Fields, problemOf } from "../../lib/faults";

const FIELDS: Fields = { invitation: "invitation" };

export class NeitherState {
  invitation = $state("");
  busy = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  sent = $state.raw<UnsentSent | null>(null);

  get error(): string | undefined {
    return faultOf(this.refusal, FIELDS, "invitation");
  }

  get problem(): string | undefined {
    return problemOf(this.refusal, FIELDS);
  }

  /** Some of it may be taken another time. */
  get again(): boolean {
    return this.sent === null || this.sent.later > 0;
  }

  async send(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = null;
    try {
      this.sent = await mutate("unsent_send", { invitation: this.invitation });
    } catch (cause) {
      this.refusal = asRefusal(cause);
    } finally {
      this.busy = false;
    }
  }
}
