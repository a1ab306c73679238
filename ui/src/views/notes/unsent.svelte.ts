/**
 * Amendments and reasons not yet added: kept by note while the notebook is open, whatever page is
 * shown meanwhile, and dropped from memory when it locks.
 */
import { session } from "../../lib/session.svelte";

export type Writing = "amend" | "withdraw";

export interface Unsent {
  writing: Writing | null;
  amendment: string;
  reason: string;
}

export const nothingUnsent: Unsent = { writing: null, amendment: "", reason: "" };

let byNote = $state<Record<string, Unsent>>({});

export const unsent = {
  of: (note: string): Unsent => byNote[note] ?? nothingUnsent,
  keep(note: string, change: Partial<Unsent>): void {
    byNote[note] = { ...unsent.of(note), ...change };
  },
  forget(): void {
    byNote = {};
  },
};

$effect.root(() => {
  let wasOpen = false;
  $effect(() => {
    const open = session.open !== null;
    if (wasOpen && !open) unsent.forget();
    wasOpen = open;
  });
});
