// What axe can tell without a layout: names, roles, labels, ids. Contrast and sizes are looked at in
// the real window.
import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { toasts } from "../kit/toasts.svelte";
import { router } from "../lib/router.svelte";
import { session } from "../lib/session.svelte";
import { lists, noteRow, notebook, noteView, today } from "../testing/book";
import { beside, briefing, gradeLists, gradeView, helen, near, queueRows, sam, triage, triagePage, triageRow } from "../testing/triage";
import { BriefingsPage } from "./briefings/briefings.svelte";
import BriefingsView from "./briefings/BriefingsView.svelte";
import TodayView from "./today/TodayView.svelte";
import { TriagePage } from "./triage/page.svelte";
import TriageView from "./triage/TriageView.svelte";

async function finds(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

const whole = {
  ...triage,
  triage_note: (args: Record<string, unknown>) =>
    beside(String(args["id"]), {
      assigned: sam,
      near: [near("m1", "Lamps broken"), near("m2", "Dark path", { linked: true })],
      others: [noteRow("m2", "Dark path") as never],
      told: [{ id: "t1", step: "read", label: "Read", sentence: "It was read.", author: helen, when: "today, 14:32" }],
      asked: { id: "q1", text: "Which evening?", author: helen, when: "today, 15:00", answer: "a1" },
      briefings: [{ id: "b1", text: "Groups gather.", when: "today", author: helen, withdrawn: false }],
      plans: [{ id: "pl1", title: "Larkfield footpath", status: "active", status_label: "Active" }],
      referrals: [{ id: "r1", to: "police", label: "Police", reference: "CAD 4412", author: helen, when: "today", undo: ["record:r1"] }],
      closure: { id: "c1", reason: "Known to the unit", author: sam, when: "today, 16:00", undo: ["record:c1", "record:c2"] },
      remarks: [{ id: "x1", text: "Seen", author: helen, when: "today", undo: ["record:x1"] }],
    }),
};

describe("axe finds nothing", () => {
  it.each([
    ["a", "Give it to"],
    ["q", "Your question"],
    ["l", "Plan"],
    ["s", "Their reference"],
    ["c", "Reason, for colleagues"],
  ])("on triage with something in each part, and the step of %s refused", async (key, field) => {
    const user = userEvent.setup();
    notebook(whole);
    render(TriageView, { page: new TriagePage() });
    await screen.findByRole("option", { name: /Lights out/ });
    await user.keyboard("j");
    await screen.findByText("Known to the unit");
    await user.keyboard(key);
    await screen.findByLabelText(field);
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await finds()).toEqual([]);
  });

  it("on triage with several notes chosen, and on an empty queue", async () => {
    const user = userEvent.setup();
    notebook(whole);
    render(TriageView, { page: new TriagePage() });
    await screen.findByRole("option", { name: /Lights out/ });
    await user.keyboard("jxjx");
    await screen.findByText("2 notes chosen");
    expect(await finds()).toEqual([]);
    cleanup();
    notebook({ ...triage, triage: () => triagePage([]) });
    render(TriageView, { page: new TriagePage() });
    await screen.findByText("Every note has been read");
    expect(await finds()).toEqual([]);
  });

  it("on a briefing being written, with findings", async () => {
    const user = userEvent.setup();
    const finding = { key: "k1", rule: "exact-time", start: 0, end: 4, message: "An exact time.", suggestion: null, note: null };
    notebook({ ...whole, coach: () => ({ findings: [finding] }) });
    render(TriageView, { page: new TriagePage() });
    await screen.findByRole("option", { name: /Lights out/ });
    await user.keyboard("j");
    await screen.findByText("Known to the unit");
    await user.keyboard("b");
    await user.type(await screen.findByLabelText("What everybody granted the ward may read"), "Groups");
    await screen.findByText("Still in the briefing");
    expect(await finds()).toEqual([]);
  });

  it("on a note whose source is under 18 that is graded, being graded anew and refused, and on a question that may not be asked", async () => {
    const user = userEvent.setup();
    const source = { reference: "S-7K2M4Q", sealed: true, young: true, contacts: "The second time", referred: null, repeated: true };
    const grade = gradeView();
    notebook({
      ...whole,
      lists: gradeLists,
      triage: () => triagePage([triageRow("n1", "Lights out", { young: { contacts: 2, referred: false, words: "" } })]),
      note: (args) => noteView(String(args["id"]), { source }),
      triage_note: (args) => beside(String(args["id"]), { can_grade: true, grade, source, referral_due: true, no_asking: "They are under 18." }),
      triage_grade: () => {
        throw { code: "condition-missing", message: "Choose one.", field_errors: [{ field: "conditions", message: "Choose one." }, { field: "grade", message: "No grade." }], retryable: false, wait_seconds: null };
      },
    });
    render(TriageView, { page: new TriagePage() });
    await screen.findByRole("option", { name: /Lights out/ });
    await user.keyboard("j");
    await screen.findByText("2 C C · OFFICIAL");
    await user.keyboard("q");
    await screen.findByText("They are under 18.");
    expect(await finds()).toEqual([]);
    await user.keyboard("{Escape}g");
    await screen.findByRole("radiogroup", { name: "Source" });
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByText("Choose one.");
    expect(await finds()).toEqual([]);
  });

  it("on a briefing that something stops", async () => {
    const user = userEvent.setup();
    notebook({ ...whole, brief_check: () => ({ stops: ["It is marked above."] }) });
    render(TriageView, { page: new TriagePage() });
    await screen.findByRole("option", { name: /Lights out/ });
    await user.keyboard("j");
    await screen.findByText("Known to the unit");
    await user.keyboard("b");
    await screen.findByText("It is marked above.");
    expect(await finds()).toEqual([]);
  });

  it("on briefings, one of them being corrected", async () => {
    const user = userEvent.setup();
    const one = briefing("b1", "Groups gather.", {
      corrected: true,
      history: [{ at: "2021-10-14T15:30:00Z", when: "today", author: helen, what: "Shared", detail: null }],
      notes: [noteRow("n1", "Lights out") as never],
    });
    const wards = [one.ward, { code: "E05013752", name: "White City", boundaries: "2022" }];
    notebook({ briefings: () => ({ rows: [one], next: null, wards }), briefing: () => one });
    render(BriefingsView, { page: new BriefingsPage(), briefing: "b1" });
    await user.click(await screen.findByRole("button", { name: "Correct" }));
    await user.click(screen.getByRole("button", { name: "Correct briefing" }));
    expect(await finds()).toEqual([]);
  });

  it("on Today with something in each part", async () => {
    const path = [{ id: "read", label: "Read", detail: "today", standing: "done", sentence: "It was read." }];
    const plan = { id: "pl1", title: "Larkfield", status: "active", status_label: "Active" };
    const sent = (id: string, more: object) => ({ note: noteRow(id, `words of ${id}`), path, feedback: null, question: null, not_read: null, ...more });
    notebook({
      lists,
      today: () =>
        today({
          unread: queueRows,
          unread_total: 3,
          unread_late: 1,
          more_said: 1,
          to_read: "3 to read, 1 of them late, 1 with more said",
          sent: [sent("s1", { feedback: "Repaired." }), sent("s2", { question: "q1", feedback: "When?" }), sent("s3", { not_read: "Call Helen." })],
          actions: [{ id: "a1", title: "Visit", plan, status: "blocked", status_label: "Blocked", blocker: "Funding", late: true, lateness: "2 days late", due_words: "" }],
          actions_total: 1,
          actions_late: 1,
        }),
    });
    render(TodayView);
    await screen.findByText("Call Helen.");
    expect(await finds()).toEqual([]);
  });
});
