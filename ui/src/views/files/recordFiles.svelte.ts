/** Photos and documents on a note or an action: added, taken off, and each of both taken back. */
import { toasts } from "../../kit/toasts.svelte";
import { asRefusal, mutate } from "../../lib/api/client";
import type { AttachmentAdded, AttachTo, FileView } from "../../lib/api/generated";
import { files as words } from "../../lib/words/files";
import { Adding } from "./adding.svelte";

export class RecordFiles {
  adder = $state.raw(new Adding());
  #of: string | null = null;
  readonly #kind: "note" | "action";
  readonly #again: () => Promise<unknown>;

  /** `again` asks anew for what stands on the page. */
  constructor(kind: "note" | "action", again: () => Promise<unknown>) {
    this.#kind = kind;
    this.#again = again;
  }

  /** Turns to another record. What is still on its way to the last one goes on. */
  show(id: string | null): void {
    if (id === this.#of) return;
    this.#of = id;
    this.adder.leave();
    this.adder = new Adding();
  }

  async add(files: readonly File[]): Promise<void> {
    const id = this.#of;
    if (id === null) return;
    const to: AttachTo = { kind: this.#kind, id };
    const { adder } = this;
    const added = await adder.add(files, () => Promise.resolve(to), () => void this.#again());
    this.#sayAdded(id, added);
    await this.#again();
  }

  #sayAdded(id: string, added: readonly AttachmentAdded[]): void {
    const [first] = added;
    if (!first) return;
    const one = added.length === 1;
    const about = one ? first.file.id : id;
    this.#say(about, one ? first.words : words.addedAll(added.length), {
      undo: added.flatMap(({ undo }) => undo),
      said: one ? words.removed(first.file.name) : words.removedAll(added.length),
    });
  }

  async remove(file: FileView): Promise<void> {
    const { adder } = this;
    try {
      await mutate("take_back", { undo: [`record:${file.id}`] });
    } catch (cause) {
      return adder.refuse(asRefusal(cause).message);
    }
    this.#say(file.id, words.removed(file.name), { undo: [`reinstate:${file.id}`], said: words.back(file.name) });
    await this.#again();
  }

  /** `back`: what takes it back, and what is said then. */
  #say(about: string, said: string, back: { undo: string[]; said: string }): void {
    const act = async () => {
      try {
        await mutate("take_back", { undo: back.undo });
        toasts.say({ about, words: back.said });
        await this.#again();
      } catch (cause) {
        toasts.say({ words: asRefusal(cause).message });
      }
    };
    toasts.say({ about, words: said, ...(back.undo.length ? { undo: { label: words.undo, act } } : {}) });
  }
}
