// Who told what a note says, as it is typed. It stands here alone until the note is recorded: in no
// draft, on no disk, in no list of versions. Forgotten once it was recorded and when the page goes.
import { characters } from "../../kit/mirror";
import { query } from "../../lib/api/client";
import type { DraftTold, OwnSourceRow, SourceInput } from "../../lib/api/generated";

/** As many characters as are sealed (`WHO_CHARACTERS_MAX`). */
export const WHO_MOST = 2_000;
/** From here on the person is told how much room is left. */
const NEARLY_FULL = 200;

export class Teller {
  who = $state("");
  /** A band of the lists; empty where it was not said. */
  age = $state("");
  /** The earlier note that the same person told; empty for none. */
  sameAs = $state("");
  /** Under which reference the safeguarding hub was told. Goes only with a source under 18. */
  referred = $state("");
  /** A refused note, whose words these are, said that somebody told it. */
  told = $state.raw<DraftTold | null>(null);
  /** One's own notes whose source is sealed: who was meant is chosen by the note. */
  own = $state.raw<readonly OwnSourceRow[]>([]);
  /** Bands of people under 18, as the lists have them. */
  bands = $state.raw<readonly string[]>([]);

  get typed(): boolean {
    return this.who.trim() !== "" || this.age !== "" || this.sameAs !== "";
  }
  /** By the age that was chosen. */
  get saidYoung(): boolean {
    return this.bands.includes(this.age);
  }
  /** Under 18, now, in the earlier note or in the refused one: nobody switches that off here. */
  get young(): boolean {
    return this.saidYoung || this.told?.young === true || this.own.some((row) => row.note === this.sameAs && row.young);
  }
  /** How many characters are left, below zero where there are too many; null while there is much room. */
  get left(): number | null {
    const left = WHO_MOST - characters(this.who.trim());
    return left < NEARLY_FULL ? left : null;
  }

  /** Asks for the earlier notes. Without them nobody can be said to be the same person, and that is all. */
  async lookUp(): Promise<void> {
    try {
      this.own = await query("own_sources");
    } catch {
      // The note is recorded all the same.
    }
  }

  /** What is to be sealed. An age alone is sent too: that somebody is missing is then told, not passed over. */
  input(): SourceInput | null {
    if (!this.typed && !this.told?.young) return null;
    return {
      who: this.who.trim(),
      age: this.age || null,
      same_as: this.sameAs || null,
      referred: (this.young && this.referred.trim()) || null,
    };
  }

  clear(): void {
    this.who = "";
    this.age = "";
    this.sameAs = "";
    this.referred = "";
  }

  /** For another note. */
  forget(): void {
    this.clear();
    this.told = null;
  }
}
