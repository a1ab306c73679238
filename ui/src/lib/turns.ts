// Acts that must not overlap, one after another in the order they were asked for. There is no
// "while something runs": each act hangs on the one before it, so an act that fails at once, or one
// that asks for another, can never be waited for round and round.
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `act` when everything asked for before has ended, well or badly. */
  take<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
