/** A plan that is being put together, from nothing or from notes. Its words outlive a look elsewhere. */
import { Act, unsaid } from "../../lib/act.svelte";
import { mutate, query } from "../../lib/api/client";
import type { ListsView, NoteView } from "../../lib/api/generated";
import { plans as words } from "../../lib/words/plans";
import { unfinished } from "../../lib/unfinished.svelte";
import { say } from "./done";

const TEXTS = ["title", "places", "objective", "test", "sentence"] as const;
const FIELDS = ["title", "wards", "objective", "objective_type", "reduce_by", "success_test", "sentence"];

export class FreshPlan {
  title = $state("");
  wards = $state.raw<readonly string[]>([]);
  places = $state("");
  objective = $state("");
  objectiveType = $state("");
  reduceBy = $state("");
  test = $state("");
  sentence = $state("");
  lists = $state.raw<ListsView | null>(null);
  /** The notes it comes from; null where one is not held here. */
  notes = $state.raw<readonly { id: string; note: NoteView | null }[]>([]);
  /** How many more it was to come from, and were erased meanwhile: it goes on without them. */
  erased = $state(0);
  readonly act = new Act<string>(Object.fromEntries(FIELDS.map((field) => [field, `new-${field}`])));
  /** All that it was begun about, the erased ones too: under these its words are kept. */
  #from = "";
  #gone: readonly string[] = [];
  #brought = $state<string | null>(null);

  async open(from: readonly string[]): Promise<void> {
    this.lists ??= await query("lists").catch(() => null);
    const asked = from.join(" ");
    if (this.#brought !== asked) await this.#recall(from);
    if (asked === this.#from) return;
    this.#from = asked;
    const standing = from.filter((id) => !this.#gone.includes(id));
    const notes = await Promise.all(
      standing.map(async (id) => ({ id, note: await query("note", { id, query: "" }).catch(() => null) })),
    );
    if (asked !== this.#from) return;
    this.notes = notes;
    this.erased = from.length - standing.length;
    // The wards of the notes are those of the plan, until somebody says otherwise.
    const wards = notes.flatMap(({ note }) => (note ? [note.ward.code] : []));
    this.wards = [...this.wards, ...wards].filter((code, n, all) => all.indexOf(code) === n);
  }

  /** To disk as it is typed, by the notes it comes from. */
  follow(from: readonly string[]): void {
    if (from.join(" ") !== this.#brought) return;
    const kept = Object.fromEntries(TEXTS.map((field) => [field, this[field]]));
    unfinished.follow({ about: from, form: "plan-new" }, kept);
  }
  async #recall(from: readonly string[]): Promise<void> {
    const { rows, erased } = await unfinished.recalled(from);
    this.#gone = erased;
    for (const { form, field, text } of rows) {
      const of = form === "plan-new" ? TEXTS.find((known) => known === field) : undefined;
      if (of && !this[of]) this[of] = text;
    }
    this.#brought = from.join(" ");
  }

  toggle(ward: string): void {
    this.wards = this.wards.includes(ward) ? this.wards.filter((other) => other !== ward) : [...this.wards, ward];
    this.act.mend("new-wards");
  }

  /** The plan's id; null where something is missing or it was refused. */
  async make(): Promise<string | null> {
    const about = this.#from.split(" ").filter(Boolean);
    const does = async () => {
      if (this.title.trim() === "") throw unsaid("title", words.fresh.noTitle);
      if (this.wards.length === 0) throw unsaid("wards", words.fresh.noWard);
      const per = this.reduceBy.trim();
      const reduce = this.objectiveType === "reduce" && per !== "";
      if (reduce && !(/^\d{1,3}$/.test(per) && Number(per) >= 1 && Number(per) <= 100))
        throw unsaid("reduce_by", words.fresh.badPercent);
      const text = (words: string) => words.trim() || null;
      const done = await mutate("plan_add", {
        title: this.title.trim(),
        wards: [...this.wards],
        places: this.places.split(",").map((place) => place.trim()).filter(Boolean),
        objective: text(this.objective),
        objective_type: this.objectiveType || null,
        reduce_by: reduce ? Number(per) : null,
        success_test: text(this.test),
        notes: about,
        sentence: this.notes.length > 0 ? text(this.sentence) : null,
      });
      say(done);
      return done.id;
    };
    await this.act.run(() => unfinished.become({ about, form: "plan-new" }, does));
    const { answer } = this.act;
    if (answer !== null) this.clear();
    return answer;
  }

  clear(): void {
    this.title = this.places = this.objective = this.objectiveType = this.reduceBy = this.test = this.sentence = "";
    this.wards = [];
    this.notes = [];
    this.erased = 0;
    this.#from = "";
    this.act.forget();
  }
}
