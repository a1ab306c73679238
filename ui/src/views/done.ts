// What is said after a step of triage or of a briefing: its words, and the way back as one act.
import { toasts } from "../kit/toasts.svelte";
import { asRefusal, mutate } from "../lib/api/client";
import type { Done } from "../lib/api/generated";
import { triage as words } from "../lib/words/triage";

/** `back` runs once it was taken back. */
export function sayDone(done: Done, back?: () => void): void {
  const about = done.id;
  const { undo } = done;
  toasts.say({
    about,
    words: done.words,
    ...(undo.length ? { undo: { label: words.undo, act: () => takeBack(undo, about, words.undone, back) } } : {}),
  });
}

export async function takeBack(undo: string[], about: string, said: string, back?: () => void): Promise<void> {
  try {
    await mutate("take_back", { undo });
    toasts.say({ about, words: said });
    back?.();
  } catch (cause) {
    toasts.say({ words: asRefusal(cause).message });
  }
}
