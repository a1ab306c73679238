// A list that is asked for again before it has answered: only what was asked last counts. Whoever waits
// for an earlier question waits for that answer too, since what they want to see is what stands on the
// page then: a focus that is placed before would go with the next answer.
import { asRefusal, type Refusal } from "./api/client";

export class Latest {
  #last: Promise<void> = Promise.resolve();

  async ask<T>(question: () => Promise<T>, take: (answer: T) => void, refuse: (refusal: Refusal) => void): Promise<void> {
    const mine: Promise<void> = question().then(
      (answer) => {
        if (mine === this.#last) take(answer);
      },
      (cause: unknown) => {
        if (mine === this.#last) refuse(asRefusal(cause));
      },
    );
    this.#last = mine;
    let waited;
    do {
      waited = this.#last;
      await waited;
    } while (waited !== this.#last);
  }
}
