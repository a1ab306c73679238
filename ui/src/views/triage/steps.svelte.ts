/**
 * The steps of triage: which form stands open, about which notes, what is written in it, and the act.
 *
 * What is written belongs to its notes, so that looking elsewhere loses nothing; after an undo it stands
 * in its form again. Every step that its sender hears of carries the sentence they read.
 */
import { SvelteMap } from "svelte/reactivity";

import { Act, unsaid } from "../../lib/act.svelte";
import { mutate } from "../../lib/api/client";
import type { Done, SentencesView } from "../../lib/api/generated";
import { triage as words } from "../../lib/words/triage";
import { sayDone, takeBack } from "../done";

export type Step = "assign" | "ask" | "tell" | "brief" | "link" | "send" | "close";
/** What can still be done about a note that its sender withdrew. */
const OF_WITHDRAWN: readonly Step[] = ["assign", "close"];
export const allowed = (step: Step, withdrawn: boolean) => !withdrawn || OF_WITHDRAWN.includes(step);
export type Field = "to" | "question" | "briefing" | "plan" | "body" | "reference" | "reason" | "feedback" | "remark" | "sentence";

const fields = {
  to: "to",
  text: "text",
  plan: "plan",
  reference: "reference",
  reason: "reason",
  feedback: "feedback",
  sentence: "sentence",
};
/** Fields with words of the officer's own, which exist nowhere else until the step is done. */
const WRITTEN: readonly string[] = ["question", "briefing", "reference", "reason", "feedback", "remark"];

export class Steps {
  open = $state<Step | null>(null);
  /** The notes the open step is about. */
  ids = $state.raw<readonly string[]>([]);
  readonly act = new Act<Done>(fields);
  readonly remark = new Act<Done>({ text: "text" });
  #sentences = $state.raw<SentencesView | null>(null);
  /** By note, or notes, step and field. */
  readonly #texts = new SvelteMap<string, string>();

  get about(): string {
    return this.ids.join(" ");
  }

  /** Something written is nowhere but here. */
  get unsaved(): boolean {
    return [...this.#texts].some(([key, text]) => WRITTEN.includes(key.split("|").at(-1) ?? "") && text.trim() !== "");
  }

  begin(step: Step, ids: readonly string[], sentences: SentencesView | null): void {
    if (this.open !== step || this.about !== ids.join(" ")) this.act.forget();
    this.open = step;
    this.ids = ids;
    this.#sentences = sentences;
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
    this.#texts.set(this.#key(field, about), text);
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

  /** Does the step that stands open. Answers whether it was done. */
  async run(after: () => void): Promise<boolean> {
    const { open: step, about } = this;
    const ids = [...this.ids];
    const id = ids[0];
    if (step === null || id === undefined) return false;
    const ask = words.form;
    const done = await this.act.run(async () => {
      switch (step) {
        case "assign":
          return mutate("triage_assign", { ids, to: this.get("to") || null });
        case "ask":
          return mutate("triage_ask", { id, text: this.#need("question", "text", ask.ask.missing) });
        case "tell":
          return mutate("triage_tell", { id, text: this.#need("sentence", "sentence", words.sender.missing) });
        case "brief": {
          const text = this.#need("briefing", "text", words.desk.missing);
          return mutate("triage_brief", { id, text, sentence: this.#sentence() });
        }
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
    });
    const answer = this.act.answer;
    if (!done || !answer) return false;
    const written = this.#take(about, (key) => !key.endsWith("|remark"));
    this.open = null;
    sayDone(answer, () => {
      for (const [key, text] of written) if (!this.#texts.has(key)) this.#texts.set(key, text);
      after();
    });
    after();
    return true;
  }

  #take(about: string, which: (key: string) => boolean): [string, string][] {
    const taken = [...this.#texts].filter(([key]) => key.startsWith(`${about}|`) && which(key));
    for (const [key] of taken) this.#texts.delete(key);
    return taken;
  }

  /** Notes that are of one matter. */
  async relate(ids: readonly string[], after: () => void): Promise<boolean> {
    const done = await this.act.run(() => mutate("triage_relate", { ids: [...ids] }));
    if (!done || !this.act.answer) return false;
    sayDone(this.act.answer, after);
    after();
    return true;
  }

  async addRemark(id: string, after: () => void): Promise<boolean> {
    const text = this.get("remark", id).trim();
    const done = await this.remark.run(async () => {
      if (text === "") throw unsaid("text", words.beside.remarkMissing);
      return mutate("triage_remark", { id, text });
    });
    if (!done || !this.remark.answer) return false;
    const written = this.#take(id, (key) => key.endsWith("|remark"));
    sayDone(this.remark.answer, () => {
      for (const [key, text] of written) if (!this.#texts.has(key)) this.#texts.set(key, text);
      after();
    });
    after();
    return true;
  }

  async takeBack(undo: readonly string[], note: string, said: string, after: () => void): Promise<void> {
    await takeBack([...undo], note, said, after);
  }
}
