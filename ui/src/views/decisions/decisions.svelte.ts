// What two people, or two laptops, wrote differently. A decision made here stays on the page with its
// way back, for as long as the page is open: a toast alone would take the undo away with it.
import { toasts } from "../../kit/toasts.svelte";
import { type DayFields, readDay } from "../../kit/when";
import { Act, unsaid } from "../../lib/act.svelte";
import { mutate, query, type Refusal, subscribe } from "../../lib/api/client";
import type { ConflictView, HeadView } from "../../lib/api/generated";
import { shortDay } from "../../lib/dates";
import { Latest } from "../../lib/latest";
import { decisions as words } from "../../lib/words/people";

const blankDay = (): DayFields => ({ day: "", month: "", year: "" });

/** One conflict on the page: open, or decided a moment ago. */
export class Decision {
  conflict = $state.raw<ConflictView>() as ConflictView;
  /** What was kept or written, while it can be taken back here. */
  decided = $state.raw<{ decision: string; words: string } | null>(null);
  other = $state("");
  /** Instead of `other`, where a day is decided. */
  day = $state.raw<DayFields>(blankDay());
  why = $state("");
  readonly act = new Act<true>({ value: "value", why: "why" });

  /** A third date, status or blocker is kept with its reason, as the other two were. */
  get takesWhy(): boolean {
    return ["due", "status", "blocker"].includes(this.conflict.field);
  }

  /** A day is shown in words and written in its three fields. */
  get ofDay(): boolean {
    return this.conflict.field === "due";
  }
  inWords(value: string): string {
    return this.ofDay ? shortDay(value) : value;
  }

  constructor(conflict: ConflictView) {
    this.conflict = conflict;
  }
}

export class DecisionsState {
  list = $state.raw<Decision[]>([]);
  failure = $state.raw<Refusal | null>(null);
  readonly #latest = new Latest();
  readonly #ask: () => Promise<readonly ConflictView[]>;

  /** `ask`: where the conflicts come from; every one of the notebook where nothing is given. */
  constructor(ask: () => Promise<readonly ConflictView[]> = async () => (await query("conflicts")).conflicts) {
    this.#ask = ask;
  }

  get left(): number {
    return this.list.filter((each) => each.decided === null).length;
  }

  follow(): () => void {
    void this.load();
    return subscribe((event) => {
      if (event.topics.some((topic) => topic === "sync" || topic === "people" || topic === "settings" || topic === "work")) void this.load();
    });
  }

  async load(): Promise<void> {
    await this.#latest.ask(
      () => this.#ask(),
      (conflicts) => {
        this.take(conflicts);
        this.failure = null;
      },
      (refusal) => (this.failure = refusal),
    );
  }

  /** Decisions keep their places; what somebody types stays; new ones come last. */
  take(conflicts: readonly ConflictView[]): void {
    const stays = this.list.filter((each) => {
      const now = conflicts.find(({ id }) => id === each.conflict.id);
      if (now) {
        each.conflict = now;
        // It stands open again: the decision was taken back, here or elsewhere, or a third version came.
        if (!each.act.busy) each.decided = null;
        return true;
      }
      return each.decided !== null || each.act.busy;
    });
    const fresh = conflicts.filter(({ id }) => !stays.some((each) => each.conflict.id === id));
    this.list = [...stays, ...fresh.map((conflict) => new Decision(conflict))];
  }

  keep(on: Decision, head: HeadView): Promise<boolean> {
    return this.#decide(on, { keep: head.id, value: null }, words.kept(on.inWords(head.value)));
  }

  write(on: Decision): Promise<boolean> {
    const value = on.ofDay ? (readDay(on.day) ?? "") : on.other.trim();
    return this.#decide(on, { keep: null, value }, words.wrote(on.inWords(value)), value === "");
  }

  async #decide(
    on: Decision,
    how: { keep: string | null; value: string | null },
    said: string,
    empty = false,
  ): Promise<boolean> {
    const { id, what } = on.conflict;
    const done = await on.act.run(async () => {
      // An empty value would be taken as one.
      if (empty) throw unsaid("value", on.ofDay ? words.missingDay : words.missing);
      const why = how.value !== null && on.takesWhy ? on.why.trim() : null;
      const { decision } = await mutate("conflict_decide", { id, why, ...how });
      on.decided = { decision, words: said };
      toasts.say({
        about: id,
        words: what,
        detail: said,
        undo: { label: words.undo, act: async () => void (await this.undo(on)) },
      });
      return true as const;
    });
    if (done) await this.load();
    return done;
  }

  /** The versions stand beside each other again. */
  async undo(on: Decision): Promise<boolean> {
    const { decided, conflict } = on;
    if (!decided) return false;
    const done = await on.act.run(async () => {
      await mutate("conflict_undo", { id: conflict.id, decision: decided.decision });
      on.decided = null;
      on.other = "";
      on.day = blankDay();
      on.why = "";
      toasts.say({ about: conflict.id, words: words.undone });
      return true as const;
    });
    if (done) await this.load();
    return done;
  }
}
