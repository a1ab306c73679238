// Sealed sources for tests: a list of leads, devices that wait to be added, and what is sealed.
import type { LeadRow, RosterBegun, RosterView, SameSource, SourceOpened, SourceRow, SourcesView } from "../lib/api/generated";
import type { Answers } from "./book";
import { syncPage } from "./partnership";

export const leadRow = (device: string, name: string, more: Partial<LeadRow> = {}): LeadRow => ({
  device,
  name,
  fingerprint: `${device.padEnd(5, "0")} 22222 33333 44444`,
  here: false,
  out: null,
  ...more,
});

export const roster = (more: Partial<RosterView> = {}): RosterView => ({
  fingerprint: "12345 67890 11111 22222",
  code_by: "Priya Nair",
  code_at_words: "3 Oct 2021",
  code_mark: "31415 92653",
  code_waits: false,
  codes_apart: false,
  leads: [leadRow("10001", "Priya Nair", { here: true })],
  others: [],
  strays: [],
  ...more,
});

export const sourceRow = (id: string, reference: string, more: Partial<SourceRow> = {}): SourceRow => ({
  id,
  reference,
  ward: { code: "E05013733", name: "Addison", boundaries: "2022" },
  author: "Amara Lewis",
  at: "2021-10-14T15:30:00Z",
  at_words: "today, 16:30",
  opened: [],
  due: null,
  same: [],
  contacts: null,
  ...more,
});

/** Said by a lead of a source and another one. */
export const sameSource = (merging: string, source: string, reference: string, more: Partial<SameSource> = {}): SameSource => ({
  merging,
  source,
  reference,
  by: "Helen Prior",
  at_words: "today, 16:50",
  ...more,
});

/** As a lead meets it. */
export const sourcesView = (more: Partial<SourcesView> = {}): SourcesView => ({
  roster: roster(),
  can_begin: false,
  can_open: true,
  sources: [],
  ...more,
});

export const opened = (more: Partial<SourceOpened> = {}): SourceOpened => ({
  who: "Mrs K, 07700 900123",
  age: null,
  same_as: null,
  note: null,
  ...more,
});

/** A code that was made. */
export const begun: RosterBegun = {
  recovery_code: "K7QF-2MXP-9TRB-W4HC",
  fingerprint: "12345 67890 11111 22222",
  mark: "31415 92653",
};

/** A notebook in which nothing happens by itself. */
export const quiet: Answers = { sync: () => syncPage(), sources: () => sourcesView(), notice_dismiss: () => ({}) };
