/**
 * Photos and documents on their way into the notebook, one after another: what is under way, and which were
 * not taken, each with its own words. One that is refused holds up none of the others.
 *
 * Knows neither where they hang nor what stands there: whoever asks gives the place and takes the answer.
 */
import type { Refused } from "../../kit/FileAdd.svelte";
import { toasts } from "../../kit/toasts.svelte";
import { asRefusal, mutate } from "../../lib/api/client";
import type { AttachmentAdded, AttachTo } from "../../lib/api/generated";
import { onFlush } from "../../lib/flush";
import { Turns } from "../../lib/turns";
import { files as words } from "../../lib/words/files";

/** More than the notebook takes of anything: it is refused before it is read. */
const MOST_MB = 60;
/** What a clipboard calls a picture that was no file. */
const NAMELESS = /^image\.(png|jpe?g|webp|bmp|tiff?)$/i;

/** A lock that was asked for and a closing window wait for what is being added. */
let underWay: readonly Promise<unknown>[] = [];
onFlush(
  () => Promise.all(underWay),
  () => false,
);

class NotRead extends Error {}

/** The bytes in Base64. */
export async function encoded(file: File): Promise<string> {
  if (file.size === 0) return "";
  if (file.size > MOST_MB * 1024 * 1024) throw new NotRead(words.tooLarge(file.name, MOST_MB));
  const address = await new Promise<string>((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(new NotRead(words.unreadable(file.name)));
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(",") + 1);
}

export class Adding {
  refused = $state.raw<readonly Refused[]>([]);
  #name = $state("");
  #at = $state(0);
  #of = $state(0);
  #left = $state(0);
  readonly #turns = new Turns();
  #key = 0;
  #gone = false;

  get busy(): boolean {
    return this.#left > 0;
  }
  get progress(): { name: string; at: number; of: number } | null {
    return this.busy ? { name: this.#name, at: this.#at, of: this.#of } : null;
  }

  /** Tries each, and answers those that were added. `took` is told of each as it is. */
  async add(
    files: readonly File[],
    to: () => Promise<AttachTo>,
    took: (added: AttachmentAdded) => void = () => undefined,
  ): Promise<AttachmentAdded[]> {
    if (!this.busy) {
      this.refused = [];
      this.#at = this.#of = 0;
    }
    this.#of += files.length;
    this.#left += files.length;
    const all = Promise.all(files.map((file) => this.#turns.take(() => this.#one(file, to, took))));
    underWay = [...underWay, all];
    const done = await all.finally(() => (underWay = underWay.filter((other) => other !== all)));
    return done.filter((added) => added !== null);
  }

  async #one(
    file: File,
    to: () => Promise<AttachTo>,
    took: (added: AttachmentAdded) => void,
  ): Promise<AttachmentAdded | null> {
    const name = NAMELESS.test(file.name) ? "" : file.name;
    this.#at += 1;
    this.#name = name || words.pasted;
    try {
      const added = await mutate("attachment_add", { to: await to(), name, file: null, bytes: await encoded(file), description: "" });
      took(added);
      return added;
    } catch (cause) {
      if (cause instanceof NotRead) this.refuse(cause.message);
      else {
        const refusal = asRefusal(cause);
        // A notebook that locked meanwhile says so itself.
        if (refusal.code !== "locked") this.refuse(refusal.message);
      }
      return null;
    } finally {
      this.#left -= 1;
    }
  }

  refuse(message: string): void {
    if (this.#gone) toasts.say({ words: message });
    else this.refused = [...this.refused, { key: ++this.#key, message }];
  }
  dismiss(key: number): void {
    this.refused = this.refused.filter((one) => one.key !== key);
  }
  /** Says nothing more of what was. */
  forget(): void {
    this.refused = [];
  }

  /** Ends when nothing that was asked for is under way. */
  async settled(): Promise<void> {
    await this.#turns.take(async () => undefined);
  }

  /** The page goes away, and what is under way goes on: what is refused then is said where it is seen. */
  leave(): void {
    this.#gone = true;
  }
}
