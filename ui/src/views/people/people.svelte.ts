// Who belongs, one person in full, and what the server knows beside it. The acts are in forms.svelte.ts.
import { asRefusal, query, type Refusal, subscribe } from "../../lib/api/client";
import type { DeviceView, ListsView, PeopleView, PersonDetail } from "../../lib/api/generated";
import { Latest } from "../../lib/latest";

/** A list that only the server has: asking, not reached, or what it answered last. */
export class FromServer<T> {
  answer = $state.raw<T | null>(null);
  failure = $state.raw<Refusal | null>(null);
  busy = $state(false);
  readonly #ask: () => Promise<T>;
  #asked = 0;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.busy = true;
    try {
      const answer = await this.#ask();
      if (asked !== this.#asked) return;
      this.answer = answer;
      this.failure = null;
    } catch (cause) {
      if (asked === this.#asked) this.failure = asRefusal(cause);
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }
}

export class PeopleState {
  view = $state.raw<PeopleView | null>(null);
  lists = $state.raw<ListsView | null>(null);
  failure = $state.raw<Refusal | null>(null);
  person = $state.raw<PersonDetail | null>(null);
  #wanted: string | null = null;
  readonly #latest = new Latest();

  // Each is asked for and told of on its own: one that this person may not see hides no other.
  readonly held = new FromServer(() => query("held"));
  readonly invitations = new FromServer(() => query("invitations"));
  readonly seen = new FromServer(() => query("devices_seen"));

  follow(): () => void {
    const stop = subscribe((event) => {
      if (event.topics.includes("people")) void this.load();
      if (event.topics.includes("sync")) void this.#askAgain();
    });
    void query("lists").then((lists) => (this.lists = lists), () => undefined);
    return stop;
  }

  /** What the server did not answer is asked for again once the notebook itself has heard from it. */
  async #askAgain(): Promise<void> {
    const unanswered = () => [this.held, this.invitations, this.seen].filter((list) => list.failure && !list.busy);
    if (unanswered().length === 0) return;
    const now = await query("sync").catch(() => null);
    if (!now || now.busy || now.next_try_seconds !== null) return;
    for (const list of unanswered()) void list.load();
  }

  /** An answer that comes after somebody else was opened is dropped. */
  async load(): Promise<void> {
    const id = this.#wanted;
    await this.#latest.ask(
      () => Promise.all([query("people"), id ? query("person", { id }) : null]),
      ([view, person]) => {
        this.view = view;
        this.person = person;
        this.failure = null;
      },
      (refusal) => (this.failure = refusal),
    );
  }

  async open(id: string | null): Promise<void> {
    this.#wanted = id;
    if (this.person?.row.id !== id) this.person = null;
    await this.load();
  }

  /** What the server saw of a device, where it was asked, else what the notebook itself knows. */
  device(known: DeviceView): DeviceView {
    return this.seen.answer?.devices.find((device) => device.id === known.id) ?? known;
  }
}
