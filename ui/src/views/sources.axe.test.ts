// What axe can tell of sealed sources without a layout: names, roles, labels, ids.
import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { toasts } from "../kit/toasts.svelte";
import { router } from "../lib/router.svelte";
import { lists, notebook, refuse, today } from "../testing/book";
import { leadRow, opened, roster, sameSource, sourceRow, sourcesView } from "../testing/sources";
import RecordView from "./record/RecordView.svelte";
import SourcesView from "./sources/SourcesView.svelte";

const name = "Priya Nair";

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
  it("on the Record page where who told it was refused, and they are under 18", async () => {
    const user = userEvent.setup();
    const message = "Write who told you, or record the note without it.";
    notebook({
      own_sources: () => [{ note: "n7", reference: "S-ABCDEF", ward: lists().wards[0], when: "Thu 12 Nov", excerpt: "Lights out", young: true }],
      lists: () => ({ ...lists(), age_bands: [{ id: "10–17", label: "10–17", hint: null }] }),
      today: () => today(),
      drafts: () => ({ rows: [] }),
      coach: () => ({ findings: [] }),
      draft_save: () => ({ id: "d1", saved_at: "", words: "", time: "16:58" }),
      note_record: refuse("source-blank", message, { field_errors: [{ field: "source", message }] }),
    });
    render(RecordView);
    await user.click(await screen.findByText("Who told you", { selector: "summary b" }));
    await user.selectOptions(screen.getByLabelText("Their age"), "10–17");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByRole("link", { name: message });
    expect(await finds()).toEqual([]);
  });

  it("on sealed sources, one asked about and then opened, and a device being added", async () => {
    const user = userEvent.setup();
    const openings = [{ name, at_words: "today, 17:00", reason: "A child is named in the note" }];
    notebook({
      sources: () =>
        sourcesView({
          roster: roster({ others: [leadRow("20002", "Amara Lewis")], strays: ["A list of leads is not used."] }),
          sources: [sourceRow("s1", "S-7K2M4Q", { opened: openings }), sourceRow("s2", "S-ABCDEF", { ward: null })],
        }),
      source_open: () => opened({ age: "10–17", same_as: "S-ABCDEF", note: "n1" }),
    });
    render(SourcesView, { name });
    await user.click(await screen.findByText("All leads’ devices are gone"));
    await user.click(screen.getByRole("button", { name: "Open… S-7K2M4Q" }));
    await user.click(screen.getByRole("button", { name: "Open it" }));
    await screen.findByText("Write why. Nothing was opened.");
    expect(await finds()).toEqual([]);
    await user.type(screen.getByLabelText("Why do you open it?"), "A child is named{Enter}");
    await screen.findByText("Mrs K, 07700 900123");
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Add… Amara Lewis, 20002" }));
    await screen.findByRole("dialog");
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Do not add it" }));
    await user.click(screen.getByRole("button", { name: "Make a new code…" }));
    await screen.findByRole("dialog");
    expect(await finds()).toEqual([]);
  });

  it("on sources of the same person, and where it is asked which other one is", async () => {
    const user = userEvent.setup();
    const message = "A lead has said already that these two are the same person. Nothing was changed.";
    notebook({
      sources: () =>
        sourcesView({
          sources: [
            sourceRow("s1", "S-7K2M4Q", {
              same: [sameSource("m1", "s2", "S-ABCDEF")],
              contacts: { young: true, words: "2 contacts in all.", advice: "Speak to the safeguarding hub." },
            }),
            sourceRow("s2", "S-ABCDEF", { ward: null, same: [sameSource("m1", "s1", "S-7K2M4Q")] }),
            sourceRow("s3", "S-GHJKMN"),
          ],
        }),
      sources_merge: refuse("merged-already", message),
      sources_part: refuse("not-found", "It is not here."),
    });
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: "Take back that S-7K2M4Q and S-ABCDEF are the same person" }));
    await screen.findByText("It is not here.");
    await user.click(screen.getByRole("button", { name: "Same person as another… S-7K2M4Q" }));
    await user.click(screen.getByRole("button", { name: "They are the same person" }));
    await screen.findByText("Choose the other source. Nothing was changed.");
    expect(await finds()).toEqual([]);
    await user.selectOptions(screen.getByLabelText("The other source"), "s3");
    await user.click(screen.getByRole("button", { name: "They are the same person" }));
    await screen.findByText(message);
    expect(await finds()).toEqual([]);
  });

  it("where no lead has been named, and on the code that beginning brought", async () => {
    const user = userEvent.setup();
    notebook({
      sources: () => sourcesView({ roster: null, can_begin: true, can_open: false }),
      roster_begin: () => ({ recovery_code: "K7QF-2MXP-9TRB-W4HC", fingerprint: "12345 67890 11111 22222" }),
    });
    render(SourcesView, { name });
    const begin = await screen.findByRole("button", { name: "Begin" });
    expect(await finds()).toEqual([]);
    await user.click(begin);
    await screen.findByRole("group", { name: "Leads’ recovery code" });
    expect(await finds()).toEqual([]);
  });
});
