// What the window's engine offers by itself and must not here: a page that is loaded again loses what was typed last and
// a code that is shown once; a page that is saved lies there for everybody to read, asked for by nobody and on no trail.
import { tinykeys } from "tinykeys";

import { isWriting } from "./keys";

const keepAway = (event: Event) => event.preventDefault();

function isChosen(target: EventTarget | null): boolean {
  const chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed || !(target instanceof Node)) return false;
  return chosen.getRangeAt(0).intersectsNode(target);
}

/** Its menu stays where it is of use: in a field, for spelling and pasting, and over chosen words, to copy them. */
function menu(event: MouseEvent): void {
  if (!isWriting(event.target) && !isChosen(event.target)) event.preventDefault();
}

/** Holds until the returned function is called. */
export function holdBackTheEngine(): () => void {
  window.addEventListener("contextmenu", menu);
  const letGo = tinykeys(window, {
    F5: keepAway,
    F7: keepAway,
    "$mod+r": keepAway,
    "$mod+Shift+R": keepAway,
    "$mod+F5": keepAway,
    "$mod+s": keepAway,
    "$mod+Shift+S": keepAway,
  });
  return () => {
    letGo();
    window.removeEventListener("contextmenu", menu);
  };
}
