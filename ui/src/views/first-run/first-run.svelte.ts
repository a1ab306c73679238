// The first minutes: which step stands open, what was typed, and the acts behind the buttons.
// Secrets live in this object only while their step is open.
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { InvitationLook, PassphraseStrengthView } from "../../lib/api/generated";
import { type Fault, faultOf, faults, type Fields, problemOf } from "../../lib/faults";
import { session } from "../../lib/session.svelte";

export type Step = "choose" | "create" | "join" | "restore" | "code";

const STRENGTH_PAUSE_MS = 150;

const FIELDS: Record<Step, Fields> = {
  choose: {},
  create: {
    name: "name",
    passphrase: "passphrase",
    passphrase_again: "passphrase_again",
    boundaries: "boundaries",
  },
  join: { invitation: "invitation", passphrase: "passphrase", passphrase_again: "passphrase_again" },
  // One field takes either secret, so both refusals belong to it.
  restore: { file: "file", secret: "secret", passphrase: "secret", recovery_code: "secret" },
  code: {},
};

export class FirstRunState {
  step = $state<Step>("choose");
  busy = $state(false);
  refusal = $state.raw<Refusal | null>(null);

  name = $state("");
  passphrase = $state("");
  again = $state("");
  boundaries = $state("");
  shown = $state(false);
  strength = $state.raw<PassphraseStrengthView | null>(null);

  file = $state("");
  secret = $state("");

  invitation = $state("");
  /** What the pasted invitation says of itself; none until it reads. */
  look = $state.raw<InvitationLook | null>(null);
  /** What is wrong with it, told when the field is left: half a paste is no mistake yet. */
  #slip = $state("");
  /** The partnership that was joined; empty where none was. */
  joined = $state("");

  recoveryCode = $state("");

  /** Fields typed in since the refusal: what it said of them no longer holds. */
  #mended = $state.raw<readonly string[]>([]);
  #strengthTimer: ReturnType<typeof setTimeout> | undefined;
  #strengthAsked = 0;

  constructor(defaultBoundaries: string) {
    this.boundaries = defaultBoundaries;
  }

  go(step: Step): void {
    this.step = step;
    this.refusal = null;
    this.passphrase = "";
    this.again = "";
    this.secret = "";
    this.invitation = "";
    this.look = null;
    this.#slip = "";
    this.strength = null;
    this.shown = false;
  }

  /** Words for one field, where the refusal names it. */
  error(field: string): string | undefined {
    const refused = this.#mended.includes(field) ? undefined : faultOf(this.refusal, FIELDS[this.step], field);
    return refused ?? (field === "invitation" && this.#slip ? this.#slip : undefined);
  }
  /** The summary stands until the next try: a list that changed would move the page under the typing. */
  mend(field: string): void {
    if (this.refusal && !this.#mended.includes(field)) this.#mended = [...this.#mended, field];
  }
  get faults(): Fault[] {
    return faults(this.refusal, FIELDS[this.step]);
  }
  get problem(): string | undefined {
    return problemOf(this.refusal, FIELDS[this.step]);
  }

  /** Asks how strong the passphrase is, once typing pauses. */
  weigh(): void {
    clearTimeout(this.#strengthTimer);
    const asked = ++this.#strengthAsked;
    if (!this.passphrase) {
      this.strength = null;
      return;
    }
    this.#strengthTimer = setTimeout(() => {
      void query("passphrase_strength", { passphrase: this.passphrase, name: this.name }).then(
        (strength) => {
          if (asked === this.#strengthAsked) this.strength = strength;
        },
        // How strong it is is a help, not a gate here: creating tells the reason in full.
        () => undefined,
      );
    }, STRENGTH_PAUSE_MS);
  }

  async explore(): Promise<void> {
    await this.#act(async () => {
      await mutate("sample_open");
      await session.load();
    });
  }

  /** The recovery code is shown before the notebook opens, so the stage waits for it. */
  async create(): Promise<void> {
    await this.#act(async () => {
      session.hold();
      try {
        const made = await mutate("notebook_create", {
          name: this.name,
          passphrase: this.passphrase,
          passphrase_again: this.again,
          boundaries: this.boundaries,
        });
        this.go("code");
        this.recoveryCode = made.recovery_code;
      } catch (cause) {
        session.release();
        throw cause;
      }
    });
  }

  /** Mail programs break long lines; no invitation has a space in it. */
  get #whole(): string {
    return this.invitation.replace(/\s+/g, "");
  }

  /** Looks at what was pasted, so that it can be compared before anything is sent. `left`: the field was. */
  async read(left = false): Promise<void> {
    const asked = this.invitation;
    let look: InvitationLook | null = null;
    let slip = "";
    if (!left) this.#slip = "";
    try {
      if (asked.trim()) look = await query("invitation_look", { invitation: this.#whole });
    } catch (cause) {
      slip = asRefusal(cause).message;
    }
    if (asked !== this.invitation) return;
    this.look = look;
    if (left) this.#slip = slip;
  }

  async join(): Promise<void> {
    await this.#act(async () => {
      session.hold();
      try {
        const joined = await mutate("join", {
          invitation: this.#whole,
          passphrase: this.passphrase,
          passphrase_again: this.again,
        });
        this.go("code");
        this.name = joined.person;
        this.joined = joined.partnership;
        this.recoveryCode = joined.recovery_code;
      } catch (cause) {
        session.release();
        throw cause;
      }
    });
  }

  async kept(): Promise<void> {
    this.recoveryCode = "";
    // Where this is refused (the notebook locked meanwhile), its notice goes on asking.
    await mutate("recovery_code_kept").catch(() => undefined);
    await session.load();
    session.release();
  }

  async restore(): Promise<void> {
    await this.#act(async () => {
      await mutate("restore", { file: this.file, secret: this.secret });
      this.secret = "";
      await session.load();
    });
  }

  async #act(does: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = null;
    this.#mended = [];
    try {
      await does();
    } catch (cause) {
      this.refusal = asRefusal(cause);
    } finally {
      this.busy = false;
    }
  }
}
