/** The file that is looked at: its picture, and the copy that is saved of it. Knows no list and no page. */
import { Act } from "../../lib/act.svelte";
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { AttachmentSaved, FileView } from "../../lib/api/generated";
import { files as words } from "../../lib/words/files";
import { fields, ForWhom } from "../sharing/sharing.svelte";

/** What is shown as a picture, whatever a record calls itself. */
const SHOWN = /^image\/(jpeg|png|webp)$/;

export class CopyForm {
  readonly forWhom: ForWhom;
  file = $state("");
  readonly act = new Act<AttachmentSaved>({ ...fields, file: "file" });
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
    this.forWhom = new ForWhom({ what: "file", id });
  }

  async save(): Promise<boolean> {
    const { file } = this;
    return this.act.run(async () => {
      this.forWhom.complete([file.trim() === "" ? { field: "file", message: words.saveFileMissing } : null]);
      return mutate("attachment_save", { id: this.#id, file, ...this.forWhom.askedOf });
    });
  }
}

export class Viewer {
  /** A `data:` address; empty while it is on its way, and for what is no picture. */
  picture = $state("");
  failure = $state.raw<Refusal | null>(null);
  /** At its own size, and not fitted to the window. */
  whole = $state(false);
  copy = $state.raw<CopyForm | null>(null);
  #id: string | null = null;
  #turn = 0;

  /** Turns to a file. One that has arrived meanwhile is asked for again. */
  async show(file: FileView): Promise<void> {
    if (file.id !== this.#id) {
      this.picture = "";
      this.whole = false;
      this.copy = null;
    } else if (this.picture) return;
    this.#id = file.id;
    this.failure = null;
    const turn = ++this.#turn;
    if (!file.photo || !file.here) return;
    try {
      const { media, bytes } = await query("attachment", { id: file.id });
      if (turn === this.#turn && SHOWN.test(media)) this.picture = `data:${media};base64,${bytes}`;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asRefusal(cause);
    }
  }

  save(): void {
    if (this.#id !== null) this.copy = new CopyForm(this.#id);
  }

  close(): void {
    this.#turn += 1;
    this.picture = "";
  }
}
