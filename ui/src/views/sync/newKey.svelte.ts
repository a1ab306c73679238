// The server has a new key: what somebody was told of it by two ways, and the act that puts it in the place of the one
// before. What was typed lives in this object only while its form is open.
import { toasts } from "../../kit/toasts.svelte";
import { Act, allUnsaid } from "../../lib/act.svelte";
import { mutate } from "../../lib/api/client";
import type { ReintroducedView } from "../../lib/api/generated";
import { partnership } from "../../lib/words/partnership";

const words = partnership.newKey;

export class NewKey {
  open = $state(false);
  text = $state("");
  fingerprint = $state("");
  passphrase = $state("");
  shown = $state(false);
  readonly act = new Act<ReintroducedView>({
    invitation: "new-key-text",
    fingerprint: "new-key-fingerprint",
    passphrase: "new-key-passphrase",
  });
  /** Asks anew for what the page shows. */
  readonly #reload: () => Promise<unknown>;
  #left = false;

  constructor(reload: () => Promise<unknown>) {
    this.#reload = reload;
  }

  /** Pressed again over an open form, it leaves what stands there. */
  begin(): void {
    if (this.act.answer) this.act.forget();
    this.open = true;
  }

  close(): void {
    if (this.act.busy) return;
    this.open = false;
    this.act.forget();
    this.#clear();
  }

  /** The page goes. What is under way goes on, and its end is told wherever the person is then. */
  leave(): void {
    this.#left = true;
    this.#clear();
  }

  async trust(): Promise<boolean> {
    const { text, fingerprint, passphrase } = this;
    const done = await this.act.run(async () => {
      const missing = [
        { field: "invitation", message: words.textMissing, given: text },
        { field: "fingerprint", message: words.fingerprintMissing, given: fingerprint },
        { field: "passphrase", message: words.passphraseMissing, given: passphrase },
      ].filter(({ given }) => given.trim() === "");
      if (missing.length) throw allUnsaid(missing.map(({ field, message }) => ({ field, message })));
      try {
        // Mail programs break long lines; the text has no space in it.
        return await mutate("reintroduce", { invitation: text.replace(/\s+/g, ""), fingerprint, passphrase });
      } finally {
        await this.#reload();
      }
    });
    if (done) this.#clear();
    const told = this.act.answer?.words ?? this.act.refusal?.message;
    if (this.#left && told) toasts.say({ words: told });
    return done;
  }

  #clear(): void {
    this.text = this.fingerprint = this.passphrase = "";
    this.shown = false;
  }
}
