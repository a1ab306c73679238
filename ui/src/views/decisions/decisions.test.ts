import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { type Answers, notebook, refuse } from "../../testing/book";
import { syncPage } from "../../testing/partnership";
import PartnershipSync from "../sync/PartnershipSync.svelte";

const conflict = {
  id: "r1.name",
  record: "r1",
  kind: "person",
  field: "name",
  what: "Name of a member",
  undecided: null,
  heads: [
    { id: "h1", value: "Sam Whitfield", author: "Helen Prior", mine: true, at: "", when: "today, 14:32" },
    { id: "h2", value: "Samuel Whitfield", author: "Daniel Osei", mine: false, at: "", when: "today, 15:01" },
  ],
};
const sync = { icon: "conflict", headline: "Two versions of this member need a decision", detail: "", count: 1 };
const two = (more: Answers = {}): Answers => {
  let stands = true;
  return {
    sync: () => syncPage({ corner: sync, conflicts: 1 }),
    conflicts: () => ({ conflicts: stands ? [conflict] : [] }),
    conflict_decide: () => {
      stands = false;
      return { decision: "c9" };
    },
    conflict_undo: () => {
      stands = true;
      return {};
    },
    ...more,
  };
};

beforeEach(() => toasts.clear());
afterEach(cleanup);

describe("decisions", () => {
  it("stand on the page behind the corner, with the versions side by side, names, times and equal buttons", async () => {
    notebook(two());
    render(PartnershipSync, { sync });
    await screen.findByRole("group", { name: "Name of a member" });
    screen.getByRole("article", { name: /^Yours.*shown meanwhile/ });
    expect(screen.getByRole("article", { name: "Daniel Osei" })).toHaveTextContent("today, 15:01");
    expect(screen.getAllByRole("button", { name: /^Keep this/ }).map((each) => each.className)).toEqual(["btn", "btn"]);
    screen.getByText("1 left");
  });

  it("keep one version, and can be taken back from the page long after the toast", async () => {
    const user = userEvent.setup();
    const book = notebook(two());
    render(PartnershipSync, { sync });
    await user.click(await screen.findByRole("button", { name: "Keep this “Samuel Whitfield”, written by Daniel Osei" }));
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Undo Name of a member" })).toHaveFocus());
    screen.getByText("You kept “Samuel Whitfield”.");
    screen.getByText("None left");
    expect(book.of("conflict_decide").map((call) => call.args)).toEqual([{ id: "r1.name", keep: "h2", value: null, why: null }]);
    toasts.clear();
    book.tell("sync");
    await user.click(await screen.findByRole("button", { name: "Undo Name of a member" }));
    await screen.findByRole("button", { name: /Samuel Whitfield/ });
    expect(book.of("conflict_undo").map((call) => call.args)).toEqual([{ id: "r1.name", decision: "c9" }]);
    expect(toasts.list.at(-1)?.words).toBe("The versions stand beside each other again.");
  });

  it("take another value, and never an empty one", async () => {
    const user = userEvent.setup();
    const book = notebook(two());
    render(PartnershipSync, { sync });
    await user.click(await screen.findByRole("button", { name: "Use this" }));
    const field = screen.getByLabelText("Another value");
    await vi.waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveAccessibleDescription("Write the value it should have.");
    expect(book.of("conflict_decide")).toHaveLength(0);
    await user.type(field, "S. Whitfield{Enter}");
    await screen.findByText("You wrote “S. Whitfield”.");
    expect(book.of("conflict_decide").map((call) => call.args)).toEqual([{ id: "r1.name", keep: null, value: "S. Whitfield", why: null }]);
  });

  it("take the reason of a third due date with it", async () => {
    const user = userEvent.setup();
    const due = { ...two(), conflicts: () => ({ conflicts: [{ ...conflict, id: "r1.due", field: "due", what: "Due date of “Patrol”" }] }) };
    const book = notebook(due);
    render(PartnershipSync, { sync });
    const day = within(await screen.findByRole("group", { name: "Another day" }));
    await user.click(screen.getByRole("button", { name: "Use this" }));
    day.getByText(/Write the day in three numbers/);
    await user.type(day.getByLabelText("Day"), "15");
    await user.type(day.getByLabelText("Month"), "12");
    await user.type(day.getByLabelText("Year"), "2026");
    await user.type(screen.getByLabelText("Why"), "The caretaker is away{Enter}");
    await vi.waitFor(() =>
      expect(book.of("conflict_decide").map((call) => call.args)).toEqual([
        { id: "r1.due", keep: null, value: "2026-12-15", why: "The caretaker is away" },
      ]),
    );
  });

  it("are made once, however often the button is pressed", async () => {
    const user = userEvent.setup();
    let finish: (answer: object) => void = () => undefined;
    const book = notebook(two({ conflict_decide: () => new Promise((done) => (finish = done)) }));
    render(PartnershipSync, { sync });
    const keep = await screen.findByRole("button", { name: /“Sam Whitfield”/ });
    await user.click(keep);
    await user.click(keep);
    finish({ decision: "c9" });
    expect(book.of("conflict_decide")).toHaveLength(1);
  });

  it("say why one was not taken, and keep what was typed", async () => {
    const user = userEvent.setup();
    notebook(two({ conflict_decide: refuse("nothing-to-decide", "There is nothing left to decide here.") }));
    render(PartnershipSync, { sync });
    await user.type(await screen.findByLabelText("Another value"), "S. Whitfield{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("There is nothing left to decide here.");
    expect(screen.getByLabelText("Another value")).toHaveValue("S. Whitfield");
  });

  it("leave what somebody types alone when news comes", async () => {
    const user = userEvent.setup();
    const book = notebook(two());
    render(PartnershipSync, { sync });
    await user.type(await screen.findByLabelText("Another value"), "S. Whit");
    book.tell("people");
    await vi.waitFor(() => expect(book.of("conflicts")).toHaveLength(2));
    expect(screen.getByLabelText("Another value")).toHaveValue("S. Whit");
  });
});
