/**
 * What stands on the Record page: the answers, the draft that follows them to disk, the second
 * look, and the one act.
 *
 * Owns when a draft is saved and that a refusal never costs a word. Knows no element of the page;
 * wording and layout are the view's. Text leaves memory only through the client.
 */
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type {
  DescribedPerson,
  DraftView,
  FindingView,
  ListsView,
  NoteInput,
  NoteRecorded,
  SourceInput,
  WardRef,
} from "../../lib/api/generated";
import { record as words } from "../../lib/words/record";
import { Turns } from "../../lib/turns";
import { characters, follow } from "../../kit/mirror";
import { blankWhen, fromAnswer, systemClock, toAnswer, type WhenValue } from "../../kit/when";
import { DraftFiles } from "../files/draftFiles.svelte";
import { Teller } from "./teller.svelte";
import { type Unsaved, unsavedWords } from "./unsaved";

/** A pause in typing, after which the draft is saved. */
export const SAVE_AFTER_MS = 400;
/** A longer pause, after which the coach looks: it should not speak in the middle of a sentence. */
export const COACH_AFTER_MS = 500;

/** As many characters of a text as tell a note from another. */
const FIRST_WORDS = 40;

export interface Answers {
  text: string;
  ward: string;
  when: WhenValue;
  howKnown: string;
  topics: string[];
  place: string;
  placeType: string;
  weapon: string;
  weaponOrigin: string;
  residents: string;
  people: DescribedPerson[];
  /** What they make of it, apart from what was seen or heard. */
  opinion: string;
}

/** `none`: nothing to keep yet. `waiting`: typed since the last save. `failed`: still only here. */
export type DraftState = "none" | "waiting" | "kept" | "failed";

const blankAnswers = (ward: string): Answers => ({
  text: "",
  ward,
  when: { ...blankWhen },
  howKnown: "",
  topics: [],
  place: "",
  placeType: "",
  weapon: "",
  weaponOrigin: "",
  residents: "",
  people: [],
  opinion: "",
});

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** A number as typed, or what is too odd to be one; the refusal then names the field. */
function readResidents(text: string): number | null {
  const plain = text.trim().replace(/[, ]/g, "");
  return /^\d{1,6}$/.test(plain) ? Number(plain) : null;
}

export function toInput(answers: Answers): NoteInput {
  return {
    text: answers.text,
    ward: answers.ward,
    when: toAnswer(answers.when),
    how_known: orNull(answers.howKnown),
    topics: [...answers.topics],
    place: orNull(answers.place),
    place_type: orNull(answers.placeType),
    weapon: orNull(answers.weapon),
    weapon_origin: orNull(answers.weaponOrigin),
    residents: readResidents(answers.residents),
    people: answers.people
      .filter((person) => person.age_band !== "" || person.category !== "")
      .map((person) => ({ age_band: person.age_band, category: person.category })),
    opinion: orNull(answers.opinion),
  };
}

const fromDraft = (draft: DraftView, now: Date): Answers =>
  fromNote(draft.note, fromAnswer(draft.note.when, draft.saved_at, now));

function fromNote(note: NoteInput, when: WhenValue): Answers {
  return {
    text: note.text,
    ward: note.ward,
    when,
    howKnown: note.how_known ?? "",
    topics: [...note.topics],
    place: note.place ?? "",
    placeType: note.place_type ?? "",
    weapon: note.weapon ?? "",
    weaponOrigin: note.weapon_origin ?? "",
    residents: note.residents === null ? "" : String(note.residents),
    people: note.people.map((person) => ({ ...person })),
    opinion: note.opinion ?? "",
  };
}

/** What a draft said before. */
export interface Earlier {
  id: string;
  /** "today 16:40" */
  when: string;
  answers: Answers;
}

/** The wards used last: a help, and a notebook whose lease is over is still there to record in. */
async function recentWards(): Promise<WardRef[]> {
  try {
    return (await query("today")).recent_wards;
  } catch (cause) {
    if (asRefusal(cause).code === "lease-over") return [];
    throw cause;
  }
}

export class RecordState {
  answers = $state<Answers>(blankAnswers(""));
  /** Beside the answers and not among them: no draft, no version and no unsaved words ever hold it. */
  readonly teller = new Teller();
  /** Which blank sheet this is: what was unfolded on the one before is folded on the next. */
  sheet = $state(0);
  lists = $state.raw<ListsView | null>(null);
  recentWards = $state.raw<WardRef[]>([]);

  draftId = $state<string | null>(null);
  draftState = $state<DraftState>("none");
  /** "16:58", the time of the last save. */
  draftTime = $state("");
  /** "yesterday 17:52" when a draft was brought back unasked; empty otherwise. */
  broughtBack = $state("");

  /** Earlier versions of this draft, newest first; null until they are asked for. */
  versions = $state.raw<Earlier[] | null>(null);
  versionsTrouble = $state.raw<Refusal | null>(null);

  /** Photos and documents of the draft; they hang on the note from its recording on. */
  readonly files = new DraftFiles(
    () => this.draftId,
    () => this.#draftForFiles(),
  );

  findings = $state.raw<FindingView[]>([]);
  #kept = $state.raw<readonly string[]>([]);

  busy = $state(false);
  ready = $state(false);
  /** Why the lists or the draft could not be read; nothing can be chosen until they are. */
  trouble = $state.raw<Refusal | null>(null);
  failure = $state.raw<Refusal | null>(null);
  fieldErrors = $state.raw<Record<string, string>>({});

  /** The last save of a page that went away; the next page must not read the draft before it. */
  static #leaving: Promise<void> = Promise.resolve();

  readonly #clock: () => Date;
  readonly #place: Unsaved["place"];
  readonly #book = unsavedWords.book;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #coachTimer: ReturnType<typeof setTimeout> | undefined;
  /** Saves and the one recording, never two at once. */
  readonly #turns = new Turns();
  #dirty = false;
  /** What an earlier version took the place of: the notebook need not have kept it as one. */
  #replaced: Earlier | null = null;
  #looked = 0;
  #closed = false;

  constructor(clock: () => Date = systemClock, place: Unsaved["place"] = "page") {
    this.#clock = clock;
    this.#place = place;
  }

  get length(): number {
    return characters(this.answers.text);
  }
  /** Which note this is, for whoever says what became of it: its ward and its first words. */
  get which(): string {
    const { text, ward } = this.answers;
    const line = text.trim().replace(/\s+/g, " ");
    const short = characters(line) > FIRST_WORDS ? `${[...line].slice(0, FIRST_WORDS).join("").replace(/\s+\S*$/, "")}…` : line;
    const name = this.lists?.wards.find(({ code }) => code === ward)?.name;
    return name === undefined || line === "" ? "" : words.named(name, short);
  }
  get limit(): number {
    return this.lists?.text_limit ?? 32_768;
  }
  /** What stands in the margin beside the text, in the order of the text. */
  get marks(): FindingView[] {
    return this.findings
      .filter((finding) => !finding.rule.startsWith("stop-") && !this.#kept.includes(finding.key))
      .sort((a, b) => a.start - b.start);
  }
  /** What points to 999, 101 or the hub. */
  get stops(): FindingView[] {
    return this.findings.filter(
      (finding) => finding.rule.startsWith("stop-") && !this.#kept.includes(finding.key),
    );
  }
  get empty(): boolean {
    const { text, people, residents, place, topics, howKnown, placeType, weapon, weaponOrigin, opinion } =
      this.answers;
    const words = [text, residents, place, howKnown, placeType, weapon, weaponOrigin, opinion];
    return words.every((word) => word.trim() === "") && people.length === 0 && topics.length === 0;
  }

  /** Nothing stands here that another draft would take the place of. */
  get #untouched(): boolean {
    return !this.#dirty && this.empty && !this.files.any && !this.teller.typed;
  }

  /** True while something written is not on disk. */
  get unsaved(): boolean {
    return (this.#dirty && !this.#closed && !(this.empty && this.draftId === null)) || this.files.unsaved;
  }

  /** Opens the page on the draft asked for, else on the newest one kept, else on a blank sheet. */
  async open(draft?: string): Promise<void> {
    this.trouble = null;
    await this.bringBack(draft);
    try {
      const [lists, recent, drafts] = await Promise.all([
        query("lists"),
        recentWards(),
        query("drafts"),
      ]);
      this.lists = lists;
      this.teller.bands = lists.young_bands;
      this.recentWards = recent;
      // What was begun about a recorded note goes on beside that note, not here.
      const wanted = draft ?? drafts.rows.find((row) => !row.about)?.id;
      // Somebody quicker than the disk may already be typing: then nothing is put over their words.
      if (wanted !== undefined && this.#untouched) {
        const kept = await query("draft", { id: wanted });
        if (this.#untouched) this.#show(kept, draft === undefined);
      }
      if (this.answers.ward === "") this.answers.ward = recent[0]?.code ?? "";
      this.ready = true;
    } catch (cause) {
      this.trouble = asRefusal(cause);
    }
  }

  /** Puts back what a page before could not save, as it stood; the next pause tries the disk again. */
  async bringBack(draft?: string): Promise<void> {
    await RecordState.#leaving;
    // Somebody quicker than the disk may already be typing: then it waits for another page.
    if (!this.#untouched) return;
    const words = await unsavedWords.take(this.#place, draft);
    if (!words) return;
    if (!this.#untouched) return unsavedWords.put(this.#book, words);
    this.answers = words.answers;
    this.draftId = words.draft;
    this.draftState = "failed";
    this.changed();
    this.#lookSoon(0);
    await this.#bringFiles();
  }

  /** What hangs on the draft is on disk, whatever became of its words. */
  async #bringFiles(): Promise<void> {
    const id = this.draftId;
    if (id === null) return;
    try {
      const { files, told } = await query("draft", { id });
      if (id !== this.draftId) return;
      this.teller.told = told;
      if (!this.files.any) this.files.turnTo(files);
    } catch {
      // They come with the draft when it is opened again; the words on the page matter more.
    }
  }

  #show(draft: DraftView, unasked: boolean): void {
    this.answers = fromDraft(draft, this.#clock());
    this.draftId = draft.id;
    this.files.turnTo(draft.files);
    this.teller.told = draft.told;
    this.draftState = "kept";
    this.draftTime = "";
    this.broughtBack = unasked ? draft.when : "";
    this.#lookSoon(0);
  }

  /** Called for every change a person makes, whatever the field. */
  changed(field?: string): void {
    if (field !== undefined) this.#clearError(field);
    this.#dirty = true;
    if (this.draftState !== "failed") this.draftState = "waiting";
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.keep(), SAVE_AFTER_MS);
  }

  setText(text: string): void {
    if (text === this.answers.text) return;
    this.findings = follow(this.answers.text, text, this.findings);
    this.answers.text = text;
    this.changed("text");
    this.#lookSoon(COACH_AFTER_MS);
  }

  /** Who told it was changed. No draft follows: what is said of it no longer holds, and that is all. */
  tellerChanged(): void {
    this.#clearError("source");
    this.#clearError("reference");
  }

  setWard(code: string): void {
    if (code === this.answers.ward) return;
    this.answers.ward = code;
    this.changed("ward");
    this.#lookSoon(COACH_AFTER_MS);
  }

  /**
   * Saves what was typed, now. One save runs at a time, because the first one names the draft:
   * two at once would leave two drafts of the same words.
   */
  async keep(): Promise<void> {
    clearTimeout(this.#saveTimer);
    await Promise.all([this.#turns.take(() => this.#save()), this.files.keep()]);
  }

  async #save(): Promise<void> {
    if (!this.#dirty || this.#closed) return;
    if (this.empty && this.draftId === null) {
      this.#dirty = false;
      this.draftState = "none";
      return;
    }
    try {
      await this.#write();
    } catch {
      // The words are still on the page and the next pause tries again; the foot says so.
      this.#dirty = true;
      this.draftState = "failed";
    }
  }

  async #write(): Promise<string> {
    this.#dirty = false;
    const saved = await mutate("draft_save", { id: this.draftId, note: toInput(this.answers) });
    this.draftId = saved.id;
    this.draftTime = saved.time;
    if (!this.#dirty) this.draftState = "kept";
    return saved.id;
  }

  /** Files hang on a draft, so there is one from the first of them on, whether or not there are words. */
  #draftForFiles(): Promise<string> {
    return this.#turns.take(async () => {
      if (this.draftId !== null) return this.draftId;
      try {
        return await this.#write();
      } catch (cause) {
        if (!this.empty) {
          this.#dirty = true;
          this.draftState = "failed";
        }
        throw cause;
      }
    });
  }

  async addFiles(files: readonly File[]): Promise<void> {
    if (!this.busy) await this.files.add(files);
  }

  #lookSoon(after: number): void {
    clearTimeout(this.#coachTimer);
    this.#coachTimer = setTimeout(() => void this.#look(), after);
  }

  async #look(): Promise<void> {
    const text = this.answers.text;
    const turn = ++this.#looked;
    if (text.trim() === "") {
      this.findings = [];
      return;
    }
    try {
      const seen = await query("coach", { text, ward: this.answers.ward, kept: [...this.#kept], people: this.answers.people.length });
      // Words typed meanwhile make the answer's positions wrong; the next look brings new ones.
      if (turn === this.#looked && text === this.answers.text) this.findings = seen.findings;
    } catch {
      // A second look that did not come is no news: recording does not depend on it.
    }
  }

  /** "Keep it": this finding stays away for as long as the page is open. */
  dismiss(finding: FindingView): void {
    this.#kept = [...this.#kept, finding.key];
  }

  /** Asks for what this draft said before. What is typed now is saved first, so that it is not among them. */
  async lookBack(): Promise<void> {
    this.versionsTrouble = null;
    await this.keep();
    const id = this.draftId;
    if (id === null) return;
    try {
      const { versions } = await query("draft", { id });
      if (id !== this.draftId) return;
      const kept = versions.map(
        ({ version, when, note }): Earlier => ({ id: String(version), when, answers: this.#earlier(note) }),
      );
      this.versions = this.#replaced ? [this.#replaced, ...kept] : kept;
    } catch (cause) {
      this.versionsTrouble = asRefusal(cause);
    }
  }

  /** "Now" and "yesterday" were said on another day: only a date still means what it meant. */
  #earlier(note: NoteInput): Answers {
    const dated = note.when.kind === "date" || note.when.kind === "iso";
    return fromNote(note, dated ? fromAnswer(note.when, "", this.#clock()) : $state.snapshot(this.answers.when));
  }

  /** Puts an earlier version on the page; what is returned puts back what stood there. */
  putBack({ answers }: Earlier): () => void {
    const draft = this.draftId;
    const before = $state.snapshot(this.answers);
    this.#put(answers);
    this.#replaced = { id: "replaced", when: words.versions.replaced, answers: before };
    return () => {
      // By then this may be another draft, whose words are not to be touched.
      if (draft !== this.draftId) return;
      this.#put(before);
      this.#replaced = null;
    };
  }

  #put(answers: Answers): void {
    this.answers = answers;
    this.findings = [];
    this.fieldErrors = {};
    this.broughtBack = "";
    this.changed();
    this.#lookSoon(0);
    void this.keep();
  }

  /** Leaves the draft where it is and turns to a blank sheet. */
  async startAnew(): Promise<void> {
    await this.keep();
    if (this.draftState === "failed" || this.files.unsaved) return;
    this.#clear(this.recentWards[0]?.code ?? "");
  }

  #clear(ward: string): void {
    clearTimeout(this.#saveTimer);
    clearTimeout(this.#coachTimer);
    this.#looked += 1;
    this.#dirty = false;
    this.answers = blankAnswers(ward);
    this.teller.forget();
    this.sheet += 1;
    this.draftId = null;
    this.files.turnTo([]);
    this.draftState = "none";
    this.draftTime = "";
    this.broughtBack = "";
    this.versions = null;
    this.versionsTrouble = null;
    this.#replaced = null;
    this.findings = [];
    this.#kept = [];
    this.failure = null;
    this.fieldErrors = {};
  }

  #clearError(field: string): void {
    const rest = Object.fromEntries(
      Object.entries(this.fieldErrors).filter(([name]) => name !== field && !name.startsWith(`${field}.`)),
    );
    if (Object.keys(rest).length !== Object.keys(this.fieldErrors).length) this.fieldErrors = rest;
  }

  /** Records once. Answers null when it was refused; every word then still stands on the page. */
  async record(): Promise<NoteRecorded | null> {
    if (this.busy) return null;
    this.failure = null;
    this.fieldErrors = {};
    if (this.answers.residents.trim() !== "" && readResidents(this.answers.residents) === null) {
      // Caught here because the number could not even be carried to where it would be refused.
      this.fieldErrors = { residents: words.residentsBad };
      return null;
    }
    this.busy = true;
    clearTimeout(this.#saveTimer);
    // Taken now: a page that is left meanwhile forgets it, and the note is not to go without it.
    const source = this.teller.input();
    try {
      // What is being added belongs to the note; nothing more is added from here on.
      if (this.files.adder.busy) await this.files.adder.settled();
      return await this.#turns.take(() => this.#record(source));
    } finally {
      this.busy = false;
    }
  }

  /** A save asked for meanwhile waits its turn, and then finds nothing left to save. */
  async #record(source: SourceInput | null): Promise<NoteRecorded | null> {
    if (this.files.unsaved && !(await this.files.keep())) {
      this.failure = this.files.trouble;
      this.fieldErrors = Object.fromEntries(
        Object.entries(this.files.errors).map(([id, message]) => [`file-${id}`, message]),
      );
      return null;
    }
    try {
      const note = toInput(this.answers);
      const recorded = await mutate("note_record", { note, draft: this.draftId, source });
      const used = this.lists?.wards.find((ward) => ward.code === note.ward);
      if (used) {
        const others = this.recentWards.filter((ward) => ward.code !== used.code);
        this.recentWards = [used, ...others].slice(0, 4);
      }
      this.#clear(note.ward);
      return recorded;
    } catch (cause) {
      const refusal = asRefusal(cause);
      this.failure = refusal;
      this.fieldErrors = Object.fromEntries(
        refusal.field_errors.map((error) => [error.field.replace(/^note\./, ""), error.message]),
      );
      this.#dirty = true;
      if (refusal.code !== "locked") await this.#save();
      return null;
    }
  }

  /**
   * The page goes away: what was typed is saved first, or stays in memory where it cannot be. Who told it
   * goes with the page.
   */
  async close(): Promise<void> {
    this.teller.forget();
    RecordState.#leaving = this.#leave();
    await RecordState.#leaving;
  }

  async #leave(): Promise<void> {
    this.files.adder.leave();
    await this.keep();
    if (this.unsaved)
      unsavedWords.put(this.#book, { place: this.#place, draft: this.draftId, answers: $state.snapshot(this.answers) });
    this.#closed = true;
    clearTimeout(this.#saveTimer);
    clearTimeout(this.#coachTimer);
  }
}
