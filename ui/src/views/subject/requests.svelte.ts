/**
 * Requests by people about themselves, as a list, and the form that adds one. What is half written stays while the
 * notebook is open. Knows no element of the page, and nothing of what a request finds.
 */
import { Act, unsaid } from "../../lib/act.svelte";
import { Again } from "../../lib/again";
import { asRefusal, mutate, query, type Refusal, subscribe } from "../../lib/api/client";
import type { Done, SubjectRequestsView } from "../../lib/api/generated";
import { subject as words } from "../../lib/words/subject";
import { type DayFields, fieldsOf, readDay } from "../../kit/when";
import { sayDone } from "../done";

const blank: DayFields = { day: "", month: "", year: "" };
/** What the backend calls these fields, and what this form calls them. */
const fields = { reference: "subject-reference", names: "subject-names", received: "received" };

export class AddForm {
  reference = $state("");
  names = $state.raw<readonly string[]>([]);
  /** A name that is typed and not added yet. */
  name = $state("");
  received = $state.raw<DayFields>(blank);
  readonly act = new Act<Done>(fields);
  /** A day that somebody typed stays. */
  #typed = false;

  /** Begins with the day of today. */
  begin(today: string): void {
    if (!this.#typed) this.received = fieldsOf(today);
  }

  day(received: DayFields): void {
    this.act.mend(fields.received);
    this.received = received;
    this.#typed = true;
  }

  setNames(names: readonly string[]): void {
    this.act.mend(fields.names);
    this.names = names;
  }

  /** Answers the request that was added. */
  async add(): Promise<string | null> {
    const { act, reference } = this;
    // What stands in the field was meant, whether or not it was added.
    const names = [...this.names, this.name.trim()].filter(Boolean);
    const done = await act.run(async () => {
      const received = readDay(this.received);
      if (received === null) throw unsaid("received", words.add.notADay);
      return mutate("subject_add", { reference: reference.trim(), names, received });
    });
    if (!done || !act.answer) return null;
    sayDone(act.answer);
    const { id } = act.answer;
    this.reference = this.name = "";
    this.names = [];
    this.#typed = false;
    act.forget();
    return id;
  }
}

export class SubjectList {
  view = $state.raw<SubjectRequestsView | null>(null);
  failure = $state.raw<Refusal | null>(null);
  readonly form = new AddForm();
  readonly #again = new Again(() => this.load());
  #turn = 0;

  get open(): number {
    return this.view?.requests.filter(({ closed }) => !closed).length ?? 0;
  }

  follow(): () => void {
    void this.load();
    const stop = subscribe(({ topics }) => {
      if (topics.some((topic) => topic !== "drafts")) void this.#again.run();
    });
    return () => {
      stop();
      this.#turn += 1;
    };
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const view = await query("subject_requests");
      if (turn !== this.#turn) return;
      this.view = view;
      this.failure = null;
      this.form.begin(view.today);
    } catch (cause) {
      if (turn === this.#turn) this.failure = asRefusal(cause);
    }
  }
}
