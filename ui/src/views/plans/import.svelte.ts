/**
 * Bringing in an action log: the file's text, what it would become, and what became of it. Looking
 * writes nothing; every change of the mapping looks again, and an older look never shows over a newer.
 */
import { Act } from "../../lib/act.svelte";
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { ActionsImported, ActionsImportLook, ActionsImportRequest, ListsView, PlanRow } from "../../lib/api/generated";
import { toasts } from "../../kit/toasts.svelte";
import { plans as words } from "../../lib/words/plans";

/** Older spreadsheets save CSV in the Windows encoding: then that is how it is read. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

export class ImportState {
  name = $state("");
  look = $state.raw<ActionsImportLook | null>(null);
  looking = $state(false);
  failure = $state.raw<Refusal | null>(null);
  /** The file could not be read as text. */
  unreadable = $state(false);
  columns = $state.raw<Record<string, string>>({});
  plan = $state("");
  ward = $state("");
  dates = $state("");
  /** What agencies that are not in the list are read as, by how the file has them. */
  agencies = $state.raw<Record<string, string>>({});
  lists = $state.raw<ListsView | null>(null);
  plans = $state.raw<readonly PlanRow[]>([]);
  readonly act = new Act<ActionsImported>();
  readonly undoAct = new Act<true>();
  undone = $state(false);
  #text = "";
  #turn = 0;

  async open(): Promise<void> {
    const page = { status: null, ward: null, query: "", after: null, limit: 200 };
    const [lists, plans] = await Promise.all([query("lists").catch(() => null), query("plans", page).catch(() => null)]);
    this.lists = lists;
    this.plans = (plans?.rows ?? []).filter((row) => row.status !== "closed");
  }

  async take(file: Pick<File, "name" | "arrayBuffer">): Promise<void> {
    this.again();
    this.name = file.name;
    try {
      this.#text = textOf(new Uint8Array(await file.arrayBuffer()));
      // A spreadsheet's own format: no rows would come of it.
      this.unreadable = this.#text.includes("\u0000");
    } catch {
      this.unreadable = true;
    }
    if (!this.unreadable) await this.#look();
  }

  map(field: string, heading: string): void {
    this.columns = { ...this.columns, [field]: heading };
    void this.#look();
  }
  into(change: { plan?: string; ward?: string; dates?: string }): void {
    this.plan = change.plan ?? this.plan;
    this.ward = change.ward ?? this.ward;
    this.dates = change.dates ?? this.dates;
    void this.#look();
  }

  readAs(text: string, agency: string): void {
    this.agencies = { ...this.agencies, [text]: agency };
    void this.#look();
  }
  /** As they are in the file: rows that name it stay out. */
  leaveOut(text: string): void {
    this.agencies = Object.fromEntries(Object.entries(this.agencies).filter(([each]) => each !== text));
    void this.#look();
  }

  get #request(): ActionsImportRequest {
    return {
      text: this.#text,
      columns: this.columns,
      plan: this.plan || null,
      ward: this.ward || null,
      dates: this.dates || null,
      agencies: this.agencies,
    };
  }

  async #look(): Promise<void> {
    const turn = ++this.#turn;
    this.looking = true;
    try {
      const look = await query("actions_import_look", this.#request);
      if (turn !== this.#turn) return;
      this.look = look;
      this.failure = null;
      // What the program guessed is said with every further question, so that one change moves no other.
      this.columns = Object.fromEntries(look.fields.map(({ id, heading }) => [id, heading ?? ""]));
    } catch (cause) {
      if (turn === this.#turn) this.failure = asRefusal(cause);
    } finally {
      if (turn === this.#turn) this.looking = false;
    }
  }

  import(): Promise<boolean> {
    return this.act.run(() => mutate("actions_import", this.#request));
  }
  async undo(): Promise<boolean> {
    const batch = this.act.answer?.batch;
    if (batch === undefined) return false;
    const done = await this.undoAct.run(async () => {
      await mutate("actions_import_undo", { id: batch });
      return true as const;
    });
    if (done) {
      this.undone = true;
      toasts.say({ about: batch, words: words.log.undone });
    }
    return done;
  }

  /** For another file. */
  again(): void {
    this.#turn += 1;
    this.#text = this.name = "";
    this.look = this.failure = null;
    this.unreadable = this.undone = this.looking = false;
    this.columns = {};
    this.agencies = {};
    this.act.forget();
    this.undoAct.forget();
  }
}
