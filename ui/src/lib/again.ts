// Asking again for what stands on a page, because something changed. However many changes are told of
// meanwhile, one question is under way and at most one waits behind it.
export class Again {
  readonly #ask: () => Promise<unknown>;
  #running: Promise<unknown> | null = null;
  #next: Promise<unknown> | null = null;

  constructor(ask: () => Promise<unknown>) {
    this.#ask = ask;
  }

  /** Ends when a question has been answered that was asked after this. */
  async run(): Promise<void> {
    await (this.#running === null ? this.#start() : (this.#next ??= this.#running.then(() => this.#start())));
  }

  #start(): Promise<unknown> {
    this.#next = null;
    const asked = this.#ask().catch(() => undefined);
    this.#running = asked;
    return asked.then(() => {
      if (this.#running === asked) this.#running = null;
    });
  }
}
