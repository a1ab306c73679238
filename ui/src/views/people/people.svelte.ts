// Who belongs, one person in full, what the server knows beside it, and the acts that begin and end access.
import { asRefusal, mutate, query, type Refusal, subscribe } from "../../lib/api/client";
import type { DeviceView, HeldItem, InvitationRow, InvitedView, ListsView, PeopleView, PersonDetail } from "../../lib/api/generated";
import { Act } from "../../lib/act.svelte";

export type Ending = { kind: "grant" | "person" | "device"; id: string };

export class PeopleState {
  view = $state.raw<PeopleView | null>(null);
  lists = $state.raw<ListsView | null>(null);
  failure = $state.raw<Refusal | null>(null);
  person = $state.raw<PersonDetail | null>(null);
  #wanted: string | null = null;

  /** What only the server knows; null while it was not asked or does not answer. */
  held = $state.raw<HeldItem[] | null>(null);
  invitations = $state.raw<InvitationRow[] | null>(null);
  seen = $state.raw<DeviceView[]>([]);
  unreachable = $state(false);

  readonly ending = new Act();
  readonly deciding = new Act();
  readonly renaming = new Act({ name: "name" });

  follow(): () => void {
    const stop = subscribe((event) => {
      if (event.topics.includes("people")) void this.load();
    });
    void this.load();
    void query("lists").then((lists) => (this.lists = lists), () => undefined);
    void this.ask();
    return stop;
  }

  async load(): Promise<void> {
    try {
      this.view = await query("people");
      this.failure = null;
      if (this.#wanted) this.person = await query("person", { id: this.#wanted });
    } catch (cause) {
      this.failure = asRefusal(cause);
    }
  }

  async open(id: string | null): Promise<void> {
    this.#wanted = id;
    this.person = null;
    if (id) await this.load();
  }

  /** Asks the server. Offline this place shows what the notebook itself knows, and says so. */
  async ask(): Promise<void> {
    try {
      const [held, invitations, seen] = [await query("held"), await query("invitations"), await query("devices_seen")];
      this.held = held.held;
      this.invitations = invitations.invitations;
      this.seen = seen.devices;
      this.unreachable = false;
    } catch {
      this.unreachable = true;
    }
  }

  device(id: string): DeviceView | undefined {
    return this.seen.find((device) => device.id === id);
  }

  async end(what: Ending, reason: string): Promise<boolean> {
    const done = await this.ending.run(async () => void (await mutate(`${what.kind}_end`, { id: what.id, reason })));
    if (done) await this.load();
    return done;
  }

  async rename(id: string, name: string): Promise<void> {
    if (await this.renaming.run(async () => void (await mutate("person_rename", { id, name })))) await this.load();
  }

  async decide(id: string, release: boolean, reason: string): Promise<boolean> {
    const done = await this.deciding.run(async () => void (await mutate("held_decide", { id, release, reason })));
    if (done) await this.ask();
    return done;
  }

  async withdraw(id: string): Promise<void> {
    if (await this.deciding.run(async () => void (await mutate("invitation_withdraw", { id })))) await this.ask();
  }
}

/** Somebody to be taken in, another device of a member, or another role for one. */
export class InviteForm {
  name = $state("");
  role = $state("");
  all = $state(false);
  wards = $state<string[]>([]);
  made = $state.raw<InvitedView | null>(null);
  copied = $state(false);
  readonly act = new Act({ name: "name", role: "role", wards: "wards" });

  toggle(ward: string): void {
    this.wards = this.wards.includes(ward) ? this.wards.filter((other) => other !== ward) : [...this.wards, ward];
  }

  get chosen(): string[] {
    return this.all ? ["all"] : this.wards;
  }

  async invite(): Promise<void> {
    await this.act.run(async () => {
      this.made = await mutate("person_invite", { name: this.name, role: this.role, wards: this.chosen });
    });
  }

  /** For another device of somebody who belongs. */
  async inviteAgain(name: string): Promise<void> {
    await this.act.run(async () => {
      this.made = await mutate("person_invite", { name, role: "", wards: [] });
      this.name = name;
    });
  }

  async give(person: string): Promise<boolean> {
    const request = { person, role: this.role, wards: this.chosen, until: null, reason: "" };
    const done = await this.act.run(async () => void (await mutate("grant_add", request)));
    if (done) this.clear();
    return done;
  }

  async copy(): Promise<void> {
    if (!this.made) return;
    await navigator.clipboard.writeText(this.made.invitation);
    this.copied = true;
  }

  clear(): void {
    this.name = this.role = "";
    this.all = this.copied = false;
    this.wards = [];
    this.made = null;
  }
}
