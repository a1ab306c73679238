import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, failure, notebook, refuse } from "../../testing/book";
import { keepingView, periodRow } from "../../testing/keeping";
import KeepingView from "./KeepingView.svelte";

beforeEach(() => {
  session.view = null;
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

const naming = "A note that describes or names somebody";
const draft = "A draft that nobody finished";
const change = (what: string) => ({ name: `Change… ${what}` });
const notWhole = "Write a whole number. Nothing was changed.";

/** A notebook in which a period lasts as long as was last agreed on. */
function book(answers: Answers = {}) {
  const numbers: Record<string, number> = { naming: 12, draft: 28 };
  const usual = { naming: 12, draft: 28 };
  const row = (id: "naming" | "draft", what: string, unit: "days" | "months") => {
    const number = numbers[id] ?? 0;
    return periodRow(id, what, {
      period: `${number} ${unit}`,
      number,
      unit,
      usual: number === usual[id] ? null : `${usual[id]} ${unit}`,
      can_change: true,
    });
  };
  return notebook({
    keeping: () =>
      keepingView([], {
        schedule: [row("naming", naming, "months"), row("draft", draft, "days"), periodRow("trail", "Who opened a source", { number: null })],
      }),
    period_set: ({ id, number }) => {
      numbers[String(id)] = Number(number);
      return {};
    },
    ...answers,
  });
}
const row = async (what: string) => within(await screen.findByRole("row", { name: new RegExp(`^${what}`) }));
const said = () => toasts.list.map((toast) => [toast.words, toast.undo?.label]);

async function opened(answers: Answers = {}, what = naming) {
  const user = userEvent.setup();
  const { of } = book(answers);
  render(KeepingView);
  await user.click(await screen.findByRole("button", change(what)));
  const form = within(await screen.findByRole("form", { name: `Change how long: ${what}` }));
  return { user, of, form, sent: () => of("period_set").map(({ args }) => args) };
}

describe("how long something is kept", () => {
  it("can be changed only where Wardbook acts on it, by those who may", async () => {
    book();
    render(KeepingView);
    await screen.findByRole("button", change(naming));
    screen.getByRole("button", change(draft));
    expect(screen.getAllByRole("button", { name: /^Change…/ })).toHaveLength(2);
    screen.getByRole("columnheader", { name: "Change" });
    cleanup();
    notebook({ keeping: () => keepingView([]) });
    render(KeepingView);
    await screen.findByRole("rowheader", { name: new RegExp(naming) });
    expect(screen.queryByRole("button", { name: /^Change…/ })).toBeNull();
    expect(screen.queryByRole("columnheader", { name: "Change" })).toBeNull();
  });

  it("is asked for in its own unit, with what holds now, and it is said whom it binds", async () => {
    const { user, form } = await opened();
    const months = form.getByLabelText("Months");
    expect(months).toHaveFocus();
    expect(months).toHaveValue("12");
    expect(months).toHaveAccessibleDescription(
      "As agreed with your data protection officer. Everybody’s laptop goes by it once it has been sent and fetched.",
    );
    expect(screen.getByRole("button", change(naming))).toHaveAttribute("aria-expanded", "true");
    await user.click(screen.getByRole("button", change(draft)));
    expect(await screen.findByLabelText("Days")).toHaveValue("28");
    expect(screen.queryByLabelText("Months")).toBeNull();
  });

  it("holds once it is agreed: the list is asked for again, says what would be usual, and the focus is where it was", async () => {
    const { user, form, sent, of } = await opened();
    const asked = of("keeping").length;
    await user.clear(form.getByLabelText("Months"));
    await user.type(form.getByLabelText("Months"), " 6 {Enter}");
    await vi.waitFor(() => expect(sent()).toEqual([{ id: "naming", number: 6 }]));
    await vi.waitFor(() => expect(of("keeping").length).toBeGreaterThan(asked));
    expect((await (await row(naming)).findAllByText("Agreed here; usually 12 months.")).length).toBeGreaterThan(0);
    expect((await row(draft)).queryByText(/Agreed here/)).toBeNull();
    expect(screen.queryByRole("form")).toBeNull();
    expect(screen.getByRole("button", change(naming))).toHaveFocus();
    expect(said()).toEqual([["Changed.", "Undo"]]);
  });

  it("is as it was before once that is taken back", async () => {
    const { user, form, sent } = await opened();
    await user.type(form.getByLabelText("Months"), "0{Enter}");
    await vi.waitFor(() => expect(said()).toEqual([["Changed.", "Undo"]]));
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => expect(said()).toEqual([["Taken back.", undefined]]));
    expect(sent()).toEqual([{ id: "naming", number: 120 }, { id: "naming", number: 12 }]);
    await vi.waitFor(async () => expect((await row(naming)).queryByText(/Agreed here/)).toBeNull());
  });

  it("stays changed where it cannot be taken back, and it is said why", async () => {
    let times = 0;
    const { user, form } = await opened({
      period_set: () => {
        times += 1;
        if (times > 1) throw failure("not-allowed", "You are no administrator any more.");
        return {};
      },
    });
    await user.type(form.getByLabelText("Months"), "0{Enter}");
    await vi.waitFor(() => expect(said()).toEqual([["Changed.", "Undo"]]));
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => expect(said()).toEqual([["You are no administrator any more.", undefined]]));
  });

  it.each(["", "  ", "6.5", "six", "-6", "1e3"])("is never set to what is no whole number: “%s”", async (text) => {
    const { user, form, sent } = await opened();
    const months = form.getByLabelText("Months");
    await user.clear(months);
    if (text) await user.type(months, text);
    await user.click(form.getByRole("button", { name: "Change" }));
    await form.findByText(notWhole);
    expect(months).toHaveAttribute("aria-invalid", "true");
    expect(months).toHaveFocus();
    expect(sent()).toEqual([]);
    await user.type(months, "1");
    expect(form.queryByText(notWhole)).toBeNull();
  });

  it("is not sent where it is the same as before: nothing is said to have changed", async () => {
    const { user, form, sent } = await opened();
    await user.click(form.getByRole("button", { name: "Change" }));
    expect(screen.queryByRole("form")).toBeNull();
    expect(screen.getByRole("button", change(naming))).toHaveFocus();
    expect(sent()).toEqual([]);
    expect(said()).toEqual([]);
  });

  it("says what the notebook refuses beside the number, or under the form where it is about something else", async () => {
    const long = "At most 120 months. Nothing was changed.";
    const { user, form, sent } = await opened({
      period_set: refuse("invalid", long, { field_errors: [{ field: "number", message: long }] }),
    });
    const months = form.getByLabelText("Months");
    await user.type(months, "99999999999999{Enter}");
    await form.findByText(long);
    expect(months).toHaveFocus();
    expect(months).toHaveAccessibleDescription(/At most 120 months/);
    // As much as the notebook can read.
    expect(sent()).toEqual([{ id: "naming", number: 4_294_967_295 }]);
    cleanup();
    const other = await opened({ period_set: refuse("busy", "The notebook is in use.") });
    await other.user.type(other.form.getByLabelText("Months"), "0{Enter}");
    expect(await other.form.findByRole("alert")).toHaveTextContent("The notebook is in use.");
    expect(other.form.getByLabelText("Months")).toHaveValue("120");
    expect(said()).toEqual([]);
  });

  it.each(["Escape", "Cancel"])("stays as it is after %s, and the focus goes back", async (how) => {
    const { user, form, sent } = await opened();
    await user.type(form.getByLabelText("Months"), "0");
    if (how === "Escape") await user.keyboard("{Escape}");
    else await user.click(form.getByRole("button", { name: "Cancel" }));
    await vi.waitFor(() => expect(screen.queryByRole("form")).toBeNull());
    expect(screen.getByRole("button", change(naming))).toHaveFocus();
    expect(sent()).toEqual([]);
    // Opened anew it has what holds.
    await user.click(screen.getByRole("button", change(naming)));
    expect(await screen.findByLabelText("Months")).toHaveValue("12");
  });

  it("is sent once, and its form stays until that is answered", async () => {
    let finish: (answer: unknown) => void = () => undefined;
    const { user, form, sent } = await opened({ period_set: () => new Promise((done) => (finish = done)) });
    await user.type(form.getByLabelText("Months"), "0{Enter}{Enter}{Escape}");
    form.getByRole("button", { name: "Changing…" });
    await user.click(screen.getByRole("button", change(draft)));
    expect(screen.queryByLabelText("Days")).toBeNull();
    finish({});
    await vi.waitFor(() => expect(screen.queryByRole("form")).toBeNull());
    expect(sent()).toHaveLength(1);
  });
});
