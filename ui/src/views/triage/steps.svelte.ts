/**
 * The steps of triage: which form stands open, about which notes, what is written in it, and the act.
 *
 * What is written belongs to its notes, so that looking elsewhere loses nothing, and neither does a
 * program that is killed; after an undo it stands in its form again. Every step that its sender hears of carries the sentence they read.
 */
import { SvelteMap } from "svelte/reactivity";

import { Act, unsaid } from "../../lib/act.svelte";
import { mutate } from "../../lib/api/client";
import type { Done, GradeInput, SentencesView, UnfinishedForm } from "../../lib/api/generated";
import { unfinished } from "../../lib/unfinished.svelte";
import { triage as words } from "../../lib/words/triage";
import { readDay, type DayFields } from "../../kit/when";
import { toasts } from "../../kit/toasts.svelte";
import { sayDone, takeBack } from "../done";
import { type GradeChoice, Grading, inputOf } from "./grading.svelte";

export type Step = "assign" | "ask" | "tell" | "brief" | "grade" | "link" | "send" | "close";
const STEPS: readonly Step[] = ["assign", "ask", "tell", "brief", "grade", "link", "send", "close"];
/** What can still be done about a note that its sender withdrew. */
const OF_WITHDRAWN: readonly Step[] = ["assign", "close"];
export const allowed = (step: Step, withdrawn: boolean) => !withdrawn || OF_WITHDRAWN.includes(step);
export type Field = "to" | "question" | "briefing" | "plan" | "body" | "reference" | "reason" | "feedback" | "remark" | "sentence" | "promised";

const fields = {
  to: "to",
  text: "text",
  plan: "plan",
  reference: "reference",
  reason: "reason",
  feedback: "feedback",
  sentence: "sentence",
  promised: "promised",
  grade: "grade",
  conditions: "conditions",
  marking: "marking",
};
/** The form each field is kept with; a sentence is kept with the step it goes with. */
const FORM: Record<Exclude<Field, "sentence">, UnfinishedForm> = {
  to: "assign",
  question: "ask",
  briefing: "brief",
  plan: "link",
  body: "send",
  reference: "send",
  reason: "close",
  feedback: "close",
  remark: "remark",
  promised: "tell",
};

export class Steps {
  open = $state<Step | null>(null);
  /** The notes the open step is about. */
  ids = $state.raw<readonly string[]>([]);
  readonly act = new Act<Done>(fields);
  readonly remark = new Act<Done>({ text: "text" });
  readonly gradeBack = new Act<Done>();
  readonly grading = new Grading();
  /** The note whose grade was taken back last. */
  #gradeBackOf = $state("");
  #sentences = $state.raw<SentencesView | null>(null);
  /** By note, or notes, step and field. */
  readonly #texts = new SvelteMap<string, string>();

  get about(): string {
    return this.ids.join(" ");
  }

  /** The step whose words are kept with this form; null where it is none of a step. */
  stepOf(form: UnfinishedForm): Step | null {
    return STEPS.find((step) => step === form) ?? null;
  }

  begin(step: Step, ids: readonly string[], sentences: SentencesView | null): void {
    if (this.open !== step || this.about !== ids.join(" ")) this.act.forget();
    this.open = step;
    this.ids = ids;
    this.#sentences = sentences;
    void this.recall(ids);
  }
  end(): void {
    this.open = null;
    this.act.forget();
  }

  #key(field: Field, about = this.about): string {
    const step = field === "remark" ? "remark" : field === "sentence" ? `${this.open} ${this.#of("body", about)}` : "";
    return `${about}|${step}|${field}`;
  }
  #of(field: Field, about = this.about): string {
    return this.#texts.get(`${about}||${field}`) ?? "";
  }
  get(field: Field, about = this.about): string {
    return this.#texts.get(this.#key(field, about)) ?? (field === "sentence" ? this.usual : "");
  }
  set(field: Field, text: string, about = this.about): void {
    this.act.mend(field === "question" || field === "briefing" ? "text" : field);
    if (field === "remark") this.remark.mend("text");
    this.#write(this.#key(field, about), text);
  }
  /** On the page at once, on disk at the next pause. Null drops it. */
  #write(key: string, text: string | null): void {
    if (text === null) this.#texts.delete(key);
    else this.#texts.set(key, text);
    const place = this.#placeOf(key);
    if (place) unfinished.set(place, key.slice(key.indexOf("|") + 1), text || null);
  }
  #placeOf(key: string): { about: string[]; form: UnfinishedForm } | null {
    const [about = "", step = "", field = ""] = key.split("|");
    const form = field === "sentence" ? step.split(" ")[0] : FORM[field as keyof typeof FORM];
    return form ? { about: about.split(" "), form: form as UnfinishedForm } : null;
  }

  /** Brings back what was begun about these notes. What stands on the page is newer. */
  async recall(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    for (const { field, text } of await unfinished.recall(ids)) {
      const key = `${ids.join(" ")}|${field}`;
      if (this.#placeOf(key) && !this.#texts.has(key)) this.#texts.set(key, text);
    }
  }

  /** The open step is given up: its words go, with a way back. */
  drop(): void {
    const { open: step, about } = this;
    this.end();
    if (step === null) return;
    if (step === "grade") {
      const chosen = this.grading.take(about);
      if (chosen) this.#sayDropped(about, () => this.grading.putBack(about, chosen));
      return;
    }
    const dropped = this.#take(about, (key) => this.#placeOf(key)?.form === step);
    for (const [key] of dropped) this.#write(key, null);
    if (!dropped.some(([, text]) => text.trim() !== "")) return;
    this.#sayDropped(about, () => this.#putBack(dropped));
  }
  #sayDropped(about: string, undo: () => void): void {
    toasts.say({ about, words: words.form.dropped, undo: { label: words.undo, act: undo } });
  }
  #putBack(written: readonly (readonly [string, string])[]): void {
    for (const [key, text] of written) if (!this.#texts.has(key)) this.#write(key, text);
  }

  /** The day by which the sender hears more, as it was typed. It is kept as one text. */
  get promised(): DayFields {
    const [day = "", month = "", year = ""] = this.get("promised").split("/");
    return { day, month, year };
  }
  set promised({ day, month, year }: DayFields) {
    this.set("promised", day || month || year ? [day, month, year].map((part) => part.replaceAll("/", "")).join("/") : "");
  }
  #promisedDay(): string | null {
    const iso = readDay(this.promised);
    if (iso === null && this.get("promised") !== "") throw unsaid("promised", words.form.tell.noDay);
    return iso;
  }
  get body(): "police" | "mash" {
    return this.#of("body") === "mash" ? "mash" : "police";
  }
  /** The sentence that stands for this step where nobody writes another. */
  get usual(): string {
    const all = this.#sentences;
    if (!all) return "";
    if (this.open === "brief") return all.shared;
    if (this.open === "link") return all.in_plan;
    return this.open === "send" ? all[this.body] : "";
  }
  /** What goes with the step: null takes the usual one. */
  #sentence(): string | null {
    const text = this.get("sentence").trim();
    if (text === "" && this.usual !== "") throw unsaid("sentence", words.sender.missing);
    return text === "" || text === this.usual ? null : text;
  }
  #need(field: Field, name: string, message: string): string {
    const text = this.get(field).trim();
    if (text === "") throw unsaid(name, message);
    return text;
  }

  /**
   * Does the step that stands open. Answers what it did; null where it was not done. `standing` is the grade
   * that the form of grading began from.
   */
  async run(standing: GradeInput | null = null): Promise<Done | null> {
    const { open: step, about } = this;
    const ids = [...this.ids];
    const id = ids[0];
    if (step === null || id === undefined) return null;
    const ask = words.form;
    const does = async () => {
      switch (step) {
        case "assign":
          return mutate("triage_assign", { ids, to: this.get("to") || null });
        case "ask":
          return mutate("triage_ask", { id, text: this.#need("question", "text", ask.ask.missing) });
        case "tell":
          return mutate("triage_tell", {
            id,
            text: this.#need("sentence", "sentence", words.sender.missing),
            promised: this.#promisedDay(),
          });
        case "brief": {
          const text = this.#need("briefing", "text", words.desk.missing);
          return mutate("triage_brief", { id, text, sentence: this.#sentence() });
        }
        case "grade":
          return mutate("triage_grade", { id, graded: inputOf(this.grading.of(id, standing)) });
        case "link": {
          const plan = this.#need("plan", "plan", ask.link.missing);
          return mutate("triage_link", { ids, plan, sentence: this.#sentence() });
        }
        case "send": {
          const reference = this.#need("reference", "reference", ask.send.missing);
          return mutate("triage_send", { id, to: this.body, reference, sentence: this.#sentence() });
        }
        case "close": {
          const reason = this.#need("reason", "reason", ask.close.missing);
          return mutate("triage_close", { id, reason, feedback: this.#need("feedback", "feedback", ask.close.feedbackMissing) });
        }
      }
    };
    const done = await this.act.run(() => (step === "grade" ? does() : unfinished.become({ about: ids, form: step }, does)));
    const answer = this.act.answer;
    if (!done || !answer) return null;
    if (step === "grade") {
      const chosen = this.grading.take(id);
      this.open = null;
      sayDone(answer, () => this.grading.putBack(id, chosen));
      return answer;
    }
    const written = this.#take(about, (key) => this.#placeOf(key)?.form === step);
    this.open = null;
    sayDone(answer, () => this.#putBack(written));
    return answer;
  }

  #take(about: string, which: (key: string) => boolean): [string, string][] {
    const taken = [...this.#texts].filter(([key]) => key.startsWith(`${about}|`) && which(key));
    for (const [key] of taken) this.#texts.delete(key);
    return taken;
  }

  /** A part of the grade was chosen: what was said of `fields` no longer holds. */
  grade(choice: GradeChoice, fields: readonly string[]): void {
    for (const field of fields) this.act.mend(field);
    const [id] = this.ids;
    if (id !== undefined) this.grading.set(id, choice);
  }

  async takeGradeBack(id: string): Promise<boolean> {
    this.#gradeBackOf = id;
    const done = await this.gradeBack.run(() => mutate("triage_grade", { id, graded: null }));
    if (done && this.gradeBack.answer) sayDone(this.gradeBack.answer);
    return done;
  }

  /** Why the grade of this note was not taken back. */
  gradeBackProblem(id: string): string | undefined {
    return id === this.#gradeBackOf ? this.gradeBack.problem : undefined;
  }

  /** Notes that are of one matter. */
  async relate(ids: readonly string[]): Promise<boolean> {
    const done = await this.act.run(() => mutate("triage_relate", { ids: [...ids] }));
    if (!done || !this.act.answer) return false;
    sayDone(this.act.answer);
    return true;
  }

  async addRemark(id: string): Promise<boolean> {
    const text = this.get("remark", id).trim();
    const does = async () => {
      if (text === "") throw unsaid("text", words.beside.remarkMissing);
      return mutate("triage_remark", { id, text });
    };
    const done = await this.remark.run(() => unfinished.become({ about: [id], form: "remark" }, does));
    if (!done || !this.remark.answer) return false;
    const written = this.#take(id, (key) => key.endsWith("|remark"));
    sayDone(this.remark.answer, () => this.#putBack(written));
    return true;
  }

  async takeBack(undo: readonly string[], note: string, said: string): Promise<void> {
    await takeBack([...undo], note, said);
  }
}
