import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";

import { lists, notebook, today } from "../../testing/book";
import RecordView from "./RecordView.svelte";

afterEach(cleanup);

it("folds the optional questions again once a note is recorded", async () => {
  const book = notebook({
    lists,
    today: () => today(),
    coach: () => ({ findings: [] }),
    drafts: () => ({ rows: [] }),
    draft_save: () => ({ id: "d1", saved_at: "", words: "", time: "16:58" }),
    note_record: () => ({ id: "n1", headline: "Recorded on this device", detail: "" }),
  });
  const user = userEvent.setup();
  render(RecordView);
  const fold = async () => (await screen.findByText("Where", { selector: "summary b" })).closest("details");
  await user.type(await screen.findByRole("textbox", { name: "What did you see or hear?" }), "Two mopeds again");
  await user.click(await screen.findByText("Where", { selector: "summary b" }));
  expect(await fold()).toHaveAttribute("open");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await vi.waitFor(() => expect(book.of("note_record")).toHaveLength(1));
  await vi.waitFor(async () => expect(await fold()).not.toHaveAttribute("open"));
});
