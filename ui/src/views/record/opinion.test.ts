import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";

import { type Answers, failure, lists, noteRow, notebook, noteView, today } from "../../testing/book";
import { NotesPage } from "../notes/page.svelte";
import NotesView from "../notes/NotesView.svelte";
import { RecordState } from "./record.svelte";
import RecordView from "./RecordView.svelte";

afterEach(cleanup);

const answers = (more: Answers = {}): Answers => ({
  lists,
  today: () => today(),
  coach: () => ({ findings: [] }),
  drafts: () => ({ rows: [] }),
  draft_save: () => ({ id: "d1", saved_at: "", words: "", time: "16:58" }),
  note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "" }),
  ...more,
});
const fold = async () => (await screen.findByText("Your view", { selector: "summary b" })).closest("details");
const field = () => screen.getByLabelText("What do you make of it?");

it("asks for a view apart from what was seen or heard, keeps it in the draft, and says in the fold what was said", async () => {
  const user = userEvent.setup();
  const book = notebook(answers());
  render(RecordView);
  await user.type(await screen.findByRole("textbox", { name: "What did you see or hear?" }), "Two mopeds again");
  expect(await fold()).toHaveTextContent("Not said");
  await user.click(await screen.findByText("Your view", { selector: "summary b" }));
  expect(field()).toHaveAccessibleDescription("Your own view, kept apart from what was seen or heard.");
  await user.type(field(), "They are waiting for somebody, and it is the third evening in a row.");
  expect(within((await fold()) as HTMLElement).getByText("They are waiting for somebody, and it is the third evening i…")).toBeVisible();
  await user.keyboard("{Control>}{Enter}{/Control}");
  await vi.waitFor(() => expect(book.of("note_record")).toHaveLength(1));
  const opinion = "They are waiting for somebody, and it is the third evening in a row.";
  expect(book.of("note_record")[0]?.args["note"]).toMatchObject({ text: "Two mopeds again", opinion });
});

it("is a draft by itself, and comes back with it", async () => {
  const book = notebook(answers());
  const page = new RecordState();
  await page.open();
  expect(page.empty).toBe(true);
  page.answers.opinion = "They are waiting for somebody";
  page.changed("opinion");
  expect(page.empty).toBe(false);
  await page.keep();
  const saved = book.of("draft_save")[0]?.args["note"];
  expect(saved).toMatchObject({ text: "", opinion: "They are waiting for somebody" });
  book.answers["draft"] = () => ({ id: "d1", saved_at: "2021-10-14T15:30:00Z", when: "today 16:30", note: saved, files: [], versions: [] });
  const again = new RecordState();
  await again.open("d1");
  expect(again.answers.opinion).toBe("They are waiting for somebody");
});

it("opens where it is refused, so that the refusal can be followed to it", async () => {
  const user = userEvent.setup();
  notebook(
    answers({
      note_record: () => {
        throw failure("invalid", "Too long.", { field_errors: [{ field: "note.opinion", message: "Your view is too long." }] });
      },
    }),
  );
  render(RecordView);
  await user.type(await screen.findByRole("textbox", { name: "What did you see or hear?" }), "Two mopeds again");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await user.click(await screen.findByRole("link", { name: "Your view is too long." }));
  expect(await fold()).toHaveAttribute("open");
  expect(field()).toHaveFocus();
});

it("is read on the note under a heading of its own, apart from its text, with for whom the note is held", async () => {
  const view = noteView("n1", { opinion: "They are waiting for somebody", held_for: "St Giles Trust, to keep people safe from harm" });
  notebook(
    answers({
      notes: () => ({ rows: [noteRow("n1", "Two mopeds")], next: null, total: 1 }),
      note_filters: () => ({ wards: [], topics: [], states: [], authors: [] }),
      note: ({ id }) => (id === "n1" ? view : noteView(String(id))),
    }),
  );
  const { rerender } = render(NotesView, { page: new NotesPage(), note: "n1" });
  const own = await screen.findByRole("region", { name: "What the recorder makes of it" });
  within(own).getByRole("heading", { name: "What the recorder makes of it" });
  within(own).getByText("They are waiting for somebody");
  expect(screen.getByText("text of n1")).toBeVisible();
  expect(own).not.toHaveTextContent("text of n1");
  expect(screen.getByText("Held for", { selector: "dt" }).nextElementSibling).toHaveTextContent("St Giles Trust, to keep people safe from harm");
  await rerender({ note: "n2" });
  await screen.findByText("text of n2");
  expect(screen.queryByText("What the recorder makes of it")).toBeNull();
  expect(screen.queryByText("Held for")).toBeNull();
});
