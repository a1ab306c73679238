// The keys that work everywhere. Those with Ctrl work in fields too; a bare key never takes a
// letter from somebody who is writing.
import { tinykeys } from "tinykeys";

export interface GlobalKeys {
  record(): void;
  find(): void;
  lock(): void;
  help(): void;
  back(): void;
  news(): void;
}

/** True where a key press belongs to what is being typed or chosen. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  if (target.getAttribute("role") === "combobox") return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

/** Listens until the returned function is called. */
export function listenForKeys(act: GlobalKeys): () => void {
  const always = (does: () => void) => (event: KeyboardEvent) => {
    event.preventDefault();
    does();
  };
  const outsideFields = (does: () => void) => (event: KeyboardEvent) => {
    if (isWriting(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    does();
  };
  return tinykeys(window, {
    "$mod+n": always(act.record),
    "$mod+k": always(act.find),
    "$mod+l": always(act.lock),
    "Alt+ArrowLeft": always(act.back),
    // To what was just said, before its ten seconds are over.
    F8: always(act.news),
    // With and without Shift, since keyboards differ in where the question mark lies.
    "?": outsideFields(act.help),
    "Shift+?": outsideFields(act.help),
  });
}
