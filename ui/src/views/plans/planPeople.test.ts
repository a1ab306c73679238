import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { notebook, refuse } from "../../testing/book";
import { done, planView, work } from "../../testing/plans";
import { forgetEdits } from "./edits.svelte";
import { PlansBook } from "./page.svelte";
import PlansView from "./PlansView.svelte";

const user = () => userEvent.setup();

beforeEach(() => {
  router.forget();
  toasts.clear();
  forgetEdits();
  unfinished.forget();
});
afterEach(cleanup);

const open = (page = new PlansBook()) => render(PlansView, { page, plan: "l1" });

describe("who was let into a plan", () => {
  it("says before an invitation what somebody will see, and lets them into the work alone unless more is chosen", async () => {
    const book = notebook({ ...work, plan_invite: () => done("l1", "Sam is invited.") });
    open();
    await user().click(await screen.findByRole("button", { name: "Invite somebody" }));
    const form = screen.getByRole("form", { name: "Invite somebody" });
    within(form).getByText(/They see no note, no objective and no analysis/);
    await user().type(within(form).getByLabelText("Name"), "Sam Whitfield");
    await user().click(within(form).getByRole("button", { name: "Invite" }));
    await vi.waitFor(() => expect(book.of("plan_invite")[0]?.args).toEqual({ id: "l1", person: "Sam Whitfield", agency: null, analysis: false }));
    await user().click(await screen.findByRole("button", { name: "Invite somebody" }));
    await user().click(screen.getByRole("radio", { name: "An agency" }));
    await user().click(screen.getByRole("radio", { name: "The work and the analysis" }));
    const again = screen.getByRole("form", { name: "Invite somebody" });
    await user().selectOptions(within(again).getByRole("combobox", { name: "Agency" }), "housing provider");
    await user().click(within(again).getByRole("button", { name: "Invite" }));
    await vi.waitFor(() =>
      expect(book.of("plan_invite")[1]?.args).toEqual({ id: "l1", person: null, agency: "housing provider", analysis: true }),
    );
  });

  it("lists everybody who was let in and how far, and has an end only where this person may end it", async () => {
    const member = (id: string, name: string, more: object) => ({
      grants: [`g${id}`],
      person: { id, name, me: false },
      agency: null,
      analysis: false,
      can_end: false,
      ...more,
    });
    const invited = [member("p2", "Daniel Osei", { agency: "Safer Neighbourhood Team" }), member("p7", "Grant Whitlock", { analysis: true, can_end: true })];
    notebook({ ...work, plan: () => planView({ invited }) });
    open();
    const people = within(await screen.findByRole("region", { name: "Who works on it" }));
    expect(people.getAllByRole("listitem").map((item) => item.querySelector(".soft")?.textContent)).toEqual([
      "Safer Neighbourhood Team. Sees the work.",
      "Sees the work and the analysis.",
    ]);
    expect(people.getAllByRole("button", { name: /^End the invitation/ }).map((button) => button.textContent)).toEqual([
      "End the invitation: Grant Whitlock",
    ]);
  });

  it("ends an invitation only after saying what is no longer seen, and with a reason", async () => {
    const grant = { grants: ["g1", "g2"], person: { id: "p7", name: "Grant Whitlock", me: false }, agency: null, analysis: true, can_end: true };
    let invited = [grant];
    const book = notebook({
      ...work,
      plan: () => planView({ invited }),
      plan_uninvite: () => {
        invited = [];
        return done("l1", "The invitation is ended.", []);
      },
    });
    open();
    const begin = () => screen.findByRole("button", { name: "End the invitation: Grant Whitlock" });
    await user().click(await begin());
    const dialog = within(await screen.findByRole("dialog", { name: "End the invitation of Grant Whitlock?" }));
    dialog.getByText(/no longer see the work.*nor the objective, the analysis, the success test and the assessment/);
    await user().click(dialog.getByRole("button", { name: "Keep the invitation" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(book.of("plan_uninvite")).toHaveLength(0);
    await user().click(await begin());
    await user().click(screen.getByRole("button", { name: "End the invitation" }));
    await vi.waitFor(() => expect(screen.getByLabelText("Reason")).toHaveFocus());
    expect(screen.getByLabelText("Reason")).toHaveAccessibleDescription(/Say why the invitation ends/);
    expect(book.of("plan_uninvite")).toHaveLength(0);
    await user().type(screen.getByLabelText("Reason"), "She changed teams");
    await user().click(screen.getByRole("button", { name: "End the invitation" }));
    await vi.waitFor(() => expect(book.of("plan_uninvite")[0]?.args).toEqual({ id: "l1", person: "p7", reason: "She changed teams" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Who works on it" })).toHaveFocus());
    expect(screen.queryByText("Grant Whitlock")).toBeNull();
    expect(toasts.list.at(-1)?.words).toBe("The invitation is ended.");
  });

  it("speaks of no analysis where only the work was seen, and keeps the reason where it is refused", async () => {
    const grant = { grants: ["g1"], person: { id: "p7", name: "Grant Whitlock", me: false }, agency: null, analysis: false, can_end: true };
    notebook({ ...work, plan: () => planView({ invited: [grant] }), plan_uninvite: refuse("disk-full", "The disk is full.") });
    open();
    await user().click(await screen.findByRole("button", { name: "End the invitation: Grant Whitlock" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.queryByText(/analysis/)).toBeNull();
    await user().type(dialog.getByLabelText("Reason"), "She changed teams");
    await user().click(dialog.getByRole("button", { name: "End the invitation" }));
    await dialog.findByText("The disk is full.");
    expect(dialog.getByLabelText("Reason")).toHaveValue("She changed teams");
  });
});
