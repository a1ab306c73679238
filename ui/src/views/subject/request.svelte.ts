/**
 * One request: what was found, what was decided of each text, and what is blacked out everywhere.
 *
 * Looking takes seconds, so it is done when the page opens, when what is looked for or blacked out changes, and when
 * somebody asks; a decision shows at once and looks through nothing. What was weighed stays with its text, on disk
 * too, until it is decided. Knows no element of the page.
 */
import { SvelteMap } from "svelte/reactivity";

import { Act, unsaid } from "../../lib/act.svelte";
import { Again } from "../../lib/again";
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { Done, SubjectDecided, SubjectItem, SubjectRequestView, SubjectSetRequest } from "../../lib/api/generated";
import { unfinished } from "../../lib/unfinished.svelte";
import { unchanged } from "../../lib/unchanged";
import { subject as words } from "../../lib/words/subject";
import { sayDone } from "../done";
import { AnswerForm } from "./answer.svelte";

export type Filter = "undecided" | "all" | "given" | "kept";
export const filters: readonly Filter[] = ["undecided", "all", "given", "kept"];

const fields = { reason: "keep-back-reason", note: "keep-back-weighed" };
const NOTHING_CHANGES: Omit<SubjectSetRequest, "id"> = { names: null, hide: null, extended: null, closed: null };

const fits: Record<Filter, (item: SubjectItem) => boolean> = {
  undecided: ({ decision }) => decision === null,
  all: () => true,
  given: ({ decision }) => decision?.give === true,
  kept: ({ decision }) => decision?.give === false,
};

/** Why something is kept back, as far as somebody has got with it. */
interface Kept {
  reason: string;
  note: string;
}

export class RequestState {
  readonly id: string;
  view = $state.raw<SubjectRequestView | null>(null);
  items = $state.raw<SubjectItem[]>([]);
  /** How many nobody decided about, of all that were found. */
  undecided = $state(0);
  failure = $state.raw<Refusal | null>(null);
  looking = $state(false);
  filter = $state<Filter>("undecided");
  /** The text that is read. */
  at = $state<string | null>(null);
  /** It is shown as it would be given. */
  asGiven = $state(false);
  /** The text that is being kept back. */
  keeping = $state<string | null>(null);
  /** Typed and not blacked out yet. */
  hiding = $state("");
  /** Typed and not looked for yet. */
  naming = $state("");
  /** One for each text: what is refused of the one before is not said of this one. */
  act = $state.raw(new Act<Done>(fields));
  readonly namesAct = new Act<Done>({ names: "subject-name" });
  readonly hideAct = new Act<Done>({ hide: "subject-hide" });
  /** What is selected in a text, to be blacked out: said beside that text. */
  readonly selectedAct = new Act<Done>();
  /** Of the request as a whole: its time, and whether it is closed. */
  readonly wholeAct = new Act<Done>();
  readonly answer: AnswerForm;
  readonly #kept = new SvelteMap<string, Kept>();
  /** Texts of which something was written on this page. */
  // Nothing is drawn from it, so nothing needs to follow it.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #typed = new Set<string>();
  readonly #again = new Again(() => this.#look());
  /** Decided while it was looked: what comes back may be older. */
  // Nothing is drawn from it, so nothing needs to follow it.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #meanwhile = new Map<string, SubjectDecided | null>();

  constructor(id: string) {
    this.id = id;
    // Somebody else may have recorded something since: what came is shown, so that it can be decided.
    this.answer = new AnswerForm(id, () => void this.look());
  }

  /** Those that the filter lets through. */
  get shown(): SubjectItem[] {
    return this.items.filter(fits[this.filter]);
  }
  get item(): SubjectItem | null {
    return this.items.find(({ id }) => id === this.at) ?? null;
  }
  get total(): number {
    return this.view?.total ?? 0;
  }
  get closed(): boolean {
    return (this.view?.closed ?? null) !== null;
  }
  count(filter: Filter): number {
    if (filter === "undecided") return this.undecided;
    return filter === "all" ? this.total : this.items.filter(fits[filter]).length;
  }

  /** Ends when it was looked after this. */
  look(): Promise<void> {
    return this.#again.run();
  }

  async #look(): Promise<void> {
    this.looking = true;
    this.#meanwhile.clear();
    try {
      const view = await query("subject_request", { id: this.id });
      const stood = this.shown.findIndex(({ id }) => id === this.at);
      this.view = view;
      this.undecided = view.undecided;
      this.items = unchanged(this.items, view.items, ({ id }) => id);
      for (const [item, decision] of this.#meanwhile) this.#stand(item, decision);
      this.failure = null;
      const here = this.items.map(({ id }) => id);
      if (this.at === null || !here.includes(this.at)) this.#to(Math.max(0, stood));
      if (this.keeping !== null && !this.act.busy && !here.includes(this.keeping)) this.keeping = null;
    } catch (cause) {
      this.failure = asRefusal(cause);
    } finally {
      this.looking = false;
    }
  }

  /** How it was decided, as it shows at once. */
  #stand(id: string, decision: SubjectDecided | null): void {
    this.items = this.items.map((item) => {
      if (item.id !== id) return item;
      this.undecided += Number(item.decision !== null && decision === null) - Number(item.decision === null && decision !== null);
      return { ...item, decision };
    });
  }

  /** To that place of the list, or the last before it. */
  #to(place: number): void {
    const { shown } = this;
    this.at = shown[Math.min(place, shown.length - 1)]?.id ?? null;
  }

  narrow(filter: Filter): void {
    this.filter = filter;
    if (!this.shown.some(({ id }) => id === this.at)) this.#to(0);
    this.close();
  }

  /** Moves by texts; stays inside the list. Answers whose turn it is. */
  move(step: number): string | null {
    const { shown } = this;
    const at = shown.findIndex(({ id }) => id === this.at);
    const to = at < 0 ? (step > 0 ? 0 : shown.length - 1) : at + step;
    this.pick(shown[Math.max(0, Math.min(to, shown.length - 1))]?.id ?? null);
    return this.at;
  }

  pick(id: string | null): void {
    if (this.at === id) return;
    this.at = id;
    this.close();
    if (!this.act.busy) this.act = new Act<Done>(fields);
    if (!this.selectedAct.busy) this.selectedAct.forget();
  }

  get kept(): Kept {
    return (this.keeping === null ? undefined : this.#kept.get(this.keeping)) ?? { reason: "", note: "" };
  }
  setKept(more: Partial<Kept>): void {
    if (this.keeping === null) return;
    if (more.reason !== undefined) this.act.mend(fields.reason);
    if (more.note !== undefined) this.act.mend(fields.note);
    this.#write(this.keeping, { ...this.kept, ...more });
  }
  /** On the page at once; what was weighed is on disk at the next pause. */
  #write(item: string, kept: Kept): void {
    this.#kept.set(item, kept);
    this.#typed.add(item);
    unfinished.set(this.#place, item, kept.note || null);
  }
  get #place(): { about: string[]; form: "weighed" } {
    return { about: [this.id], form: "weighed" };
  }
  /** Brings back what was weighed of this text before. What was written on the page is newer. */
  async #recall(item: string): Promise<void> {
    const rows = await unfinished.recall([this.id]);
    const found = rows.find(({ form, field }) => form === "weighed" && field === item);
    if (!found || this.keeping !== item || this.#typed.has(item)) return;
    this.#kept.set(item, { ...this.kept, note: found.text });
  }

  /** Why it is kept back is asked; where it is kept back already, from what was said. */
  begin(): void {
    const { item } = this;
    if (!item || this.closed || this.act.busy) return;
    this.act = new Act<Done>(fields);
    this.keeping = item.id;
    const { decision } = item;
    if (decision && !decision.give && !this.#kept.has(item.id))
      this.#kept.set(item.id, { reason: decision.reason ?? "", note: decision.note ?? "" });
    void this.#recall(item.id);
  }
  /** What was written stays with the text. */
  close(): void {
    if (!this.act.busy) this.keeping = null;
  }

  async give(): Promise<boolean> {
    const { item } = this;
    if (!item || this.closed || this.act.busy || item.decision?.give) return false;
    this.act = new Act<Done>(fields);
    return this.#decide(item, true, null, null);
  }

  async keepBack(): Promise<boolean> {
    const item = this.items.find(({ id }) => id === this.keeping);
    if (!item || this.act.busy) return false;
    const { reason, note } = this.kept;
    return this.#decide(item, false, reason, note.trim() || null);
  }

  async #decide(item: SubjectItem, give: boolean, reason: string | null, note: string | null): Promise<boolean> {
    const { act } = this;
    const before = item.decision;
    const done = await act.run(async () => {
      if (!give && !reason) throw unsaid("reason", words.keep.reasonMissing);
      const does = () => mutate("subject_decide", { id: this.id, item: item.id, give, reason, note });
      return unfinished.become(this.#place, does, [item.id]);
    });
    if (!done || !act.answer) return false;
    const kept = this.#kept.get(item.id);
    sayDone(act.answer, () => {
      if (kept) this.#write(item.id, kept);
      this.#decided(item.id, before);
    });
    this.#kept.delete(item.id);
    this.#typed.delete(item.id);
    if (this.keeping === item.id) this.keeping = null;
    const place = this.shown.findIndex(({ id }) => id === item.id);
    this.#decided(item.id, { give, reason, note, words: act.answer.words });
    // Where it has left the list, the one that took its place is next.
    if (this.at === item.id && place >= 0 && !this.shown.some(({ id }) => id === item.id)) this.#to(place);
    return true;
  }
  #decided(id: string, decision: SubjectDecided | null): void {
    if (this.looking) this.#meanwhile.set(id, decision);
    this.#stand(id, decision);
    if (this.at === null) this.#to(0);
  }

  async setNames(names: readonly string[]): Promise<boolean> {
    return this.#set(this.namesAct, { names: [...names] });
  }

  async setHide(hide: readonly string[]): Promise<boolean> {
    return !this.selectedAct.busy && this.#set(this.hideAct, { hide: [...hide] });
  }
  /** One more, selected in a text; what is blacked out already stays as it is. */
  async hideSelected(text: string): Promise<boolean> {
    const act = this.selectedAct;
    const word = text.trim();
    if (word === "") return act.run(() => Promise.reject(unsaid("hide", words.item.nothingSelected)));
    act.forget();
    const hidden = this.view?.hide ?? [];
    if (hidden.includes(word)) return true;
    return !this.hideAct.busy && this.#set(act, { hide: [...hidden, word] });
  }

  extend(): Promise<boolean> {
    return this.#set(this.wholeAct, { extended: true });
  }
  shut(closed: boolean): Promise<boolean> {
    return this.#set(this.wholeAct, { closed });
  }

  /** Whatever changes is looked at again; while that takes its time, the page goes on. */
  async #set(act: Act<Done>, change: Partial<SubjectSetRequest>): Promise<boolean> {
    const done = await act.run(() => mutate("subject_set", { ...NOTHING_CHANGES, ...change, id: this.id }));
    if (!done || !act.answer) return false;
    sayDone(act.answer, () => void this.look());
    act.forget();
    const { view } = this;
    if (view) this.view = { ...view, names: change.names ?? view.names, hide: change.hide ?? view.hide };
    void this.look();
    return true;
  }
}
