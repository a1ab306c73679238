// For whom something leaves, for what and until when, and what would be left out of it: the same for an export, a
// copy and a sealed file. The rules are behind; here is what was typed, and what was told of it.
import { allUnsaid, unsaid } from "../../lib/act.svelte";
import type { Fault } from "../../lib/faults";
import { asRefusal, query, type Refusal } from "../../lib/api/client";
import type { SharingLook, SharingOf } from "../../lib/api/generated";
import { sharing as words } from "../../lib/words/sharing";
import { fieldsOf, readDay, type DayFields } from "../../kit/when";

/** What the backend calls these fields, and what this form calls them. */
export const fields = { recipient: "recipient", recipient_kind: "recipient_kind", purpose: "purpose", until: "until" };

const blank: DayFields = { day: "", month: "", year: "" };

export class ForWhom {
  readonly of: SharingOf;
  recipient = $state("");
  purpose = $state("");
  kind = $state("");
  until = $state.raw<DayFields>(blank);
  look = $state.raw<SharingLook | null>(null);
  failure = $state.raw<Refusal | null>(null);
  looking = $state(false);
  /** A day that somebody typed stays, whichever recipient is chosen. */
  #typed = false;
  #turn = 0;

  constructor(of: SharingOf) {
    this.of = of;
  }

  /** Sealed files go to members, of whom nobody asks what sort they are. */
  get sealed(): boolean {
    return this.of.what === "sealed";
  }

  get options(): { id: string; label: string }[] {
    return [{ id: "", label: words.choose }, ...(this.look?.kinds ?? []).map(({ id, label }) => ({ id, label }))];
  }

  get hint(): string {
    return this.look?.kinds.find(({ id }) => id === this.kind)?.hint ?? words.kindHint;
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.failure = null;
    this.looking = true;
    try {
      const look = await query("sharing_look", { of: this.of, recipient_kind: this.kind === "" ? null : this.kind });
      if (turn !== this.#turn) return;
      this.look = look;
      if (!this.#typed && (this.kind !== "" || this.sealed)) this.until = fieldsOf(look.until);
    } catch (cause) {
      if (turn === this.#turn) this.failure = asRefusal(cause);
    } finally {
      if (turn === this.#turn) this.looking = false;
    }
  }

  async choose(kind: string): Promise<void> {
    this.kind = kind;
    await this.load();
  }

  day(until: DayFields): void {
    this.until = until;
    this.#typed = true;
  }

  /**
   * Throws what this form's own field lacks together with everything that is missing here, so that all of it is
   * told at once. Where the field lacks nothing, the rules behind tell of the rest.
   */
  complete(own: readonly (Fault | null)[]): void {
    const found = own.filter((fault) => fault !== null);
    if (found.length > 0) throw allUnsaid([...found, ...this.#missing()]);
  }
  #missing(): Fault[] {
    const faults: Fault[] = [];
    if (!this.sealed && this.recipient.trim() === "") faults.push({ field: "recipient", message: words.recipientMissing });
    if (!this.sealed && this.kind === "") faults.push({ field: "recipient_kind", message: words.kindMissing });
    if (this.purpose.trim() === "") faults.push({ field: "purpose", message: words.purposeMissing });
    if (this.#noDay) faults.push({ field: "until", message: words.notADay });
    return faults;
  }
  get #noDay(): boolean {
    const { day, month, year } = this.until;
    return readDay(this.until) === null && (day || month || year) !== "";
  }

  /** Throws where what was typed is no day; everything else is for the rules behind to say. */
  get asked(): { purpose: string; until: string | null } {
    if (this.#noDay) throw unsaid("until", words.notADay);
    return { purpose: this.purpose, until: readDay(this.until) };
  }

  get askedOf(): { recipient: string; recipient_kind: string; purpose: string; until: string | null } {
    return { recipient: this.recipient, recipient_kind: this.kind, ...this.asked };
  }
}
