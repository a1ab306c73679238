// What is said after a note was recorded, from whichever page: the toast that offers Withdraw, and
// the way back from that.
import { toasts } from "../kit/toasts.svelte";
import { asRefusal, mutate } from "../lib/api/client";
import type { NoteRecorded } from "../lib/api/generated";
import { record as words } from "../lib/words/record";

export function sayRecorded(recorded: NoteRecorded): void {
  toasts.say({
    about: recorded.id,
    words: recorded.headline,
    ...(recorded.detail ? { detail: recorded.detail } : {}),
    undo: { label: words.withdraw, act: () => withdraw(recorded.id) },
  });
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
