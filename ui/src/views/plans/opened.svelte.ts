/** What one plan and one action have in common as a page: read by id, read again on news, and left. */
import { Act } from "../../lib/act.svelte";
import { asRefusal, query, type Refusal, subscribe } from "../../lib/api/client";
import type { ConflictView, ListsView } from "../../lib/api/generated";
import { DecisionsState } from "../decisions/decisions.svelte";
import { Move } from "./move.svelte";

export abstract class Opened<T extends { conflicts: readonly ConflictView[] }> {
  held = $state.raw<T | null>(null);
  lists = $state.raw<ListsView | null>(null);
  /** Members, to choose from by name; empty where this person may not list them. */
  members = $state.raw<readonly string[]>([]);
  failure = $state.raw<Refusal | null>(null);
  readonly act = new Act<true>();
  readonly decisions = new DecisionsState(async () => (await this.ask(this.wanted ?? "")).conflicts);
  readonly move = new Move(
    () => this.load(),
    () => this.load(),
  );
  protected wanted: string | null = null;
  #asked = 0;

  protected abstract ask(id: string): Promise<T>;

  follow(): () => void {
    void query("lists").then((lists) => (this.lists = lists), () => undefined);
    void query("people").then(
      ({ people }) => (this.members = people.filter((row) => row.ended === null).map((row) => row.name)),
      () => undefined,
    );
    return subscribe((event) => {
      if (event.topics.includes("work") || event.topics.includes("people")) void this.load();
    });
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    const id = this.wanted;
    if (id === null) return;
    try {
      const held = await this.ask(id);
      if (asked !== this.#asked) return;
      this.held = held;
      this.decisions.take(held.conflicts);
      this.failure = null;
    } catch (cause) {
      if (asked === this.#asked) this.failure = asRefusal(cause);
    }
  }

  /** An act that is refused since somebody else wrote there: what they wrote is read, to stand beside the words. */
  protected async inFront<D>(act: () => Promise<D>): Promise<D> {
    try {
      return await act();
    } catch (cause) {
      if (asRefusal(cause).code === "overtaken") await this.load();
      throw cause;
    }
  }

  /** An answer that is still on its way changes nothing any more. */
  protected drop(): void {
    this.#asked += 1;
  }
}
