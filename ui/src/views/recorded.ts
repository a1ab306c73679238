// What is said after a note was recorded, from whichever page: the toast that offers Withdraw, and
// the way back from that.
import { toasts } from "../kit/toasts.svelte";
import { asRefusal, mutate, query, subscribe } from "../lib/api/client";
import type { NoteRecorded } from "../lib/api/generated";
import { record as words } from "../lib/words/record";

/** `which`: the note's ward and first words, which tell it from the one before; may be empty. */
export function sayRecorded(recorded: NoteRecorded, which: string): void {
  const id = toasts.say({
    about: recorded.id,
    words: recorded.headline,
    ...(which ? { detail: `${which}.` } : {}),
    ...(recorded.detail ? { meanwhile: recorded.detail } : {}),
    undo: { label: words.withdraw, act: () => withdraw(recorded.id) },
  });
  if (recorded.detail) settleOnceSent(id);
}

/** "Being sent." holds until everything is. */
function settleOnceSent(id: number): void {
  const stop = subscribe(({ topics }) => {
    if (!toasts.has(id)) return stop();
    if (topics.includes("sync")) void look();
  });
  async function look(): Promise<void> {
    const view = await query("session").catch(() => null);
    if (view?.stage !== "open" || view.sync.icon !== "up-to-date") return;
    toasts.settle(id);
    stop();
  }
}

async function withdraw(id: string): Promise<void> {
  try {
    await mutate("note_withdraw", { id, reason: words.withdrawnAtOnce });
    toasts.say({ about: id, words: words.withdrawn, undo: { label: words.undo, act: () => reinstate(id) } });
  } catch (cause) {
    toasts.say({ words: asRefusal(cause).message });
  }
}

async function reinstate(id: string): Promise<void> {
  try {
    await mutate("note_reinstate", { id });
    toasts.say({ about: id, words: words.reinstated });
  } catch (cause) {
    toasts.say({ words: asRefusal(cause).message });
  }
}
