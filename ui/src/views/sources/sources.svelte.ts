/**
 * The page of sealed sources: the list of leads, what is sealed, and its acts, each with its own form.
 *
 * What was opened and a code that was made stand in the form that brought them, nowhere else, and go when the
 * person closes them or the page goes: an answer that comes later than that is dropped.
 */
import { toasts } from "../../kit/toasts.svelte";
import { Act, unsaid } from "../../lib/act.svelte";
import { Again } from "../../lib/again";
import { mutate, query, type Refusal, subscribe } from "../../lib/api/client";
import type { LeadRow, RosterBegun, SourceOpened, SourceRow, SourcesView, WhyRow } from "../../lib/api/generated";
import { unfinished } from "../../lib/unfinished.svelte";
import { Latest } from "../../lib/latest";
import { words as general } from "../../lib/words/en";
import { keeping } from "../../lib/words/keeping";
import { sources as words } from "../../lib/words/sources";
import { askWhys } from "../keeping/erasing.svelte";
import { saySent } from "../people/forms.svelte";
import { MergingForm } from "./merging.svelte";

/** As many as are listed; where there are that many, there may be more. */
export const LISTED_MOST = 200;

/** The first list of leads, one with a new code, or one by the printed code: each brings a code that is shown once. */
export class CodeForm {
  typed = $state("");
  /** Gone when the person says that it is kept, or the page closes. */
  made = $state.raw<{ code: string; mark: string; instead: boolean } | null>(null);
  readonly beginning = new Act<true>();
  readonly recovering = new Act<true>({ recovery_code: "leads-code", code: "leads-code" });
  /** Whether a new code is to be made, in a dialog. */
  asked = $state(false);
  readonly renewing = new Act<true>();
  #gone = false;

  async begin(): Promise<boolean> {
    return this.#make(this.beginning, false, () => mutate("roster_begin"));
  }

  async recover(): Promise<boolean> {
    const code = this.typed.trim();
    const done = await this.#make(this.recovering, true, () => {
      if (code === "") throw unsaid("code", words.recover.missing);
      return mutate("roster_recover", { code });
    });
    if (done) this.typed = "";
    return done;
  }

  ask(): void {
    this.renewing.forget();
    this.asked = true;
  }
  close(): void {
    this.asked = false;
  }

  async renew(): Promise<boolean> {
    const done = await this.#make(this.renewing, true, async () => {
      const made = await mutate("roster_renew_code");
      // The dialog has gone before the focus goes to the code.
      this.close();
      return made;
    });
    // Closed while it was under way: nobody sees the dialog any more.
    if (this.renewing.refusal && !this.asked) toasts.say({ words: this.renewing.refusal.message });
    return done;
  }

  async #make(act: Act<true>, instead: boolean, make: () => Promise<RosterBegun>): Promise<boolean> {
    return act.run(async () => {
      const { recovery_code: code, mark } = await make();
      if (this.#gone) toasts.say({ about: "roster", words: words.code.unseen });
      else this.made = { code, mark, instead };
      return true;
    });
  }

  /** It is on paper: the notice that says so goes, or stays where that fails, and can be put away by itself. */
  kept(): void {
    this.made = null;
    void mutate("notice_dismiss", { id: "leads-code" }).catch(() => undefined);
  }

  forget(): void {
    this.#gone = true;
    this.made = null;
    this.typed = "";
  }
}

/** A device that is to be added or removed, in a dialog. */
export class LeadForm {
  asked = $state.raw<{ what: "adding" | "removing"; row: LeadRow } | null>(null);
  /** They read out what stands here: nobody is added unheard. */
  compared = $state(false);
  readonly act = new Act<true>();

  ask(what: "adding" | "removing", row: LeadRow): void {
    this.asked = { what, row };
    this.compared = false;
    this.act.forget();
  }

  close(): void {
    this.asked = null;
    this.compared = false;
  }

  async do(): Promise<boolean> {
    const { asked } = this;
    if (!asked) return false;
    const { device } = asked.row;
    return this.act.run(async () => {
      if (asked.what === "adding" && !this.compared) throw unsaid("compared", words.adding.notCompared);
      await mutate(asked.what === "adding" ? "lead_add" : "lead_remove", { device });
      await saySent(device, words[asked.what].done);
      return true;
    });
  }
}

const reasonOf = (source: string) => ({ about: [source], form: "opening" as const });

/**
 * One source at a time: the reason first, then what it says. The reason follows the typing to disk until the source
 * is opened or the form is given up; what was opened never does.
 */
export class OpeningForm {
  id = $state<string | null>(null);
  #reason = $state("");
  opened = $state.raw<SourceOpened | null>(null);
  /** One for each opening: what the one before is refused late is not said of this one. */
  act = $state.raw(new Act<true>({ reason: "source-reason" }));
  /** Counts what was asked for and closed, so that a late answer finds nobody waiting for it. */
  #turn = 0;
  /** Something was typed since it was asked for: that is newer than what the disk has. */
  #typed = false;

  get reason(): string {
    return this.#reason;
  }
  set reason(text: string) {
    if (this.id === null) return;
    this.#typed = true;
    this.#reason = text;
    unfinished.set(reasonOf(this.id), "reason", text || null);
  }

  ask(id: string): void {
    this.close();
    this.id = id;
    void this.#recall(id, this.#turn);
  }
  async #recall(id: string, turn: number): Promise<void> {
    const rows = await unfinished.recall([id]);
    if (turn !== this.#turn || this.#typed) return;
    this.#reason = rows.find(({ form, field }) => form === "opening" && field === "reason")?.text ?? "";
  }

  /** Given up: the reason goes, with a way back. */
  drop(): void {
    const { id, reason } = this;
    if (id === null) return;
    // Opened already, or being opened: the reason is the opening's then.
    if (this.opened === null && !this.act.busy) {
      this.reason = "";
      if (reason.trim() !== "") {
        const back = () => this.#putBack(id, reason);
        toasts.say({ about: id, words: words.opening.dropped, undo: { label: general.acts.undo, act: back } });
      }
    }
    this.close();
  }
  #putBack(id: string, reason: string): void {
    if (this.id !== id) unfinished.set(reasonOf(id), "reason", reason);
    else if (this.opened === null && this.reason === "") this.reason = reason;
  }

  /** Wipes what was opened. A reason half written stays on disk. */
  close(): void {
    this.#turn += 1;
    this.id = null;
    this.#reason = "";
    this.#typed = false;
    this.opened = null;
    this.act = new Act<true>({ reason: "source-reason" });
  }

  async open(): Promise<boolean> {
    const { id } = this;
    if (id === null) return false;
    const turn = this.#turn;
    const reason = this.reason.trim();
    const done = await this.act.run(async () => {
      if (reason === "") throw unsaid("reason", words.opening.reasonMissing);
      const opened = await unfinished.become(reasonOf(id), () => mutate("source_open", { id, reason }));
      if (turn === this.#turn) this.opened = opened;
      return true;
    });
    if (turn !== this.#turn) return false;
    if (done) this.#reason = "";
    return done;
  }
}

/** A source past its time that is to be erased for good, in a dialog. */
export class SourceErasing {
  asked = $state.raw<SourceRow | null>(null);
  /** Why it may be erased; null until that is known. */
  whys = $state.raw<readonly WhyRow[] | null>(null);
  why = $state("");
  act = $state.raw(new Act<true>({ why: "source-why" }));
  readonly #latest = new Latest();

  async ask(row: SourceRow): Promise<void> {
    this.asked = row;
    this.why = "";
    this.whys = null;
    this.act = new Act<true>({ why: "source-why" });
    await this.#latest.ask(
      askWhys,
      (whys) => (this.whys = whys),
      (refusal) => (this.act.refusal = refusal),
    );
  }

  choose(why: string): void {
    this.act.mend("source-why");
    this.why = why;
  }

  close(): void {
    this.asked = null;
    this.why = "";
  }

  async do(): Promise<boolean> {
    const { asked, act, why } = this;
    if (!asked || this.whys === null) return false;
    const done = await act.run(async () => {
      if (why === "") throw unsaid("why", keeping.erase.whyMissing);
      await mutate("source_erase", { id: asked.id, why });
      toasts.say({ about: asked.id, words: keeping.source.done(asked.reference) });
      return true;
    });
    // Closed while it was under way: nobody sees the form any more.
    if (act.refusal && this.asked !== asked) toasts.say({ words: act.refusal.message });
    return done;
  }
}

export class SourcesState {
  view = $state.raw<SourcesView | null>(null);
  failure = $state.raw<Refusal | null>(null);
  /** True where the system would not copy the fingerprint, and it has to be selected by hand. */
  byHand = $state(false);
  readonly code = new CodeForm();
  readonly lead = new LeadForm();
  readonly opening = new OpeningForm();
  readonly erasing = new SourceErasing();
  /** Any of those that are held, whatever the list is narrowed to. */
  readonly merging = new MergingForm(
    () => this.view?.sources ?? [],
    () => this.load(),
  );
  /** Only those past their time are listed. */
  onlyDue = $state(false);
  readonly #latest = new Latest();
  readonly #again = new Again(() => this.load());

  follow(): () => void {
    void this.load();
    const stop = subscribe((event) => {
      if (event.topics.includes("people") || event.topics.includes("sync")) void this.#again.run();
    });
    return () => {
      stop();
      this.code.forget();
      this.opening.close();
      this.merging.close();
    };
  }

  /** Past their time. */
  get due(): SourceRow[] {
    return this.view?.sources.filter(({ due }) => due !== null) ?? [];
  }
  get listed(): readonly SourceRow[] {
    return this.onlyDue && this.due.length > 0 ? this.due : (this.view?.sources ?? []);
  }

  async load(): Promise<void> {
    await this.#latest.ask(
      () => query("sources"),
      (view) => {
        this.view = view;
        this.failure = null;
      },
      (refusal) => (this.failure = refusal),
    );
  }

  async copy(): Promise<void> {
    const fingerprint = this.view?.roster?.fingerprint;
    if (fingerprint === undefined) return;
    try {
      await navigator.clipboard.writeText(fingerprint);
      this.byHand = false;
      toasts.say({ about: "roster", words: words.roster.copied });
    } catch {
      this.byHand = true;
    }
  }
}
