/**
 * What could give somebody away: the coach over the note as it was written, and over the briefing as it
 * is being written. What the first found and the second does not is gone from the briefing.
 */
import { follow } from "../../kit/mirror";
import { query } from "../../lib/api/client";
import type { FindingView } from "../../lib/api/generated";

/** A pause, after which the coach looks: it should not speak in the middle of a sentence. */
export const LOOK_AFTER_MS = 600;

/** A briefing always resembles its note, and the stops were for whoever recorded it. */
const concerns = (finding: FindingView) => finding.rule !== "duplicate" && !finding.rule.startsWith("stop-");

export class BriefingCoach {
  original = $state.raw<FindingView[]>([]);
  findings = $state.raw<FindingView[]>([]);
  /** It has looked at what stands there now. */
  looked = $state(false);
  #kept: string[] = [];
  #text = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  get gone(): FindingView[] {
    const still = this.findings.map((finding) => finding.key);
    return this.original.filter((finding) => !still.includes(finding.key) && !this.#kept.includes(finding.key));
  }

  async begin(original: string, ward: string): Promise<void> {
    try {
      const seen = await query("coach", { text: original, ward, kept: [], people: null });
      this.original = seen.findings.filter(concerns);
    } catch {
      // The coach only advises: without it the briefing is written all the same.
    }
  }

  changed(text: string, ward: string, after = LOOK_AFTER_MS): void {
    const turn = ++this.#turn;
    this.findings = follow(this.#text, text, this.findings);
    this.#text = text;
    this.looked = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(text, ward, turn), after);
  }

  async #look(text: string, ward: string, turn: number): Promise<void> {
    if (text.trim() === "") {
      this.findings = [];
      return;
    }
    try {
      const seen = await query("coach", { text, ward, kept: this.#kept, people: null });
      if (turn !== this.#turn) return;
      this.findings = seen.findings.filter(concerns);
      this.looked = true;
    } catch {
      // As above.
    }
  }

  keep(finding: FindingView): void {
    this.#kept.push(finding.key);
    this.findings = this.findings.filter((each) => each.key !== finding.key);
  }

  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }
}
