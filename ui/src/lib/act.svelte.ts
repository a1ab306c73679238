// One form with one button: what it said last, and whether it is at work. Each form of a page has its
// own, so that one failing never hides another.
import { asRefusal, Refusal } from "./api/client";
import { type Fault, faultOf, faults, type Fields, problemOf } from "./faults";

export class Act<T = void> {
  busy = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  answer = $state.raw<T | null>(null);
  readonly #fields: Fields;
  /** Fields typed in since the refusal: what it said of them no longer holds. */
  #mended = $state.raw<readonly string[]>([]);

  /** `fields`: what the backend calls a field, and what this form calls it. */
  constructor(fields: Fields = {}) {
    this.#fields = fields;
  }

  async run(does: () => Promise<T>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.refusal = null;
    this.answer = null;
    this.#mended = [];
    try {
      this.answer = await does();
      return true;
    } catch (cause) {
      this.refusal = asRefusal(cause);
      return false;
    } finally {
      this.busy = false;
    }
  }

  error(field: string): string | undefined {
    return this.#mended.includes(field) ? undefined : faultOf(this.refusal, this.#fields, field);
  }

  mend(field: string): void {
    if (this.refusal && !this.#mended.includes(field)) this.#mended = [...this.#mended, field];
  }

  /** Opened anew, a form says nothing of the last time. */
  forget(): void {
    this.refusal = null;
    this.answer = null;
  }

  /** For a summary on top of the form. It stands until the next try. */
  get faults(): Fault[] {
    return faults(this.refusal, this.#fields);
  }

  /** The refusal as a whole, where no field of the form shows it. */
  get problem(): string | undefined {
    return problemOf(this.refusal, this.#fields);
  }
}

/** Several of them at once, each beside its field. */
export const allUnsaid = (missing: readonly Fault[]) => {
  const message = missing.map((fault) => fault.message).join(" ");
  return new Refusal({ code: "invalid", message, field_errors: missing.map((fault) => ({ ...fault })), retryable: false, wait_seconds: null });
};

/** Caught on this side: what is missing would mean something else behind, or nothing there could tell of it. */
export const unsaid = (field: string, message: string) =>
  new Refusal({ code: "invalid", message, field_errors: [{ field, message }], retryable: false, wait_seconds: null });
