// Which stage the window is in, and the acts that move it. Everything a person reads hangs below
// the open stage, so leaving that stage drops it from memory.
import { asRefusal, mutate, onClosing, onLocked, query, subscribe } from "./api/client";
import type { LockedView, OpenView, SessionView, TroubleView } from "./api/generated";
import { flushAll } from "./flush";

/** Activity is told to the backend at most this often. */
const TOUCH_EVERY_MS = 20_000;

export class Session {
  view = $state.raw<SessionView | null>(null);
  /** While a page must be finished first (the recovery code), the stage does not move under it. */
  #held = $state(false);
  #shown = $state.raw<SessionView | null>(null);
  #touched = 0;
  #asking = 0;

  /** What the window shows. */
  get stage(): SessionView | null {
    return this.#held ? this.#shown : this.view;
  }
  get open(): (OpenView & { stage: "open" }) | null {
    const stage = this.stage;
    return stage?.stage === "open" ? stage : null;
  }

  hold(): void {
    this.#shown = this.view;
    this.#held = true;
  }
  release(): void {
    this.#held = false;
    this.#shown = null;
  }

  /** Follows the backend until the returned function is called. */
  follow(): () => void {
    const stops = [
      subscribe((event) => {
        // The sync corner and its backup date change with records too.
        if (event.topics.some((topic) => topic !== "drafts")) void this.load();
      }),
      onLocked(() => void this.load()),
      onClosing(flushAll),
    ];
    void this.load();
    return () => stops.forEach((stop) => stop());
  }

  async load(): Promise<void> {
    const asked = ++this.#asking;
    let view: SessionView;
    try {
      view = await query("session");
    } catch (cause) {
      const refusal = asRefusal(cause);
      // A session that cannot be read is shown as trouble with its own words, never as an empty window.
      view = {
        stage: "trouble",
        code: refusal.code,
        headline: "Wardbook could not look into its folder.",
        paragraphs: [refusal.message],
        retryable: true,
      };
    }
    if (asked === this.#asking) this.view = view;
  }

  async lock(): Promise<void> {
    if (!this.open || this.open.sample) return;
    await flushAll();
    await mutate("lock");
    await this.load();
  }

  async leaveSample(): Promise<void> {
    await mutate("sample_leave");
    await this.load();
  }

  async dismissNotice(id: string): Promise<void> {
    await mutate("notice_dismiss", { id });
    await this.load();
  }

  /** A person is here: keeps the notebook from locking on idle. */
  touch(now = Date.now()): void {
    if (!this.open || now - this.#touched < TOUCH_EVERY_MS) return;
    this.#touched = now;
    // A refusal here (the notebook locked a moment ago) is told through `onLocked`.
    void mutate("touch").catch(() => undefined);
  }
}

export const session = new Session();
export type { LockedView, OpenView, TroubleView };
