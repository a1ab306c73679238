import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, describe, expect, it } from "vitest";

import type { SharingOf } from "../../lib/api/generated";
import { notebook, refuse } from "../../testing/book";
import { sharingLook } from "../../testing/sharing";
import ForWhomFields from "./ForWhom.svelte";
import { ForWhom } from "./sharing.svelte";

afterEach(cleanup);

function stand(of: SharingOf = { what: "notes" }, errors: Record<string, string> = {}) {
  const form = new ForWhom(of);
  render(ForWhomFields, { form, id: "out", error: (field: string) => errors[field], mend: () => undefined });
  return form;
}

const kind = () => screen.findByLabelText("What sort of recipient?");
const day = () => ["Day", "Month", "Year"].map((name) => screen.getByLabelText<HTMLInputElement>(name).value);

describe("what every way out asks", () => {
  it("chooses nobody by itself, and says what each sort of recipient gets before one is taken", async () => {
    const user = userEvent.setup();
    const book = notebook({ sharing_look: sharingLook });
    stand();
    expect(await kind()).toHaveValue("");
    await screen.findByRole("option", { name: "Another agency" });
    expect(screen.queryByText(/note goes/)).toBeNull();
    await user.selectOptions(await kind(), "agency");
    expect(await screen.findByText("1 note goes, marked OFFICIAL-SENSITIVE.")).toBeVisible();
    expect(screen.getByText("3 notes left out, because of their handling conditions.")).toBeVisible();
    expect(screen.getByText("Without who recorded it.")).toBeVisible();
    expect(book.of("sharing_look").map(({ args }) => args)).toEqual([
      { of: { what: "notes" }, recipient_kind: null },
      { of: { what: "notes" }, recipient_kind: "agency" },
    ]);
  });

  it("gives each sort its day, until somebody types one, which then stays", async () => {
    const user = userEvent.setup();
    notebook({ sharing_look: sharingLook });
    const form = stand();
    await screen.findByRole("option", { name: "Another agency" });
    expect(day()).toEqual(["", "", ""]);
    await user.selectOptions(await kind(), "agency");
    await expect.poll(day).toEqual(["24", "5", "2027"]);
    await user.selectOptions(await kind(), "partner");
    await expect.poll(day).toEqual(["24", "11", "2027"]);
    await user.clear(screen.getByLabelText("Day"));
    await user.type(screen.getByLabelText("Day"), "1");
    await user.selectOptions(await kind(), "agency");
    await screen.findByText("3 notes left out, because of their handling conditions.");
    expect(day()).toEqual(["1", "11", "2027"]);
    // The names of people are no misspellings.
    expect(screen.getByLabelText("Who is it for?")).toHaveAttribute("spellcheck", "false");
    await user.type(screen.getByLabelText("Who is it for?"), "Housing");
    await user.type(screen.getByLabelText("What is it for?"), "a visit");
    expect(form.askedOf).toEqual({
      recipient: "Housing",
      recipient_kind: "agency",
      purpose: "a visit",
      until: "2027-11-01",
    });
  });

  it("sends no day that is none", async () => {
    const user = userEvent.setup();
    notebook({ sharing_look: sharingLook });
    const form = stand();
    await user.type(await screen.findByLabelText("Day"), "31");
    await user.type(screen.getByLabelText("Month"), "2");
    await user.type(screen.getByLabelText("Year"), "2027");
    expect(() => form.asked).toThrow("That is no day.");
  });

  it("asks nothing of the recipient of a sealed file, whom its form chooses, and says what stays sealed", async () => {
    notebook({ sharing_look: sharingLook });
    stand({ what: "sealed" });
    expect(await screen.findByText("Who told something stays sealed for the safeguarding leads.")).toBeVisible();
    expect(screen.queryByLabelText("Who is it for?")).toBeNull();
    expect(screen.queryByLabelText("What sort of recipient?")).toBeNull();
    expect(day()).toEqual(["24", "12", "2026"]);
  });

  it("says where nothing of it would go, and where what would go could not be looked at", async () => {
    const user = userEvent.setup();
    const book = notebook({
      sharing_look: (args) => ({ ...sharingLook(args), goes: "", refused: "This note does not go to this recipient." }),
    });
    stand({ what: "note", id: "n1" });
    expect(await screen.findByText("This note does not go to this recipient.")).toBeVisible();
    book.answers["sharing_look"] = refuse("locked", "The notebook is locked.");
    await user.selectOptions(await kind(), "agency");
    expect(await screen.findByText("The notebook is locked.")).toBeVisible();
    book.answers["sharing_look"] = sharingLook;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("1 note goes, marked OFFICIAL-SENSITIVE.")).toBeVisible();
  });

  it("has names, hints and errors that a screen reader can follow", async () => {
    notebook({ sharing_look: sharingLook });
    stand({ what: "notes" }, { recipient_kind: "Choose one.", until: "Give a day to come." });
    await screen.findByRole("option", { name: "Another agency" });
    expect(await kind()).toHaveAttribute("aria-invalid", "true");
    expect(screen.getByText("Give a day to come.")).toBeVisible();
    const { violations } = await axe.run(document.body, {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    });
    expect(violations.map((violation) => violation.id)).toEqual([]);
  });
});
