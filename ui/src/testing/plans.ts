// Plans and actions for tests: a plan with an action, what it can be asked, and nothing that is not named.
import type {
  ActionGroupsRequest,
  ActionGroupsView,
  ActionRow,
  ActionsPage,
  ActionView,
  AnalysisView,
  ConflictView,
  NoteRow,
  PlanRow,
  PlansPage,
  PlanView,
} from "../lib/api/generated";
import { type Answers, lists as bare, noteRow } from "./book";

const ward = { code: "E05013748", name: "Shepherd's Bush Green", boundaries: "2022" };
const helen = { id: "p1", name: "Helen Prior", me: true };
const daniel = { id: "p2", name: "Daniel Osei", me: false };

const choices = (...ids: string[]) =>
  ids.map((id) => ({ id, label: id.charAt(0).toUpperCase() + id.slice(1), hint: null }));

export const lists = () => ({
  ...bare(),
  agencies: choices("Community Safety", "Safer Neighbourhood Team", "housing provider"),
  objective_types: choices("eliminate", "reduce", "handle better"),
  action_types: choices("patrol", "CCTV request"),
  priorities: choices("high", "medium", "low"),
  blockers: choices("waiting for an agency", "access", "funding"),
  closing_reasons: choices("delivered", "not possible, circumstances changed", "agency did not do it"),
  counts: choices("knives recovered", "searches"),
  reached: [{ id: "1–4", label: "1 to 4", hint: null }],
  weapons: choices("kitchen knife"),
  weapon_origins: choices("home"),
  confidences: [
    { id: "red", label: "Will not be delivered", hint: null },
    { id: "amber", label: "A significant part is at risk", hint: null },
    { id: "green", label: "Expected to be delivered", hint: null },
  ],
  action_statuses: [
    { id: "not-started", label: "Not started", hint: null },
    { id: "in-progress", label: "In progress", hint: null },
    { id: "blocked", label: "Blocked", hint: null },
    { id: "done", label: "Done", hint: null },
    { id: "cancelled", label: "Cancelled", hint: null },
  ],
});

export const planRow = (id: string, title: string, more: Partial<PlanRow> = {}): PlanRow => ({
  id,
  title,
  status: "active",
  status_label: "Active",
  wards: [ward],
  lead: { name: "Helen Prior", person: "p1", me: true },
  actions: 3,
  actions_over: 1,
  actions_late: 1,
  next_review: "Tue 1 Dec",
  review_late: false,
  needs_attention: false,
  conflicts: false,
  ...more,
});

export const actionRow = (id: string, title: string, more: Partial<ActionRow> = {}): ActionRow => ({
  id,
  title,
  plan: { id: "l1", title: "Larkfield footpath", status: "active", status_label: "Active" },
  wards: [ward],
  sort: "Patrol",
  agency: "Safer Neighbourhood Team",
  owner: { name: "Daniel Osei", person: "p2", me: false },
  due: "2026-12-17",
  due_words: "Thu 17 Dec",
  lateness: "due in 23 days",
  late: false,
  due_moved: false,
  status: "in-progress",
  status_label: "In progress",
  confidence: null,
  priority: null,
  blocker: null,
  needs_attention: false,
  conflicts: false,
  can_change: true,
  ...more,
});

export const analysis = (more: Partial<AnalysisView> = {}): AnalysisView => ({
  objective: "Fewer reports from the footpath",
  objective_type: "reduce",
  objective_type_label: "Reduce",
  reduce_by: 30,
  scanning: null,
  offender: null,
  victim: null,
  location: "The path is dark and has no other way out.",
  success_test: "31 reports become 21 or fewer",
  assessment: null,
  lessons: null,
  displacement: null,
  measures: [{ id: "m1", name: "Reports, 13 weeks", baseline: "31", target: "21 or fewer", actual: "24", base: "v1" }],
  reviews: [{ on: "2026-12-01", when: "Tue 1 Dec 2026", found: "", late: false, base: "v1" }],
  ...more,
});

export const planView = (more: Partial<PlanView> = {}): PlanView => ({
  id: "l1",
  title: "Larkfield footpath",
  status: "active",
  status_label: "Active",
  wards: [ward],
  places: ["Larkfield footpath"],
  lead: { name: "Helen Prior", person: "p1", me: true },
  author: helen,
  begun: "Sun 22 Nov 2026, 14:32",
  analysis: analysis(),
  actions: [actionRow("a1", "Patrol the footpath after college")],
  notes: [noteRow("n1", "Groups on the footpath after dark") as NoteRow],
  young_source: false,
  invited: [{ grants: ["g1"], person: daniel, agency: "Safer Neighbourhood Team", analysis: false, can_end: false }],
  adjacent: ["Addison", "White City"],
  before_activating: [],
  attention: [],
  conflicts: [],
  history: [{ at: "2026-11-22T14:32:00Z", when: "Sun 14:32", author: helen, what: "Begun", detail: null }],
  can_change: true,
  can_work: true,
  ...more,
});

export const dueConflict: ConflictView = {
  id: "a1.due",
  record: "a1",
  kind: "action",
  field: "due",
  what: "Due date of “Patrol the footpath after college”",
  undecided: null,
  heads: [
    { id: "h1", value: "2027-01-22", author: "Daniel Osei", mine: false, at: "2026-11-24T09:15:00Z", when: "today, 09:15" },
    { id: "h2", value: "2027-01-29", author: "Helen Prior", mine: true, at: "2026-11-23T16:40:00Z", when: "yesterday, 16:40" },
  ],
};

export const actionView = (more: Partial<ActionView> = {}): ActionView => ({
  row: actionRow("a1", "Patrol the footpath after college", { due_moved: true }),
  co_owners: [{ name: "Grant Whitlock", person: null, me: false }],
  sort_id: "patrol",
  agency_id: "Safer Neighbourhood Team",
  priority_id: null,
  original_due: "2026-12-01",
  original_due_words: "Tue 1 Dec",
  due_moves: [{ to: "Thu 17 Dec 2026", why: "The rota changed", author: daniel, when: "yesterday, 16:40" }],
  status_reason: null,
  status_why: "",
  confidence_words: null,
  blocker: null,
  result: null,
  counts: [{ id: "knives recovered", label: "Knives recovered", count: 1 }],
  weapons: [],
  origins: [],
  reached: null,
  reached_label: null,
  author: helen,
  raised: "Sun 22 Nov 2026, 14:40",
  progress: [{ id: "g1", text: "Two patrols made", author: helen, when: "today, 08:10", can_take_back: true }],
  files: [],
  crossed: [],
  attention: [],
  conflicts: [],
  history: [{ at: "2026-11-22T14:40:00Z", when: "Sun 14:40", author: helen, what: "Raised", detail: null }],
  can_delete: true,
  can_erase: true,
  ...more,
});

export const actionsPage = (rows: ActionRow[], more: Partial<ActionsPage> = {}): ActionsPage => ({
  rows,
  next: null,
  total: rows.length,
  statuses: [
    { id: "in-progress", label: "In progress", count: 2 },
    { id: "blocked", label: "Blocked", count: 1 },
  ],
  owners: [{ id: "p2", label: "Daniel Osei", count: 3 }],
  agencies: [{ id: "Safer Neighbourhood Team", label: "Safer Neighbourhood Team", count: 3 }],
  wards: [{ id: ward.code, label: ward.name, count: 3 }],
  overdue: 1,
  mine: 0,
  ...more,
});

export const plansPage = (rows: PlanRow[], more: Partial<PlansPage> = {}): PlansPage => ({
  rows,
  next: null,
  statuses: [{ id: "active", label: "Active", count: rows.length }],
  wards: [ward],
  can_add: true,
  ...more,
});

/**
 * Answers `action_groups` from what `actions` answers: a group for each choice with its page, and of those
 * without rows only where they are asked for.
 */
export const groupsFrom =
  (actions: (args: Record<string, unknown>) => ActionsPage) =>
  (args: Record<string, unknown>): ActionGroupsView => {
    const { by, first, also, empty, among } = args as unknown as ActionGroupsRequest;
    const whole = actions({ ...among });
    const statuses = empty ? lists().action_statuses.map(({ id, label }) => ({ id, label, count: 1 })) : whole.statuses;
    const of = {
      plan: [...new Map(whole.rows.map(({ plan }) => [plan.id, { id: plan.id, label: plan.title, count: 1 }])).values()],
      owner: whole.owners,
      agency: whole.agencies,
      ward: whole.wards,
      status: statuses,
    }[by];
    const page = (id: string) => {
      const { rows, next, total } = actions({ ...among, [by]: id });
      return { rows, next, total };
    };
    return {
      groups: of.map(({ id, label }, at) => ({ id, label, page: at < first || also.includes(id) ? page(id) : null })),
      total: whole.total,
      choices: whole,
    };
  };

/** What an act answers where nothing else is of interest. */
export const done = (id: string, words = "Changed.", undo = [`change:${id}:c1`]) => ({ id, words, undo, notes: [] });

const onlyPatrol = () => actionsPage([actionRow("a1", "Patrol the footpath after college")]);

/** The Plans place as a coordinator meets it. */
export const work: Answers = {
  lists,
  people: () => ({ people: [], roles: [], can_administer: false, can_invite: false }),
  plans: () => plansPage([planRow("l1", "Larkfield footpath")]),
  plan: () => planView(),
  actions: onlyPatrol,
  action_groups: groupsFrom(onlyPatrol),
  action: () => actionView(),
  plan_set: ({ id }) => done(String(id), "The plan is changed."),
  action_set: ({ id }) => done(String(id), "The action is changed."),
  take_back: () => ({}),
};
