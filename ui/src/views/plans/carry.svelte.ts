/**
 * Dragging a card to a column, with the pointer alone: the shell takes the browser's own dragging for
 * files. Keys and the card's menu do the same, so nothing here is the only way.
 */
import type { ActionRow } from "../../lib/api/generated";

/** Further than this from where it was pressed, a card is dragged and not opened. */
const FAR = 6;

export class Carry {
  row = $state.raw<ActionRow | null>(null);
  /** The column under the pointer. */
  over = $state<string | null>(null);
  /** The press that ended a drag is no press of a button. */
  justDropped = false;
  readonly #drop: (row: ActionRow, status: string) => void;

  constructor(drop: (row: ActionRow, status: string) => void) {
    this.#drop = drop;
  }

  handle(row: ActionRow) {
    return (card: HTMLElement) => {
      let from: { x: number; y: number } | null = null;
      const move = (event: PointerEvent) => {
        if (!from) return;
        const [x, y] = [event.clientX - from.x, event.clientY - from.y];
        if (this.row === null && Math.hypot(x, y) < FAR) return;
        this.row = row;
        card.style.setProperty("--x", `${x}px`);
        card.style.setProperty("--y", `${y}px`);
        const column = document.elementsFromPoint(event.clientX, event.clientY).find((at) => at.matches("[data-status]"));
        this.over = column?.getAttribute("data-status") ?? null;
      };
      const end = (dropped: boolean) => {
        const to = this.over;
        const carried = this.row !== null;
        from = null;
        this.row = this.over = null;
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", up);
        window.removeEventListener("pointercancel", cancel);
        window.removeEventListener("keydown", key, true);
        if (!carried) return;
        this.justDropped = true;
        setTimeout(() => (this.justDropped = false));
        if (dropped && to !== null && to !== row.status) this.#drop(row, to);
      };
      const up = () => end(true);
      const cancel = () => end(false);
      const key = (event: KeyboardEvent) => {
        if (event.key !== "Escape" || this.row === null) return;
        event.preventDefault();
        event.stopPropagation();
        end(false);
      };
      const down = (event: PointerEvent) => {
        const onMenu = (event.target as Element).closest(".menu-root");
        // A finger scrolls; it has the menu.
        if (event.button !== 0 || event.pointerType === "touch" || onMenu) return;
        from = { x: event.clientX, y: event.clientY };
        window.addEventListener("pointermove", move);
        window.addEventListener("pointerup", up);
        window.addEventListener("pointercancel", cancel);
        window.addEventListener("keydown", key, true);
      };
      card.addEventListener("pointerdown", down);
      return () => {
        card.removeEventListener("pointerdown", down);
        if (from) end(false);
      };
    };
  }
}
