// Sealed files: for whom one can be made, making one, taking one in. Each form keeps its own busy word,
// refusal and answer.
import { Act, unsaid } from "../../lib/act.svelte";
import { asRefusal, mutate, query, type Refusal } from "../../lib/api/client";
import type { FileSaved, FileTaken, HandingPerson } from "../../lib/api/generated";
import { sealed as words } from "../../lib/words/sealed";
import { fields, ForWhom } from "../sharing/sharing.svelte";

/** The choice that names nobody: everybody who may read all of what waits. */
const EVERYBODY = "";

export class SaveForm {
  /** The ward it is a pack of; null for what waits. */
  readonly ward: string | null;
  people = $state.raw<readonly HandingPerson[] | null>(null);
  failure = $state.raw<Refusal | null>(null);
  fileName = $state("");
  to = $state(EVERYBODY);
  file = $state("");
  readonly forWhom = new ForWhom({ what: "sealed" });
  readonly act = new Act<FileSaved>({ ...fields, file: "file", to: "to" });

  constructor(ward: string | null) {
    this.ward = ward;
    if (ward === null) this.forWhom.purpose = words.waitingPurpose;
  }

  async load(): Promise<void> {
    this.failure = null;
    try {
      const view = await query("handing", { ward: this.ward });
      this.people = view.people;
      this.fileName = view.file_name;
    } catch (cause) {
      this.failure = asRefusal(cause);
    }
  }

  get options(): { id: string; label: string }[] {
    const first = { id: EVERYBODY, label: this.ward === null ? words.everybody : words.choose };
    return [first, ...(this.people ?? []).map(({ id, label }) => ({ id, label }))];
  }

  async save(): Promise<boolean> {
    const { file, to, ward } = this;
    const done = await this.act.run(async () => {
      this.forWhom.complete([
        ward !== null && to === EVERYBODY ? { field: "to", message: words.chooseMissing } : null,
        file.trim() === "" ? { field: "file", message: words.fileMissing } : null,
      ]);
      const asked = this.forWhom.asked;
      if (ward !== null) return mutate("pack_save", { file, ward, to, ...asked });
      return mutate("waiting_save", { file, to: to === EVERYBODY ? null : to, ...asked });
    });
    if (done) this.file = "";
    return done;
  }
}

export class TakeForm {
  file = $state("");
  readonly act = new Act<FileTaken>({ file: "file" });

  async take(): Promise<boolean> {
    const { file } = this;
    const done = await this.act.run(async () => {
      if (file.trim() === "") throw unsaid("file", words.fileMissing);
      return mutate("file_take", { file });
    });
    if (done) this.file = "";
    return done;
  }
}
