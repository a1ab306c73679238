// Keeping and erasing for tests: what is due, what was erased, and the schedule.
import type { DueNames, DueNote, DuePlan, ErasedRow, ErasingView, KeepingView, LateAddition, PeriodRow } from "../lib/api/generated";

const addison = { code: "E05013733", name: "Addison", boundaries: "2022" };

export const dueNote = (note: string, excerpt: string, more: Partial<DueNote> = {}): DueNote => ({
  note,
  ward: addison,
  author: "Amara Lewis",
  recorded: "14 Oct 2025",
  excerpt,
  why: "It describes somebody or has a sealed source, and was recorded more than 12 months ago.",
  kept: null,
  ...more,
});

export const duePlan = (plan: string, title: string, more: Partial<DuePlan> = {}): DuePlan => ({
  plan,
  title,
  wards: "Addison, Avonmore",
  closed: "3 Mar 2020",
  why: "It was closed more than 6 years ago.",
  ...more,
});

export const dueNames = (plan: string, title: string, more: Partial<DueNames> = {}): DueNames => ({
  plan,
  title,
  wards: "Addison, Avonmore",
  closed: "3 Mar 2024",
  why: "It names 4 people, in earlier versions too, and was closed more than 24 months ago.",
  ...more,
});

/** As nobody may change it. */
export const periodRow = (id: string, what: string, more: Partial<PeriodRow> = {}): PeriodRow => ({
  id,
  what,
  period: "12 months from the day it was recorded",
  then: "Then it is looked at again, and kept only with a reason.",
  number: 12,
  unit: "months",
  usual: null,
  can_change: false,
  ...more,
});

export const lateAddition = (id: string, text: string, more: Partial<LateAddition> = {}): LateAddition => ({
  what: "Addition",
  id,
  place: "Addison",
  author: "Amara Lewis",
  when: "Sun 29 Nov 2026, 14:32",
  text,
  ...more,
});

export const erasedRow = (id: string, more: Partial<ErasedRow> = {}): ErasedRow => ({
  id,
  what: "A note of Addison",
  by: "Ruth Allen",
  when: "Sun 29 Nov 2026, 14:32",
  why: "Its time is over",
  reference: null,
  waiting: false,
  ...more,
});

export const dueNotes = [
  dueNote("n1", "Lights out on the footpath"),
  dueNote("n2", "Two mopeds again", { kept: "Kept until 3 Mar 2026 by Ruth Allen: the trial is not over." }),
  dueNote("n3", "Shouting by the station"),
];

/** As somebody meets it who triages. */
export const keepingView = (due: DueNote[] = dueNotes, more: Partial<KeepingView> = {}): KeepingView => ({
  may_decide: true,
  schedule: [
    periodRow("naming", "A note that describes or names somebody"),
    periodRow("source", "Who told it", {
      period: "12 months, or until its note is closed",
      then: "Then a safeguarding lead erases it.",
    }),
  ],
  whys: [
    { id: "time-is-over", label: "Its time is over" },
    { id: "asked-for", label: "The person it is about asked for it" },
    { id: "not-true", label: "It is not true, or about somebody else" },
    { id: "not-for-here", label: "It should not have been recorded here" },
  ],
  due,
  due_total: due.length,
  next: null,
  late: [],
  plans: [],
  names: [],
  erased: [],
  ...more,
});

export const erasingView = (more: Partial<ErasingView> = {}): ErasingView => ({
  goes: ["The note: its text, and everything that was answered about it", "2 additions by its author"],
  stays: ["1 briefing made from it. What they say can be corrected or withdrawn."],
  ...more,
});
