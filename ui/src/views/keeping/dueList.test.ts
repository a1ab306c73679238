import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { flushAll } from "../../lib/flush";
import { router } from "../../lib/router.svelte";
import { unfinished } from "../../lib/unfinished.svelte";
import { anew } from "../../testing/anew";
import { refuse } from "../../testing/book";
import { dueNotes, keepingView } from "../../testing/keeping";
import { dueHeadings, dueItem, dueItems, dueList, keepingBook, showKeeping } from "../../testing/keepingView";
import { KeepingState } from "./keeping.svelte";

anew();

describe("notes past their time", () => {
  it("each say what stands in them, their ward, author and day, why they are due, and how they were kept before", async () => {
    keepingBook();
    showKeeping();
    expect(await dueHeadings()).toEqual(["Lights out on the footpath", "Two mopeds again", "Shouting by the station"]);
    const second = await dueItem("Two mopeds again");
    second.getByText("Addison");
    second.getByText("Recorded by Amara Lewis, 14 Oct 2025");
    second.getByText("It describes somebody or has a sealed source, and was recorded more than 12 months ago.");
    second.getByText("Kept until 3 Mar 2026 by Ruth Allen: the trial is not over.");
    screen.getByText("3 notes, longest due first");
  });

  it("lead to the note itself", async () => {
    const user = userEvent.setup();
    keepingBook();
    showKeeping();
    await user.click((await dueItem("Two mopeds again")).getByRole("button", { name: "Open the note Two mopeds again" }));
    expect(router.current).toEqual({ page: "notes", note: "n2" });
  });

  it("are kept for 12 months with a reason, said with a way back that brings the reason back too", async () => {
    const user = userEvent.setup();
    const { of } = keepingBook();
    showKeeping();
    await user.click((await dueItem("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    expect(screen.getByLabelText("Why is it still needed?")).toHaveFocus();
    await user.type(screen.getByLabelText("Why is it still needed?"), " The appeal is heard in May ");
    await user.click(screen.getByRole("button", { name: "Keep for 12 months" }));
    await vi.waitFor(async () => expect(await dueHeadings()).toEqual(["Lights out on the footpath", "Shouting by the station"]));
    expect(of("note_keep").map(({ args }) => args)).toEqual([{ id: "n2", reason: "The appeal is heard in May" }]);
    expect(toasts.list.map((toast) => [toast.words, toast.undo?.label])).toEqual([["Kept until 29 Nov 2027.", "Undo"]]);
    // The one that took its place is next.
    expect(screen.getByRole("heading", { name: "Shouting by the station" })).toHaveFocus();
    toasts.undo(toasts.list[0]?.id ?? 0);
    await vi.waitFor(() => expect(of("take_back").map(({ args }) => args)).toEqual([{ undo: ["record:k1"] }]));
    await user.click((await dueItem("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The appeal is heard in May");
  });

  it("are not kept without a reason", async () => {
    const user = userEvent.setup();
    const { of } = keepingBook();
    showKeeping();
    await user.click((await dueItem("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await user.keyboard("  {Enter}");
    const field = screen.getByLabelText("Why is it still needed?");
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Write why it is still needed\. Nothing was changed\./));
    expect(field).toHaveFocus();
    await user.type(field, "T");
    expect(field).not.toHaveAttribute("aria-invalid");
    expect(of("note_keep")).toEqual([]);
    expect(await dueItems()).toHaveLength(3);
  });

  it("say why one could not be kept, with what was written as it stood", async () => {
    const user = userEvent.setup();
    keepingBook(dueNotes, {}, { note_keep: refuse("not-allowed", "Your access does not include this.") });
    showKeeping();
    await user.click((await dueItem("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await user.keyboard("The trial{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Your access does not include this.");
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The trial");
  });

  it("keep a reason that is half written while another note or another page is looked at", async () => {
    const user = userEvent.setup();
    keepingBook();
    const page = new KeepingState();
    const { unmount } = showKeeping(page);
    await user.click((await dueItem("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await user.keyboard("The trial");
    await user.click((await dueItem("Shouting by the station")).getByRole("button", { name: /^Keep, with a reason/ }));
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("");
    unmount();
    showKeeping(page);
    await user.click((await dueItem("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The trial");
  });

  it("have the reason on disk at each pause, and in the field again after the program was killed", async () => {
    const user = userEvent.setup();
    const kept = { about: ["n2"], form: "keep", field: "reason", text: "The trial", base: "" };
    const first = keepingBook();
    const { unmount } = showKeeping();
    await user.click((await dueItem("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await user.keyboard("The trial");
    expect(await flushAll()).toBe(true);
    expect(first.of("unfinished_save").map(({ args }) => args)).toEqual([kept]);
    unmount();
    unfinished.forget();
    const rows = [{ ...kept, when: "today 16:58" }, { ...kept, form: "close", field: "|reason", text: "Another form’s" }];
    const { of } = keepingBook(dueNotes, {}, { unfinished: ({ about }) => ({ rows: String(about) === "n2" ? rows : [] }) });
    showKeeping();
    await user.click((await dueItem("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await vi.waitFor(() => expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The trial"));
    await user.keyboard("{Enter}");
    await vi.waitFor(() => expect(of("note_keep").map(({ args }) => args)).toEqual([{ id: "n2", reason: "The trial" }]));
    // The notebook forgets it in the same step.
    await flushAll();
    expect(of("unfinished_save")).toEqual([]);
  });

  it("drop a reason that is given up, on disk too, and bring it back on Undo", async () => {
    const user = userEvent.setup();
    const { of } = keepingBook();
    showKeeping();
    const begin = async () => user.click((await dueItem("Two mopeds again")).getByRole("button", { name: /^Keep, with a reason/ }));
    await begin();
    await user.keyboard("The trial");
    await flushAll();
    await user.keyboard("{Escape}");
    await flushAll();
    expect(of("unfinished_save").at(-1)?.args).toMatchObject({ form: "keep", text: null });
    expect(toasts.list.at(-1)?.words).toBe("What you wrote here is dropped.");
    await begin();
    expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("");
    toasts.undo(toasts.list.at(-1)?.id ?? 0);
    await vi.waitFor(() => expect(screen.getByLabelText("Why is it still needed?")).toHaveValue("The trial"));
    await flushAll();
    expect(of("unfinished_save").at(-1)?.args).toMatchObject({ form: "keep", text: "The trial" });
  });

  it("say what it means where there are none", async () => {
    keepingBook([]);
    showKeeping();
    await screen.findByText("No note is past its time");
    screen.getByText(/A note stands here once the time for which it is kept is over/);
    expect(screen.queryByRole("list", { name: "Notes past their time" })).toBeNull();
  });

  it("go from the page when somebody else decides, and the next one is marked", async () => {
    const user = userEvent.setup();
    let rows = dueNotes;
    const { tell } = keepingBook(dueNotes, {}, { keeping: () => keepingView(rows) });
    showKeeping();
    await dueList();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    rows = dueNotes.filter(({ note }) => note !== "n2");
    tell("notes");
    await vi.waitFor(async () => expect(await dueItems()).toHaveLength(2));
    expect((await dueItems()).findIndex((each) => each.classList.contains("at"))).toBe(1);
  });

  it("are read on below, and the focus goes on to the first that came", async () => {
    const user = userEvent.setup();
    const { of } = keepingBook(dueNotes, {}, {
      keeping: ({ after }) =>
        after === null ? keepingView(dueNotes.slice(0, 2), { due_total: 3, next: "2" }) : keepingView(dueNotes.slice(1), { due_total: 3 }),
    });
    showKeeping();
    expect(await dueItems()).toHaveLength(2);
    screen.getByText("2 of 3 notes shown, longest due first");
    await user.click(screen.getByRole("button", { name: "Show more" }));
    await vi.waitFor(async () => expect(await dueItems()).toHaveLength(3));
    screen.getByText("3 notes, longest due first");
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Shouting by the station" })).toHaveFocus());
    expect(of("keeping").map(({ args }) => args["after"])).toEqual([null, "2"]);
  });

  it("stay listed where no more could be read, and can be asked for again", async () => {
    const user = userEvent.setup();
    let broken = true;
    keepingBook(dueNotes, {}, {
      keeping: ({ after }) =>
        after === null
          ? keepingView(dueNotes.slice(0, 2), { next: "2" })
          : broken
            ? refuse("busy", "The notebook is in use.")()
            : keepingView(dueNotes.slice(2)),
    });
    showKeeping();
    await dueList();
    await user.click(screen.getByRole("button", { name: "Show more" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("No more could be read");
    expect(await dueItems()).toHaveLength(2);
    broken = false;
    await user.click(screen.getByRole("button", { name: "Show more" }));
    await vi.waitFor(async () => expect(await dueItems()).toHaveLength(3));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("tell why they could not be read, and are asked for again", async () => {
    const user = userEvent.setup();
    const { answers } = keepingBook(dueNotes, {}, { keeping: refuse("busy", "The notebook is in use.") });
    showKeeping();
    expect(await screen.findByRole("alert")).toHaveTextContent("The notebook is in use.");
    answers["keeping"] = () => keepingView();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await dueItems()).toHaveLength(3);
    // The button has gone with what it was about.
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
  });
});
