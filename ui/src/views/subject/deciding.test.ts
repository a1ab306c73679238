import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import type { SubjectRequestView } from "../../lib/api/generated";
import { flushAll } from "../../lib/flush";
import { session } from "../../lib/session.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { anew } from "../../testing/anew";
import { open, refuse } from "../../testing/book";
import { requestView, subjectItems } from "../../testing/subject";
import { chosenText, requestBook, showRequest, textFilter, textList, textRead, textRows } from "../../testing/subjectView";
import { SubjectPage } from "./page";
import { RequestState } from "./request.svelte";

anew();

describe("deciding", () => {
  it("gives with a key while the focus is in the list, goes on to the next, and can be undone", async () => {
    const user = userEvent.setup();
    const { of } = requestBook();
    showRequest();
    (await textList()).focus();
    await user.keyboard("g");
    await vi.waitFor(async () => expect(await textRows()).toHaveLength(2));
    expect(of("subject_decide").map(({ args }) => args)).toEqual([{ id: "r1", item: "i1", give: true, reason: null, note: null }]);
    expect(await chosenText()).toMatch(/In the yard/);
    expect(await textList()).toHaveFocus();
    screen.getByText("1 of 3 decided");
    // Nothing was looked through again for it.
    expect(of("subject_request")).toHaveLength(1);
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => screen.getByText("0 of 3 decided"));
    expect(of("take_back").map(({ args }) => args)).toEqual([{ undo: ["record:k1"] }]);
    expect(await textRows()).toHaveLength(3);
  });

  it("moves with J and K as every list does, and gives nothing with a letter from elsewhere or where letter keys are off", async () => {
    const user = userEvent.setup();
    const { of } = requestBook();
    const { unmount } = showRequest();
    await textList();
    screen.getByRole("heading", { level: 1 }).focus();
    await user.keyboard("jj");
    expect(await chosenText()).toMatch(/Talk to/);
    await user.keyboard("k");
    expect(await chosenText()).toMatch(/In the yard/);
    await user.keyboard("gb");
    expect(of("subject_decide")).toEqual([]);
    expect(screen.queryByRole("form", { name: "Keep this back" })).toBeNull();
    unmount();
    session.view = open({ letter_keys: false });
    showRequest();
    (await textList()).focus();
    await user.keyboard("gbj");
    expect(of("subject_decide")).toEqual([]);
    expect(await chosenText()).toMatch(/On the footpath/);
  });

  it("keeps back with a reason, shows its law and whether the answer says so, and with what was weighed", async () => {
    const user = userEvent.setup();
    const { of } = requestBook();
    showRequest();
    (await textList()).focus();
    await user.keyboard("b");
    const reason = await screen.findByLabelText("Why?");
    await vi.waitFor(() => expect(reason).toHaveFocus());
    await user.selectOptions(reason, "crime");
    screen.getByText("Data Protection Act 2018, Schedule 2, paragraph 2");
    screen.getByText("The answer does not say that anything was kept back for this.");
    await user.selectOptions(reason, "somebody-else");
    screen.getByText("The answer says that something was kept back for this.");
    await user.type(screen.getByLabelText("What was weighed (optional)"), " Only Kim is in it ");
    await user.click(screen.getByRole("button", { name: "Keep back" }));
    await vi.waitFor(async () => expect(await textRows()).toHaveLength(2));
    expect(of("subject_decide").map(({ args }) => args)).toEqual([
      { id: "r1", item: "i1", give: false, reason: "somebody-else", note: "Only Kim is in it" },
    ]);
    await user.selectOptions(textFilter(), "kept");
    const read = await textRead();
    read.getByText("Kept back: it is about somebody else.");
    read.getByText("What was weighed: Only Kim is in it");
  });

  it("keeps nothing back without a reason", async () => {
    const user = userEvent.setup();
    const { of } = requestBook();
    showRequest();
    await user.click(await (await textRead()).findByRole("button", { name: "Keep back…" }));
    await user.click(screen.getByRole("button", { name: "Keep back" }));
    const reason = screen.getByLabelText("Why?");
    await vi.waitFor(() => expect(reason).toHaveAccessibleDescription(/Choose why\. Nothing was changed\./));
    expect(reason).toHaveFocus();
    expect(of("subject_decide")).toEqual([]);
  });

  it("loses no word of what was weighed to Escape, to another text, or to another page", async () => {
    const user = userEvent.setup();
    requestBook();
    const page = new SubjectPage();
    const { unmount } = showRequest(page);
    await user.click(await (await textRead()).findByRole("button", { name: "Keep back…" }));
    await user.type(screen.getByLabelText("What was weighed (optional)"), "Only Kim{Escape}");
    expect(screen.queryByLabelText("What was weighed (optional)")).toBeNull();
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Keep back…" })).toHaveFocus());
    await user.keyboard("jk");
    unmount();
    showRequest(page);
    await user.click(await (await textRead()).findByRole("button", { name: "Keep back…" }));
    expect(screen.getByLabelText("What was weighed (optional)")).toHaveValue("Only Kim");
  });

  it("has what was weighed on disk at each pause, and in its field again after the program was killed", async () => {
    const user = userEvent.setup();
    const item = subjectItems[0]?.id ?? "";
    const kept = { about: ["r1"], form: "weighed", field: item, text: "Only Kim", base: "" };
    const first = requestBook();
    const { unmount } = showRequest();
    await user.click(await (await textRead()).findByRole("button", { name: "Keep back…" }));
    await user.type(screen.getByLabelText("What was weighed (optional)"), "Only Kim");
    expect(await flushAll()).toBe(true);
    expect(first.of("unfinished_save").map(({ args }) => args)).toEqual([kept]);
    unmount();
    unfinished.forget();
    const { of } = requestBook({}, { unfinished: () => ({ rows: [{ ...kept, when: "today 16:58" }] }) });
    showRequest();
    await user.click(await (await textRead()).findByRole("button", { name: "Keep back…" }));
    const field = screen.getByLabelText("What was weighed (optional)");
    await vi.waitFor(() => expect(field).toHaveValue("Only Kim"));
    await user.clear(field);
    await flushAll();
    expect(of("unfinished_save").map(({ args }) => args)).toEqual([{ ...kept, text: null }]);
  });

  it("says why a text could not be decided, beside that text alone", async () => {
    const user = userEvent.setup();
    requestBook({}, { subject_decide: refuse("not-allowed", "Your access does not include this.") });
    showRequest();
    await user.click(await (await textRead()).findByRole("button", { name: "Give" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Your access does not include this.");
    await user.keyboard("j");
    expect(screen.queryByRole("alert")).toBeNull();
    expect(await textRows()).toHaveLength(3);
  });

  it("stands on what comes next once everything is decided, and decides otherwise after all", async () => {
    const user = userEvent.setup();
    const { of } = requestBook({}, {}, subjectItems.slice(0, 1));
    showRequest();
    await user.click(await (await textRead()).findByRole("button", { name: "Give" }));
    const none = (await screen.findByText("Everything is decided")).closest("#items-none");
    await vi.waitFor(() => expect(none).toHaveFocus());
    await user.selectOptions(textFilter(), "given");
    await user.click((await textRead()).getByRole("button", { name: "Keep back…" }));
    await user.selectOptions(screen.getByLabelText("Why?"), "crime");
    await user.click(screen.getByRole("button", { name: "Keep back" }));
    await screen.findByText("None of them");
    expect(of("subject_decide").map(({ args }) => args["give"])).toEqual([true, false]);
    screen.getByText("1 of 1 decided");
  });

  it("is not undone by what was looked at before it", async () => {
    let answer: (view: SubjectRequestView) => void = () => undefined;
    const { answers } = requestBook();
    const state = new RequestState("r1");
    await state.look();
    answers["subject_request"] = () => new Promise((resolve) => (answer = resolve));
    const looked = state.look();
    await state.give();
    answer(requestView());
    await looked;
    expect(state.undecided).toBe(2);
    expect(state.items[0]?.decision?.give).toBe(true);
    expect(state.shown.map(({ id }) => id)).toEqual(["i2", "i3"]);
  });
});
