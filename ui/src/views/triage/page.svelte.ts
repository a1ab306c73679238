// The Triage page as it was left: queue, note, and every word written in its forms. It lives as long as
// the notebook is open, so a lock forgets it with everything else that was read.
import { Again } from "../../lib/again";
import { ReaderState } from "../notes/reader.svelte";
import { BesideState } from "./beside.svelte";
import { QueueState } from "./queue.svelte";
import { Steps } from "./steps.svelte";

export class TriagePage {
  readonly queue = new QueueState();
  readonly reader = new ReaderState();
  readonly beside = new BesideState();
  readonly steps = new Steps();
  /** Which of the two is seen where there is room for one. */
  shows = $state<"list" | "note">("list");

  async open(id: string | null): Promise<void> {
    await Promise.all([this.reader.open(id), this.beside.open(id), this.steps.recall(id === null ? [] : [id])]);
  }
  readonly #again = new Again(async () => {
    await Promise.all([this.queue.load(true), this.reader.refresh(), this.beside.refresh()]);
    // Erased meanwhile, by whomever: its row does not stand until somebody moves on, as that of a note does
    // which has only left the queue.
    const { selected } = this.queue;
    if (selected !== null && this.reader.failure?.code === "not-found") this.queue.drop(selected);
  });
  /** The notebook tells of every change, this page's own acts included: that alone asks again. */
  refresh(): Promise<void> {
    return this.#again.run();
  }
}
