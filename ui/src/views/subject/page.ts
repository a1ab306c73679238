// The page of subject access as it outlives a look at another page, and not a lock: the list, and the request that
// was open last.
import { RequestState } from "./request.svelte";
import { SubjectList } from "./requests.svelte";

export class SubjectPage {
  readonly list = new SubjectList();
  #request: RequestState | null = null;

  /** The request as it was left, where it is the same. */
  show(id: string): RequestState {
    if (this.#request?.id !== id) this.#request = new RequestState(id);
    return this.#request;
  }
}
