/**
 * The answer to a request, written into a new folder: for whom, and where. What was typed stays when the dialog is
 * closed. Whether it may be made, the rules behind say.
 */
import { Act } from "../../lib/act.svelte";
import { mutate } from "../../lib/api/client";
import type { ExportView } from "../../lib/api/generated";

export class AnswerForm {
  readonly id: string;
  open = $state(false);
  recipient = $state("");
  folder = $state("");
  /** What was made last, while this request stands open. */
  made = $state.raw<ExportView | null>(null);
  readonly act = new Act<ExportView>({ recipient: "answer-recipient", folder: "answer-folder" });
  readonly #refused: () => void;

  /** `refused`: it was not made, so what stands on the page may not be what there is. */
  constructor(id: string, refused: () => void) {
    this.id = id;
    this.#refused = refused;
  }

  show(): void {
    this.act.forget();
    this.open = true;
  }
  close(): void {
    this.open = false;
  }

  async make(): Promise<boolean> {
    const { id, folder, recipient } = this;
    const done = await this.act.run(() => mutate("subject_export", { id, folder: folder.trim(), recipient: recipient.trim() }));
    if (done) {
      this.made = this.act.answer;
      this.folder = "";
    } else if (this.act.problem !== undefined) this.#refused();
    return done;
  }
}
