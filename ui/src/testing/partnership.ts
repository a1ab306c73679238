// What a partnership adds to the notebook for tests: members, what waits to be sent, the page about it.
import type { OutboxItem, PersonDetail, PersonRow, SyncPageView, TrailPage, TrailRow } from "../lib/api/generated";
import { type Answers, lists } from "./book";

export const personRow = (id: string, name: string, more: Partial<PersonRow> = {}): PersonRow => ({
  id,
  name,
  roles: "Outreach worker",
  wards: "Addison",
  me: false,
  ended: null,
  devices: 1,
  conflict: false,
  ...more,
});

export const amara = personRow("p2", "Amara Lewis");

export const personDetail = (more: Partial<PersonDetail> = {}): PersonDetail => ({
  row: amara,
  agency: null,
  phone: null,
  grants: [
    {
      id: "g1",
      role: "Outreach worker",
      ward: { code: "E05013733", name: "Addison", boundaries: "2022" },
      plan: null,
      rights: "Read shared briefings",
      granted_by: "Helen Prior",
      reason: "",
      ends: "",
      holds: true,
    },
  ],
  devices: [
    {
      id: "device-0001-abcd",
      reason: "Joined with an invitation",
      this_one: false,
      ended: null,
      last_seen: null,
      pending: null,
      remarks: [],
    },
  ],
  ...more,
});

/** The People place as an administrator meets it. */
export const people: Answers = {
  lists,
  people: () => ({
    people: [personRow("p1", "Helen Prior", { me: true, roles: "Coordinator", wards: "All wards" }), amara],
    roles: [
      { role: { id: "outreach", label: "Outreach worker", hint: "Read shared briefings" }, takes_wards: true },
      { role: { id: "administrator", label: "Administrator", hint: "People and devices" }, takes_wards: false },
    ],
    can_administer: true,
    can_invite: true,
  }),
  person: () => personDetail(),
  devices_seen: () => ({ devices: [] }),
  invitations: () => ({ invitations: [] }),
  held: () => ({ held: [] }),
};

export const outboxItem = (id: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
  id,
  what: "Note for Addison",
  excerpt: "Two mopeds again",
  when: "today, 14:32",
  state: "waiting",
  words: "Recorded on this device. Will be sent when you are online.",
  note: null,
  can_retry: false,
  can_edit: false,
  ...more,
});

export const syncPage = (more: Partial<SyncPageView> = {}): SyncPageView => ({
  corner: { icon: "up-to-date", headline: "Everything is sent", detail: "Last exchange 14:32", count: 0 },
  paragraphs: [],
  trouble: null,
  server: {
    addresses: ["https://wardbook.example:8443"],
    fingerprint: "0011 2233 4455 6677 8899 aabb ccdd eeff",
    last_sync: "today, 14:32",
    lease_until: "8 December",
    device: "d1",
  },
  attention: [],
  waiting: [],
  waiting_count: 0,
  held: [],
  received: [],
  conflicts: 0,
  busy: false,
  next_try_seconds: null,
  ...more,
});

const addison = { code: "E05013733", name: "Addison", boundaries: "2022" };
export const trailRow = (id: string, what: string, more: Partial<TrailRow> = {}): TrailRow => ({
  id,
  person: { id: "p2", name: "Amara Lewis", me: false },
  deed: "read-note",
  what,
  ward: addison,
  count: null,
  terms: null,
  at: "2026-11-24T14:32:00Z",
  when: "today, 14:32",
  ...more,
});

/** As an administrator meets it. */
export const trailPage = (rows: TrailRow[], more: Partial<TrailPage> = {}): TrailPage => ({
  rows,
  next: null,
  of_all: true,
  ...more,
});
