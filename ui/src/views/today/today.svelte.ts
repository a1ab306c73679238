// Today: what can be written at once, what was left unfinished, what was written lately. The quick
// field is a Record page in small: same answers, same draft, same act.
import { toasts } from "../../kit/toasts.svelte";
import { asRefusal, mutate, query, subscribe, type Refusal } from "../../lib/api/client";
import type { DraftRow, NoteRow, TodayView } from "../../lib/api/generated";
import { words } from "../../lib/words/en";
import { keeping } from "../../lib/words/keeping";
import { RecordState } from "../record/record.svelte";

export class TodayState {
  view = $state.raw<TodayView | null>(null);
  trouble = $state.raw<Refusal | null>(null);
  /** Reading stops, recording and what is still being written do not. */
  leaseOver = $state(false);
  #kept = $state.raw<DraftRow[]>([]);
  readonly quick = new RecordState(undefined, "quick");
  #asking = 0;

  /** Drafts to go on with; the one being written in the quick field is not also listed. */
  get drafts(): DraftRow[] {
    return (this.leaseOver ? this.#kept : (this.view?.drafts ?? [])).filter((draft) => draft.id !== this.quick.draftId);
  }

  follow(): () => void {
    void this.#begin();
    const stop = subscribe((event) => {
      if (event.topics.some((topic) => ["notes", "drafts", "triage", "work"].includes(topic))) void this.load();
    });
    return () => {
      stop();
      void this.quick.close();
    };
  }

  /**
   * The quick field starts empty: a draft goes on where it was left, from the list below. Only what
   * could not be saved as one comes back into it.
   */
  async #begin(): Promise<void> {
    await this.quick.bringBack();
    await Promise.all([this.#makeReady(), this.load()]);
  }

  async #makeReady(): Promise<void> {
    try {
      this.quick.lists = await query("lists");
      this.quick.ready = true;
    } catch (cause) {
      this.trouble = asRefusal(cause);
    }
  }

  async again(): Promise<void> {
    if (this.quick.lists) await this.load();
    else await this.#begin();
  }

  async load(): Promise<void> {
    const asked = ++this.#asking;
    try {
      const view = await query("today");
      if (asked !== this.#asking) return;
      this.view = view;
      this.trouble = null;
      this.leaseOver = false;
      this.quick.recentWards = view.recent_wards;
      if (this.quick.answers.ward === "") this.quick.answers.ward = view.recent_wards[0]?.code ?? "";
    } catch (cause) {
      if (asked !== this.#asking) return;
      const refusal = asRefusal(cause);
      // Why it may not be read stands above every page; what is still being written stays in reach.
      if (refusal.code === "lease-over") await this.#close(asked);
      else this.trouble = refusal;
    }
  }

  async #close(asked: number): Promise<void> {
    try {
      const { rows } = await query("drafts");
      if (asked !== this.#asking) return;
      this.#kept = rows;
      this.view = this.trouble = null;
      this.leaseOver = true;
    } catch (cause) {
      if (asked === this.#asking) this.trouble = asRefusal(cause);
    }
  }

  async deleteDraft(draft: DraftRow): Promise<void> {
    await this.#tell(async () => {
      await mutate("draft_delete", { id: draft.id });
      toasts.say({
        about: draft.id,
        words: words.today.deleted,
        undo: {
          label: words.acts.undo,
          act: () => this.#tell(() => mutate("draft_restore", { id: draft.id })),
        },
      });
    });
  }

  /** It was asked whether it is still needed, and it is. */
  async keepDraft(draft: DraftRow): Promise<void> {
    await this.#tell(async () => {
      await mutate("draft_keep", { id: draft.id });
      toasts.say({ about: draft.id, words: keeping.draft.kept });
    });
  }

  async unpin(note: NoteRow): Promise<void> {
    await this.#tell(async () => {
      await mutate("note_pin", { id: note.id, pinned: false });
      toasts.say({
        about: note.id,
        words: words.today.unpinned,
        undo: {
          label: words.acts.undo,
          act: () => this.#tell(() => mutate("note_pin", { id: note.id, pinned: true })),
        },
      });
    });
  }

  async #tell(does: () => Promise<unknown>): Promise<void> {
    try {
      await does();
      await this.load();
    } catch (cause) {
      toasts.say({ words: asRefusal(cause).message });
    }
  }
}
