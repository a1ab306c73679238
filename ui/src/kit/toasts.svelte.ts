// What was just done, with a way back: each stays ten seconds, and waits while a person reads it.
// Few stand at a time; a newer one takes the place of the oldest, whose way back remains in the
// record itself.
export interface Toast {
  id: number;
  /** The record it is about: what is said of it next takes this one's place. */
  about?: string;
  words: string;
  /** A second, quieter sentence. */
  detail?: string;
  /** What holds for the moment alone; it goes before the rest once it no longer does. */
  meanwhile?: string;
  undo?: { label: string; act: () => void | Promise<void> };
}

const STAYS_MS = 10_000;

/** Where the window is narrow, low or zoomed there is room for one beside the page. */
export const LITTLE_ROOM = "(max-width: 53rem), (max-height: 46rem)";
const room = () => (window.matchMedia(LITTLE_ROOM).matches ? 1 : 2);

export class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;
  readonly #most: () => number;
  // Clocks are not shown, so nothing needs to follow them.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #timers = new Map<number, { timer: ReturnType<typeof setTimeout> | undefined; left: number; since: number }>();

  constructor(most: () => number = room) {
    this.#most = most;
  }

  say(toast: Omit<Toast, "id">): number {
    const id = this.#next++;
    for (const before of this.list.filter((each) => each.about !== undefined && each.about === toast.about))
      this.dismiss(before.id);
    this.list.push({ ...toast, id });
    this.fit();
    this.#timers.set(id, { timer: undefined, left: STAYS_MS, since: 0 });
    this.resume(id);
    return id;
  }

  has(id: number): boolean {
    return this.list.some((toast) => toast.id === id);
  }

  /** What held for the moment no longer does; the rest stays its time. */
  settle(id: number): void {
    const toast = this.list.find((each) => each.id === id);
    if (toast) delete toast.meanwhile;
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id)?.timer);
    this.#timers.delete(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Lets the oldest go where there are more than there is room for. */
  fit(): void {
    for (const toast of this.list.slice(0, -this.#most())) this.dismiss(toast.id);
  }

  /** While the pointer or the focus is on it, its time stands still. */
  pause(id: number): void {
    const clock = this.#timers.get(id);
    if (!clock?.timer) return;
    clearTimeout(clock.timer);
    clock.timer = undefined;
    clock.left -= Date.now() - clock.since;
  }

  resume(id: number): void {
    const clock = this.#timers.get(id);
    if (!clock || clock.timer) return;
    clock.since = Date.now();
    clock.timer = setTimeout(() => this.dismiss(id), Math.max(clock.left, 1_000));
  }

  undo(id: number): void {
    const toast = this.list.find((each) => each.id === id);
    this.dismiss(id);
    void toast?.undo?.act();
  }

  clear(): void {
    for (const toast of [...this.list]) this.dismiss(toast.id);
  }
}

export const toasts = new Toasts();
