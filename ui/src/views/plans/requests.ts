// Requests in which "null stays as it is": the blank one of each act, and what a change makes of it.
import type { ActionSetRequest, PlanSetRequest } from "../../lib/api/generated";

export type PlanChange = Partial<Omit<PlanSetRequest, "id">>;
export type ActionChange = Partial<Omit<ActionSetRequest, "id">>;

export const planSet = (id: string, change: PlanChange): PlanSetRequest => ({
  id,
  title: null,
  lead: null,
  add_wards: [],
  add_places: [],
  remove_places: [],
  objective: null,
  objective_type: null,
  reduce_by: null,
  scanning: null,
  offender: null,
  victim: null,
  location: null,
  success_test: null,
  assessment: null,
  lessons: null,
  displacement: null,
  measures: [],
  reviews: [],
  began: {},
  ...change,
});

export const actionSet = (id: string, change: ActionChange): ActionSetRequest => ({
  id,
  title: null,
  agency: null,
  owner: null,
  add_co_owner: null,
  remove_co_owner: null,
  due: null,
  sort: null,
  priority: null,
  status: null,
  closing_reason: null,
  confidence: null,
  blocked_by: null,
  unblocks: null,
  why: null,
  result: null,
  counts: {},
  weapons: {},
  origins: {},
  reached: null,
  began: {},
  ...change,
});

/** What takes back a record of one's own, long after the act that made it was said. */
export const recordUndo = (id: string) => `record:${id}`;
