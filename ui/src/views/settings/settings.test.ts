import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import { router } from "../../lib/router.svelte";
import { notebook, open, refuse } from "../../testing/book";
import { sharingLook } from "../../testing/sharing";
import { BackupForm, CheckForm, PassphraseForm } from "./settings.svelte";
import SettingsView from "./SettingsView.svelte";

const settings = (more: object = {}) => ({
  name: "Amara Lewis",
  partnership: "",
  device: "Laptop",
  label: "Notebook 1",
  boundaries_label: "Wards from May 2022",
  theme: "system",
  idle_minutes: 10,
  letter_keys: true,
  hub_number: "",
  hub_hours: "",
  folder: "/home/amara/wardbook",
  version: "0.1.0",
  backup_words: "No backup yet.",
  sample: false,
  ...more,
});

afterEach(() => cleanup());

describe("Settings", () => {
  it("changes only what was chosen", async () => {
    const user = userEvent.setup();
    const book = notebook({
      session: () => open(),
      settings: () => settings(),
      settings_set: (args) => settings({ theme: args["theme"] }),
    });
    render(SettingsView);
    await user.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(book.of("settings_set")[0]?.args).toMatchObject({ theme: "dark", idle_minutes: null, hub_number: null });
    expect(screen.getByRole("radio", { name: "Dark" })).toBeChecked();
  });

  it("never invents a number for the safeguarding hub", async () => {
    notebook({ session: () => open(), settings: () => settings() });
    render(SettingsView);
    const number = await screen.findByLabelText("Number");
    expect(number).toHaveValue("");
    expect(number).toHaveAccessibleDescription("Ask your coordinator for the number.");
  });

  it("leads to the notes from before joining where that notebook is still here, and nowhere else", async () => {
    const user = userEvent.setup();
    notebook({ session: () => open(), settings: () => settings() });
    const { rerender } = render(SettingsView, { begun: false });
    await screen.findByRole("region", { name: "Locking" });
    expect(screen.queryByRole("region", { name: "Notes from before you joined" })).toBeNull();
    await rerender({ begun: true });
    await user.click(await screen.findByRole("button", { name: "Look at them" }));
    expect(router.current).toEqual({ page: "begun" });
  });

  it("offers no lock, passphrase or backup for sample data", async () => {
    notebook({ session: () => open({ sample: true }), settings: () => settings({ sample: true }) });
    render(SettingsView);
    await screen.findByRole("region", { name: "Check" });
    for (const name of ["Locking", "Backup"]) expect(screen.queryByRole("region", { name })).toBeNull();
  });

  it("says everything that an export lacks at once, and takes back each word of it as it is answered", async () => {
    const user = userEvent.setup();
    const book = notebook({ session: () => open(), settings: () => settings(), sharing_look: sharingLook });
    render(SettingsView);
    const region = within(await screen.findByRole("region", { name: "Export" }));
    await user.click(region.getByRole("button", { name: "Export" }));
    const fields = ["Who is it for?", "What is it for?", "New folder"].map((name) => region.getByLabelText(name));
    for (const field of fields) expect(field).toHaveAttribute("aria-invalid", "true");
    for (const field of fields) await user.type(field, "/a");
    for (const field of fields) expect(field).not.toHaveAttribute("aria-invalid");
    expect(book.of("export")).toEqual([]);
  });

  it("gives no example of a path that another system writes", async () => {
    notebook({ session: () => open(), settings: () => settings() });
    render(SettingsView);
    const field = await screen.findByLabelText("New file");
    expect(field).toHaveAccessibleDescription(/A full path to a new file/);
    expect(document.body.textContent).not.toMatch(/[A-Z]:\\/);
  });

  it("does not overwrite what is being typed when settings change elsewhere", async () => {
    const user = userEvent.setup();
    const book = notebook({ session: () => open(), settings: () => settings() });
    render(SettingsView);
    const label = await screen.findByLabelText("Notebook label");
    await user.clear(label);
    await user.type(label, "Blue");
    book.tell("settings");
    await vi.waitFor(() => expect(book.of("settings")).toHaveLength(2));
    expect(label).toHaveValue("Blue");
  });
});

describe("keeping a copy", () => {
  it("says in the notebook's own words what was made", async () => {
    notebook({
      session: () => open(),
      backup: (args) => ({ file: args["file"], bytes: 1, changes: 1, at: "", words: "Backup made and checked." }),
    });
    const form = new BackupForm();
    form.file = "/media/stick/wardbook.backup";
    await form.make();
    expect(form.act.answer?.words).toBe("Backup made and checked.");
    expect(form.file).toBe("");
  });

  it("keeps the path and says why when nothing was made", async () => {
    notebook({
      session: () => open(),
      backup: refuse("disk-full", "The disk is full. No backup was made."),
    });
    const form = new BackupForm();
    form.file = "/media/stick/wardbook.backup";
    await form.make();
    expect(form.file).toBe("/media/stick/wardbook.backup");
    expect(form.act.problem).toBe("The disk is full. No backup was made.");
  });

  it("runs one act at a time, however often the button is pressed", async () => {
    let finish: (value: unknown) => void = () => undefined;
    const book = notebook({ session: () => open(), backup: () => new Promise((done) => (finish = done)) });
    const form = new BackupForm();
    form.file = "/a";
    const first = form.make();
    const second = form.make();
    finish({ file: "/a", bytes: 1, changes: 1, at: "", words: "Done." });
    await Promise.all([first, second]);
    expect(book.of("backup")).toHaveLength(1);
  });

  it("checks the chains first and what lies around them second", async () => {
    const book = notebook({
      verify: () => ({ changes: 3, records: 2, streams: 1, fault: null, words: "All 3 changes hold." }),
      doctor: () => ({ ok: true, checks: [] }),
    });
    const form = new CheckForm();
    await form.run();
    expect(book.calls.map((call) => call.name)).toEqual(["verify", "doctor"]);
    expect(form.act.answer?.verify.words).toBe("All 3 changes hold.");
  });
});

describe("what a check found", () => {
  it("is told in the notebook's words, never in the fault's own", async () => {
    const user = userEvent.setup();
    notebook({
      session: () => open(),
      settings: () => settings(),
      verify: () => ({ changes: 0, records: 0, streams: 0, fault: "hash mismatch at 7", words: "One page is damaged. Nothing was changed." }),
      doctor: () => ({ ok: false, checks: [{ id: "space", label: "Space", result: "good", words: "12 GB are free." }] }),
    });
    render(SettingsView);
    await user.click(await screen.findByRole("button", { name: "Check this notebook" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("One page is damaged. Nothing was changed.");
    screen.getByText("12 GB are free.");
    expect(document.body).not.toHaveTextContent("hash mismatch");
  });

  it("asks for a path before it makes a backup", async () => {
    const book = notebook({ session: () => open() });
    const form = new BackupForm();
    await form.make();
    expect(form.act.error("file")).toMatch(/No file was named/);
    expect(book.of("backup")).toHaveLength(0);
  });
});

describe("changing the passphrase", () => {
  const wrong = { field_errors: [{ field: "passphrase", message: "That is not the passphrase." }] };

  it("tells a wrong present passphrase beside the present one", async () => {
    notebook({ passphrase_change: refuse("passphrase-wrong", "That is not the passphrase.", wrong) });
    const form = new PassphraseForm();
    await form.change();
    expect(form.currentError).toBe("That is not the passphrase.");
    expect(form.newError).toBeUndefined();
  });

  it("forgets all three once it was changed", async () => {
    notebook({ passphrase_change: () => ({}) });
    const form = new PassphraseForm();
    form.current = "old";
    form.passphrase = form.again = "new";
    await form.change();
    expect([form.current, form.passphrase, form.again]).toEqual(["", "", ""]);
  });
});
