import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { notebook } from "../../testing/book";
import { work } from "../../testing/plans";
import ImportView from "./ImportView.svelte";

const user = () => userEvent.setup();
const row = { line: 2, plan: "Larkfield", title: "Patrol", agency: "SNT", owner: "Sam", due: "2026-12-01", due_words: "Tue 1 Dec 2026", status: "Not started" };
const look = (more: object = {}) => ({
  headings: ["Action", "Lead", "By"],
  fields: [
    { id: "title", label: "Title", required: true, heading: "Action" },
    { id: "owner", label: "Owner", required: false, heading: null },
  ],
  rows: [row],
  good: 1,
  new_plans: ["Larkfield"],
  faults: [{ line: 3, message: "“soon” is not a date." }],
  agencies: [],
  ...more,
});
const log = (text = "Action,Lead,By\nPatrol,Sam,1 Dec\n") => new File([text], "log.csv", { type: "text/csv" });

function open(more: Parameters<typeof notebook>[0] = {}) {
  const book = notebook({
    ...work,
    actions_import_look: () => look(),
    actions_import: () => ({ batch: "b1", actions: 1, plans: 1, left_out: 1 }),
    actions_import_undo: () => ({}),
    ...more,
  });
  render(ImportView, { onback: vi.fn(), onshow: vi.fn() });
  return book;
}

beforeEach(() => toasts.clear());
afterEach(cleanup);

describe("importing an action log", () => {
  it("shows what would be written and what would not, row by row, before anything is", async () => {
    const book = open();
    await user().upload(screen.getByLabelText("File"), log("\ufeffAction,Lead,By\nPatrol,Sam,1 Dec\n"));
    await screen.findByRole("row", { name: /Patrol/ });
    screen.getByText("Row 3: “soon” is not a date.");
    screen.getByText("1 plan would be made");
    expect(book.of("actions_import_look")[0]?.args).toEqual({
      text: "Action,Lead,By\nPatrol,Sam,1 Dec\n",
      columns: {},
      plan: null,
      ward: null,
      dates: null,
      agencies: {},
    });
    expect(book.of("actions_import")).toHaveLength(0);
  });

  it("asks of an agency that is not in the list which one was meant, and reads its rows so", async () => {
    const agencies = [
      { text: "SNT", rows: 4, nearest: "Safer Neighbourhood Team" },
      { text: "Rowing club", rows: 1, nearest: null },
    ];
    const book = open({ actions_import_look: () => look({ agencies }) });
    await user().upload(screen.getByLabelText("File"), log());
    const asked = () => book.of("actions_import_look").at(-1)?.args["agencies"];
    const group = within(await screen.findByRole("group", { name: "Agencies that are not in the list" }));
    expect(asked()).toEqual({});
    expect(group.getByRole("combobox", { name: "Read “Rowing club” (1 row) as" })).toHaveDisplayValue("Nothing: leave its rows out");
    await user().click(group.getByRole("button", { name: "Did you mean “Safer Neighbourhood Team”?: SNT" }));
    await vi.waitFor(() => expect(asked()).toEqual({ SNT: "Safer Neighbourhood Team" }));
    expect(group.getByRole("combobox", { name: "Read “SNT” (4 rows) as" })).toHaveDisplayValue("Safer Neighbourhood Team");
    expect(group.queryByRole("button", { name: /Did you mean/ })).toBeNull();
    await user().selectOptions(group.getByRole("combobox", { name: "Read “Rowing club” (1 row) as" }), "No agency");
    await vi.waitFor(() => expect(asked()).toEqual({ SNT: "Safer Neighbourhood Team", "Rowing club": "" }));
    await user().selectOptions(group.getByRole("combobox", { name: "Read “SNT” (4 rows) as" }), "Nothing: leave its rows out");
    await vi.waitFor(() => expect(asked()).toEqual({ "Rowing club": "" }));
  });

  it("looks again at every change of the mapping, keeping the rest of it", async () => {
    const book = open();
    await user().upload(screen.getByLabelText("File"), log());
    await user().selectOptions(await screen.findByRole("combobox", { name: "Owner" }), "Lead");
    await vi.waitFor(() => expect(book.of("actions_import_look")[1]?.args["columns"]).toEqual({ title: "Action", owner: "Lead" }));
    await user().selectOptions(screen.getByRole("combobox", { name: "Into plan" }), "l1");
    await user().selectOptions(screen.getByRole("combobox", { name: "Dates are written" }), "day-first");
    await vi.waitFor(() => expect(book.of("actions_import_look").at(-1)?.args).toMatchObject({ plan: "l1", dates: "day-first" }));
  });

  it("imports once, says what came of it, and undoes all of it", async () => {
    const book = open();
    await user().upload(screen.getByLabelText("File"), log());
    await user().click(await screen.findByRole("button", { name: "Import 1 action" }));
    await screen.findByText("1 action imported, 1 plan made, 1 row left out.");
    await user().click(screen.getByRole("button", { name: "Undo the import" }));
    await screen.findByText("The import was undone. Nothing of it is left in the plans.");
    expect(book.of("actions_import_undo")[0]?.args).toEqual({ id: "b1" });
    expect(screen.queryByRole("button", { name: "Undo the import" })).toBeNull();
  });

  it("says why it cannot go on where no row is good", async () => {
    open({ actions_import_look: () => look({ rows: [], good: 0 }) });
    await user().upload(screen.getByLabelText("File"), log());
    const button = await screen.findByRole("button", { name: "Import 0 actions" });
    expect(button).toBeDisabled();
    expect(button).toHaveAccessibleDescription("No row can be written as it stands.");
  });

  it("asks nothing of a file that is no text, and says how to save it", async () => {
    const book = open();
    await user().upload(screen.getByLabelText("File"), log("PK\u0000\u0001"));
    await vi.waitFor(() => expect(screen.getByLabelText("File")).toHaveAccessibleDescription(/Save it as CSV/));
    expect(book.of("actions_import_look")).toHaveLength(0);
  });

  it("reads what an older spreadsheet saved in the Windows encoding", async () => {
    const book = open();
    const bytes = Uint8Array.from([..."Action\nClean the caf"].map((letter) => letter.charCodeAt(0)).concat([0xe9]));
    await user().upload(screen.getByLabelText("File"), new File([bytes], "log.csv"));
    await vi.waitFor(() => expect(book.of("actions_import_look")[0]?.args["text"]).toBe("Action\nClean the café"));
  });

  it("draws fifty faults of a thousand, and counts the rest", async () => {
    const faults = Array.from({ length: 1000 }, (_, n) => ({ line: n + 2, message: "Not a date." }));
    open({ actions_import_look: () => look({ faults }) });
    await user().upload(screen.getByLabelText("File"), log());
    const list = await screen.findByRole("group", { name: "Left out" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(51);
    within(list).getByText("and 950 rows more");
  });
});
