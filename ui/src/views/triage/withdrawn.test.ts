import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";

import { anew } from "../../testing/anew";
import { noteView } from "../../testing/book";
import { beside, done, ines, near, queueRows, triagePage } from "../../testing/triage";
import { arrive } from "../../testing/triageView";

anew();

describe("a withdrawn note", () => {
  const withdrawal = { reason: "I mixed up two streets.", author: ines, when: "today, 15:00", at: "" };
  const gone = {
    note: (args: Record<string, unknown>) => noteView(String(args["id"]), { author: ines, withdrawal }),
    triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { withdrawn: true, near: [near("m1", "Lamps broken")] }),
  };

  it("says that it is withdrawn and why nothing goes any further, and leaves only Assign, Remark and Close", async () => {
    await arrive(gone);
    screen.getByText("This note was withdrawn");
    screen.getByText(/I mixed up two streets/);
    screen.getByText(/nothing of it can be shared, sent on, asked about or linked/);
    const group = within(screen.getByRole("group", { name: "What to do with this note" }));
    expect(group.getAllByRole("button").map((button) => button.id)).toEqual(["step-assign", "step-close"]);
    screen.getByLabelText("Add a remark");
    screen.getByRole("link", { name: "Lamps broken" });
    expect(screen.queryByRole("button", { name: /Same matter/ })).toBeNull();
  });

  it("takes no letter for a step that is not left, and those of the steps that are", async () => {
    const { user } = await arrive(gone);
    await user.keyboard("qbls");
    expect(screen.queryByRole("form")).toBeNull();
    await user.keyboard("c");
    await screen.findByLabelText("Reason, for colleagues");
    await user.keyboard("{Escape}");
    await user.keyboard("a");
    await screen.findByLabelText("Give it to");
  });

  it("keeps on the page what was being written about it when its sender withdrew it, and cannot be asked any more", async () => {
    let withdrawn = false;
    const { user, book } = await arrive({
      note: (args: Record<string, unknown>) => noteView(String(args["id"]), { author: ines, withdrawal: withdrawn ? withdrawal : null }),
      triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { withdrawn }),
      triage_ask: done("Asked."),
    });
    await user.keyboard("q");
    const field = await screen.findByLabelText("Your question");
    await user.type(field, "Which evening?");
    withdrawn = true;
    book.tell("notes");
    await screen.findByText("The note was withdrawn while you were writing");
    expect(field).toHaveValue("Which evening?");
    expect(screen.queryByRole("button", { name: /^Ask/ })).toBeNull();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(book.of("triage_ask")).toHaveLength(0);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("button", { name: /^Ask/ })).toBeNull();
  });

  it("keeps a briefing on its desk that was being written of it, without a way to share it", async () => {
    let withdrawn = false;
    const { user, book } = await arrive({
      triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { withdrawn }),
      triage_brief: done("Shared."),
    });
    await user.keyboard("b");
    const field = await screen.findByLabelText("What everybody granted the ward may read");
    await user.type(field, "Groups");
    withdrawn = true;
    book.tell("notes");
    await screen.findByText("The note was withdrawn while you were writing");
    expect(field).toHaveValue("Groups");
    expect(screen.queryByRole("button", { name: "Share briefing" })).toBeNull();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(book.of("triage_brief")).toHaveLength(0);
  });

  it("chosen among others lets them be assigned together and nothing else, and says why", async () => {
    const state = { id: "withdrawn", label: "Withdrawn", words: "" };
    const rows = queueRows.map((each) => (each.note.id === "n2" ? { ...each, note: { ...each.note, state } } : each));
    const { user } = await arrive({ triage: () => triagePage(rows as typeof queueRows) });
    await user.keyboard("x");
    await screen.findByRole("button", { name: "Link to plan" });
    await user.keyboard("jx");
    await screen.findByText("A withdrawn note is among them: together they can only be assigned.");
    const group = within(await screen.findByRole("group", { name: "What to do with the notes chosen" }));
    for (const name of ["Link to plan", "Same matter", "Start a plan from these"]) expect(group.queryByRole("button", { name })).toBeNull();
    group.getByRole("button", { name: "Assign" });
  });
});
