// What axe can tell of subject access without a layout: names, roles, labels, ids.
import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { toasts } from "../kit/toasts.svelte";
import { router } from "../lib/router.svelte";
import { failure, lists, notebook, noteView, refuse, today } from "../testing/book";
import { requestRow, requestsView, requestView, subjectItem, subjectItems } from "../testing/subject";
import { NotesPage } from "./notes/page.svelte";
import NotesView from "./notes/NotesView.svelte";
import RecordView from "./record/RecordView.svelte";
import SubjectView from "./subject/SubjectView.svelte";

async function finds(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("axe finds nothing", () => {
  it("on the requests, one late and one closed, and one being added with names and without a reference", async () => {
    const user = userEvent.setup();
    notebook({
      subject_requests: () => requestsView([requestRow("r1", "SAR-2026-14", { late: true }), requestRow("r2", "SAR-2026-15", { closed: true })]),
      subject_add: () => {
        throw failure("invalid", "Give a reference.", { field_errors: [{ field: "reference", message: "Give a reference." }] });
      },
    });
    render(SubjectView);
    await user.type(await screen.findByLabelText("Names to look for", { selector: "input" }), "Jordan Blake{Enter}");
    await user.click(screen.getByRole("button", { name: "Add and look" }));
    await screen.findByText("Give a reference.");
    expect(await finds()).toEqual([]);
  });

  it("on the page with nothing in it, for those who answer and for those who do not, and where it could not be read", async () => {
    for (const [may_answer, says] of [[true, "Nobody has asked yet"], [false, /You triage no ward/]] as const) {
      notebook({ subject_requests: () => requestsView([], { may_answer }) });
      render(SubjectView);
      await screen.findByText(says);
      expect(await finds()).toEqual([]);
      cleanup();
    }
    notebook({ subject_requests: refuse("busy", "The notebook is in use.") });
    render(SubjectView);
    await screen.findByRole("alert");
    expect(await finds()).toEqual([]);
  });

  it("on a request with a text of every kind, one being kept back without a reason, shown as it is given, and while it is extended", async () => {
    const user = userEvent.setup();
    const kept = { give: false, reason: "crime", note: "The trial is not over", words: "Kept back: it would hinder solving a crime." };
    notebook({
      subject_requests: () => requestsView(),
      subject_request: () => requestView([...subjectItems, subjectItem("i4", "By the school", { decision: kept })], { late: true }),
    });
    render(SubjectView, { request: "r1" });
    await user.selectOptions(await screen.findByLabelText("Show"), "all");
    await user.click(screen.getByRole("button", { name: "Keep back…" }));
    await user.click(screen.getByRole("button", { name: "Keep back" }));
    await screen.findByText("Choose why. Nothing was changed.");
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("checkbox", { name: "Show it as it is given" }));
    await user.click(screen.getByRole("option", { name: /By the school/ }));
    await screen.findByText("What was weighed: The trial is not over");
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Extend by two months…" }));
    await screen.findByRole("dialog");
    expect(await finds()).toEqual([]);
  });

  it("on a request that found nothing, on its answer being made without saying for whom, and on the answer that was made", async () => {
    const user = userEvent.setup();
    const book = notebook({
      subject_requests: () => requestsView(),
      subject_request: () => requestView([]),
      subject_export: () => {
        throw failure("invalid", "Say who it is for.", { field_errors: [{ field: "recipient", message: "Say who it is for." }] });
      },
    });
    render(SubjectView, { request: "r1" });
    await screen.findByText("Nothing was found");
    await user.click(screen.getByRole("button", { name: "Make the answer…" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Make the answer" }));
    await dialog.findByText("Say who it is for.");
    expect(await finds()).toEqual([]);
    book.answers["subject_export"] = () => ({ folder: "/home/ruth/SAR-2026-14", files: [], notes: 0, words: "The answer is written." });
    await user.click(dialog.getByRole("button", { name: "Make the answer" }));
    await dialog.findByText("/home/ruth/SAR-2026-14");
    expect(await finds()).toEqual([]);
  });

  it("on a note with what its recorder makes of it and for whom it is held, and on the question for it", async () => {
    const user = userEvent.setup();
    notebook({
      lists,
      today: () => today(),
      drafts: () => ({ rows: [] }),
      notes: () => ({ rows: [], next: null, total: 0 }),
      note_filters: () => ({ wards: [], topics: [], states: [], authors: [] }),
      note: () => noteView("n1", { opinion: "They mean to frighten her", held_for: "St Giles Trust, to keep people safe from harm" }),
    });
    render(NotesView, { page: new NotesPage(), note: "n1" });
    await screen.findByRole("heading", { name: "What the recorder makes of it" });
    expect(await finds()).toEqual([]);
    cleanup();
    render(RecordView);
    await user.click(await screen.findByText("Your view", { selector: "summary b" }));
    await screen.findByLabelText("What do you make of it?");
    expect(await finds()).toEqual([]);
  });
});
