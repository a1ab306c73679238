// A notebook for tests: answers by command name, remembers what was asked, and can tell of changes.
import { useTransport } from "../lib/api/client";
import type { ChangeEvent, ChangeTopic, Failure, OpenView, SessionView } from "../lib/api/generated";

type Args = Record<string, unknown>;
export type Answers = Record<string, (args: Args) => unknown>;

export interface Call {
  name: string;
  args: Args;
  requestId: string | null;
}

/** What every page may ask in passing. */
const usual: Answers = {
  own_sources: () => [],
  unfinished: () => ({ rows: [], erased: [] }),
  subject_requests: () => ({ may_answer: false, requests: [], reasons: [], today: "2021-10-14" }),
  unfinished_save: () => ({ id: "u1", saved_at: "", words: "", time: "16:58" }),
};

/** The notebook tells of what an act of triage, a plan or an action changed before it answers. */
function news(act: string): ChangeTopic[] | undefined {
  if (act === "take_back") return ["notes", "triage", "work"];
  if (act.startsWith("triage_")) return ["notes", "triage"];
  return /^(plan|action)_/.test(act) ? ["work"] : undefined;
}

export function notebook(answers: Answers) {
  const calls: Call[] = [];
  let heard: ((event: ChangeEvent) => void) | undefined;
  let closing: (() => Promise<boolean>) | undefined;
  const ask = async (name: string, args: unknown, requestId: string | null) => {
    calls.push({ name, args: args as Args, requestId });
    const answer = answers[name] ?? usual[name];
    if (!answer) throw new Error(`nobody answers ${name}`);
    const answered = await answer(args as Args);
    const topics = requestId === null ? undefined : news(name);
    if (topics) heard?.({ topics, request_id: requestId });
    return answered;
  };
  useTransport({
    query: (name, args) => ask(name, args, null),
    mutate: (requestId, name, args) => ask(name, args, requestId),
    onClosing: (keep) => {
      closing = keep;
      return () => (closing = undefined);
    },
    close: async () => void calls.push({ name: "(the window closes)", args: {}, requestId: null }),
    startAnew: () => void calls.push({ name: "(the page is loaded anew)", args: {}, requestId: null }),
    listen: (tell) => {
      heard = tell;
      return () => (heard = undefined);
    },
  });
  return {
    calls,
    answers,
    of: (name: string) => calls.filter((call) => call.name === name),
    /** The window is asked to close: answers whether it may. */
    close: () => closing?.() ?? Promise.resolve(true),
    tell: (...topics: ChangeTopic[]) => heard?.({ topics, request_id: null }),
  };
}

export function failure(code: string, message: string, more: Partial<Failure> = {}): Failure {
  return { code, message, field_errors: [], retryable: false, wait_seconds: null, ...more };
}

export const refuse = (code: string, message: string, more: Partial<Failure> = {}) => () => {
  throw failure(code, message, more);
};

export const firstRun: SessionView = {
  stage: "first-run",
  default_boundaries: "2022",
  boundaries: [
    { id: "2022", label: "From May 2022" },
    { id: "2014", label: "2014 to 2022" },
  ],
  others: false,
};

const sync = { icon: "this-computer", headline: "Kept on this computer only.", detail: "No backup yet.", count: 0 };

/** The corner of a notebook with a server. */
export const linked = { icon: "up-to-date", headline: "Everything is sent", detail: "Last exchange 14:32", count: 0 };

export const locked: SessionView = {
  stage: "locked",
  label: "Notebook 1",
  headline: "Locked. Your draft is kept.",
  detail: "Locked at 12:41, after 10 minutes without use.",
  wait_seconds: 0,
  sync,
  unsent: null,
};

export function open(more: Partial<OpenView> = {}): SessionView {
  return {
    stage: "open",
    person: { id: "p1", name: "Amara Lewis", role: "" },
    partnership: "Amara Lewis",
    boundaries: "2022",
    sample: false,
    places: ["today", "notes", "wards", "settings"],
    badges: [],
    sync,
    notices: [],
    theme: "system",
    letter_keys: true,
    safeguarding_first: false,
    lease_over: false,
    begun: false,
    new_note: false,
    ...more,
  };
}

const ward = { code: "E05013733", name: "Addison", boundaries: "2022" };

export const lists = () => ({
  boundaries: "2022",
  wards: [ward, { code: "E05013752", name: "White City", boundaries: "2022" }],
  topics: [],
  how_known: [],
  place_types: [],
  weapons: [],
  weapon_origins: [],
  age_bands: [],
  person_categories: [],
  agencies: [],
  objective_types: [],
  action_types: [],
  priorities: [],
  blockers: [],
  closing_reasons: [],
  counts: [],
  reached: [],
  grade_sources: [],
  grade_information: [],
  grade_handling: [],
  conditions: [],
  markings: [],
  young_bands: ["under 10", "10–17"],
  confidences: [],
  action_statuses: [],
  stops: { headline: "Not for emergencies", rows: [], footer: "" },
  text_limit: 32_768,
});

export const noteRow = (id: string, text: string, more: object = {}) => ({
  id,
  excerpt: [{ text, hit: false }],
  ward,
  when: "today, 16:30",
  when_iso: "2021-10-14",
  recorded_at: "2021-10-14T15:30:00Z",
  topics: [],
  author: { id: "p1", name: "Amara Lewis", me: true },
  state: { id: "recorded", label: "Recorded", words: "" },
  amended: false,
  pinned: false,
  files: 0,
  ...more,
});

export const noteView = (id: string, more: object = {}) => ({
  id,
  text: `text of ${id}`,
  pieces: [{ text: `text of ${id}`, hit: false }],
  ward,
  when: "today, 16:30",
  when_iso: "2021-10-14",
  recorded_at: "2021-10-14T15:30:00Z",
  recorded: "Thu 14 Oct 2021, 16:30",
  how_known: null,
  topics: [],
  place: null,
  place_type: null,
  weapon: null,
  weapon_origin: null,
  residents: null,
  people: [],
  opinion: null,
  held_for: null,
  source: null,
  author: { id: "p1", name: "Amara Lewis", me: true },
  state: { id: "recorded", label: "Recorded", words: "" },
  amendments: [],
  files: [],
  withdrawal: null,
  history: [],
  pinned: false,
  begun: [],
  path: [],
  feedback: null,
  question: null,
  not_read: null,
  beside: false,
  receipt: null,
  opening_tells: false,
  can_amend: true,
  can_withdraw: true,
  can_reinstate: false,
  ...more,
});

export const today = (more: object = {}) => ({
  weekday: "Thursday",
  date: "14 October 2021",
  drafts: [],
  begun: [],
  pinned: [],
  recent: [],
  recent_wards: [ward],
  notes_total: 0,
  unread: [],
  unread_total: 0,
  promised: [],
  promised_total: 0,
  unread_late: 0,
  more_said: 0,
  to_read: "",
  sent: [],
  actions: [],
  actions_total: 0,
  actions_late: 0,
  keeping_due: 0,
  keeping_others: false,
  sources_due: 0,
  erased: [],
  ...more,
});
