// What an act on a plan or action says afterwards, with its way back.
import { toasts } from "../../kit/toasts.svelte";
import { asRefusal, mutate } from "../../lib/api/client";
import type { Done } from "../../lib/api/generated";
import { plans as words } from "../../lib/words/plans";

/** `after` asks again for what stands on the page once it was taken back. */
export function say(done: Done, after: () => unknown = () => undefined, about = done.id): void {
  const undo = {
    label: words.undo,
    act: async () => {
      try {
        await mutate("take_back", { undo: done.undo });
        toasts.say({ about, words: words.takenBack });
        await after();
      } catch (cause) {
        toasts.say({ about, words: asRefusal(cause).message });
      }
    },
  };
  toasts.say({ about, words: done.words, ...(done.undo.length > 0 ? { undo } : {}) });
}
