// Unlocking: by passphrase or by the printed code, and the wait that follows wrong tries. The
// backend counts the tries and decides; this only shows its clock.
import { asRefusal, mutate, type Refusal } from "../../lib/api/client";
import { faultOf, type Fields, problemOf } from "../../lib/faults";
import { session } from "../../lib/session.svelte";
import { words } from "../../lib/words/en";

type Way = "passphrase" | "code" | "neither";

const FIELDS: Record<Way, Fields> = {
  passphrase: { passphrase: "passphrase" },
  code: {
    recovery_code: "recovery_code",
    passphrase: "passphrase",
    passphrase_again: "passphrase_again",
  },
  neither: {},
};

export class LockedState {
  way = $state<Way>("passphrase");
  passphrase = $state("");
  code = $state("");
  again = $state("");
  shown = $state(false);
  busy = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  /** Seconds until the next try is taken. */
  wait = $state(0);
  /** How long the wait was when it began: said once, where the seconds between are only shown. */
  waitFrom = $state(0);
  /** True once a wait has run out, so that it is said. */
  waited = $state(false);

  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(waitSeconds: number) {
    this.#startWait(waitSeconds);
  }

  use(way: Way): void {
    this.way = way;
    this.refusal = null;
    this.#clear();
  }

  error(field: string): string | undefined {
    return faultOf(this.refusal, FIELDS[this.way], field);
  }

  /** What went wrong as a whole, where no field is named. */
  get problem(): string | undefined {
    // A wait has its own line, which counts down.
    if (this.refusal?.code === "wait") return undefined;
    // Elsewhere the advice is to export what can be read; nothing can be while it is locked.
    if (this.refusal?.code === "damaged") return words.locked.damaged;
    return problemOf(this.refusal, FIELDS[this.way]);
  }

  async unlock(): Promise<void> {
    if (this.busy || this.wait > 0 || this.way === "neither") return;
    this.busy = true;
    this.refusal = null;
    this.waited = false;
    try {
      if (this.way === "passphrase") await mutate("unlock", { passphrase: this.passphrase });
      else
        await mutate("unlock_with_recovery_code", {
          recovery_code: this.code,
          passphrase: this.passphrase,
          passphrase_again: this.again,
        });
      this.#clear();
      await session.load();
    } catch (cause) {
      this.refusal = asRefusal(cause);
      if (this.way === "passphrase") this.passphrase = "";
      this.#startWait(this.refusal.wait_seconds ?? 0);
      // The folder may have turned out damaged, full or read-only: that is another stage.
      await session.load();
    } finally {
      this.busy = false;
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #clear(): void {
    this.passphrase = "";
    this.again = "";
    this.code = "";
    this.shown = false;
  }

  #startWait(seconds: number): void {
    clearInterval(this.#timer);
    this.wait = seconds;
    this.waitFrom = seconds;
    if (seconds <= 0) return;
    this.#until = Date.now() + seconds * 1_000;
    this.#timer = setInterval(() => {
      this.wait = Math.max(0, Math.ceil((this.#until - Date.now()) / 1_000));
      if (this.wait > 0) return;
      clearInterval(this.#timer);
      this.refusal = null;
      this.waited = true;
    }, 250);
  }
}
