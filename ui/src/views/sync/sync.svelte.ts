// What is where between this device and the server: what needs a person, what waits, what arrived.
// Asks again whenever the exchange tells of a step; an older answer never replaces a newer one.
import { toasts } from "../../kit/toasts.svelte";
import { Act } from "../../lib/act.svelte";
import { asRefusal, mutate, query, type Refusal, subscribe } from "../../lib/api/client";
import type { OutboxItem, SyncPageView, SyncReport } from "../../lib/api/generated";
import { Latest } from "../../lib/latest";
import { router } from "../../lib/router.svelte";
import { partnership } from "../../lib/words/partnership";

const words = partnership.sync;

export type ItemAct = "retry" | "edit" | "copy";

export class SyncState {
  view = $state.raw<SyncPageView | null>(null);
  failure = $state.raw<Refusal | null>(null);
  readonly exchange = new Act<SyncReport>();
  /** The item whose button was pressed. */
  busy = $state.raw<{ id: string; act: ItemAct } | null>(null);
  /** Why an act on one item was refused. */
  problem = $state.raw<{ id: string; message: string } | null>(null);
  /** A text that the system would not copy, to be selected by hand. */
  text = $state.raw<{ id: string; text: string } | null>(null);
  /** Seconds until the program tries again by itself; null unless something stands in the way. */
  nextTry = $state.raw<number | null>(null);
  readonly #latest = new Latest();

  follow(): () => void {
    void this.load();
    const stop = subscribe((event) => {
      if (event.topics.some((topic) => topic === "sync" || topic === "notes" || topic === "session")) void this.load();
    });
    const ticking = setInterval(() => {
      if (this.nextTry) this.nextTry -= 1;
    }, 1_000);
    return () => {
      clearInterval(ticking);
      stop();
    };
  }

  async load(): Promise<void> {
    await this.#latest.ask(
      () => query("sync"),
      (view) => {
        this.view = view;
        this.nextTry = view.next_try_seconds;
        this.failure = null;
        this.#forgetWhatIsOver(view);
      },
      (refusal) => (this.failure = refusal),
    );
  }

  /** What an exchange said that was asked for here holds no longer once a later one went the other way. */
  #forgetWhatIsOver(view: SyncPageView): void {
    if (this.exchange.busy || view.busy) return;
    const over = view.next_try_seconds === null ? this.exchange.refusal : this.exchange.answer;
    if (over) this.exchange.forget();
  }

  /** True while an exchange is under way, whoever asked for it. */
  get exchanging(): boolean {
    return this.exchange.busy || (this.view?.busy ?? false);
  }

  /** True where something answered whose key is not the one this notebook knows its server by. */
  get otherKey(): boolean {
    return [this.exchange.refusal?.code, this.view?.trouble].includes("wrong-server");
  }

  async sendNow(): Promise<void> {
    if (this.exchanging) return;
    await this.exchange.run(() => mutate("sync_now"));
    await this.load();
  }

  /** True where the item goes from the list of what needs a person. */
  async retry(item: OutboxItem): Promise<boolean> {
    const done = await this.#act(item, "retry", async () => {
      await mutate("outbox_retry", { id: item.id });
      toasts.say({ about: item.id, words: words.retried });
    });
    await this.load();
    return done;
  }

  /** Opens the draft that has the refused words, to be recorded anew. */
  async edit(item: OutboxItem): Promise<void> {
    await this.#act(item, "edit", async () => {
      const { draft } = await mutate("outbox_edit", { id: item.id });
      router.go({ page: "record", draft });
    });
  }

  async copy(item: OutboxItem): Promise<void> {
    await this.#act(item, "copy", async () => {
      const { text } = await query("outbox_text", { id: item.id });
      try {
        await navigator.clipboard.writeText(text);
        this.text = null;
        toasts.say({ words: words.copied });
      } catch {
        this.text = { id: item.id, text };
      }
    });
  }

  async #act(item: OutboxItem, act: ItemAct, does: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = { id: item.id, act };
    this.problem = null;
    try {
      await does();
      return true;
    } catch (cause) {
      this.problem = { id: item.id, message: asRefusal(cause).message };
      return false;
    } finally {
      this.busy = null;
    }
  }
}
