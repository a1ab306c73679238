import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { anew } from "../../testing/anew";
import { lists, notebook, noteView } from "../../testing/book";
import { beside, done, ines, queues, triage, triagePage, triageRow } from "../../testing/triage";
import { arrive, row } from "../../testing/triageView";
import { TriagePage } from "./page.svelte";
import TriageView from "./TriageView.svelte";

anew();

const young = (more: object = {}) => ({ contacts: 1, referred: false, words: "Under 18", ...more });
const stops = { headline: "", rows: [{ call: "MASH", when: "a child at risk", detail: "020 7946 0011, 9 to 5" }], footer: "" };
const rows = [
  triageRow("n1", "Lights out", { young: young() }),
  triageRow("n2", "Two mopeds", { young: young({ referred: true, contacts: 3 }) }),
  triageRow("n3", "Shouting"),
];
const due = (more: object = {}) => ({
  lists: () => ({ ...lists(), stops }),
  triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { referral_due: true, ...more }),
});

describe("the queue", () => {
  it("says in words which notes were told by somebody under 18, and which of them nobody has referred", async () => {
    await arrive({ triage: () => triagePage(rows) });
    const first = within(await row(/Lights out/));
    first.getByText("Under 18");
    first.getByText("Not referred");
    const second = within(await row(/Two mopeds/));
    second.getByText("Under 18");
    second.getByText("3 contacts");
    expect(second.queryByText("Not referred")).toBeNull();
    expect(within(await row(/Shouting/)).queryByText("Under 18")).toBeNull();
  });

  it("has a queue of them, which says what belongs there while it is empty", async () => {
    const { user, book } = await arrive({
      triage: (args) => triagePage(args["queue"] === "young" ? [] : rows, { queues: queues({ unread: 3, young: 0 }) }),
    });
    await user.click(screen.getByRole("tab", { name: "Under 18" }));
    await screen.findByText("No note was told by somebody under 18");
    expect(book.of("triage").at(-1)?.args).toMatchObject({ queue: "young" });
  });

  it("keeps the mark on a row that a step was just done to", async () => {
    const notes = [{ note: "n1", state: "read", label: "Read", assigned: null, waits: false, young: young() }];
    const { user, book } = await arrive({
      triage: () => triagePage(rows),
      triage_assign: () => ({ id: "n1", undo: [], words: "Done.", notes }),
    });
    book.answers["triage"] = () => new Promise(() => undefined);
    await user.keyboard("a{Control>}{Enter}{/Control}");
    await within(await row(/Lights out/)).findByText("Read");
    within(await row(/Lights out/)).getByText("Not referred");
  });
});

describe("a note that was just sent to the hub", () => {
  it("is no longer said to be not referred in its row, before anything is asked again", async () => {
    const notes = [{ note: "n1", state: "sent", label: "Sent to MASH", assigned: null, waits: false, young: young({ referred: true }) }];
    const { user, book } = await arrive({
      ...due(),
      triage: () => triagePage(rows),
      triage_send: () => ({ id: "n1", undo: [], words: "Sent to the safeguarding hub.", notes }),
    });
    within(await row(/Lights out/)).getByText("Not referred");
    book.answers["triage"] = () => new Promise(() => undefined);
    await user.click(screen.getByRole("button", { name: "Send to MASH" }));
    await user.type(await screen.findByLabelText("Their reference"), "MASH 4412{Control>}{Enter}{/Control}");
    await vi.waitFor(async () => expect(within(await row(/Lights out/)).queryByText("Not referred")).toBeNull());
    within(await row(/Lights out/)).getByText("Under 18");
  });
});

describe("a note whose source is under 18 and that nobody has referred", () => {
  it("says so on top, with the hub’s number, and leads to the step of sending with the hub chosen", async () => {
    const { user, book } = await arrive({ ...due(), triage_send: done("Sent to the safeguarding hub.") });
    const callout = screen.getByText("Under 18: refer to the safeguarding hub").closest(".banner") as HTMLElement;
    expect(callout).toHaveTextContent("The hub (MASH): 020 7946 0011, 9 to 5");
    await user.click(within(callout).getByRole("button", { name: "Send to MASH" }));
    expect(await screen.findByRole("radio", { name: "Safeguarding hub (MASH)" })).toBeChecked();
    const field = screen.getByLabelText("Their reference");
    expect(field).toHaveFocus();
    await user.type(field, "MASH 4412{Control>}{Enter}{/Control}");
    await vi.waitFor(() => expect(book.of("triage_send")[0]?.args).toMatchObject({ id: "n1", to: "mash", reference: "MASH 4412" }));
  });

  it("offers the way to the hub over a step that stands open for the police", async () => {
    const { user } = await arrive(due());
    await user.keyboard("s");
    expect(await screen.findByRole("radio", { name: "Police" })).toBeChecked();
    await user.click(screen.getByRole("button", { name: "Send to MASH" }));
    expect(screen.getByRole("radio", { name: "Safeguarding hub (MASH)" })).toBeChecked();
  });

  it("offers no step to those who do not triage", async () => {
    const user = userEvent.setup();
    notebook({ ...triage, ...due({ can_triage: false }) });
    render(TriageView, { page: new TriagePage() });
    await row(/Lights out/);
    await user.keyboard("j");
    await screen.findByText("Under 18: refer to the safeguarding hub");
    expect(screen.queryByRole("button", { name: "Send to MASH" })).toBeNull();
    expect(screen.queryByRole("group", { name: "What to do with this note" })).toBeNull();
  });
});

describe("a question about a note whose source is under 18", () => {
  const why = "Whoever told this is under 18, so nobody is asked to find out more. Speak to a safeguarding lead (Nadia Rahman).";

  it("is not asked: the step says why in place of the field, and no key sends it", async () => {
    const { user, book } = await arrive(due({ no_asking: why }));
    await user.keyboard("q");
    const form = await screen.findByRole("form", { name: "Ask the sender for more" });
    within(form).getByText(why);
    expect(within(form).queryByRole("textbox")).toBeNull();
    expect(within(form).queryByRole("button", { name: "Ask" })).toBeNull();
    expect(form).toContainElement(document.activeElement as HTMLElement);
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(book.of("triage_ask")).toEqual([]);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("form")).toBeNull();
    expect(screen.getByRole("button", { name: "Ask for more" })).toHaveFocus();
  });
});

describe("a child whom leads say several people met", () => {
  const words = "4 contacts in all: 3 through Amara Lewis, 1 through Sam Whitfield.";
  const advice = "Met more than once: a child can become a covert source in law.";

  it("is told of beside the note, for the lead who reads it", async () => {
    await arrive({ triage_note: (args) => beside(String(args["id"]), { contacts: { young: true, words, advice } }) });
    screen.getByText(words);
    screen.getByText(advice);
  });

  it("is not spoken of where nothing follows from it", async () => {
    await arrive({ triage_note: (args) => beside(String(args["id"]), { contacts: { young: false, words, advice: null } }) });
    expect(screen.queryByText(words)).toBeNull();
  });
});

describe("the note that is read in triage", () => {
  it("says under which reference its source is sealed, how often they came, and that the hub knows", async () => {
    const source = {
      reference: "S-7K2M4Q",
      sealed: true,
      young: true,
      contacts: "The third time that this person told something",
      referred: "MASH 4412",
      repeated: true,
    };
    await arrive({ note: (args) => noteView(String(args["id"]), { author: ines, source }) });
    screen.getByText("Source sealed · S-7K2M4Q");
    screen.getByText("The third time that this person told something.");
    screen.getByText("Safeguarding hub’s reference MASH 4412");
    screen.getByText("The text may say who told it. Take care who is shown it.");
  });
});
