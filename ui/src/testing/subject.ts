// Subject access for tests: requests, what one of them finds, and why something may be kept back.
import type { KeptBackReason, SubjectItem, SubjectRequestRow, SubjectRequestsView, SubjectRequestView } from "../lib/api/generated";

export const reasons: KeptBackReason[] = [
  { id: "somebody-else", label: "It is about somebody else", law: "Data Protection Act 2018, Schedule 2, paragraph 16", said: true },
  { id: "crime", label: "It would hinder preventing or solving a crime", law: "Data Protection Act 2018, Schedule 2, paragraph 2", said: false },
];

export const requestRow = (id: string, reference: string, more: Partial<SubjectRequestRow> = {}): SubjectRequestRow => ({
  id,
  reference,
  names: "Jordan Blake, JB",
  received: "Received 3 Nov 2026",
  due: "Answer by 3 Dec 2026, in 3 days",
  late: false,
  closed: false,
  decided: "",
  ...more,
});

/** As somebody meets it who triages. */
export const requestsView = (requests: SubjectRequestRow[] = [], more: Partial<SubjectRequestsView> = {}): SubjectRequestsView => ({
  may_answer: true,
  requests,
  reasons,
  today: "2026-11-30",
  ...more,
});

export const subjectItem = (id: string, text: string, more: Partial<SubjectItem> = {}): SubjectItem => ({
  id,
  what: "Note",
  ward: "Addison",
  when: "Sun 22 Nov 2026, 14:32",
  author: "Amara Lewis",
  standing: null,
  held_for: "St Giles Trust, to keep people safe",
  fields: [
    {
      label: "Text",
      pieces: [
        { text: `${text} `, mark: "plain" },
        { text: "Jordan Blake", mark: "named" },
        { text: " stood by the gate with ", mark: "plain" },
        { text: "Kim Okoro", mark: "out" },
        { text: ".", mark: "plain" },
      ],
    },
  ],
  named: true,
  decision: null,
  note: "n1",
  ...more,
});

export const subjectItems = [
  subjectItem("i1", "On the footpath"),
  subjectItem("i2", "In the yard"),
  subjectItem("i3", "Near the station", {
    what: "Plan",
    ward: null,
    held_for: null,
    named: false,
    note: null,
    standing: "An earlier version, written over since",
    fields: [{ label: "Objective", pieces: [{ text: "Talk to ", mark: "plain" }, { text: "Jordan", mark: "perhaps" }, { text: " first", mark: "plain" }] }],
  }),
];

export const requestView = (items: SubjectItem[] = subjectItems, more: Partial<SubjectRequestView> = {}): SubjectRequestView => ({
  id: "r1",
  reference: "SAR-2026-14",
  names: ["Jordan Blake", "JB"],
  hide: ["Kim Okoro"],
  received: "2026-11-03",
  received_words: "Received 3 Nov 2026",
  due: "Answer by 3 Dec 2026, in 3 days",
  late: false,
  extended: false,
  closed: null,
  items,
  total: items.length,
  undecided: items.filter(({ decision }) => decision === null).length,
  looked: "Looked through 1,204 texts on this computer: notes, additions and plans.",
  not_looked: ["3 photos and 1 document: look at each.", "What other devices hold and have not sent."],
  ...more,
});
