import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { anew } from "../../testing/anew";
import { notebook, refuse } from "../../testing/book";
import { begun, leadRow, quiet, roster, sourcesView } from "../../testing/sources";
import SourcesView from "./SourcesView.svelte";

const name = "Priya Nair";
const said = () => toasts.list.map((toast) => toast.words);

anew();

describe("the leads’ devices", () => {
  const amara = leadRow("20002", "Amara Lewis");
  const sam = leadRow("30003", "Sam Whitfield");

  it("are added only once their fingerprint was compared", async () => {
    const user = userEvent.setup();
    let list = roster({ others: [amara] });
    const book = notebook({
      ...quiet,
      sources: () => sourcesView({ roster: list }),
      lead_add: () => {
        list = roster({ leads: [...list.leads, amara] });
        return {};
      },
    });
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: "Add… Amara Lewis, 20002" }));
    const dialog = await screen.findByRole("dialog", { name: "Let Amara Lewis’s device open sealed sources?" });
    expect(within(dialog).getByRole("group", { name: /^Fingerprint/ })).toHaveTextContent(amara.fingerprint);
    await user.click(within(dialog).getByRole("button", { name: "Add the device" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("Compare the fingerprint first.");
    expect(book.of("lead_add")).toEqual([]);
    await user.click(within(dialog).getByRole("checkbox", { name: "They read out the same fingerprint" }));
    await user.click(within(dialog).getByRole("button", { name: "Add the device" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(book.of("lead_add").map((call) => call.args)).toEqual([{ device: "20002" }]);
    expect(said()).toEqual(["Device added."]);
    await screen.findByRole("button", { name: "Remove… Amara Lewis, 20002" });
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  });

  it("are removed after asking, which says what they may have kept; the last one stays", async () => {
    const user = userEvent.setup();
    let list = roster({ leads: [...roster().leads, sam] });
    const book = notebook({
      ...quiet,
      sources: () => sourcesView({ roster: list }),
      lead_remove: () => {
        list = roster();
        return {};
      },
    });
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: "Remove… Sam Whitfield, 30003" }));
    let dialog = await screen.findByRole("dialog", { name: "Remove Sam Whitfield’s device?" });
    within(dialog).getByText(/What it could open before, its owner may have kept/);
    await user.click(within(dialog).getByRole("button", { name: "Keep it" }));
    expect(book.of("lead_remove")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Remove… Sam Whitfield, 30003" }));
    dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Remove the device" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(book.of("lead_remove")[0]?.args).toEqual({ device: "30003" });
    expect(screen.queryByText("Sam Whitfield")).toBeNull();
    // Removing the last one is refused, so nobody is asked whether to.
    expect(screen.queryByRole("button", { name: /^Remove…/ })).toBeNull();
    screen.getByText(/^The only device that opens sealed sources stays on the list\./);
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  });

  it("show a list that is not used in red, and a fingerprint that can be copied, or is selected where it cannot", async () => {
    const user = userEvent.setup();
    const stray = "A list of leads signed in the name of Sam Whitfield does not follow the one that is in use.";
    notebook({ ...quiet, sources: () => sourcesView({ roster: roster({ strays: [stray] }) }) });
    render(SourcesView, { name });
    expect((await screen.findByText(stray)).closest(".banner")).toHaveClass("red");
    const copy = screen.getByRole("button", { name: "Copy the fingerprint" });
    await user.click(copy);
    expect(await navigator.clipboard.readText()).toBe("12345 67890 11111 22222");
    expect(said()).toEqual(["Fingerprint copied."]);
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValueOnce(new Error("no"));
    await user.click(copy);
    await screen.findByText(/It could not be copied/);
    await vi.waitFor(() => expect(getSelection()?.toString()).toContain("67890"));
  });

  it("that are all gone are followed by this one, with the printed code, and a new code is shown", async () => {
    const user = userEvent.setup();
    const slip = "The code has a slip in it.";
    const book = notebook({
      ...quiet,
      roster_recover: (args) =>
        args["code"] === "AAAA-BBBB"
          ? begun
          : refuse("recovery-code-typo", slip, { field_errors: [{ field: "recovery_code", message: slip }] })(),
    });
    render(SourcesView, { name });
    await user.click(await screen.findByText("All leads’ devices are gone"));
    const field = screen.getByLabelText("Leads’ recovery code");
    const act = screen.getByRole("button", { name: "Recover with the code" });
    await user.click(act);
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Type the code as it is printed/));
    await user.type(field, "AAAA");
    await user.click(act);
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(new RegExp(slip)));
    expect(field).toHaveFocus();
    await user.type(field, "-BBBB");
    await user.click(act);
    expect(await screen.findByRole("group", { name: "Leads’ recovery code" })).toHaveTextContent("K7QF-2MXP-9TRB-W4HC");
    screen.getByText(/Keep the old sheet until this device has sent the new list/);
    expect(book.of("roster_recover").map((call) => call.args)).toEqual([{ code: "AAAA" }, { code: "AAAA-BBBB" }]);
    await user.click(screen.getByRole("button", { name: "I have kept it" }));
    expect(document.documentElement.outerHTML).not.toMatch(/K7QF|AAAA/);
  });
});

describe("the leads’ recovery code", () => {
  const ask = "Make a new code…";
  const heading = "Make a new recovery code for the leads?";

  it("is made anew after asking, which says what the old sheet still opens, and is shown once", async () => {
    const user = userEvent.setup();
    let list = roster({ code_by: "Helen Prior", code_at_words: "3 Oct 2021" });
    const book = notebook({
      ...quiet,
      sources: () => sourcesView({ roster: list }),
      roster_renew_code: () => {
        list = roster({ code_by: name, code_at_words: "today, 17:00" });
        return begun;
      },
    });
    render(SourcesView, { name });
    await screen.findByText(/^The recovery code that counts has the mark 31415 92653. It was made by Helen Prior, 3 Oct 2021.\s+No other sheet counts.$/);
    await user.click(screen.getByRole("button", { name: ask }));
    let dialog = await screen.findByRole("dialog", { name: heading });
    within(dialog).getByText(/The old sheet brings nobody in any more and opens nothing that is sealed from now on/);
    within(dialog).getByText(/A device that has not fetched it yet goes by the old list/);
    within(dialog).getByText(/It still opens what was sealed before/);
    within(dialog).getByText(/The leads see here whose code it is/);
    // Read from its top; the safe act comes before the other.
    expect(within(dialog).getByRole("heading", { name: heading })).toHaveAttribute("tabindex", "-1");
    const [safe] = within(dialog).getAllByRole("button");
    expect(safe).toHaveTextContent("Keep the present code");
    safe?.focus();
    await user.keyboard("{Enter}");
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByRole("button", { name: ask })).toHaveFocus();
    expect(book.of("roster_renew_code")).toEqual([]);

    await user.keyboard("{Enter}");
    dialog = await screen.findByRole("dialog", { name: heading });
    await user.click(within(dialog).getByRole("button", { name: "Make a new code" }));
    expect(await screen.findByRole("group", { name: "Leads’ recovery code" })).toHaveTextContent("K7QF-2MXP-9TRB-W4HC");
    expect(screen.queryByRole("dialog")).toBeNull();
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Keep the leads’ recovery code" })).toHaveFocus());
    screen.getByText(/Keep the old sheet until this device has sent the new list/);
    expect(book.of("roster_renew_code")).toHaveLength(1);
    screen.getByText(/Its mark is 31415 92653/);
    expect(book.of("notice_dismiss")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "I have kept it" }));
    expect(book.of("notice_dismiss").map((call) => call.args)).toEqual([{ id: "leads-code" }]);
    await screen.findByText(/It was made by Priya Nair, today, 17:00./);
    expect(document.documentElement.outerHTML).not.toContain("K7QF");
  });

  it("counts nowhere else before it is sent, and beside another list there are two sheets to keep", async () => {
    let list = roster({ code_waits: true });
    notebook({ ...quiet, sources: () => sourcesView({ roster: list }) });
    const { unmount } = render(SourcesView, { name });
    await screen.findByText(/Elsewhere the code before it counts until this device has sent the new list/);
    expect(screen.queryByText(/No other sheet counts/)).toBeNull();
    unmount();
    list = roster({ codes_apart: true });
    render(SourcesView, { name });
    await screen.findByText("Two lists of leads stand, each with a recovery code of its own");
    screen.getByText(/Keep both sheets/);
    expect(screen.queryByText(/No other sheet counts/)).toBeNull();
  });

  it("is not made anew on a device that opens no sources, and whose it is stands there all the same", async () => {
    notebook({ ...quiet, sources: () => sourcesView({ can_open: false }) });
    render(SourcesView, { name });
    await screen.findByText(/has the mark 31415 92653\. It was made by Priya Nair/);
    expect(screen.queryByRole("button", { name: ask })).toBeNull();
  });

  it("stays where making a new one is refused, and the dialog says why", async () => {
    const user = userEvent.setup();
    notebook({ ...quiet, roster_renew_code: refuse("disk-full", "The disk is full.") });
    render(SourcesView, { name });
    await user.click(await screen.findByRole("button", { name: ask }));
    const dialog = await screen.findByRole("dialog", { name: heading });
    await user.click(within(dialog).getByRole("button", { name: "Make a new code" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("The disk is full.");
    await user.click(within(dialog).getByRole("button", { name: "Keep the present code" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(screen.getByRole("button", { name: ask }));
    expect(within(await screen.findByRole("dialog")).queryByRole("alert")).toBeNull();
  });

  it("that comes when its dialog was closed is shown, and after the page was left it is said that another has to be made", async () => {
    const user = userEvent.setup();
    let give: (answer: unknown) => void = () => undefined;
    const book = notebook({ ...quiet, roster_renew_code: () => new Promise((done) => (give = done)) });
    const { unmount } = render(SourcesView, { name });
    const make = async (calls: number) => {
      await user.click(await screen.findByRole("button", { name: ask }));
      await user.click(screen.getByRole("button", { name: "Make a new code" }));
      await vi.waitFor(() => expect(book.of("roster_renew_code")).toHaveLength(calls));
    };
    await make(1);
    await user.click(screen.getByRole("button", { name: "Keep the present code" }));
    give(begun);
    expect(await screen.findByRole("group", { name: "Leads’ recovery code" })).toHaveTextContent("K7QF-2MXP-9TRB-W4HC");
    await user.click(screen.getByRole("button", { name: "I have kept it" }));
    await make(2);
    unmount();
    give(begun);
    await vi.waitFor(() => expect(said().at(-1)).toMatch(/was made and not shown/));
    expect(document.documentElement.outerHTML).not.toContain("K7QF");
  });
});
