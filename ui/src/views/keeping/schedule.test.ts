import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";

import { anew } from "../../testing/anew";
import { erasedRow } from "../../testing/keeping";
import { keepingBook, showKeeping } from "../../testing/keepingView";

anew();

describe("how long things are kept", () => {
  it("stands in a plain table: what, how long, and what happens then", async () => {
    keepingBook();
    showKeeping();
    const table = await screen.findByRole("table", { name: "How long things are kept" });
    expect(within(table).getAllByRole("columnheader").map((head) => head.textContent)).toEqual(["What", "How long", "Then"]);
    within(table).getByRole("rowheader", { name: /^A note that describes or names somebody/ });
  });

  it("is shown with what was erased to those who decide about no note, with the reason why nothing else is", async () => {
    keepingBook([], { may_decide: false, erased: [erasedRow("e1")] });
    showKeeping();
    await screen.findByText("Those who triage a ward decide about its notes. You triage no ward, so no notes are listed here.");
    screen.getByRole("table", { name: "What was erased" });
    screen.getByRole("table", { name: "How long things are kept" });
    expect(screen.queryByText("No note is past its time")).toBeNull();
    expect(screen.queryByRole("button", { name: /^(Keep|Erase)/ })).toBeNull();
  });
});
