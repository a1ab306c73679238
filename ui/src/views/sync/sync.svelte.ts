// What is where: asked again after every exchange and every change, and the acts on what waits.
import { asRefusal, mutate, query, type Refusal, subscribe } from "../../lib/api/client";
import type { OutboxItem, SyncPageView } from "../../lib/api/generated";
import { router } from "../../lib/router.svelte";

export class SyncState {
  view = $state.raw<SyncPageView | null>(null);
  failure = $state.raw<Refusal | null>(null);
  /** What the last act said; cleared by the next. */
  refusal = $state.raw<Refusal | null>(null);
  busy = $state(false);
  /** The item whose text was copied last. */
  copied = $state<string | null>(null);
  #asked = 0;

  follow(): () => void {
    const stop = subscribe((event) => {
      if (event.topics.some((topic) => topic === "sync" || topic === "notes" || topic === "session")) void this.load();
    });
    void this.load();
    return stop;
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await query("sync");
      if (asked === this.#asked) {
        this.view = view;
        this.failure = null;
      }
    } catch (cause) {
      if (asked === this.#asked) this.failure = asRefusal(cause);
    }
  }

  async now(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await this.#act(async () => void (await mutate("sync_now")));
    this.busy = false;
  }

  async retry(item: OutboxItem): Promise<void> {
    await this.#act(async () => void (await mutate("outbox_retry", { id: item.id })));
  }

  /** The words become a draft, and the page to write it on opens. */
  async edit(item: OutboxItem): Promise<void> {
    await this.#act(async () => {
      const { draft } = await mutate("outbox_edit", { id: item.id });
      router.go({ page: "record", draft });
    });
  }

  async copy(item: OutboxItem): Promise<void> {
    await this.#act(async () => {
      const { text } = await query("outbox_text", { id: item.id });
      await navigator.clipboard.writeText(text);
      this.copied = item.id;
    });
  }

  async #act(does: () => Promise<void>): Promise<void> {
    this.refusal = null;
    this.copied = null;
    try {
      await does();
    } catch (cause) {
      this.refusal = asRefusal(cause);
    }
    await this.load();
  }
}
