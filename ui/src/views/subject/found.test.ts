import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { router } from "../../lib/router.svelte";
import { anew } from "../../testing/anew";
import { requestBook, showRequest, textRead, textRows } from "../../testing/subjectView";

anew();

describe("what was found", () => {
  it("is marked by shape and in words, and shown as it is given with bars that tell nothing", async () => {
    const user = userEvent.setup();
    requestBook();
    showRequest();
    const text = async () => (await textRead()).getByText(/On the footpath/).closest("[data-text]")?.textContent;
    expect((await text())?.replace(/\s/g, " ")).toBe("On the footpath Jordan Blake (named) stood by the gate with Kim Okoro (will be blacked out).");
    expect((await textRead()).getByText("Kim Okoro", { exact: false, selector: "s" }).tagName).toBe("S");
    expect((await textRead()).getByText(/Amara Lewis \(never given\)/)).toBeVisible();
    await user.click((await textRead()).getByRole("checkbox", { name: "Show it as it is given" }));
    expect(await text()).toBe("On the footpath Jordan Blake stood by the gate with █████.");
    expect((await textRead()).getByRole("img", { name: "blacked out" })).toBeVisible();
    expect((await textRead()).queryByText(/Amara Lewis/)).toBeNull();
  });

  it("says of each text what it is, for whom it is held, and how it stands", async () => {
    const user = userEvent.setup();
    requestBook();
    showRequest();
    const third = (await textRows())[2];
    if (!third) throw new Error("no third text");
    expect(third.textContent).toMatch(/Perhaps/);
    await user.click(third);
    const read = await textRead();
    read.getByRole("heading", { name: "Plan, Sun 22 Nov 2026, 14:32" });
    read.getByText("Not written down");
    read.getByText("An earlier version, written over since");
    expect(read.queryByRole("button", { name: "Open the note" })).toBeNull();
    expect(read.getByText("Jordan", { exact: false, selector: ".perhaps" })).toHaveTextContent("Jordan (perhaps them)");
  });

  it("leads to the note", async () => {
    const user = userEvent.setup();
    requestBook();
    showRequest();
    await user.click((await textRead()).getByRole("button", { name: "Open the note" }));
    expect(router.current).toEqual({ page: "notes", note: "n1" });
  });

  it("says so where nothing was found, and where not everything is listed", async () => {
    requestBook({}, {}, []);
    const { unmount } = showRequest();
    await screen.findByText("Nothing was found");
    unmount();
    requestBook({ total: 1204, undecided: 1204 });
    showRequest();
    await screen.findByText("The first 3 of 1,204 are listed. Fuller names find fewer.");
    screen.getByText("0 of 1,204 decided");
  });
});
