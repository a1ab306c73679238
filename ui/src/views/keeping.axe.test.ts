// What axe can tell of keeping and erasing without a layout: names, roles, labels, ids.
import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { toasts } from "../kit/toasts.svelte";
import { router } from "../lib/router.svelte";
import { lists, notebook, refuse, today } from "../testing/book";
import { dueNotes, duePlan, erasedRow, erasingView, keepingView, periodRow } from "../testing/keeping";
import { sourceRow, sourcesView } from "../testing/sources";
import KeepingView from "./keeping/KeepingView.svelte";
import SourcesView from "./sources/SourcesView.svelte";
import TodayView from "./today/TodayView.svelte";

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
  it("on the page with something in each part, a note being kept without a reason, and one being erased without saying why", async () => {
    const user = userEvent.setup();
    notebook({
      keeping: () => keepingView(dueNotes, { next: "n3", due_total: 9, erased: [erasedRow("e1", { waiting: true, reference: "DP/117" }), erasedRow("e2")] }),
      erasing: () => erasingView(),
    });
    render(KeepingView);
    await user.click(await screen.findByRole("button", { name: "Keep, with a reason Two mopeds again" }));
    await user.keyboard("{Enter}");
    await screen.findByText("Write why it is still needed. Nothing was changed.");
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Erase… Lights out on the footpath" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("button", { name: "Erase for good" }));
    await dialog.findByText("Choose why. Nothing was erased.");
    expect(await finds()).toEqual([]);
  });

  it("on the page with nothing in it, for those who decide and for those who do not, and where it could not be read", async () => {
    for (const [may_decide, says] of [[true, "No note is past its time"], [false, /You triage no ward/]] as const) {
      notebook({ keeping: () => keepingView([], { may_decide }) });
      render(KeepingView);
      await screen.findByText(says);
      expect(await finds()).toEqual([]);
      cleanup();
    }
    notebook({ keeping: refuse("busy", "The notebook is in use.") });
    render(KeepingView);
    await screen.findByRole("alert");
    expect(await finds()).toEqual([]);
  });

  it("on periods that were agreed on, one being changed to no number, and on plans past their time, one being erased", async () => {
    const user = userEvent.setup();
    notebook({
      keeping: () =>
        keepingView([], {
          plans: [duePlan("p1", "Mopeds by the station"), duePlan("p2", "The empty shop")],
          schedule: [
            periodRow("naming", "A note that names somebody", { number: 6, usual: "12 months", can_change: true }),
            periodRow("draft", "A draft", { unit: "days", can_change: true }),
            periodRow("trail", "Who opened a source", { number: null }),
          ],
        }),
      erasing: () => erasingView(),
    });
    render(KeepingView);
    await user.click(await screen.findByRole("button", { name: "Change… A note that names somebody" }));
    expect(await finds()).toEqual([]);
    await user.clear(screen.getByLabelText("Months"));
    await user.keyboard("{Enter}");
    await screen.findByText("Write a whole number. Nothing was changed.");
    expect(await finds()).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Erase… The empty shop" }));
    await within(await screen.findByRole("dialog", { name: "Erase this plan for good?" })).findByText("What goes");
    expect(await finds()).toEqual([]);
  });

  it("on a sealed source past its time, being erased without saying why", async () => {
    const user = userEvent.setup();
    notebook({
      sources: () => sourcesView({ sources: [sourceRow("s1", "S-7K2M4Q", { due: "Its note was closed on 3 Mar 2026." }), sourceRow("s2", "S-ABCDEF")] }),
      keeping: () => keepingView([]),
    });
    render(SourcesView, { name: "Priya Nair" });
    await user.click(await screen.findByRole("button", { name: "Erase this source… S-7K2M4Q" }));
    const dialog = within(await screen.findByRole("dialog"));
    await dialog.findByRole("radiogroup");
    await user.click(dialog.getByRole("button", { name: "Erase for good" }));
    await dialog.findByText("Choose why. Nothing was erased.");
    expect(await finds()).toEqual([]);
  });

  it("on Today where a draft is asked about and notes are past their time", async () => {
    const draft = { id: "d1", excerpt: "Two mopeds again", ward: lists().wards[0], saved_at: "", when: "yesterday 17:52", about: null, asks: "Is it still needed?" };
    notebook({ lists, today: () => today({ keeping_due: 2, drafts: [draft, { ...draft, id: "d2", asks: null }] }) });
    render(TodayView);
    await screen.findByText("Is it still needed?");
    expect(await finds()).toEqual([]);
  });
});
