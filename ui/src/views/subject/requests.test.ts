import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { toasts } from "../../kit/toasts.svelte";
import type { SubjectRequestRow } from "../../lib/api/generated";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, failure, lists, notebook, open, refuse, today } from "../../testing/book";
import { keepingView } from "../../testing/keeping";
import { requestRow, requestsView, requestView } from "../../testing/subject";
import { SubjectPage } from "./page";
import SubjectView from "./SubjectView.svelte";

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

const rows: SubjectRequestRow[] = [
  requestRow("r1", "SAR-2026-14", { late: true, due: "Answer by 3 Nov 2026, 27 days late", decided: "4 given, 1 kept back" }),
  requestRow("r2", "SAR-2026-15"),
  requestRow("r3", "SAR-2026-09", { closed: true, due: "Closed 12 Nov 2026", decided: "2 given" }),
];
const book = (requests = rows, answers: Answers = {}) =>
  notebook({
    subject_requests: () => requestsView(requests),
    subject_add: () => ({ id: "r9", undo: [], words: "Request added.", notes: [] }),
    ...answers,
  });
const list = () => screen.findByRole("list", { name: "Requests by people about themselves" });
const day = () => ["Day", "Month", "Year"].map((name) => screen.getByLabelText<HTMLInputElement>(name).value);
const name = () => screen.getByLabelText("Names to look for", { selector: "input" });

describe("the requests", () => {
  it("each say their reference, whom they are about, when they came, until when, and what was decided", async () => {
    book();
    render(SubjectView);
    const items = within(await list()).getAllByRole("listitem");
    expect(items.map((each) => each.textContent?.replace(/\s+/g, " ").trim())).toEqual([
      "SAR-2026-14 Jordan Blake, JB Received 3 Nov 2026 Answer by 3 Nov 2026, 27 days late 4 given, 1 kept back",
      "SAR-2026-15 Jordan Blake, JB Received 3 Nov 2026 Answer by 3 Dec 2026, in 3 days Nothing decided yet",
      "SAR-2026-09 Jordan Blake, JB Received 3 Nov 2026 Closed 12 Nov 2026 2 given",
    ]);
    // Late has a shape beside its colour.
    expect(items[0]?.querySelector(".is-red svg")).not.toBeNull();
    expect(items[1]?.querySelector(".is-red")).toBeNull();
    screen.getByText("2 open, soonest due first");
  });

  it("lead to the request", async () => {
    const user = userEvent.setup();
    book();
    render(SubjectView);
    await user.click(within(await list()).getByRole("button", { name: "SAR-2026-15" }));
    expect(router.current).toEqual({ page: "subject", request: "r2" });
  });

  it("say what to do and what the law asks where there is none", async () => {
    book([]);
    render(SubjectView);
    await screen.findByText("Nobody has asked yet");
    screen.getByText(/within one month/);
    screen.getByText(/two more months may be added/);
  });

  it("are not shown to those who answer none, who are told to whom they go", async () => {
    book([], { subject_requests: () => requestsView([], { may_answer: false }) });
    render(SubjectView);
    await screen.findByText(/Those who triage a ward answer these requests/);
    expect(screen.queryByRole("button", { name: "Add and look" })).toBeNull();
  });

  it("say why they could not be read, and are read again", async () => {
    const user = userEvent.setup();
    const { answers } = book([], { subject_requests: refuse("busy", "The notebook is in use.") });
    render(SubjectView);
    expect(await screen.findByRole("alert")).toHaveTextContent("The notebook is in use.");
    answers["subject_requests"] = () => requestsView(rows);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await list();
  });
});

describe("a request that is added", () => {
  it("begins with the day of today, takes one name after the other by keyboard, and is opened", async () => {
    const user = userEvent.setup();
    const { of } = book();
    render(SubjectView);
    await user.type(await screen.findByLabelText("Reference"), " SAR-2026-16 ");
    expect(day()).toEqual(["30", "11", "2026"]);
    await user.type(name(), "Jordan Blake{Enter}Jo{Enter}JB");
    expect(of("subject_add")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Remove Jo" }));
    expect(screen.getByRole("button", { name: "Remove Jordan Blake" })).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Add and look" }));
    // What still stands in the field was meant too.
    expect(of("subject_add").map(({ args }) => args)).toEqual([
      { reference: "SAR-2026-16", names: ["Jordan Blake", "JB"], received: "2026-11-30" },
    ]);
    expect(router.current).toEqual({ page: "subject", request: "r9" });
    expect(toasts.list.map((toast) => toast.words)).toEqual(["Request added."]);
  });

  it("takes several names pasted at once, a line each", async () => {
    const user = userEvent.setup();
    book();
    render(SubjectView);
    await screen.findByLabelText("Reference");
    await user.click(name());
    await user.paste("Jordan Blake\nJB\n\nJB\n");
    expect(within(screen.getByRole("list", { name: "Names to look for" })).getAllByRole("listitem").map((each) => each.textContent?.trim())).toEqual([
      "Jordan Blake",
      "JB",
    ]);
    expect(name()).toHaveFocus();
  });

  it("is refused beside its fields, with every word as it stood", async () => {
    const user = userEvent.setup();
    book(rows, {
      subject_add: () => {
        throw failure("invalid", "Add a name.", { field_errors: [{ field: "names", message: "Add a name." }] });
      },
    });
    render(SubjectView);
    await user.type(await screen.findByLabelText("Reference"), "SAR-2026-16");
    await user.click(screen.getByRole("button", { name: "Add and look" }));
    await vi.waitFor(() => expect(name()).toHaveAccessibleDescription(/Add a name\./));
    expect(name()).toHaveFocus();
    expect(screen.getByLabelText("Reference")).toHaveValue("SAR-2026-16");
  });

  it("is not added with a day that is none", async () => {
    const user = userEvent.setup();
    const { of } = book();
    render(SubjectView);
    await screen.findByLabelText("Reference");
    await user.clear(screen.getByLabelText("Month"));
    await user.type(screen.getByLabelText("Month"), "13");
    await user.click(screen.getByRole("button", { name: "Add and look" }));
    await screen.findByText(/That is no day/);
    await vi.waitFor(() => expect(screen.getByLabelText("Day")).toHaveFocus());
    expect(of("subject_add")).toEqual([]);
  });

  it("keeps what was typed over a look at another page", async () => {
    const user = userEvent.setup();
    book();
    const page = new SubjectPage();
    const { unmount } = render(SubjectView, { page });
    await user.type(await screen.findByLabelText("Reference"), "SAR-2026-16");
    await user.type(name(), "Jordan Blake{Enter}");
    unmount();
    render(SubjectView, { page });
    expect(await screen.findByLabelText("Reference")).toHaveValue("SAR-2026-16");
    screen.getByRole("button", { name: "Remove Jordan Blake" });
  });
});

describe("the way to subject access", () => {
  const answers = (more: Answers = {}): Answers => ({
    session: () => open(),
    lists,
    today: () => today(),
    drafts: () => ({ rows: [] }),
    touch: () => ({}),
    keeping: () => keepingView([]),
    subject_requests: () => requestsView(rows),
    subject_request: () => requestView(),
    notes: () => ({ rows: [], next: null, total: 0 }),
    settings: () => ({
      name: "Amara Lewis", partnership: "", device: "d1", boundaries: "2022", boundaries_label: "From May 2022", label: "", folder: "", theme: "system",
      idle_minutes: 10, letter_keys: true, hub_number: "", hub_hours: "", backup_words: "", version: "1", sample: false,
    }),
    ...more,
  });
  const arrived = () => vi.waitFor(() => expect(screen.getByRole("heading", { name: "Subject access", level: 1 })).toHaveFocus());
  const start = async (more: Answers = {}) => {
    const made = notebook(answers(more));
    render(App);
    await screen.findByRole("navigation", { name: "Main" });
    return made;
  };

  it("leads from Settings, under which it stands, and from keeping and erasing, with what waits", async () => {
    const user = userEvent.setup();
    await start();
    for (const page of ["settings", "keeping"] as const) {
      router.go({ page });
      await screen.findByText("2 open, 1 late");
      await user.click(screen.getByRole("button", { name: "Open subject access" }));
      await arrived();
      expect(within(screen.getByRole("navigation", { name: "Main" })).getByRole("link", { name: "Settings" })).toHaveAttribute("aria-current", "page");
    }
  });

  it("is found by its name, from everywhere", async () => {
    const user = userEvent.setup();
    await start();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Find a note, a ward or an act" }), "subject");
    await screen.findByRole("option", { name: "Subject access", selected: true });
    await user.keyboard("{Enter}");
    await arrived();
  });

  it("is not there for those who answer no requests", async () => {
    const user = userEvent.setup();
    await start({ subject_requests: () => requestsView([], { may_answer: false }) });
    router.go({ page: "keeping" });
    await screen.findByText("No note is past its time");
    expect(screen.queryByRole("button", { name: "Open subject access" })).toBeNull();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Find a note, a ward or an act" }), "subject");
    await screen.findByRole("option", { name: /Search notes for/ });
    expect(screen.queryByRole("option", { name: "Subject access" })).toBeNull();
  });

  it("begins each page at its title: the list, a request, and the list again", async () => {
    const user = userEvent.setup();
    await start();
    router.go({ page: "subject" });
    await arrived();
    await user.click(await screen.findByRole("button", { name: "SAR-2026-15" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "SAR-2026-14", level: 1 })).toHaveFocus());
    await user.click(screen.getByRole("button", { name: "All requests" }));
    await arrived();
  });

  it("is shut while the notebook may not be read", async () => {
    const made = await start({ session: () => open({ lease_over: true }), today: refuse("lease-over", "Not read.") });
    router.go({ page: "subject", request: "r1" });
    await screen.findByRole("heading", { name: "Subject access", level: 1 });
    expect(made.of("subject_request")).toEqual([]);
  });
});
