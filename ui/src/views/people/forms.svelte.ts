// The acts of the People place, each with its own form: what was typed, whether it is at work, what it
// said. Reasons are asked for where something ends, and stay where they were typed when it is refused.
import { readDay, type DayFields } from "../../kit/when";
import { toasts } from "../../kit/toasts.svelte";
import { Act, unsaid } from "../../lib/act.svelte";
import { mutate, query } from "../../lib/api/client";
import type { InvitedView, RoleChoice } from "../../lib/api/generated";
import { people as words } from "../../lib/words/people";

/** A role and, where it takes them, its wards. */
export class Given {
  role = $state("");
  all = $state(false);
  /** No ward: they see only what is shared with them. */
  none = $state(false);
  wards = $state.raw<string[]>([]);
  readonly act: Act<true>;

  constructor(fields: Readonly<Record<string, string>> = {}) {
    this.act = new Act<true>({ role: "role", wards: "wards", ward: "wards", ...fields });
  }

  toggle(ward: string): void {
    this.wards = this.wards.includes(ward) ? this.wards.filter((other) => other !== ward) : [...this.wards, ward];
    this.act.mend("wards");
  }

  /** Wards chosen for another role are not sent with one that takes none. */
  wardsFor(roles: readonly RoleChoice[]): string[] {
    if (!roles.find((choice) => choice.role.id === this.role)?.takes_wards) return [];
    return this.none ? ["none"] : this.all ? ["all"] : this.wards;
  }

  clear(): void {
    this.role = "";
    this.all = false;
    this.none = false;
    this.wards = [];
    this.act.forget();
  }
}

/** Somebody to be taken in, or another device of a member. */
export class InviteForm extends Given {
  name = $state("");
  /** Shown once: gone when the person says that it was passed on, or the page closes. */
  made = $state.raw<{ name: string; view: InvitedView } | null>(null);
  /** True where the system would not copy it, and it has to be selected by hand. */
  byHand = $state(false);

  constructor() {
    super({ name: "name" });
  }

  async invite(roles: readonly RoleChoice[]): Promise<boolean> {
    return this.#ask(this.name.trim(), this.role, this.wardsFor(roles));
  }

  /** For a member: the role is theirs already. */
  async inviteAgain(name: string): Promise<boolean> {
    return this.#ask(name, "", [], true);
  }

  async #ask(name: string, role: string, wards: string[], member = false): Promise<boolean> {
    const done = await this.act.run(async () => {
      // Without a role it would be taken for an invitation for another device of a member.
      if (!member && name && !role) throw unsaid("role", words.roleMissing);
      this.made = { name, view: await mutate("person_invite", { name, role, wards }) };
      return true;
    });
    if (done) {
      this.name = "";
      this.clear();
    }
    return done;
  }

  async copy(): Promise<void> {
    if (!this.made) return;
    try {
      await navigator.clipboard.writeText(this.made.view.invitation);
      this.byHand = false;
      toasts.say({ words: words.invite.copied });
    } catch {
      this.byHand = true;
    }
  }

  passedOn(): void {
    this.made = null;
    this.byHand = false;
  }
}

const blankDay = (): DayFields => ({ day: "", month: "", year: "" });

/** Says that something was done that others hear of through the server, and when they will where it is away. */
export async function saySent(about: string, done: string): Promise<void> {
  const away = await query("sync").then(
    ({ next_try_seconds }) => next_try_seconds !== null,
    () => false,
  );
  toasts.say({ about, words: away ? `${done} ${words.unsent}` : done });
}

/** One more role for a member, for as long as is said. */
export class GrantForm extends Given {
  until = $state.raw<DayFields>(blankDay());
  reason = $state("");

  constructor() {
    super({ until: "until", when: "until", reason: "reason" });
  }

  async give(person: string, roles: readonly RoleChoice[]): Promise<boolean> {
    return this.act.run(async () => {
      if (!this.role) throw unsaid("role", words.roleMissing);
      const { day, month, year } = this.until;
      const until = readDay(this.until);
      if ((day || month || year) && until === null) throw unsaid("until", words.person.untilBad);
      const request = { person, role: this.role, wards: this.wardsFor(roles), until, reason: this.reason.trim() };
      await mutate("grant_add", request);
      await saySent(person, words.person.given);
      return true;
    });
  }

  override clear(): void {
    super.clear();
    this.until = blankDay();
    this.reason = "";
  }
}

export class RenameForm {
  name = $state("");
  readonly act = new Act<true>({ name: "name" });

  async save(id: string): Promise<boolean> {
    return this.act.run(async () => {
      await mutate("person_rename", { id, name: this.name.trim() });
      await saySent(id, words.person.renamed);
      return true;
    });
  }
}

/** Whom a member works for, and how colleagues reach them. */
export class ReachForm {
  agency = $state("");
  phone = $state("");
  readonly act = new Act<true>({ agency: "agency", phone: "phone" });

  async save(id: string): Promise<boolean> {
    return this.act.run(async () => {
      await mutate("person_set", { id, agency: this.agency, phone: this.phone.trim() });
      await saySent(id, words.person.reachSaved);
      return true;
    });
  }
}

export type Ending = keyof typeof words.ending;

/** What is about to end, in a dialog: nothing of it can be undone. */
export class EndForm {
  asked = $state.raw<{ what: Ending; id: string; name: string } | null>(null);
  reason = $state("");
  readonly act = new Act<true>({ reason: "end-reason" });

  /** An invitation that is withdrawn has let nobody in: nobody asks why. */
  get takesReason(): boolean {
    return this.asked?.what !== "invitation";
  }

  ask(what: Ending, id: string, name: string): void {
    this.asked = { what, id, name };
    this.reason = "";
    this.act.forget();
  }

  close(): void {
    this.asked = null;
    this.reason = "";
  }

  async do(): Promise<boolean> {
    const { asked } = this;
    if (!asked) return false;
    const { id, what } = asked;
    const reason = this.reason.trim();
    return this.act.run(async () => {
      const { done } = words.ending[what];
      if (what === "invitation" || what === "held") {
        // Done by the server itself.
        if (what === "held") await mutate("held_decide", { id, release: false, reason });
        else await mutate("invitation_withdraw", { id });
        toasts.say({ about: id, words: done });
      } else {
        await mutate(`${what}_end`, { id, reason });
        await saySent(id, done);
      }
      return true;
    });
  }
}

/** Putting what was held where it belongs. */
export class ReleaseForm {
  id = $state<string | null>(null);
  readonly act = new Act<true>();

  async release(id: string): Promise<boolean> {
    if (this.act.busy) return false;
    this.id = id;
    return this.act.run(async () => {
      await mutate("held_decide", { id, release: true, reason: "" });
      toasts.say({ about: id, words: words.held.released });
      return true;
    });
  }
}
