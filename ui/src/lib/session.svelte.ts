// Which stage the window is in, and the acts that move it. Everything a person reads hangs below
// the open stage, so leaving that stage drops it from memory.
import { asRefusal, closeWindow, mutate, onClosing, onLocked, query, subscribe } from "./api/client";
import type { LockedView, OpenView, SessionView, SetAsideView, TroubleView } from "./api/generated";
import { Again } from "./again";
import { anythingUnsaved, flushAll } from "./flush";

/** Activity is told to the backend at most this often. */
const TOUCH_EVERY_MS = 20_000;

export class Session {
  view = $state.raw<SessionView | null>(null);
  /** What was asked for while something on the page could not be saved: the person decides. */
  leaving = $state.raw<"lock" | "close" | null>(null);
  /** True where the notebook locked over words that could not be saved. */
  lost = $state(false);
  /** Where a notebook went that could not be opened. */
  aside = $state.raw<SetAsideView | null>(null);
  /** While a page must be finished first (the recovery code), the stage does not move under it. */
  #held = $state(false);
  #shown = $state.raw<SessionView | null>(null);
  #touched = 0;
  #asking = 0;
  readonly #again = new Again(() => this.load());

  /** What the window shows. */
  get stage(): SessionView | null {
    return this.#held ? this.#shown : this.view;
  }
  get open(): (OpenView & { stage: "open" }) | null {
    const stage = this.stage;
    return stage?.stage === "open" ? stage : null;
  }

  /** A notebook of one's own, without a server; sample data counts as a partnership's. */
  get alone(): boolean {
    return this.open?.sync.icon === "this-computer";
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
        if (event.topics.some((topic) => topic !== "drafts")) void this.#again.run();
      }),
      onLocked(() => void this.load()),
      onClosing(() => this.#mayClose()),
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
    if (asked !== this.#asking) return;
    // The pages still stand here, so they can say whether they held more than the disk does.
    if (this.view?.stage === "open" && view.stage === "locked") this.lost = !this.view.sample && anythingUnsaved();
    if (view.stage === "open") {
      this.lost = false;
      this.aside = null;
    } else this.leaving = null;
    this.view = view;
  }

  /** Asked for once over words that cannot be saved, it asks back; asked for again, it locks. */
  async lock(): Promise<void> {
    if (!this.open || this.open.sample) return;
    if (!(await flushAll()) && this.leaving === null) {
      this.leaving = "lock";
      return;
    }
    await mutate("lock");
    await this.load();
  }

  /** Answers whether the window may go. */
  async #mayClose(): Promise<boolean> {
    if ((await flushAll()) || !this.open || this.open.sample) return true;
    this.leaving = "close";
    return false;
  }

  stay(): void {
    this.leaving = null;
  }

  /** Goes on with what was asked for, over the words that could not be saved. */
  async leaveAnyway(): Promise<void> {
    if (this.leaving === "close") await closeWindow();
    else await this.lock();
  }

  /**
   * Moves a notebook that cannot be opened out of the way, whole, so that a backup can take its place.
   * The stage stands still meanwhile: where the notebook went is said on the page that follows.
   */
  async setAside(): Promise<void> {
    this.hold();
    try {
      // One that opened and then turned out damaged is still held open.
      await mutate("lock").catch(() => undefined);
      this.aside = await mutate("notebook_set_aside");
      await this.load();
    } finally {
      this.release();
    }
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
