import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { anew } from "../../testing/anew";
import { type Answers, notebook, refuse } from "../../testing/book";
import { beside, done, gradeLists, gradeView, triage } from "../../testing/triage";
import { arrive, row } from "../../testing/triageView";
import { TriagePage } from "./page.svelte";
import TriageView from "./TriageView.svelte";

anew();

const grades = (more: object = {}): Answers => ({
  lists: gradeLists,
  triage_note: (args) => beside(String(args["id"]), { can_grade: true, ...more }),
});
const form = () => screen.findByRole("form", { name: "Grade, 3x5x2" });
const radio = (name: string | RegExp) => screen.getByRole("radio", { name });
const submit = "{Control>}{Enter}{/Control}";

describe("grading a note", () => {
  it("is chosen by letters, written live, given, and taken back on Undo with the choice still there", async () => {
    const { user, book } = await arrive({ ...grades(), triage_grade: done("Graded 2 C P, OFFICIAL.") });
    await user.keyboard("g");
    const box = await form();
    expect(radio("1 Reliable")).toHaveFocus();
    within(box).getByText("Choose one of each: source, information and handling.");
    await user.click(radio("2 Untested"));
    await user.click(radio("C Known indirectly to the source"));
    await user.click(radio("P Lawful sharing permitted"));
    const result = within(box).getByRole("status");
    expect(result).toHaveTextContent("2 C P. Untested. Known indirectly to the source. Lawful sharing permitted.");
    within(box).getByText("Ines Carvalho is told nothing of this step.");
    await user.click(within(box).getByRole("button", { name: "Grade" }));
    await vi.waitFor(() =>
      expect(book.of("triage_grade")[0]?.args).toEqual({
        id: "n1",
        graded: { grade: "2 C P", conditions: [], words: null, marking: "official" },
      }),
    );
    await vi.waitFor(() => expect(toasts.list[0]?.words).toBe("Graded 2 C P, OFFICIAL."));
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Grade" })).toHaveFocus());
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => expect(book.of("take_back")[0]?.args).toEqual({ undo: ["c1"] }));
    await vi.waitFor(() => expect(toasts.list[0]?.words).toBe("Taken back."));
    screen.getByRole("button", { name: "Grade" }).focus();
    await user.keyboard("g");
    await form();
    expect(radio("2 Untested")).toBeChecked();
  });

  it("can be done with the keyboard alone", async () => {
    const { user, book } = await arrive({ ...grades(), triage_grade: done("Graded.") });
    await user.keyboard("g");
    await form();
    await user.keyboard("[ArrowDown][Tab][Space][Tab][Space]");
    expect(radio("2 Untested")).toBeChecked();
    await user.keyboard(submit);
    await vi.waitFor(() => expect(book.of("triage_grade")[0]?.args["graded"]).toMatchObject({ grade: "2 A P" }));
  });

  it("takes the letter that is pressed in a group, and none of them is a key of the page meanwhile", async () => {
    const { user } = await arrive(grades());
    await user.keyboard("g");
    await form();
    await user.keyboard("3[Tab]d");
    expect(radio("3 Not reliable")).toBeChecked();
    expect(radio("D Not known")).toBeChecked();
    expect(radio("D Not known")).toHaveFocus();
    await user.keyboard("a");
    expect(radio("A Known directly to the source")).toBeChecked();
    await user.keyboard("sj");
    expect(screen.queryByRole("form", { name: "Send to police or MASH" })).toBeNull();
    expect(await form()).toBeVisible();
  });

  it("is not given while a part is missing: the first one that is has the focus and says so", async () => {
    const { user, book } = await arrive(grades());
    await user.keyboard("g");
    await form();
    await user.click(radio("2 Untested"));
    await user.keyboard(submit);
    const information = screen.getByRole("radiogroup", { name: "Information" });
    await vi.waitFor(() => expect(information).toHaveAccessibleDescription(/Choose one of each/));
    expect(information).toContainElement(document.activeElement as HTMLElement);
    expect(screen.getByRole("radiogroup", { name: "Source" })).not.toBeInvalid();
    expect(book.of("triage_grade")).toEqual([]);
  });

  it("asks for conditions with handling C alone, and says beside them that they are missing", async () => {
    const message = "Handling C needs its conditions: choose one, or write it. Nothing was changed.";
    let refused = true;
    const { user, book } = await arrive({
      ...grades(),
      triage_grade: () =>
        refused ? refuse("condition-missing", message, { field_errors: [{ field: "conditions", message }] })() : done("Graded.")(),
    });
    await user.keyboard("g");
    const box = await form();
    expect(screen.queryByRole("group", { name: "Conditions" })).toBeNull();
    await user.click(radio("2 Untested"));
    await user.click(radio("A Known directly to the source"));
    await user.click(radio("C Lawful sharing permitted with conditions"));
    const conditions = screen.getByRole("group", { name: "Conditions" });
    await user.keyboard(submit);
    await vi.waitFor(() => expect(conditions).toHaveAccessibleDescription(expect.stringContaining(message)));
    expect(within(conditions).getByRole("checkbox", { name: "A3" })).toHaveFocus();
    refused = false;
    await user.keyboard("[Space]");
    expect(conditions).not.toHaveAccessibleDescription(expect.stringContaining(message));
    await user.type(within(box).getByLabelText("A condition in your own words"), "Not to the landlord");
    await user.keyboard(submit);
    await vi.waitFor(() =>
      expect(book.of("triage_grade")[1]?.args["graded"]).toEqual({
        grade: "2 A C",
        conditions: ["A3"],
        words: "Not to the landlord",
        marking: "official",
      }),
    );
  });

  it("leaves conditions behind where P was chosen after all", async () => {
    const { user, book } = await arrive({ ...grades({ grade: gradeView() }), triage_grade: done("Graded.") });
    await user.keyboard("g");
    await form();
    await user.click(radio("P Lawful sharing permitted"));
    await user.click(radio("OFFICIAL-SENSITIVE"));
    await user.keyboard(submit);
    await vi.waitFor(() =>
      expect(book.of("triage_grade")[0]?.args["graded"]).toEqual({
        grade: "2 C P",
        conditions: [],
        words: null,
        marking: "official-sensitive",
      }),
    );
  });

  it("says as a whole what no field can say, such as a text marked above", async () => {
    const message = "Wardbook holds nothing marked above OFFICIAL-SENSITIVE.";
    const { user } = await arrive({ ...grades({ grade: gradeView() }), triage_grade: refuse("marked-above", message) });
    await user.keyboard("g");
    await form();
    await user.keyboard(submit);
    expect(await screen.findByRole("alert")).toHaveTextContent(message);
    expect(radio("2 Untested")).toBeChecked();
  });

  it("keeps what was chosen while another note is looked at, and drops it with a way back", async () => {
    const { user } = await arrive(grades());
    await user.keyboard("g");
    await form();
    await user.click(radio("3 Not reliable"));
    await user.click(await row(/Two mopeds/));
    await user.click(await row(/Lights out/));
    await screen.findByText("text of n1");
    await user.click(await screen.findByRole("button", { name: "Grade" }));
    await form();
    expect(radio("3 Not reliable")).toBeChecked();
    await user.keyboard("{Escape}");
    expect(toasts.list[0]?.words).toBe("What you wrote here is dropped.");
    toasts.undo(toasts.list[0]?.id ?? 0);
    await user.click(screen.getByRole("button", { name: "Grade" }));
    await form();
    expect(radio("3 Not reliable")).toBeChecked();
  });

  it("is offered to those who grade and do not triage, and to nobody else", async () => {
    const user = userEvent.setup();
    const show = async (more: object) => {
      notebook({ ...triage, ...grades(more) });
      const page = render(TriageView, { page: new TriagePage() });
      await row(/Lights out/);
      await user.keyboard("j");
      await screen.findByText("text of n1");
      return page;
    };
    const { unmount } = await show({ can_triage: false });
    const acts = await screen.findByRole("group", { name: "What to do with this note" });
    expect(within(acts).getAllByRole("button").map((button) => button.textContent?.trim())).toEqual([expect.stringMatching(/^Grade/)]);
    await user.keyboard("a");
    expect(screen.queryByRole("form", { name: "Who sees to it?" })).toBeNull();
    unmount();
    await show({ can_grade: false });
    await screen.findByRole("button", { name: "Assign" });
    await user.keyboard("g");
    expect(screen.queryByRole("button", { name: "Grade" })).toBeNull();
    expect(screen.queryByRole("form", { name: "Grade, 3x5x2" })).toBeNull();
  });
});

describe("a grade that stands", () => {
  it("is read with its marking, what its parts say, its conditions, and who gave it when", async () => {
    await arrive(grades({ can_grade: false, grade: gradeView() }));
    screen.getByText("2 C C · OFFICIAL");
    for (const part of ["Untested", "Known indirectly to the source", "A3 overt use", "Not to the landlord"]) screen.getByText(part);
    screen.getByText("Sam Whitfield, today, 15:12");
    expect(screen.queryByRole("button", { name: "Take the grade back" })).toBeNull();
  });

  it("is where the form begins, and is taken back with a way back", async () => {
    let grade: object | null = gradeView();
    const { user, book } = await arrive({
      lists: gradeLists,
      triage_note: (args) => beside(String(args["id"]), { can_grade: true, grade: grade as never }),
      triage_grade: () => {
        grade = null;
        return done("The grade is taken back.", ["c9"])();
      },
    });
    await user.keyboard("g");
    await form();
    for (const chosen of ["2 Untested", "C Known indirectly to the source", "C Lawful sharing permitted with conditions", "OFFICIAL"])
      expect(radio(chosen)).toBeChecked();
    expect(screen.getByRole("checkbox", { name: "A3" })).toBeChecked();
    await user.keyboard("{Escape}");
    expect(toasts.list).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Take the grade back" }));
    await vi.waitFor(() => expect(book.of("triage_grade")[0]?.args).toEqual({ id: "n1", graded: null }));
    await screen.findByText("Not graded yet");
    expect(screen.getByRole("heading", { name: "Grade" })).toHaveFocus();
    expect(toasts.list[0]?.words).toBe("The grade is taken back.");
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => expect(book.of("take_back")[0]?.args).toEqual({ undo: ["c9"] }));
  });

  it("that may not be taken back says why, and beside no other note", async () => {
    const { user } = await arrive({
      ...grades({ grade: gradeView() }),
      triage_grade: refuse("not-allowed", "You may not do this."),
    });
    await user.click(screen.getByRole("button", { name: "Take the grade back" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("You may not do this.");
    await user.click(await row(/Two mopeds/));
    await screen.findByText("text of n2");
    await screen.findByRole("button", { name: "Take the grade back" });
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
