import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";

import { router } from "../../lib/router.svelte";
import { lists, notebook, today } from "../../testing/book";
import RecordView from "./RecordView.svelte";

afterEach(() => {
  cleanup();
  router.forget();
});

/** The page stands open over that of the wards, with words whose keeping waits for what is returned. */
async function typedAndLeaving(keys: string) {
  let kept: () => void = () => undefined;
  const saved = { id: "d1", saved_at: "", words: "", time: "16:58" };
  const book = notebook({
    lists,
    today: () => today(),
    coach: () => ({ findings: [] }),
    drafts: () => ({ rows: [] }),
    draft_save: () => new Promise((done) => (kept = () => done(saved))),
  });
  const user = userEvent.setup();
  router.go({ page: "wards" });
  router.go({ page: "record" });
  render(RecordView);
  await user.type(await screen.findByRole("textbox", { name: "What did you see or hear?" }), "Two mopeds again");
  await user.keyboard(keys);
  await vi.waitFor(() => expect(book.of("draft_save")).toHaveLength(1));
  return async () => {
    kept();
    await new Promise((later) => setTimeout(later));
  };
}

it("leaves whoever went elsewhere while their draft was kept where they went", async () => {
  const keep = await typedAndLeaving("{Escape}");
  router.go({ page: "sync" });
  await keep();
  expect(router.current).toEqual({ page: "sync" });
});

it("goes back one page however often Esc is pressed while the draft is kept", async () => {
  const keep = await typedAndLeaving("{Escape}{Escape}{Escape}");
  await keep();
  expect(router.current).toEqual({ page: "wards" });
});
