// What triage adds to the notebook for tests: the queue, what stands beside a note, briefings.
import type {
  BriefingView,
  GradeView,
  NearView,
  NoteRow,
  QueueView,
  TriageNoteView,
  TriagePage,
  TriageRow,
  WaitingView,
} from "../lib/api/generated";
import { type Answers, lists, noteRow, noteView } from "./book";

export const helen = { id: "p1", name: "Helen Prior", me: true };
export const sam = { id: "p3", name: "Sam Whitfield", me: false };
export const ines = { id: "p2", name: "Ines Carvalho", me: false };
const addison = { code: "E05013733", name: "Addison", boundaries: "2022" };
const whiteCity = { code: "E05013752", name: "White City", boundaries: "2022" };

export const late: WaitingView = { standing: "late", words: "Waiting 2 working days", until: "" };
export const due: WaitingView = { standing: "due", words: "Waiting 3 hours", until: "to be read by Tue 24 Nov, 17:00" };

export const triageRow = (id: string, text: string, more: Partial<TriageRow> = {}): TriageRow => ({
  note: noteRow(id, text, { author: ines }) as NoteRow,
  assigned: null,
  waiting: due,
  young: null,
  ...more,
});

const labels: Record<QueueView["id"], string> = {
  unread: "Not read",
  open: "To do",
  mine: "Mine",
  asked: "Asked",
  answered: "More said",
  underway: "Under way",
  closed: "Closed",
  young: "Under 18",
};
export const queues = (counts: Partial<Record<QueueView["id"], number>> = { unread: 3 }, lateOnes = 1): QueueView[] =>
  (Object.keys(labels) as QueueView["id"][]).map((id) => ({
    id,
    label: labels[id],
    count: counts[id] ?? 0,
    late: id === "unread" ? lateOnes : 0,
  }));

export const triagePage = (rows: TriageRow[], more: Partial<TriagePage> = {}): TriagePage => ({
  queues: queues(),
  wards: [addison, whiteCity],
  rows,
  next: null,
  ...more,
});

export const near = (id: string, text: string, more: Partial<NearView> = {}): NearView => ({
  note: noteRow(id, text) as NoteRow,
  why: "Same ward, the day before, much the same words",
  linked: false,
  ...more,
});

export const beside = (id: string, more: Partial<TriageNoteView> = {}): TriageNoteView => ({
  id,
  can_triage: true,
  can_remark: true,
  can_grade: false,
  grade: null,
  source: null,
  referral_due: false,
  no_asking: null,
  contacts: null,
  withdrawn: false,
  assigned: null,
  officers: [helen, sam],
  told: [],
  asked: null,
  briefings: [],
  plans: [],
  others: [],
  referrals: [],
  closure: null,
  remarks: [],
  near: [],
  waiting: null,
  sentences: {
    shared: "What you passed on was shared with the people who work in the ward.",
    police: "What you passed on was sent to the police.",
    mash: "What you passed on was sent to the safeguarding hub.",
    in_plan: "What you passed on became part of a plan for the ward.",
  },
  plan_choices: [
    { id: "pl1", title: "Larkfield footpath", status: "active", status_label: "Active" },
    { id: "pl2", title: "Station approach", status: "draft", status_label: "Draft" },
  ],
  ...more,
});

export const queueRows = [
  triageRow("n1", "Lights out on the footpath", { waiting: late }),
  triageRow("n2", "Two mopeds again"),
  triageRow("n3", "Shouting by the station"),
];

export const done = (words: string, undo = ["c1"]) => () => ({ id: "n1", undo, words, notes: [] });

/** The Triage place as a coordinator meets it. */
export const triage: Answers = {
  lists,
  triage: () => triagePage(queueRows),
  note: (args) => noteView(String(args["id"]), { author: ines, can_amend: false, can_withdraw: false, beside: true }),
  triage_note: (args) => beside(String(args["id"])),
  note_read: () => ({ marked: true, words: "" }),
  coach: () => ({ findings: [] }),
  brief_check: () => ({ stops: [] }),
  take_back: () => ({}),
};

export const briefing = (id: string, text: string, more: Partial<BriefingView> = {}): BriefingView => ({
  id,
  ward: addison,
  text,
  base: "v1",
  at: "2021-10-14T15:30:00Z",
  when: "today, 16:30",
  author: helen,
  corrected: false,
  withdrawal: null,
  history: [],
  notes: [],
  can_correct: true,
  ...more,
});

const choices = (...pairs: [id: string, label: string, hint?: string][]) =>
  pairs.map(([id, label, hint]) => ({ id, label, hint: hint ?? null }));

/** The lists as somebody who grades has them. */
export const gradeLists = () => ({
  ...lists(),
  grade_sources: choices(["1", "Reliable"], ["2", "Untested"], ["3", "Not reliable"]),
  grade_information: choices(["A", "Known directly to the source"], ["C", "Known indirectly to the source"], ["D", "Not known"]),
  grade_handling: choices(["P", "Lawful sharing permitted"], ["C", "Lawful sharing permitted with conditions"]),
  conditions: choices(["A3", "A3", "overt use"], ["S2", "S2", "consult originator"]),
  markings: choices(["official", "OFFICIAL"], ["official-sensitive", "OFFICIAL-SENSITIVE"]),
});

export const gradeView = (more: Partial<GradeView> = {}): GradeView => ({
  grade: "2 C C",
  parts: ["Untested", "Known indirectly to the source", "Lawful sharing permitted with conditions"],
  conditions: ["A3 overt use", "Not to the landlord"],
  marking: "OFFICIAL",
  author: sam,
  when: "today, 15:12",
  input: { grade: "2 C C", conditions: ["A3"], words: "Not to the landlord", marking: "official" },
  ...more,
});
