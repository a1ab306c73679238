import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, describe, expect, it } from "vitest";

import { failure, notebook } from "../../testing/book";
import { sharingLook } from "../../testing/sharing";
import ByHand from "./ByHand.svelte";
import SaveFile from "./SaveFile.svelte";
import { SaveForm } from "./sealed.svelte";

const helen = { id: "p2", name: "Helen Prior", label: "Helen Prior, Coordinator: may read all of it", all: true };
const sam = { id: "p3", name: "Sam Whitfield", label: "Sam Whitfield: may read some of it", all: false };
const handing = () => ({ people: [helen, sam], file_name: "wardbook-2026-11-28-waiting.wbx" });
const saved = { file: "/stick/w.wbx", bytes: 900, notes: 1, others: 0, words: "Saved for Helen Prior: 1 note, 1 kB." };
const taken = {
  made: "Made by Amara Lewis, today, 14:32.",
  notes: 14,
  had: 3,
  others: 0,
  left_out: 1,
  words: "14 notes from Amara Lewis; 3 you had already.",
  left_out_words: ["1 entry was left out: you may not read them."],
  terms: "OFFICIAL-SENSITIVE. For Sam Whitfield. Purpose: handover. Delete the file by 24 Oct 2026.",
  past: "This file was to be deleted by 24 Oct 2026, and that day is past.",
};

afterEach(cleanup);

const dialog = () => within(screen.getByRole("dialog", { hidden: true }));

describe("what goes by hand", () => {
  it("goes to everybody who may read all of it unless somebody is chosen", async () => {
    const user = userEvent.setup();
    const book = notebook({ handing, sharing_look: sharingLook, waiting_save: () => saved });
    render(ByHand, { linked: true, waiting: true });
    await user.click(screen.getByRole("button", { name: "Save what is waiting to a file…" }));
    expect(await dialog().findByLabelText("For whom?")).toHaveFocus();
    await dialog().findByText("Who told something stays sealed for the safeguarding leads.");
    await user.type(dialog().getByLabelText("File to write"), "/stick/w.wbx");
    await user.click(dialog().getByRole("button", { name: "Save the file", hidden: true }));
    await dialog().findByText(saved.words);
    expect(book.of("handing")[0]?.args).toEqual({ ward: null });
    expect(book.of("waiting_save")[0]?.args).toEqual({ file: "/stick/w.wbx", to: null, purpose: "On its way to the server", until: "2026-12-24" });

    await user.selectOptions(dialog().getByLabelText("For whom?"), "p3");
    await user.type(dialog().getByLabelText("File to write"), "/stick/s.wbx");
    await user.keyboard("{Enter}");
    await dialog().findByText(saved.words);
    expect(book.of("waiting_save")[1]?.args).toEqual({ file: "/stick/s.wbx", to: "p3", purpose: "On its way to the server", until: "2026-12-24" });
  });

  it("is not offered where nothing waits, and a file can be taken in all the same", async () => {
    const user = userEvent.setup();
    const book = notebook({ file_take: () => taken });
    render(ByHand, { linked: true, waiting: false });
    expect(screen.queryByRole("button", { name: /Save what is waiting/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Take in a file…" }));
    await user.type(dialog().getByLabelText("Sealed file"), "/stick/w.wbx");
    await user.click(dialog().getByRole("button", { name: "Take it in", hidden: true }));
    await dialog().findByText(taken.words);
    expect(dialog().getByText(taken.made)).toBeVisible();
    expect(dialog().getByText(taken.terms)).toBeVisible();
    expect(dialog().getByText(taken.past)).toBeVisible();
    expect(dialog().getByText("1 entry was left out: you may not read them.")).toBeVisible();
    expect(book.of("file_take")[0]?.args).toEqual({ file: "/stick/w.wbx" });
  });

  it("says at the field what is wrong with a file, and goes there", async () => {
    const user = userEvent.setup();
    const message = "w.wbx is cut short or was altered. Nothing was taken in, and your notebook is as it was.";
    notebook({
      file_take: () => {
        throw failure("file-altered", message, { field_errors: [{ field: "file", message }] });
      },
    });
    render(ByHand, { linked: false });
    await user.click(screen.getByRole("button", { name: "Take in a file…" }));
    await user.type(dialog().getByLabelText("Sealed file"), "/stick/w.wbx{Enter}");
    await dialog().findByText(message);
    expect(dialog().getByLabelText("Sealed file")).toHaveFocus();
    expect(dialog().getByLabelText("Sealed file")).toHaveAttribute("aria-invalid", "true");
  });
});

describe("a pack of a ward", () => {
  const pack = () => {
    const form = new SaveForm("E05013733");
    render(SaveFile, { form, title: "Save a pack of Addison", says: "Everything of it.", onclose: () => undefined });
    return form;
  };

  it("is made for one person, who has to be chosen", async () => {
    const user = userEvent.setup();
    const book = notebook({ handing, sharing_look: sharingLook, pack_save: () => saved });
    pack();
    await user.type(await dialog().findByLabelText("File to write"), "/stick/p.wbx");
    await user.type(dialog().getByLabelText("What is it for?"), "handover");
    await user.click(dialog().getByRole("button", { name: "Save the file", hidden: true }));
    await dialog().findByText("Choose for whom the file is.");
    expect(dialog().getByLabelText("For whom?")).toHaveFocus();
    await user.selectOptions(dialog().getByLabelText("For whom?"), "p2");
    await user.click(dialog().getByRole("button", { name: "Save the file", hidden: true }));
    await dialog().findByText(saved.words);
    expect(book.of("pack_save").map((call) => call.args)).toEqual([
      { file: "/stick/p.wbx", ward: "E05013733", to: "p2", purpose: "handover", until: "2026-12-24" },
    ]);
  });

  it("says everything that it lacks at once, and its way out stands beside the act", async () => {
    const user = userEvent.setup();
    notebook({ handing, sharing_look: sharingLook });
    pack();
    const act = () => dialog().getByRole("button", { name: "Save the file", hidden: true });
    await dialog().findByLabelText("For whom?");
    expect(dialog().getAllByRole("button", { name: "Close", hidden: true }).map((close) => close.parentElement)).toEqual([act().parentElement]);
    await user.click(act());
    for (const name of ["For whom?", "What is it for?", "File to write"]) {
      expect(dialog().getByLabelText(name)).toHaveAttribute("aria-invalid", "true");
    }
  });

  it("is not offered where nobody could open it", async () => {
    notebook({ handing: () => ({ people: [], file_name: "" }) });
    pack();
    await dialog().findByText("Nobody to make a file for");
    expect(dialog().queryByLabelText("File to write")).toBeNull();
  });

  it("has names, roles and labels that a screen reader can follow", async () => {
    const user = userEvent.setup();
    notebook({ handing, sharing_look: sharingLook });
    pack();
    await dialog().findByLabelText("For whom?");
    await user.click(dialog().getByRole("button", { name: "Save the file", hidden: true }));
    await dialog().findByText("Choose for whom the file is.");
    const { violations } = await axe.run(document.body, {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    });
    expect(violations.map((violation) => violation.id)).toEqual([]);
  });
});
