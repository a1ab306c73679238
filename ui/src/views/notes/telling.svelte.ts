// Somebody who may triage has a note before them, and not only in passing: its author is told, once.
import type { ReaderState } from "./reader.svelte";

/** A note that was passed over with the keys in less is not opened. */
export const OPEN_MS = 1_200;

/** Called while a component is made; goes with it. */
export function tellOfReading(reader: () => ReaderState): void {
  let seen = $state(document.visibilityState === "visible");
  // Which note, not the note itself: it is read anew with every change, and the moment would begin anew.
  const telling = $derived(reader().note?.opening_tells ? reader().note?.id : undefined);
  $effect(() => {
    const look = () => (seen = document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  });
  $effect(() => {
    if (!telling || !seen) return;
    const id = telling;
    const rested = setTimeout(() => void reader().tellItWasRead(id), OPEN_MS);
    return () => clearTimeout(rested);
  });
}
