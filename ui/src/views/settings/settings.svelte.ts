// What a person may change about this notebook, and the acts that keep or move it. Each form keeps
// its own busy word, refusal and answer, so that one failing never hides another.
import { Act, unsaid } from "../../lib/act.svelte";
import { mutate, query, subscribe } from "../../lib/api/client";
import type {
  BackupView,
  DoctorView,
  ExportView,
  SettingsSetRequest,
  SettingsView,
  VerifyView,
} from "../../lib/api/generated";
import { words } from "../../lib/words/en";
import { session } from "../../lib/session.svelte";
import { fields, ForWhom } from "../sharing/sharing.svelte";

const NOTHING_CHANGES: SettingsSetRequest = {
  theme: null,
  idle_minutes: null,
  letter_keys: null,
  hub_number: null,
  hub_hours: null,
};

export class BackupForm {
  file = $state("");
  readonly act = new Act<BackupView>({ file: "file" });

  async make(): Promise<void> {
    const done = await this.act.run(() => {
      if (this.file.trim() === "") throw unsaid("file", words.settings.backupFileMissing);
      return mutate("backup", { file: this.file });
    });
    if (done) {
      this.file = "";
      await session.load();
    }
  }
}

export class ExportForm {
  /** This note alone; null for every note. */
  readonly note: string | null;
  readonly forWhom: ForWhom;
  folder = $state("");
  readonly act = new Act<ExportView>({ ...fields, folder: "folder" });

  constructor(note: string | null = null) {
    this.note = note;
    this.forWhom = new ForWhom(note === null ? { what: "notes" } : { what: "note", id: note });
  }

  async make(): Promise<void> {
    const { folder, note } = this;
    const done = await this.act.run(async () => {
      this.forWhom.complete([folder.trim() === "" ? { field: "folder", message: words.settings.exportFolderMissing } : null]);
      return mutate("export", { folder, note, ...this.forWhom.askedOf });
    });
    if (done) this.folder = "";
  }
}

export class CheckForm {
  readonly act = new Act<{ verify: VerifyView; doctor: DoctorView }>();

  async run(): Promise<void> {
    await this.act.run(async () => ({ verify: await mutate("verify"), doctor: await mutate("doctor") }));
  }
}

export class PassphraseForm {
  current = $state("");
  passphrase = $state("");
  again = $state("");
  shown = $state(false);
  readonly act = new Act<true>({
    current: "current",
    passphrase: "passphrase",
    passphrase_again: "passphrase_again",
  });

  /** That the present passphrase is wrong is told of "passphrase", since elsewhere there is but one. */
  get currentError(): string | undefined {
    return this.act.error("current") ?? (this.#wrong ? this.act.error("passphrase") : undefined);
  }
  get newError(): string | undefined {
    return this.#wrong ? undefined : this.act.error("passphrase");
  }
  get #wrong(): boolean {
    return this.act.refusal?.code === "passphrase-wrong";
  }

  async change(): Promise<void> {
    const done = await this.act.run(async () => {
      await mutate("passphrase_change", {
        current: this.current,
        passphrase: this.passphrase,
        passphrase_again: this.again,
      });
      return true as const;
    });
    if (done) this.clear();
  }

  clear(): void {
    this.current = this.passphrase = this.again = "";
    this.shown = false;
  }
}

export class RecoveryCodeForm {
  passphrase = $state("");
  shown = $state(false);
  code = $state("");
  readonly act = new Act<true>({ passphrase: "passphrase" });

  async make(): Promise<void> {
    await this.act.run(async () => {
      const made = await mutate("recovery_code_renew", { passphrase: this.passphrase });
      this.passphrase = "";
      this.code = made.recovery_code;
      return true as const;
    });
  }

  async kept(): Promise<void> {
    this.code = "";
    // Where this is refused, the notice goes on asking.
    await mutate("recovery_code_kept").catch(() => undefined);
  }

  clear(): void {
    this.passphrase = this.code = "";
    this.shown = false;
  }
}

export class SettingsState {
  view = $state.raw<SettingsView | null>(null);
  label = $state("");
  hubNumber = $state("");
  hubHours = $state("");
  readonly loading = new Act<true>();
  readonly labelAct = new Act<true>({ label: "label" });
  readonly hubAct = new Act<true>({ hub_number: "hub_number", hub_hours: "hub_hours" });
  /** For choices that are kept at once, without a button. */
  readonly choice = new Act<true>();
  readonly backup = new BackupForm();
  readonly exporting = new ExportForm();
  readonly check = new CheckForm();
  readonly passphrase = new PassphraseForm();
  readonly recovery = new RecoveryCodeForm();

  follow(): () => void {
    void this.load();
    const stop = subscribe((event) => {
      if (event.topics.includes("settings")) void this.refresh();
    });
    return () => {
      stop();
      this.passphrase.clear();
      this.recovery.clear();
    };
  }

  async load(): Promise<void> {
    await this.loading.run(async () => {
      const view = await query("settings");
      this.#take(view);
      this.label = view.label;
      this.hubNumber = view.hub_number;
      this.hubHours = view.hub_hours;
      return true as const;
    });
  }

  /** What is being typed stays; only what is shown is asked again. */
  async refresh(): Promise<void> {
    try {
      this.#take(await query("settings"));
    } catch {
      // What stands on the page is still true enough; a lock is told elsewhere.
    }
  }

  async choose(change: Partial<SettingsSetRequest>): Promise<void> {
    await this.#set(this.choice, change);
  }
  async saveLabel(): Promise<void> {
    await this.labelAct.run(async () => {
      await mutate("label_set", { label: this.label });
      return true as const;
    });
  }
  async saveHub(): Promise<void> {
    await this.#set(this.hubAct, { hub_number: this.hubNumber, hub_hours: this.hubHours });
  }

  async #set(act: Act<true>, change: Partial<SettingsSetRequest>): Promise<void> {
    const done = await act.run(async () => {
      this.#take(await mutate("settings_set", { ...NOTHING_CHANGES, ...change }));
      return true as const;
    });
    if (done) await session.load();
  }

  #take(view: SettingsView): void {
    this.view = view;
  }
}
